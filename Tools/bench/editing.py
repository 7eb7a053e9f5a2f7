"""Directions, edits of faces along them, and what the classifier says of the edits."""

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import torch

from measuring import check_work, classifiers, hspace, in_parallel
from pictures import load_pictures, load_rows, sheet
from styles import ATTRIBUTES


@dataclass
class Result:
    """What an edit's strength does, as shares of the faces: the attribute flipped, and each attribute stayed."""

    flipped: float
    kept: dict[str, float]

    def worst(self, attribute: str) -> float:
        """The least of all shares, the edited attribute's being that of flips."""
        return min(self.flipped, *(value for name, value in self.kept.items() if name != attribute))

    def cells(self, attribute: str) -> str:
        """Percent: flipped, the least and the mean of the others, and each attribute; the edited one is left empty."""
        others = [value for name, value in self.kept.items() if name != attribute]
        numbers = [f"{100 * value:.0f}" for value in (self.flipped, min(others), sum(others) / len(others))]
        return " | ".join(numbers + ["" if name == attribute else f"{100 * value:.0f}" for name, value in self.kept.items()])


class Editing:
    """Edits of the first faces of a folder, and of its last, fresh ones; directions come from those between them.

    What is there is kept.
    """

    def __init__(self, arguments: argparse.Namespace):
        self.arguments = arguments
        self.work = arguments.work
        rows = load_rows(arguments.faces)
        if arguments.count + arguments.fresh >= len(rows):
            raise SystemExit(f"{arguments.faces}: {len(rows)} faces are too few for --count {arguments.count} --fresh {arguments.fresh}")
        end = len(rows) - arguments.fresh
        self.chosen, self.rest, self.fresh = rows[: arguments.count], rows[arguments.count : end], rows[end:]
        self.classifier = classifiers.load(arguments.classifier)
        check_work(self.work, arguments, ["model", "faces", "count", "fresh", "pairs", "steps", "t0", "how"])
        for folder in ("codes", "edits"):
            (self.work / folder).mkdir(exist_ok=True)

    def direction(self, name: str, positive: list[dict], negative: list[dict]) -> Path:
        """The mean difference of h between faces with and without something."""
        path = self.work / f"{name}.hsm"
        if not path.exists():
            table = path.with_suffix(".csv")
            with open(table, "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["file", "present"])
                writer.writerows([row["file"], present] for present, faces in ((1, positive), (0, negative)) for row in faces)
            words = ["-m", self.arguments.model, "--pictures", self.arguments.faces, "--labels", table, "--where", "present=1"]
            hspace("directions", "means", *words, "--steps", self.arguments.steps, "-o", path)
        return path

    def code(self, row: dict) -> Path:
        return self.work / "codes" / Path(row["file"]).with_suffix(".hsm")

    def invert(self) -> None:
        """The latent codes of the faces to edit."""

        def invert(row: dict) -> None:
            if not self.code(row).exists():
                words = ["-m", self.arguments.model, "--steps", self.arguments.steps, "--t0", self.arguments.t0, "--threads", 1]
                hspace("invert", self.arguments.faces / row["file"], *words, "-o", self.code(row))

        in_parallel(self.arguments.jobs, invert, self.chosen + self.fresh, "inversions")

    def edited(self, direction: Path, strength: float, row: dict) -> Path:
        return self.work / "edits" / f"{direction.stem}-{strength:g}-{row['file']}"

    def edit(self, attribute: str, direction: Path, strengths: list[float], rows: list[dict]) -> None:
        """Edits each face along a direction, away from what it shows, with every strength."""

        def edit(item: tuple) -> None:
            strength, row = item
            path = self.edited(direction, *item)
            if not path.exists():
                towards = strength if row[attribute] == "0" else -strength
                words = ["-m", self.arguments.model, "--latent", self.code(row), "--threads", 1, "-d", direction]
                hspace("edit", *words, f"--strength={towards}", *self.arguments.how.split(), "-o", path)

        todo = [(strength, row) for strength in strengths for row in rows]
        in_parallel(self.arguments.jobs, edit, todo, f"edits of {direction.stem}")

    def result(self, attribute: str, direction: Path, strength: float, rows: list[dict]) -> Result:
        pictures = load_pictures([self.edited(direction, strength, row) for row in rows])
        before = torch.tensor([[row[name] == "1" for name in ATTRIBUTES] for row in rows])
        kept = ((classifiers.in_batches(self.classifier, pictures) > 0) == before).float().mean(0).tolist()
        kept = dict(zip(ATTRIBUTES, kept))
        return Result(1 - kept[attribute], kept)

    def measure(self, attribute: str, direction: Path) -> dict[float, Result]:
        """Edits the first faces, and prints a row for each strength."""
        strengths = self.arguments.strengths
        self.edit(attribute, direction, strengths, self.chosen)
        results = {strength: self.result(attribute, direction, strength, self.chosen) for strength in strengths}
        for strength, result in results.items():
            print(f"| {direction.stem} | {strength:g} | {result.cells(attribute)} |", flush=True)
        return results

    def confirm(self, attribute: str, direction: Path, results: dict[float, Result]) -> dict[float, Result]:
        """Edits the fresh faces with the strength that does best on the first ones, and prints a row."""
        strength = max(results, key=lambda strength: results[strength].worst(attribute))
        self.edit(attribute, direction, [strength], self.fresh)
        result = self.result(attribute, direction, strength, self.fresh)
        print(f"| {direction.stem} | {strength:g} | {result.cells(attribute)} |", flush=True)
        return {strength: result}

    def show(self, made: list[Path]) -> None:
        """A sheet: for each direction some faces, each beside its edits of rising strength."""
        pictures = []
        for direction in made:
            for row in self.chosen[:4]:
                pictures.append(self.arguments.faces / row["file"])
                pictures += [self.edited(direction, strength, row) for strength in self.arguments.strengths]
        columns = 2 * (1 + len(self.arguments.strengths))
        sheet(load_pictures(pictures).float() / 127.5 - 1, columns).save(self.work / "edits.png")


def print_header() -> None:
    print("| direction | strength | flipped | stays: least | mean | " + " | ".join(ATTRIBUTES) + " |")
    print("|---|---|---|---|---|" + "---|" * len(ATTRIBUTES))


def pairs_for(attribute: str, rows: list[dict], count: int) -> tuple[list[dict], list[dict]]:
    """Faces with and without an attribute that agree, pair by pair, in the other attributes and in hair colour."""

    def key(row: dict) -> tuple:
        return tuple(row[label] for label in [*ATTRIBUTES, "hair_color"] if label != attribute)

    waiting, positive, negative = {}, [], []
    for row in rows:
        match = waiting.get((key(row), row[attribute] == "0"))
        if not match:
            waiting.setdefault((key(row), row[attribute] == "1"), []).append(row)
        elif len(positive) < count:
            partner = match.pop()
            positive.append(row if row[attribute] == "1" else partner)
            negative.append(partner if row[attribute] == "1" else row)
    return positive, negative


def entangled(attribute: str, other: str, rows: list[dict], count: int) -> tuple[list[dict], list[dict]]:
    """Faces with and without an attribute, another of which nine in ten of the ones show, and one in ten of the others."""

    def some(present: str, other_present: str, share: float) -> list[dict]:
        wanted = round(share * count)
        found = [row for row in rows if row[attribute] == present and row[other] == other_present][:wanted]
        if len(found) < wanted:
            raise SystemExit(f"{attribute} {present} and {other} {other_present}: {len(found)} faces, not {wanted} (see --pairs)")
        return found

    return some("1", "1", 0.9) + some("1", "0", 0.1), some("0", "0", 0.9) + some("0", "1", 0.1)
