"""The published UNet (Dhariwal and Nichol 2021) in plain PyTorch."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

MULTIPLIERS, HEAD_CHANNELS = (1, 1, 2, 2, 4, 4), 64
# Base width, residual blocks a level, levels with attention; named as in bench/DiffPir.Benchmarks/PublishedNetworks.cs.
NETWORKS = {"builtin-small": (32, 1, (4,)), "ffhq": (128, 1, (4,)), "imagenet": (256, 2, (3, 4, 5))}


class Residual(nn.Module):
    def __init__(self, inputs, outputs, time_channels, resample=None):
        super().__init__()
        self.resample = resample
        self.in_layers = nn.Sequential(nn.GroupNorm(32, inputs), nn.SiLU(), nn.Conv2d(inputs, outputs, 3, padding=1))
        # Index 0 is the activation of the embedding, which UNet.forward applies once for all blocks.
        self.emb_layers = nn.Sequential(nn.Identity(), nn.Linear(time_channels, 2 * outputs))
        self.out_layers = nn.Sequential(
            nn.GroupNorm(32, outputs), nn.SiLU(), nn.Identity(), nn.Conv2d(outputs, outputs, 3, padding=1))
        self.skip_connection = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x, embedding):
        h = F.silu(self.in_layers[0](x))
        if self.resample == "down":
            h, x = F.avg_pool2d(h, 2), F.avg_pool2d(x, 2)
        elif self.resample == "up":
            h, x = F.interpolate(h, scale_factor=2.0, mode="nearest"), F.interpolate(x, scale_factor=2.0, mode="nearest")
        h = self.in_layers[2](h)
        scale, shift = self.emb_layers(embedding)[:, :, None, None].chunk(2, 1)
        h = F.silu(self.out_layers[0](h) * (1 + scale) + shift)
        return self.skip_connection(x) + self.out_layers[3](h)


class Attention(nn.Module):
    def __init__(self, channels, head_channels=HEAD_CHANNELS):
        super().__init__()
        self.heads = channels // head_channels
        self.norm = nn.GroupNorm(32, channels)
        self.qkv, self.proj_out = nn.Conv1d(channels, 3 * channels, 1), nn.Conv1d(channels, channels, 1)

    def forward(self, x, _):
        batch, channels, height, width = x.shape
        qkv = self.qkv(self.norm(x).reshape(batch, channels, height * width))
        q, k, v = qkv.reshape(batch * self.heads, 3 * channels // self.heads, height * width).chunk(3, 1)
        weights = torch.softmax(q.transpose(1, 2) @ k / math.sqrt(channels // self.heads), -1)
        y = (v @ weights.transpose(1, 2)).reshape(batch, channels, height * width)
        return x + self.proj_out(y).reshape(x.shape)


class Block(nn.ModuleList):
    def forward(self, x, embedding):
        for layer in self:
            x = layer(x) if isinstance(layer, nn.Conv2d) else layer(x, embedding)
        return x


class UNet(nn.Module):
    def __init__(self, network):
        super().__init__()
        base, blocks, attention = NETWORKS[network]
        self.base, time_channels, channels = base, 4 * base, base
        self.time_embed = nn.Sequential(nn.Linear(base, time_channels), nn.SiLU(), nn.Linear(time_channels, time_channels))
        self.input_blocks = nn.ModuleList([Block([nn.Conv2d(3, base, 3, padding=1)])])
        skips = [base]

        def residual(level, inputs):
            outputs = MULTIPLIERS[level] * base
            return [Residual(inputs, outputs, time_channels)] + ([Attention(outputs)] if level in attention else []), outputs

        for level in range(len(MULTIPLIERS)):
            for _ in range(blocks):
                layers, channels = residual(level, channels)
                self.input_blocks.append(Block(layers))
                skips.append(channels)
            if level < len(MULTIPLIERS) - 1:
                self.input_blocks.append(Block([Residual(channels, channels, time_channels, "down")]))
                skips.append(channels)
        self.middle_block = Block([
            Residual(channels, channels, time_channels), Attention(channels), Residual(channels, channels, time_channels)])
        self.output_blocks = nn.ModuleList()
        for level in reversed(range(len(MULTIPLIERS))):
            for i in range(blocks + 1):
                layers, channels = residual(level, channels + skips.pop())
                if level > 0 and i == blocks:
                    layers.append(Residual(channels, channels, time_channels, "up"))
                self.output_blocks.append(Block(layers))
        self.out = nn.Sequential(nn.GroupNorm(32, channels), nn.SiLU(), nn.Conv2d(channels, 6, 3, padding=1))

    def forward(self, x, t):
        half = self.base // 2
        angles = t[:, None] * torch.exp(-math.log(10000.0) * torch.arange(half, device=x.device, dtype=t.dtype) / half)
        embedding = F.silu(self.time_embed(torch.cat([angles.cos(), angles.sin()], 1).to(x.dtype)))
        h, skips = x, []
        for block in self.input_blocks:
            h = block(h, embedding)
            skips.append(h)
        h = self.middle_block(h, embedding)
        for block in self.output_blocks:
            h = block(torch.cat([h, skips.pop()], 1), embedding)
        return self.out(h)
