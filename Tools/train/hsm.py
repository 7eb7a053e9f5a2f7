"""Reads the weights of an .hsm model (Sources/Container/FORMAT.md), so that training can begin with a bundled one."""

import math
import struct
from pathlib import Path

import torch

TYPES = {1: torch.float32, 2: torch.float16}
LANES = 16
"""Outputs that lie side by side in a packed weight."""


MAGIC = bytes.fromhex("8948534d0d0a1a0a")


def section(file: bytes, kind: bytes) -> bytes:
    if not file.startswith(MAGIC):
        raise SystemExit("--init: is no .hsm file (give one, or a folder of diffusers)")
    count = struct.unpack_from("<I", file, 12)[0]
    for at in range(count):
        name, _, offset, length = struct.unpack_from("<4sIQQ", file, 64 + 32 * at)
        if name == kind:
            return file[offset : offset + length]
    raise SystemExit(f"an .hsm file without a section {kind.decode()} is no model")


def unpacked(values: torch.Tensor, extents: tuple[int, int, int, int]) -> torch.Tensor:
    """A weight, outputs x inputs x height x width, from its blocks of 16 outputs."""
    outputs, inputs, height, width = extents
    blocks = values.view(math.ceil(outputs / LANES), height, width, inputs, LANES)
    return blocks.permute(0, 4, 3, 1, 2).reshape(-1, inputs, height, width)[:outputs]


def load_weights(path: Path) -> dict[str, torch.Tensor]:
    """The float32 weights of a model in float16 or float32, by the names of its checkpoint; vectors are n x 1 x 1 x 1."""
    file = path.read_bytes()
    table, weights = section(file, b"TENS"), section(file, b"WGHT")
    count = struct.unpack_from("<I", table)[0]
    names = table[16 + 64 * count :]
    tensors = {}
    for at in range(16, 16 + 64 * count, 64):
        start, length, kind, packed, *extents, offset, size = struct.unpack_from("<IIII4IQQ", table, at)
        if kind not in TYPES:
            raise SystemExit(f"{path}: weights of 8 bits are too coarse to be trained on: give the float16 file")
        values = torch.frombuffer(bytearray(weights[offset : offset + size]), dtype=TYPES[kind]).float()
        name = names[start : start + length].decode()
        tensors[name] = unpacked(values, extents) if packed else values.view(*extents)
    return tensors
