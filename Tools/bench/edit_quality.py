#!/usr/bin/env python3
"""Measures a model's samples and its directions with the attribute classifier. Everything is made by build/bin/hspace.

    python3 Tools/bench/edit_quality.py samples -m toon64 --classifier C --faces SET --other-faces SET2
    python3 Tools/bench/edit_quality.py edits -m toon64 --classifier C --faces SET

`samples`: on how many samples the classifier is sure (over 0.9) of every attribute, and the Frechet distance of its features
between samples and real faces, beside that between two real sets. `edits`: a direction for each attribute, the mean
difference of h over pairs of faces that agree in the other attributes; then on how many other faces it flips the attribute,
and on how many each other attribute stays, for each strength.
"""

import argparse
import csv
import json
from pathlib import Path

import torch

from measuring import SURE, classifiers, hspace, in_parallel, load_pictures
from pictures import load_faces, load_rows, sheet
from styles import ATTRIBUTES


def frechet(first: torch.Tensor, second: torch.Tensor) -> float:
    """Frechet distance of two sets of features, each taken as a normal distribution (Heusel et al. 2017, section 3)."""
    means = [features.mean(0).double() for features in (first, second)]
    covariances = [torch.cov(features.double().T) for features in (first, second)]
    # The trace of the root of a product of covariances is that of the symmetric product.
    values, vectors = torch.linalg.eigh(covariances[0])
    root = vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T
    overlap = torch.linalg.eigvalsh(root @ covariances[1] @ root).clamp(min=0).sqrt().sum()
    traces = covariances[0].trace() + covariances[1].trace()
    return float((means[0] - means[1]).square().sum() + traces - 2 * overlap)


def samples(arguments: argparse.Namespace) -> dict:
    folder = arguments.work / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{seed:05d}.png" for seed in range(arguments.count)]

    def sample(path: Path) -> None:
        if not path.exists():
            words = ["-m", arguments.model, "--seed", int(path.stem), "--steps", arguments.steps, "--threads", 1]
            hspace("sample", *words, "--eta", arguments.eta, "-o", path)

    in_parallel(arguments.jobs, sample, paths, "samples")
    classifier = classifiers.load(arguments.classifier)
    made = load_pictures(paths)
    real, other = (load_faces(folder)[: arguments.count] for folder in (arguments.faces, arguments.other_faces))
    sure = {}
    for name, pictures in (("samples", made), ("real", real)):
        sure[name] = (classifiers.in_batches(classifier, pictures).abs() > SURE).all(1).float().mean().item()
    features = [classifiers.in_batches(classifier.features, pictures) for pictures in (made, real, other)]
    distance, baseline = frechet(features[0], features[1]), frechet(features[1], features[2])
    print(f"{len(made)} samples of {arguments.steps} steps, eta {arguments.eta}")
    print(f"sure of every attribute: {100 * sure['samples']:.1f} % of the samples, {100 * sure['real']:.1f} % of real faces")
    print(f"Frechet distance: {distance:.4f} samples to real, {baseline:.4f} real to real, ratio {distance / baseline:.1f}")
    sheet(made[:64].float() / 127.5 - 1).save(arguments.work / "samples.png")
    return {"sure": sure, "frechet": distance, "frechet_real": baseline}


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


def directions(arguments: argparse.Namespace, rows: list[dict]) -> dict[str, Path]:
    """Makes the direction of each attribute."""
    made = {}
    for attribute in arguments.attributes:
        made[attribute] = arguments.work / f"{attribute}.hsm"
        if made[attribute].exists():
            continue
        table = arguments.work / f"{attribute}.csv"
        with open(table, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["file", "present"])
            for present, faces in zip((1, 0), pairs_for(attribute, rows, arguments.pairs)):
                writer.writerows([row["file"], present] for row in faces)
        words = ["-m", arguments.model, "--pictures", arguments.faces, "--labels", table, "--where", "present=1"]
        hspace("directions", "make", *words, "--steps", arguments.steps, "-o", made[attribute])
    return made


def edits(arguments: argparse.Namespace) -> dict:
    arguments.work.mkdir(parents=True, exist_ok=True)
    rows = load_rows(arguments.faces)
    chosen, rest = rows[: arguments.count], rows[arguments.count :]
    made = directions(arguments, rest)

    def code(row: dict) -> Path:
        return arguments.work / "codes" / Path(row["file"]).with_suffix(".hsm")

    def invert(row: dict) -> None:
        if not code(row).exists():
            words = ["-m", arguments.model, "--steps", arguments.steps, "--threads", 1]
            hspace("invert", arguments.faces / row["file"], *words, "-o", code(row))

    code(chosen[0]).parent.mkdir(exist_ok=True)
    in_parallel(arguments.jobs, invert, chosen, "inversions")

    def edited(attribute: str, strength: float, row: dict) -> Path:
        return arguments.work / "edits" / f"{attribute}-{strength:g}-{row['file']}"

    def edit(item: tuple) -> None:
        attribute, strength, row = item
        path = edited(*item)
        if not path.exists():
            towards = strength if row[attribute] == "0" else -strength
            words = ["-m", arguments.model, "--latent", code(row), "--threads", 1, "-d", made[attribute], f"--strength={towards}"]
            hspace("edit", *words, *arguments.how.split(), "-o", path)

    (arguments.work / "edits").mkdir(exist_ok=True)
    todo = [(a, s, row) for a in arguments.attributes for s in arguments.strengths for row in chosen]
    in_parallel(arguments.jobs, edit, todo, "edits")

    classifier = classifiers.load(arguments.classifier)
    before = torch.tensor([[row[name] == "1" for name in ATTRIBUTES] for row in chosen])
    result = {}
    print("| attribute | strength | flipped | stays: least | mean | " + " | ".join(ATTRIBUTES) + " |")
    print("|---|---|---|---|---|" + "---|" * len(ATTRIBUTES))
    for attribute in arguments.attributes:
        at = ATTRIBUTES.index(attribute)
        for strength in arguments.strengths:
            pictures = load_pictures([edited(attribute, strength, row) for row in chosen])
            kept = ((classifiers.in_batches(classifier, pictures) > 0) == before).float().mean(0)
            others = torch.cat([kept[:at], kept[at + 1 :]])
            flipped = 1 - kept[at]
            result[f"{attribute} {strength:g}"] = {"flipped": float(flipped), "kept": kept.tolist()}
            cells = [f"{100 * value:.0f}" for value in (flipped, others.min(), others.mean())]
            cells += ["" if index == at else f"{100 * value:.0f}" for index, value in enumerate(kept)]
            print(f"| {attribute} | {strength:g} | " + " | ".join(cells) + " |")
    show(arguments, chosen, edited)
    return result


def show(arguments: argparse.Namespace, chosen: list[dict], edited) -> None:
    """A sheet: for each attribute some faces, each beside its edits of rising strength."""
    pictures = []
    for attribute in arguments.attributes:
        for row in chosen[:4]:
            pictures.append(arguments.faces / row["file"])
            pictures += [edited(attribute, strength, row) for strength in arguments.strengths]
    columns = 2 * (1 + len(arguments.strengths))
    sheet(load_pictures(pictures).float() / 127.5 - 1, columns).save(arguments.work / "edits.png")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("-m", "--model", required=True, help="model, by path or name")
    shared.add_argument("--classifier", type=Path, required=True, help="weights of attributes.py")
    shared.add_argument("--faces", type=Path, required=True, help="folder of faces that the model has not seen")
    shared.add_argument("--work", type=Path, required=True, help="folder for what is made; what is there is kept")
    shared.add_argument("--steps", type=int, default=50)
    shared.add_argument("--jobs", type=int, default=2)
    shared.add_argument("--json", type=Path, help="file for the figures")
    command = commands.add_parser("samples", parents=[shared])
    command.add_argument("--other-faces", type=Path, required=True, help="a second real set")
    command.add_argument("--count", type=int, default=2000)
    command.add_argument("--eta", type=float, default=0)
    command.set_defaults(run=samples)
    command = commands.add_parser("edits", parents=[shared])
    command.add_argument("--count", type=int, default=50, help="faces to edit (50)")
    command.add_argument("--pairs", type=int, default=100, help="pairs of faces for a direction (100)")
    command.add_argument("--attributes", type=lambda text: text.split(","), default=ATTRIBUTES)
    command.add_argument("--strengths", type=lambda text: [float(part) for part in text.split(",")], default=[0.5, 1, 2, 3, 4])
    command.add_argument("--how", default="", help="further options of hspace edit")
    command.set_defaults(run=edits)
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    torch.set_num_threads(arguments.jobs)
    figures = arguments.run(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
