"""Folders of faces as tensors, and sheets of pictures."""

import csv
from pathlib import Path

import numpy as np
import torch
from PIL import Image


def load_rows(folder: Path) -> list[dict[str, str]]:
    """labels.csv of a folder of faces."""
    with open(folder / "labels.csv", newline="") as file:
        return list(csv.DictReader(file))


def load_pictures(paths: list[Path]) -> torch.Tensor:
    """Pictures of one size: count x 3 x height x width, 8 bits."""
    pictures = np.stack([np.asarray(Image.open(path).convert("RGB")) for path in paths])
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).contiguous()


def load_faces(folder: Path) -> torch.Tensor:
    """The faces that labels.csv names, in its order."""
    return load_pictures([folder / row["file"] for row in load_rows(folder)])


def to_bytes(pictures: torch.Tensor) -> np.ndarray:
    """Pictures in -1..1 as 8-bit ones, channels last."""
    return ((pictures.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()


def sheet(pictures: torch.Tensor, columns: int = 8, gap: int = 2) -> Image.Image:
    """Pictures in -1..1, row by row, on white."""
    count, _, height, width = pictures.shape
    rows = -(-count // columns)
    result = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), "white")
    for index, picture in enumerate(to_bytes(pictures)):
        row, column = divmod(index, columns)
        result.paste(Image.fromarray(picture), (gap + column * (width + gap), gap + row * (height + gap)))
    return result
