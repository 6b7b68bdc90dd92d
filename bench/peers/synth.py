"""Weights that any language can rebuild bit for bit from a tensor's name and shape; tests/DiffPir.Testing/SyntheticWeights.cs states the rule."""
import numpy as np


def fnv1a64(text):
    h = 0xCBF29CE484222325
    for byte in text.encode():
        h = ((h ^ byte) * 0x100000001B3) % 2**64
    return h


def splitmix64(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def tensor(name, shape):
    with np.errstate(over="ignore"):  # arithmetic modulo 2^64 is meant
        state = np.arange(np.prod(shape), dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(fnv1a64(name))
        unit = (splitmix64(state) >> np.uint64(40)).astype(np.float32) / np.float32(2**24)
    v = np.float32(2) * unit - np.float32(1)
    if len(shape) > 1:
        v *= np.float32(np.sqrt(3.0 / np.prod(shape[1:])))
    elif name.endswith("bias"):
        v *= np.float32(0.05)
    else:
        v = np.float32(1) + np.float32(0.1) * v
    return v.reshape(shape)
