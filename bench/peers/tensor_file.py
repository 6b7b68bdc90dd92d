"""Reads and writes safetensors files: a 64-bit header length, a JSON header, raw little-endian data."""
import json
import os
import struct

import numpy as np

TYPES = {"F64": np.float64, "F32": np.float32, "F16": np.float16}


def load(path):
    """All tensors by name, in single precision."""
    return load_with_remarks(path)[0]


def load_with_remarks(path):
    """All tensors by name, in single precision, and the remarks (metadata)."""
    with open(path, "rb") as file:
        raw = file.read()
    start = 8 + struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:start])
    remarks = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(raw[start + begin:start + end], TYPES[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"]).astype(np.float32)
    return tensors, remarks


def save(path, tensors, remarks):
    """Weights in half precision, whatever has one dimension in single, as the built-in priors are stored; appears whole or not at all."""
    header, data, offset = {"__metadata__": remarks}, [], 0
    for name, values in tensors.items():
        kind = "F16" if values.ndim > 1 else "F32"
        part = np.ascontiguousarray(values, TYPES[kind]).tobytes()
        header[name] = {"dtype": kind, "shape": list(values.shape), "data_offsets": [offset, offset + len(part)]}
        offset += len(part)
        data.append(part)
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    with open(path + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head + b"".join(data))
    os.replace(path + ".part", path)
