#!/usr/bin/env python3
"""Measures a model's samples and its directions with the attribute classifier. Everything is made by build/bin/hspace.

    python3 Tools/bench/edit_quality.py samples -m toon64 --classifier C --faces SET --other-faces SET2
    python3 Tools/bench/edit_quality.py edits -m toon64 --classifier C --faces SET

`samples`: on how many samples the classifier is sure (over 0.9) of every attribute, how many have each, and the Frechet
distance of its features between samples and real faces, beside that between two real sets. `edits`: a direction for
each attribute, the mean difference of h over pairs of faces that agree in the other attributes; then on how many other
faces it flips the attribute, and on how many each other attribute stays, for each strength, and for the best one on
fresh faces too. `correlated`: the same for one attribute whose direction comes from faces most of which have or lack
another one with it, before and after that other direction is projected out.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import torch

from editing import Editing, Result, entangled, pairs_for, print_header
from measuring import SURE, classifiers, hspace, in_parallel
from pictures import load_faces, load_pictures, sheet
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
    sure, shares = {}, {}
    for name, pictures in (("samples", made), ("real", real)):
        logits = classifiers.in_batches(classifier, pictures)
        sure[name] = (logits.abs() > SURE).all(1).float().mean().item()
        shares[name] = (logits > 0).float().mean(0).tolist()
    features = [classifiers.in_batches(classifier.features, pictures) for pictures in (made, real, other)]
    distance, baseline = frechet(features[0], features[1]), frechet(features[1], features[2])
    print(f"{len(made)} samples of {arguments.steps} steps, eta {arguments.eta}")
    print(f"sure of every attribute: {100 * sure['samples']:.1f} % of the samples, {100 * sure['real']:.1f} % of real faces")
    pairs = zip(ATTRIBUTES, shares["samples"], shares["real"], strict=True)
    print("samples and real faces in percent: " + ", ".join(f"{name} {100 * a:.0f} and {100 * b:.0f}" for name, a, b in pairs))
    print(f"Frechet distance: {distance:.4f} samples to real, {baseline:.4f} real to real, ratio {distance / baseline:.1f}")
    sheet(made[:64].float() / 127.5 - 1).save(arguments.work / "samples.png")
    return {"sure": sure, "shares": shares, "frechet": distance, "frechet_real": baseline}


def figures_of(results: dict[str, dict[float, Result]]) -> dict:
    return {name: {strength: asdict(result) for strength, result in rows.items()} for name, rows in results.items()}


def edits(arguments: argparse.Namespace) -> dict:
    editing = Editing(arguments)
    editing.invert()
    made = {name: editing.direction(name, *pairs_for(name, editing.rest, arguments.pairs)) for name in arguments.attributes}
    print_header()
    results = {name: editing.measure(name, direction) for name, direction in made.items()}
    editing.show(list(made.values()))
    if not editing.fresh:
        return {"chosen": figures_of(results), "fresh": {}}
    print(f"\nThe best strengths on {len(editing.fresh)} faces that nothing was chosen by:\n")
    print_header()
    confirmed = {name: editing.confirm(name, direction, results[name]) for name, direction in made.items()}
    return {"chosen": figures_of(results), "fresh": figures_of(confirmed)}


def correlated(arguments: argparse.Namespace) -> dict:
    attribute, other = arguments.pair
    if not {attribute, other} <= set(ATTRIBUTES):
        raise SystemExit(f"--pair: give two of {', '.join(ATTRIBUTES)}")
    editing = Editing(arguments)
    editing.invert()
    faces = entangled(attribute, other, editing.rest, arguments.pairs)
    plain = editing.direction(f"{attribute}-with-{other}", *faces)
    away = editing.direction(other, *pairs_for(other, editing.rest, arguments.pairs))
    projected = arguments.work / f"{attribute}-away-from-{other}.hsm"
    if not projected.exists():
        hspace("directions", "project", plain, "--away", away, "-m", arguments.model, "-o", projected)
    print_header()
    results = {direction.stem: editing.measure(attribute, direction) for direction in (plain, projected)}
    editing.show([plain, projected])
    return figures_of(results)


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
    edited = argparse.ArgumentParser(add_help=False)
    edited.add_argument("--count", type=int, default=50, help="faces to edit (50)")
    edited.add_argument("--pairs", type=int, default=100, help="pairs of faces for a direction (100)")
    edited.add_argument("--strengths", type=lambda text: [float(part) for part in text.split(",")], default=[0.4, 0.6, 0.8, 1])
    edited.add_argument("--t0", type=int, default=600, help="last timestep of the faces' codes (600)")
    edited.add_argument("--how", default="--symmetric --t-edit 0", help="further options of hspace edit (--symmetric --t-edit 0)")
    command = commands.add_parser("edits", parents=[shared, edited])
    command.add_argument("--fresh", type=int, default=0, help="faces to edit again with the strengths that do best on the first (0)")
    command.add_argument("--attributes", type=lambda text: text.split(","), default=ATTRIBUTES)
    command.set_defaults(run=edits)
    command = commands.add_parser("correlated", parents=[shared, edited])
    command.add_argument("--pair", type=lambda text: text.split(","), default=["beard", "long-hair"], help="attribute,other")
    command.set_defaults(run=correlated, fresh=0)
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    torch.set_num_threads(arguments.jobs)
    figures = arguments.run(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
