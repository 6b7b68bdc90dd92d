"""Trains a prior on in PyTorch, as the built-in one was: on an NVIDIA GPU in bfloat16, minutes there being worth days of a processor.

    python3 train_torch.py PHOTOGRAPHS START.safetensors OUT.safetensors --minutes 8

PHOTOGRAPHS is a folder of pictures; their middles are taken, 320 pixels wide and high, 64 of them held out. START is a UNet in guided-diffusion's
names with the remarks that models/*.safetensors have. What makes it fast: group norms as one reduction and one affine map, which compile into two
passes over a map in any layout; the whole step as one CUDA graph, drawing of crops included. Convolutions are moved by orthogonalised momentum
(Muon), the rest by Adam. Compiling takes a minute or two, in which a second process does it while this one trains without.
On a processor everything runs too, to be tried: add --crop 32 --batch 2.
"""
import argparse
import concurrent.futures
import copy
import math
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image

import tensor_file
import unet

SIDE, HELD_OUT = 320, 64
SHARES = ((SIDE, 0.45), (224, 0.35), (160, 0.2))  # sides that photographs are reduced to, and how often crops come from each
ALPHA_BAR = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64), 0).float()
ON_GPU = torch.cuda.is_available()
DEVICE, HALF = ("cuda", torch.bfloat16) if ON_GPU else ("cpu", torch.float32)


def normalize(x, norm, scale=None, shift=None, activate=True):
    """Group norm of 32 groups, scale and shift, SiLU: sums a channel in single precision, then y = a x + b."""
    n, channels, height, width = x.shape
    of_group = channels // 32
    values, count = x.float(), float(of_group * height * width)
    sums, squares = values.sum((2, 3)), (values * values).sum((2, 3))
    mean = sums.view(n, 32, of_group).sum(2) / count
    variance = (squares.view(n, 32, of_group).sum(2) / count - mean * mean).clamp_min(0)
    mean, rate = (v[:, :, None].expand(n, 32, of_group).reshape(n, channels) for v in (mean, torch.rsqrt(variance + 1e-5)))
    a = rate * norm.weight
    b = norm.bias - mean * a
    if scale is not None:
        a, b = a * (1 + scale), b * (1 + scale) + shift
    y = values * a[:, :, None, None] + b[:, :, None, None]
    return (F.silu(y) if activate else y).to(x.dtype)


def convolve(x, layer):
    return F.conv2d(x, layer.weight.to(x.dtype), layer.bias.to(x.dtype), padding=layer.padding)


def project(x, layer):
    return F.linear(x, layer.weight[:, :, 0].to(x.dtype), layer.bias.to(x.dtype))


class Residual(unet.Residual):
    def forward(self, x, embedding):
        h = normalize(x, self.in_layers[0])
        if self.resample == "down":
            h, x = F.avg_pool2d(h, 2), F.avg_pool2d(x, 2)
        elif self.resample == "up":
            h, x = F.interpolate(h, scale_factor=2.0, mode="nearest"), F.interpolate(x, scale_factor=2.0, mode="nearest")
        h = convolve(h, self.in_layers[2])
        h = convolve(normalize(h, self.out_layers[0], *self.emb_layers[1](embedding).chunk(2, 1)), self.out_layers[3])
        return h + (x if isinstance(self.skip_connection, nn.Identity) else convolve(x, self.skip_connection))


class Attention(unet.Attention):
    def forward(self, x, _):
        n, channels, height, width = x.shape
        tokens = normalize(x, self.norm, activate=False).permute(0, 2, 3, 1).reshape(n, height * width, channels)
        parts = project(tokens, self.qkv).view(n, height * width, self.heads, 3, channels // self.heads)
        q, k, v = (parts[:, :, :, i].permute(0, 2, 1, 3) for i in range(3))
        share = torch.softmax((q @ k.transpose(-1, -2)).float() / math.sqrt(channels // self.heads), -1).to(v.dtype)
        result = project((share @ v).permute(0, 2, 1, 3).reshape(n, height * width, channels), self.proj_out)
        return x + result.view(n, height, width, channels).permute(0, 3, 1, 2)


class Block(nn.ModuleList):
    def forward(self, x, embedding):
        for layer in self:
            x = convolve(x, layer) if isinstance(layer, nn.Conv2d) else layer(x, embedding)
        return x


class UNet(nn.Module):
    """Predicts the noise; the half of its outputs that would be the variance is left untrained."""

    def __init__(self, remarks):
        super().__init__()
        self.channels = int(remarks["model_channels"])
        multipliers = [int(v) for v in remarks["channel_mult"].split(",")]
        attention = [int(v) for v in remarks["attention_resolutions"].split(",")]
        blocks, head = int(remarks["num_res_blocks"]), int(remarks["num_head_channels"])
        time_channels, channels, reduction = 4 * self.channels, multipliers[0] * self.channels, 1
        self.time_embed = nn.Sequential(nn.Linear(self.channels, time_channels), nn.SiLU(), nn.Linear(time_channels, time_channels))
        self.input_blocks = nn.ModuleList([Block([nn.Conv2d(3, channels, 3, padding=1)])])
        skips = [channels]
        for level, multiplier in enumerate(multipliers):
            for _ in range(blocks):
                layers = [Residual(channels, multiplier * self.channels, time_channels)]
                channels = multiplier * self.channels
                if reduction in attention:
                    layers.append(Attention(channels, head))
                self.input_blocks.append(Block(layers))
                skips.append(channels)
            if level < len(multipliers) - 1:
                self.input_blocks.append(Block([Residual(channels, channels, time_channels, "down")]))
                skips.append(channels)
                reduction *= 2
        self.middle_block = Block([Residual(channels, channels, time_channels), Attention(channels, head), Residual(channels, channels, time_channels)])
        self.output_blocks = nn.ModuleList()
        for level, multiplier in reversed(list(enumerate(multipliers))):
            for i in range(blocks + 1):
                layers = [Residual(channels + skips.pop(), multiplier * self.channels, time_channels)]
                channels = multiplier * self.channels
                if reduction in attention:
                    layers.append(Attention(channels, head))
                if level and i == blocks:
                    layers.append(Residual(channels, channels, time_channels, "up"))
                    reduction //= 2
                self.output_blocks.append(Block(layers))
        self.out = nn.Sequential(nn.GroupNorm(32, channels), nn.SiLU(), nn.Conv2d(channels, 6, 3, padding=1))

    def forward(self, x, t):
        half = self.channels // 2
        angles = t[:, None].float() * torch.exp(-math.log(10000.0) * torch.arange(half, device=x.device, dtype=torch.float32) / half)
        embedding = F.silu(self.time_embed(torch.cat([angles.cos(), angles.sin()], 1)))
        h, skips = x.to(HALF), []
        for block in self.input_blocks:
            h = block(h, embedding)
            skips.append(h)
        h = self.middle_block(h, embedding)
        for block in self.output_blocks:
            h = block(torch.cat([h, skips.pop()], 1), embedding)
        return convolve(normalize(h, self.out[0]), self.out[2])[:, :3].float()


class Photographs:
    """Photographs at several sizes in one row of pixels, so that crops of all sizes are one gather, which a CUDA graph can hold."""

    def __init__(self, pictures):
        rows, starts, start = [], [], 0
        for side, _ in SHARES:
            rows.append(torch.cat([reduce(part, side) for part in pictures.split(64)]).reshape(-1, 3))
            starts.append(start)
            start += len(rows[-1])
        self.count, self.pixels = len(pictures), torch.cat(rows)
        self.sides, self.starts = torch.tensor([side for side, _ in SHARES], device=DEVICE), torch.tensor(starts, device=DEVICE)
        self.shares = torch.cumsum(torch.tensor([share for _, share in SHARES]), 0).to(DEVICE)

    def crops(self, count, side):
        """Crops on [-1,1], flipped at random."""
        draws = torch.rand(5, count, device=DEVICE)
        size = (draws[0][:, None] >= self.shares[None, :-1]).sum(1)
        width = self.sides[size]
        first = self.starts[size] + (draws[1] * self.count).long().clamp_max(self.count - 1) * width * width
        y, x = (torch.minimum((d * (width - side + 1).float()).long(), width - side) for d in draws[2:4])
        line = torch.arange(side, device=DEVICE)
        columns = torch.where(draws[4][:, None] < 0.5, line[None], side - 1 - line[None]) + x[:, None]
        places = first[:, None, None] + (y[:, None] + line)[:, :, None] * width[:, None, None] + columns[:, None, :]
        return self.pixels[places].permute(0, 3, 1, 2).float() / 127.5 - 1


def reduce(pictures, side):
    if side == pictures.shape[1]:
        return pictures
    reduced = F.interpolate(pictures.permute(0, 3, 1, 2).float(), size=(side, side), mode="bilinear", antialias=True, align_corners=False)
    return reduced.round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1)


def read_folder(folder):
    """Middles of all pictures that are large enough, [n, SIDE, SIDE, 3]."""
    def read(name):
        with Image.open(os.path.join(folder, name)) as picture:
            left, top = ((size - SIDE) // 2 for size in picture.size)
            if min(left, top) < 0:
                return None
            return np.asarray(picture.convert("RGB").crop((left, top, left + SIDE, top + SIDE)))
    names = sorted(name for name in os.listdir(folder) if name.lower().endswith((".png", ".jpg", ".jpeg", ".webp")))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pictures = [picture for picture in pool.map(read, names) if picture is not None]
    if len(pictures) <= HELD_OUT:
        sys.exit(f"train_torch: '{folder}' has {len(pictures)} pictures of {SIDE}x{SIDE} pixels or more, expected more than {HELD_OUT}")
    return torch.from_numpy(np.stack(pictures)).to(DEVICE)


class Muon:
    """Momentum, made orthogonal by Newton and Schulz; as large as Adam's updates."""

    def __init__(self, parameters, rate, momentum=0.95):
        self.rate, self.momentum, self.groups = rate, momentum, {}
        for p in parameters:
            self.groups.setdefault((p.shape[0], p.numel() // p.shape[0]), []).append(p)
        self.moments = {shape: torch.zeros(len(group), *shape, device=DEVICE) for shape, group in self.groups.items()}

    @torch.no_grad()
    def step(self):
        for (rows, columns), group in self.groups.items():
            gradient = torch.stack([p.grad.reshape(rows, columns) for p in group])
            moment = self.moments[rows, columns]
            moment.mul_(self.momentum).add_(gradient, alpha=1 - self.momentum)
            update = (gradient * (1 - self.momentum) + moment * self.momentum).to(HALF)
            update = update.transpose(1, 2) if rows > columns else update
            update = update / (update.float().norm(dim=(1, 2), keepdim=True) + 1e-12).to(HALF)
            for _ in range(5):
                square = update @ update.transpose(1, 2)
                update = 3.4445 * update + (-4.7750 * square + 2.0315 * (square @ square)) @ update
            update = update.transpose(1, 2) if rows > columns else update
            update = update.float() * (-0.2 * math.sqrt(max(rows, columns))) * self.rate
            torch._foreach_add_([p.data for p in group], [u.reshape(p.shape) for u, p in zip(update.unbind(0), group)])


class Adam:
    """As published, with all of its state on the device, so that a CUDA graph can hold it."""

    def __init__(self, parameters, rate, betas=(0.9, 0.99)):
        self.parameters, self.rate, self.betas = list(parameters), rate, betas
        self.first, self.second = ([torch.zeros_like(p) for p in self.parameters] for _ in range(2))
        self.steps = torch.zeros((), device=DEVICE)

    @torch.no_grad()
    def step(self):
        gradients, (first, second) = [p.grad for p in self.parameters], self.betas
        self.steps += 1
        torch._foreach_mul_(self.first, first)
        torch._foreach_add_(self.first, gradients, alpha=1 - first)
        torch._foreach_mul_(self.second, second)
        torch._foreach_addcmul_(self.second, gradients, gradients, value=1 - second)
        scale = torch._foreach_sqrt(self.second)
        torch._foreach_mul_(scale, (1 - second ** self.steps).rsqrt())
        torch._foreach_add_(scale, 1e-8)
        updates = torch._foreach_div(self.first, scale)
        torch._foreach_mul_(updates, -self.rate / (1 - first ** self.steps))
        torch._foreach_add_([p.data for p in self.parameters], updates)


class Trainer:
    def __init__(self, model, photographs, batch, crop, average):
        self.model, self.photographs, self.batch, self.crop, self.average = model, photographs, batch, crop, average
        self.mean_model = copy.deepcopy(model).requires_grad_(False)
        self.rate, self.alpha_bar = torch.zeros((), device=DEVICE), ALPHA_BAR.to(DEVICE)
        named = list(model.named_parameters())
        matrices = {name for name, p in named if p.dim() == 3 or (p.dim() == 4 and p.shape[1] > 3 and not name.startswith("out."))}
        self.optimizers = (Muon([p for name, p in named if name in matrices], self.rate), Adam([p for name, p in named if name not in matrices], self.rate))
        self.parameters, self.losses, self.counts = [p for _, p in named], torch.zeros(5, device=DEVICE), torch.zeros(5, device=DEVICE)
        self.loss, self.graph = self.plain_loss, None

    def plain_loss(self, x, noise, t):
        return ((self.model(x, t) - noise) ** 2).mean((1, 2, 3))

    def compute(self):
        clean, spread = self.photographs.crops(self.batch, self.crop), torch.arange(self.batch, device=DEVICE)
        u = (spread + torch.rand(self.batch, device=DEVICE)) / self.batch
        t = torch.where(torch.rand(self.batch, device=DEVICE) < 0.5, u * 1000, u * 400).long().clamp_max(999)
        noise = torch.randn(self.batch, self.crop, self.crop, 3, device=DEVICE).permute(0, 3, 1, 2)
        level = self.alpha_bar[t][:, None, None, None]
        each = self.loss(level.sqrt() * clean + (1 - level).sqrt() * noise, noise, t)
        each.mean().backward()
        gradients = [p.grad for p in self.parameters]
        norm = torch.stack([g.norm() for g in gradients]).norm()
        torch._foreach_mul_(gradients, (1 / (norm + 1e-6)).clamp(max=1.0))
        for optimizer in self.optimizers:
            optimizer.step()
        with torch.no_grad():
            means = list(self.mean_model.parameters())
            torch._foreach_mul_(means, self.average)
            torch._foreach_add_(means, self.parameters, alpha=1 - self.average)
            self.losses.index_add_(0, t // 200, each.detach())
            self.counts.index_add_(0, t // 200, torch.ones_like(each))

    def compute_afresh(self):
        for p in self.parameters:
            p.grad = None
        self.compute()

    def record(self):
        """Records a step as a CUDA graph, after three that train as all do. Returns how many steps that were."""
        if not ON_GPU:
            return 0
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.compute_afresh()
        torch.cuda.current_stream().wait_stream(side)
        torch.cuda.synchronize()
        for p in self.parameters:
            p.grad = None
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.compute()
        return 3

    def compile(self):
        self.graph, self.loss = None, torch.compile(self.plain_loss, dynamic=False)
        return self.record()

    def step(self):
        self.graph.replay() if self.graph else self.compute_afresh()

    def read_losses(self):
        """By fifths of the time steps since they were last read."""
        result = [round(v, 5) for v in (self.losses / self.counts.clamp(min=1)).tolist()]
        self.losses.zero_()
        self.counts.zero_()
        return result


@torch.no_grad()
def measure(model, photographs):
    """Of photographs with always the same noise: loss at t = 300 and 600, and PSNR of one evaluation at noise of 10, 25 and 50 grey levels."""
    generator, result, alpha_bar = torch.Generator(DEVICE).manual_seed(7), {}, ALPHA_BAR.to(DEVICE)
    ratio = ((1 - alpha_bar) / alpha_bar).sqrt()
    for name, t in [("t=300", 300), ("t=600", 600)] + [(f"noise {s}", int((ratio - 2 * s / 255).abs().argmin())) for s in (10, 25, 50)]:
        losses, psnr = [], []
        for part in photographs.split(16):
            clean = part.permute(0, 3, 1, 2).float() / 127.5 - 1
            noise = torch.randn(clean.shape, generator=generator, device=DEVICE)
            found = model(alpha_bar[t].sqrt() * clean + (1 - alpha_bar[t]).sqrt() * noise, torch.full((len(clean),), t, device=DEVICE))
            losses += ((found - noise) ** 2).mean((1, 2, 3)).tolist()
            error = ((clean + ratio[t] * (noise - found)).clamp(-1, 1) - clean) ** 2
            psnr += (10 * torch.log10(4 / error.mean((1, 2, 3)))).tolist()
        result[name] = round(float(np.mean(losses)), 6) if name.startswith("t") else round(float(np.mean(psnr)), 3)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photographs")
    parser.add_argument("start")
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--crop", type=int, default=128)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--average", type=float, default=0.999, help="of the mean of weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile-only", metavar="FLAG", help=argparse.SUPPRESS)
    a = parser.parse_args()
    begin, span = time.time(), a.minutes * 60
    torch.manual_seed(a.seed)
    if ON_GPU:
        torch.backends.cudnn.benchmark = torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    pictures = read_folder(a.photographs)
    held_out = pictures[:HELD_OUT if ON_GPU else 2, 32:288, 32:288]
    weights, remarks = tensor_file.load_with_remarks(a.start)
    model = UNet(remarks)
    model.load_state_dict({name: torch.from_numpy(values.copy()) for name, values in weights.items()})
    trainer = Trainer(model.to(DEVICE).to(memory_format=torch.channels_last), Photographs(pictures[HELD_OUT:]), a.batch, a.crop, a.average)
    if a.compile_only:
        trainer.loss = torch.compile(trainer.plain_loss, dynamic=False)
        trainer.compute_afresh()
        open(a.compile_only, "w").close()
        return

    with tempfile.TemporaryDirectory() as folder:
        flag = os.path.join(folder, "compiled")
        compiling = subprocess.Popen([sys.executable, __file__, *sys.argv[1:], "--compile-only", flag]) if ON_GPU else None
        size = sum(p.numel() for p in trainer.parameters)
        print(f"{len(pictures)} photographs, {size} parameters, {DEVICE}; held out {measure(trainer.mean_model, held_out)}", flush=True)
        trainer.rate.fill_(0)
        steps, told, saved = trainer.record(), time.time(), time.time()
        while time.time() - begin < span:
            done = (time.time() - begin) / span
            trainer.rate.fill_(a.rate * min(1, (steps + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done))))
            trainer.step()
            steps += 1
            if ON_GPU and steps % 20 == 0:
                torch.cuda.synchronize()
                if compiling and os.path.exists(flag):
                    compiling, steps = None, steps + trainer.compile()
                    print(f"{time.time() - begin:.0f} s: compiled", flush=True)
            if time.time() - told > 15:
                told, losses = time.time(), trainer.read_losses()
                print(f"{told - begin:.0f} s, {steps} steps, loss by fifths of the time steps {losses}", flush=True)
                if not math.isfinite(sum(losses)):
                    sys.exit("train_torch: the loss is not finite; OUT keeps what was saved before")
            if time.time() - saved > 100:
                saved = time.time()
                store(trainer, remarks, steps, a.out)
        if compiling:
            compiling.kill()
    print(f"{steps} steps; held out {measure(trainer.mean_model, held_out)}")
    store(trainer, remarks, steps, a.out)


def store(trainer, remarks, steps, path):
    remarks = {**remarks, "step": str(int(remarks.get("step", 0)) + steps)}
    tensor_file.save(path, {name: value.float().cpu().numpy() for name, value in trainer.mean_model.state_dict().items()}, remarks)


if __name__ == "__main__":
    main()
