"""How often each face is drawn in training."""

import argparse
from dataclasses import dataclass
from pathlib import Path

import torch

from pictures import load_rows


@dataclass(frozen=True)
class Draw:
    """Faces with a label's value are drawn so many times as often."""

    label: str
    value: str
    times: float

    def __str__(self) -> str:
        return f"{self.label}={self.value}:{self.times:g}"

    @staticmethod
    def parse(text: str) -> "Draw":
        """LABEL=VALUE:TIMES, like beard=1:1.5 or hair_color=#2c1b18:2."""
        try:
            label, rest = text.split("=", 1)
            value, times = rest.rsplit(":", 1)
            draw = Draw(label, value, float(times))
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text}: not LABEL=VALUE:TIMES, like beard=1:1.5") from None
        if not 0 < draw.times <= 1000:
            raise argparse.ArgumentTypeError(f"{text}: TIMES must be over 0 and at most 1000")
        return draw


def often(folder: Path, draws: list[Draw]) -> torch.Tensor:
    """How often each face of a folder is drawn, where 1 is once: a face that several draws name takes their product."""
    rows = load_rows(folder)
    result = torch.ones(len(rows))
    for draw in draws:
        if draw.label not in rows[0]:
            raise SystemExit(f"{folder}: has no label {draw.label} (it has {', '.join(list(rows[0])[1:])})")
        named = torch.tensor([row[draw.label] == draw.value for row in rows])
        if not named.any():
            values = sorted({row[draw.label] for row in rows})
            raise SystemExit(f"{folder}: no face has {draw.label}={draw.value} (there are {', '.join(values)})")
        result[named] *= draw.times
    return result
