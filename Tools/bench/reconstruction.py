#!/usr/bin/env python3
"""How near pictures come back from their latent codes, in dB of PSNR: with floats, with int8 weights.

    Tools/bench/reconstruction.py [FLOATS.hsm INT8.hsm] [--t0 500]

Needs build/bin/hspace. Without models: the bundled one, and what `hspace quantize` makes of it.
"""

import argparse
import math
import pathlib
import statistics
import subprocess

import numpy
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
HSPACE = ROOT / "build/bin/hspace"
WORK = ROOT / "build/bench/reconstruction"
KINDS = ("floats", "int8")


def pixels(path):
    return numpy.asarray(Image.open(path).convert("RGB"), float)


def psnr(path, other):
    """Infinite for the same pictures."""
    error = ((pixels(path) - pixels(other)) ** 2).mean()
    return 10 * math.log10(255**2 / error) if error else math.inf


def reconstruct(picture, model, out, arguments):
    """Inverts a picture and generates it again."""
    steps = ["--steps", str(arguments.steps), "--t0", str(arguments.t0)]
    subprocess.run([HSPACE, "edit", picture, "-m", model, *steps, "-o", out], check=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", help="with floats, and with int8 weights")
    parser.add_argument("--pictures", type=pathlib.Path, default=ROOT / "Models/pictures", help="folder (the bundled ones)")
    parser.add_argument("--count", type=int, help="the first so many of them (all)")
    parser.add_argument("--steps", type=int, default=50, help="each way (50)")
    parser.add_argument("--t0", type=int, default=600, help="up to this timestep (600); not every picture comes back from the last one")
    arguments = parser.parse_args()
    if len(arguments.models) not in (0, 2):
        parser.error("give two models, or none")
    if arguments.count is not None and arguments.count < 1:
        parser.error("--count must be 1 or more")
    return arguments


def main():
    arguments = parse()
    WORK.mkdir(parents=True, exist_ok=True)
    models = arguments.models
    if not models:
        models = [ROOT / "Models/toon64.hsm", WORK / "toon64-int8.hsm"]
        subprocess.run([HSPACE, "quantize", models[0], "-o", models[1]], check=True, stdout=subprocess.DEVNULL)
    pictures = sorted(arguments.pictures.glob("*.png"))[: arguments.count]
    if not pictures:
        raise SystemExit(f"{arguments.pictures}: holds no .png (give another --pictures)")
    print(f"picture    floats   int8  difference   ({arguments.steps} + {arguments.steps} steps up to t = {arguments.t0}, dB against the picture)")
    rows = []
    for picture in pictures:
        row = []
        for kind, model in zip(KINDS, models):
            out = WORK / f"{picture.stem}-{kind}.png"
            reconstruct(picture, model, out, arguments)
            row.append(psnr(picture, out))
        rows.append(row)
        print(f"{picture.stem:10} {row[0]:6.2f} {row[1]:6.2f}      {row[1] - row[0]:+6.2f}", flush=True)
    differences = [int8 - floats for floats, int8 in rows]
    print(f"{len(rows)} pictures: int8 against floats {min(differences):+.2f} to {max(differences):+.2f} dB")
    for kind, values in zip(KINDS, zip(*rows)):
        print(f"{kind}: {min(values):.2f} to {max(values):.2f}, median {statistics.median(values):.2f}, mean {statistics.mean(values):.2f} dB; "
              f"25 dB and more: {sum(value >= 25 for value in values)} of {len(values)}")


if __name__ == "__main__":
    main()
