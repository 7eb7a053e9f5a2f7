#!/usr/bin/env python3
"""How near the bundled pictures come back from their latent codes, in dB of PSNR: with floats, with int8 weights.

  Tools/bench/reconstruction.py [FLOATS.hsm INT8.hsm]

Needs build/bin/hspace. Without models: the bundled one, and what `hspace quantize` makes of it.
"""

import math
import pathlib
import subprocess
import sys

import numpy
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
HSPACE = ROOT / "build/bin/hspace"
WORK = ROOT / "build/bench/reconstruction"
STEPS = 50
T0 = 600
"""From the last timestep, 50 steps do not bring every picture back, in floats or in int8."""


def pixels(path):
    return numpy.asarray(Image.open(path).convert("RGB"), float)


def psnr(path, other):
    """Infinite for the same pictures."""
    error = ((pixels(path) - pixels(other)) ** 2).mean()
    return 10 * math.log10(255**2 / error) if error else math.inf


def reconstruct(picture, model, out):
    """Inverts a picture and generates it again: an edit of no strength."""
    direction = ROOT / "Models/toon64/beard.hsm"
    command = [HSPACE, "edit", picture, "-m", model, "-d", direction, "-s", "0", "--steps", str(STEPS), "--t0", str(T0), "-o", out]
    subprocess.run(command, check=True)


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    models = sys.argv[1:]
    if not models:
        models = [ROOT / "Models/toon64.hsm", WORK / "toon64-int8.hsm"]
        subprocess.run([HSPACE, "quantize", models[0], "-o", models[1]], check=True, stdout=subprocess.DEVNULL)
    if len(models) != 2:
        sys.exit(__doc__)
    print(f"picture    floats   int8  difference   ({STEPS} + {STEPS} steps up to t = {T0}, dB against the picture)")
    rows = []
    for picture in sorted((ROOT / "Models/pictures").glob("*.png")):
        row = []
        for kind, model in zip(("floats", "int8"), models):
            out = WORK / f"{picture.stem}-{kind}.png"
            reconstruct(picture, model, out)
            row.append(psnr(picture, out))
        rows.append(row)
        print(f"{picture.stem:10} {row[0]:6.2f} {row[1]:6.2f}      {row[1] - row[0]:+6.2f}", flush=True)
    differences = [int8 - floats for floats, int8 in rows]
    print(f"{len(rows)} pictures: int8 against floats {min(differences):+.2f} to {max(differences):+.2f} dB, "
          f"floats {min(rows)[0]:.2f} to {max(rows)[0]:.2f} dB")


if __name__ == "__main__":
    main()
