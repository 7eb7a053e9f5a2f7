#!/usr/bin/env python3
"""Renders aligned, labelled cartoon faces: NNNNN.png and labels.csv in a folder.

    python3 Tools/train/faces.py toon-head --count 12000 -o build/train/toon-head

A face is a function of its style, its number and the size alone, and the faces that a folder already has are kept:
an interrupted run goes on where it was. labels.csv holds what was drawn, and each attribute as 0 or 1.
"""

import argparse
import csv
import io
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path

import resvg_py
from dicebear import Avatar
from dicebear import Style as Drawing
from PIL import Image

from styles import ATTRIBUTES, OPTIONAL, PASTELS, STYLES, Style, present

DRAWN = 384
"""Size of the whole drawing in pixels, before it is cropped and reduced."""


@cache
def definition(name: str) -> dict:
    """A style's own file: its parts with their variants, and its colours."""
    return json.loads((files("dicebear_styles") / f"{name}.json").read_text())


@cache
def drawing_of(name: str) -> Drawing:
    return Drawing(definition(name))


def draw(style: Style, number: int, changed: dict | None = None) -> dict:
    """The drawing of one face: its SVG and the options that its seed chose. An option leaves the choice of the others alone."""
    options = {"seed": f"{style.name}-{number}", "size": DRAWN, "backgroundColor": PASTELS, **style.options}
    return Avatar(drawing_of(style.name), options | (changed or {})).to_json()


def twin_options(style: Style, number: int, labels: dict[str, str]) -> dict:
    """The options with which a face has one attribute that it lacks, or lacks one that it has: each attribute in turn."""
    attribute = ATTRIBUTES[number % len(ATTRIBUTES)]
    label, values = style.attributes[attribute]
    option = style.labels[label]
    part = option.removesuffix("Variant").removesuffix("Color")
    if label in OPTIONAL:
        return {f"{part}Probability": 0} if labels[attribute] else {f"{part}Probability": 100, option: sorted(values)}
    known = definition(style.name)
    own = known["colors"][part]["values"] if option.endswith("Color") else known["components"][part]["variants"]
    every = style.options.get(option, own)
    names = {value.removeprefix("#") for value in values}
    return {option: [value for value in every if (value.removeprefix("#") in names) != bool(labels[attribute])]}


def labels_of(style: Style, options: dict) -> dict[str, str]:
    """What was drawn, `none` for a part that is absent, and the attributes."""
    drawn = {}
    for label, option in style.labels.items():
        value = options.get(option, "none")
        drawn[label] = value[0] if isinstance(value, list) else value
    # The colour of a part that is absent is not seen.
    if drawn["facial_hair"] == "none" and "facial_hair_color" in drawn:
        drawn["facial_hair_color"] = "none"
    return drawn | {attribute: int(present(style, attribute, drawn)) for attribute in ATTRIBUTES}


def render(style: Style, number: int, size: int, folder: Path, twin: bool) -> dict[str, str]:
    """Writes a face, if the folder has not got it, and returns its row of labels."""
    drawing = draw(style, number)
    if twin:
        drawing = draw(style, number, twin_options(style, number, labels_of(style, drawing["options"])))
    path = folder / f"{number:05d}.png"
    if not path.exists():
        picture = Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=drawing["svg"], skip_system_fonts=True)))
        box = tuple(edge * picture.width for edge in style.crop)
        face = picture.convert("RGB").resize((size, size), Image.LANCZOS, box=box)
        partial = path.with_suffix(".partial")
        face.save(partial, "PNG")
        partial.rename(path)
    return {"file": path.name} | labels_of(style, drawing["options"])


def render_range(name: str, numbers: range, *how: object) -> list[dict]:
    """One worker's share."""
    return [render(STYLES[name], number, *how) for number in numbers]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("style", choices=STYLES)
    parser.add_argument("--first", type=int, default=0, help="number of the first face (0)")
    parser.add_argument("--count", type=int, default=12000, help="how many (12000)")
    parser.add_argument("--size", type=int, default=64, help="pixels (64)")
    parser.add_argument("--twins", action="store_true", help="draw each face with one attribute changed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (one for each processor)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder")
    arguments = parser.parse_args()

    arguments.output.mkdir(parents=True, exist_ok=True)
    end = arguments.first + arguments.count
    parts = [range(at, min(at + 250, end)) for at in range(arguments.first, end, 250)]
    rows = []
    with ProcessPoolExecutor(arguments.jobs) as pool:
        jobs = [pool.submit(render_range, arguments.style, part, arguments.size, arguments.output, arguments.twins) for part in parts]
        for job in jobs:
            rows += job.result()
            if sys.stderr.isatty():
                print(f"\r{len(rows)} of {arguments.count} faces", end="", file=sys.stderr, flush=True)
    print(f"{len(rows)} faces of {arguments.style} in {arguments.output}")
    with open(arguments.output / "labels.csv.partial", "w", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows(rows)
    (arguments.output / "labels.csv.partial").rename(arguments.output / "labels.csv")


if __name__ == "__main__":
    main()
