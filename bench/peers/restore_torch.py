"""The published program's loop (DiffPIR, main_ddpir*.py) in PyTorch, on the small built-in prior: a peer for whole restorations.

Prints the seconds of the first restoration, network and all, and of the fastest of those that follow:

    python3 restore_torch.py --task deblurring --size 256 --threads 2 --weights models/diffpir-photo-32.safetensors
"""
import argparse
import time

import numpy as np
import torch

import tensor_file
from unet import UNet

SIGMA, LAMBDA, SCALE = 5 / 255, 7.0, 4


def gaussian(size, width):
    x = np.arange(size) - size // 2
    line = np.exp(-x * x / (2.0 * width * width))
    kernel = np.outer(line, line)
    return torch.from_numpy((kernel / kernel.sum()).astype(np.float32))


def transfer_function(kernel, size):
    """The kernel's Fourier transform, its middle at the origin (p2o of the published program)."""
    padded = torch.zeros(size, size)
    padded[:kernel.shape[0], :kernel.shape[1]] = kernel
    return torch.fft.fft2(torch.roll(padded, (-(kernel.shape[0] // 2), -(kernel.shape[1] // 2)), (0, 1)))[None, None]


def split(a, scale):
    """Aliases of a spectrum, stacked."""
    return torch.stack(torch.chunk(torch.cat(torch.chunk(a, scale, dim=2), 0), scale, dim=3), -1)


def mean_of_aliases(a, scale):
    batch = a.shape[0]
    parts = torch.stack(torch.chunk(a, scale, dim=2), -1)
    return torch.stack(torch.chunk(parts, scale, dim=3), -1).reshape(batch, a.shape[1], a.shape[2] // scale, a.shape[3] // scale, -1).mean(-1)


class Task:
    """A measurement and its data step."""

    def __init__(self, name, clean):
        self.name, self.scale, size = name, SCALE if name == "super-resolution" else 1, clean.shape[-1]
        if name == "inpainting":
            torch.manual_seed(0)
            self.mask = (torch.rand(1, 1, size, size) < 0.3).float()
            self.measured = clean * self.mask
            self.start = self.measured
            return
        self.f = transfer_function(gaussian(25, 1.6 if self.scale == 1 else 2.0), size)
        blurred = torch.real(torch.fft.ifft2(self.f * torch.fft.fft2(clean)))
        self.measured = blurred[:, :, ::self.scale, ::self.scale] + SIGMA * torch.randn(1, 3, size // self.scale, size // self.scale)
        self.conjugate, self.power = self.f.conj(), self.f.abs() ** 2
        upsampled = torch.zeros_like(clean)
        upsampled[:, :, ::self.scale, ::self.scale] = self.measured
        self.fby = self.conjugate * torch.fft.fft2(upsampled)
        self.start = torch.nn.functional.interpolate(self.measured, size=clean.shape[-2:], mode="bicubic")

    def solve(self, x, rho):
        """argmin ||y - H p||^2 + rho ||x - p||^2 (data_solution of the published program)."""
        if self.name == "inpainting":
            return (self.mask * self.measured + rho * x) / (self.mask + rho)
        spectrum = self.fby + torch.fft.fft2(rho * x)
        numerator = mean_of_aliases(self.f * spectrum, self.scale)
        denominator = mean_of_aliases(self.power, self.scale) + rho
        correction = self.conjugate * (numerator / denominator).repeat(1, 1, self.scale, self.scale)
        return torch.real(torch.fft.ifft2((spectrum - correction) / rho))


def restore(network, task, steps):
    betas = np.linspace(1e-4, 2e-2, 1000)
    bar = np.cumprod(1 - betas)
    sigmas = np.sqrt((1 - bar) / bar)
    times = [999 - int(p) for p in np.sqrt(np.linspace(0, 1000 ** 2, steps))][:-1] + [0]
    x = np.sqrt(bar[times[0]]) * (2 * task.start - 1) + np.sqrt(1 - bar[times[0]]) * torch.randn_like(task.start)
    for i, t in enumerate(times):
        noise = network(x, torch.tensor([float(t)]))[:, :3]
        clean = ((x - np.sqrt(1 - bar[t]) * noise) / np.sqrt(bar[t])).clamp(-1, 1)
        if i == len(times) - 1:
            return clean / 2 + 0.5
        rho = float(LAMBDA * SIGMA ** 2 / sigmas[t] ** 2)
        clean = 2 * task.solve(clean / 2 + 0.5, rho) - 1
        effective = (x - np.sqrt(bar[t]) * clean) / np.sqrt(1 - bar[t])
        following, zeta = bar[times[i + 1]], 0.3
        x = np.sqrt(following) * clean + np.sqrt(1 - following) * (np.sqrt(1 - zeta) * effective + np.sqrt(zeta) * torch.randn_like(x))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", choices=["deblurring", "super-resolution", "inpainting"], required=True)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--weights", required=True)
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    seconds = []
    with torch.no_grad():
        begin = time.perf_counter()
        network = UNet("builtin-small").eval()
        network.load_state_dict({name: torch.from_numpy(values) for name, values in tensor_file.load(args.weights).items()})
        y, x = torch.meshgrid(torch.arange(args.size), torch.arange(args.size), indexing="ij")
        picture = torch.stack([0.5 + 0.4 * torch.sin(0.1 * (c + 1) * x + 0.07 * y) for c in range(3)])[None].float()
        for _ in range(1 + args.rounds):
            result = restore(network, Task(args.task, picture), args.steps)
            assert bool(torch.isfinite(result).all())
            seconds.append(time.perf_counter() - begin)
            begin = time.perf_counter()
    print(f"{seconds[0]:.3f} {min(seconds[1:]):.3f}")


main()
