"""The draws of noise behind tests/fixtures/reference-psnr.json: those that the published program (DiffPIR, main_ddpir.py) makes for one picture of
256x256 with its own seed, 42, and the small built-in prior, without running it.

Where its random generators stand after it has built its network, and drawn its motion kernel, is recorded in tests/fixtures/published-draws.npz;
the rest are the same calls in the same order. Writes float32 values one after another: the noise of the measurement (rows, columns, channels;
none for inpainting), then, as planes, the initial noise and for each step but the last the two draws of the re-noising.

    python3 published_draws.py --task deblur-motion --steps 20 --states tests/fixtures/published-draws.npz OUT
"""
import argparse

import numpy as np
import torch

SIDE, SCALE, KERNEL, SEED = 256, 4, 61, 42


def measurement(task, states):
    if task.startswith("inpaint"):
        return np.zeros(0)
    if task == "deblur-motion":
        np.random.set_state(("MT19937", states["numpy_keys"], *(states[name].item() for name in ("numpy_pos", "numpy_has_gauss", "numpy_gauss"))))
    else:
        np.random.seed(0 if task == "deblur-gaussian" else SEED)
    side = SIDE // SCALE if task == "sr" else SIDE
    return np.random.normal(0, 1, (side, side, 3))


def steps(task, count, states):
    torch.set_rng_state(torch.from_numpy(states["torch"]))
    if task.startswith("deblur"):
        torch.nn.Conv2d(3, 3, KERNEL, bias=False, groups=3)
    # The program's pictures come from arrays of rows, columns and channels and keep that order in memory, in which noise is drawn, unless enlarged.
    like = torch.empty(1, 3, SIDE, SIDE)
    if task != "sr":
        like = like.contiguous(memory_format=torch.channels_last)
    yield torch.randn_like(like)
    for _ in range(count - 1):
        torch.randn_like(like)  # of the network's own sample, which nobody uses
        yield torch.randn_like(like)
        yield torch.randn_like(like)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", choices=["sr", "deblur-gaussian", "deblur-motion", "inpaint-random", "inpaint-box"], required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--states", required=True)
    parser.add_argument("out")
    args = parser.parse_args()
    states = np.load(args.states)
    with open(args.out, "wb") as file:
        file.write(measurement(args.task, states).astype("<f4").tobytes())
        for draw in steps(args.task, args.steps, states):
            file.write(draw.contiguous().numpy().astype("<f4").tobytes())


main()
