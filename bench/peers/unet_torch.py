"""PyTorch as a peer for speed, and as the oracle and exporter of other peers.

Speaks the protocol of bench/DiffPir.Benchmarks/Peers/PeerServer.cs. By hand:

    yes "" | head -5 | python3 unet_torch.py --size 256 --threads 2      # five times in milliseconds
    python3 unet_torch.py --export onnx unet.onnx                        # for ONNX Runtime (inputs x, t; output y)
    python3 unet_torch.py --export torchscript unet.pt                   # for libtorch
"""
import argparse
import ctypes
import gc
import os
import sys
import time
import warnings

import numpy as np
import torch

import synth
import tensor_file
from unet import NETWORKS, UNet

TIMESTEP = 500.0
DTYPES = {"fp64": torch.float64, "fp16": torch.float16, "bf16": torch.bfloat16}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", choices=NETWORKS, default="ffhq", help="whose size")
    parser.add_argument("--weights", help="safetensors file; synthetic weights without one")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--precision", choices=["fp64", "fp32", "tf32", "fp16", "bf16"], default="fp32")
    parser.add_argument("--compile", action="store_true", help="torch.compile")
    parser.add_argument("--optimize", action="store_true", help="torch.jit.optimize_for_inference: packs weights once, for processors")
    parser.add_argument("--gradient", choices=["none", "input", "all"], default="none",
                        help="after each prediction the gradient of half its squared norm: of the picture, or of all parameters")
    parser.add_argument("--noise", help="writes the predicted noise to this file, as raw little-endian numbers of 64 bits")
    parser.add_argument("--export", nargs=2, metavar=("onnx|torchscript", "PATH"), help="writes the network to a file, and ends")
    return parser.parse_args()


def load(args):
    """The network with its weights, in the order of memory and the precision that are asked for."""
    model = UNet(args.network).eval()
    if args.weights:
        weights = tensor_file.load(args.weights)
    else:
        weights = {name: synth.tensor(name, tuple(values.shape)) for name, values in model.state_dict().items()}
    model.load_state_dict({name: torch.from_numpy(values) for name, values in weights.items()})
    return model.to(args.device, DTYPES.get(args.precision, torch.float32), memory_format=layout(args))


def layout(args):
    return torch.channels_last if args.channels_last else torch.contiguous_format


def picture(args):
    """The picture and the time step that every peer evaluates."""
    x = np.sin(0.37 * np.arange(3 * args.size * args.size)).astype(np.float32).reshape(1, 3, args.size, args.size)
    dtype = DTYPES.get(args.precision, torch.float32)
    x = torch.from_numpy(x).to(args.device, dtype).contiguous(memory_format=layout(args))
    return x, torch.tensor([TIMESTEP], device=args.device, dtype=torch.float64 if args.precision == "fp64" else torch.float32)


def export(model, inputs, form, path):
    if form == "onnx":
        torch.onnx.export(model, inputs, path, input_names=["x", "t"], output_names=["y"], opset_version=16)
    elif form == "torchscript":
        torch.jit.trace(model, inputs, check_trace=False).save(path)
    else:
        sys.exit(f"--export is '{form}', expected onnx or torchscript")


def resident_bytes():
    """Resident memory, without what loading has left over; 0 where the system does not tell."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, TypeError):
        return 0


def main():
    args = arguments()
    if args.threads:
        torch.set_num_threads(args.threads)
    torch.set_grad_enabled(args.gradient != "none")
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = args.precision == "tf32"
    model, (x, t) = load(args), picture(args)
    model.requires_grad_(args.gradient == "all")
    x.requires_grad_(args.gradient == "input")
    variables = {"none": [], "input": [x], "all": [*model.parameters()]}[args.gradient]
    if args.export:
        warnings.simplefilter("ignore")  # of the exporter about itself
        export(model, (x, t), *args.export)
        return

    network = torch.compile(model) if args.compile else model
    if args.optimize:
        network = torch.jit.optimize_for_inference(torch.jit.trace(model, (x, t), check_trace=False))
        del model

    def evaluate():
        start = time.perf_counter()
        y = network(x, t)
        if args.gradient != "none":
            noise = y[:, :3]
            y = torch.autograd.grad(noise, variables, noise.detach())
        if args.device == "cuda":
            torch.cuda.synchronize()
        return y, 1e3 * (time.perf_counter() - start)

    loaded = resident_bytes()
    result = evaluate()[0]
    noise = result[:, :3] if args.gradient == "none" else torch.cat([values.flatten() for values in result])
    noise = noise.double().cpu()
    del result
    if args.noise:
        noise.numpy().astype("<f8").tofile(args.noise)
    ways = [(args.channels_last, "channels last"), (args.compile, "compiled"), (args.optimize, "optimized for inference")]
    name = ", ".join([f"PyTorch {torch.__version__} {args.precision}"] + [text for way, text in ways if way])
    print(f"{name}\t{noise.square().mean().sqrt().item():.17g}\t{loaded}", flush=True)
    for _ in sys.stdin:
        print(f"{evaluate()[1]:.17g}", flush=True)


if __name__ == "__main__":
    main()
