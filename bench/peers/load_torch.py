"""Loads a network twice and reports what it took, in the line of bench/DiffPir.Benchmarks/Loading/LoadResult.cs.

    python3 load_torch.py model.safetensors --save model.pt
    python3 load_torch.py model.pt --threads 2

Timed is what a program does that has imported torch and built the network: torch.load and load_state_dict.
"""
import argparse
import gc
import time

import torch

import tensor_file
from unet import NETWORKS, UNet


def memory():
    fields = {}
    for line in open("/proc/self/status"):
        name, value = line.split(":", 1)
        if value.endswith(" kB\n"):
            fields[name] = 1024 * int(value[:-4])
    return fields["VmHWM"], fields["RssAnon"], fields["RssFile"]


def load(model, path):
    start = time.perf_counter()
    model.load_state_dict(torch.load(path, map_location="cpu"))
    return 1e3 * (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--save", help="only write the file's tensors here, as torch.save does")
    parser.add_argument("--network", choices=NETWORKS, default="ffhq")
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args()
    if args.save:
        torch.save({name: torch.from_numpy(values) for name, values in tensor_file.load(args.file).items()}, args.save)
        return
    if args.threads:
        torch.set_num_threads(args.threads)
    model = UNet(args.network).eval()
    weights = sum(value.numel() * value.element_size() for value in model.state_dict().values())

    gc.collect()
    before = memory()
    first = load(model, args.file)
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    busy = time.process_time()
    again = load(model, args.file)
    busy = 1e3 * (time.process_time() - busy)
    # The network was built before, so its weights are not among what loading added: count them, as for every other program.
    peak, anonymous, mapped = (a - b for a, b in zip(memory(), (before[1] + before[2], *before[1:])))
    print(f"PyTorch {torch.__version__}", first, again, busy, peak + weights, anonymous + weights, mapped, weights, sep="\t")


if __name__ == "__main__":
    main()
