#!/usr/bin/env python3
"""Measures translations between two models with the classifiers of both styles. Everything is made by build/bin/hspace.

    python3 Tools/bench/translation_quality.py --from toon64 --to MODEL --classifier C --faces SET --work DIR

For each value of --t-es (CycleDiffusion), with --refine, and for each --strength of SDEdit with the target model: what is kept of a
picture (labels, PSNR, SSIM), and on how many pictures the target's classifier is sure of every attribute, beside plain
samples of the target. The classifier is that of the target's style; the labels of both styles mean the same.
"""

import argparse
import itertools
import json
import re
from pathlib import Path

import torch

from measuring import SURE, check_work, classifiers, hspace, in_parallel

from attributes import hair_of, labels_of
from pictures import load_faces, load_pictures, load_rows, sheet
from styles import ATTRIBUTES, PASTELS

KEPT = ["hair", "background", *ATTRIBUTES]


def given(folder: Path) -> torch.Tensor:
    """The labels of KEPT of the faces of a folder: count x labels."""
    background = torch.tensor([PASTELS.index(row["background"].removeprefix("#")) for row in load_rows(folder)])
    return torch.cat([torch.stack([hair_of(folder), background], 1), labels_of(folder).long()], 1)


def seen(classifier: classifiers.Classifier, pictures: torch.Tensor) -> torch.Tensor:
    """The labels of KEPT that pictures show; a background is the pastel nearest to the upper corners."""
    hair = classifiers.in_batches(classifier.hair, pictures).argmax(1, keepdim=True)
    pastels = torch.tensor([list(bytes.fromhex(pastel)) for pastel in PASTELS]).float()
    corners = torch.cat([pictures[:, :, :6, :6], pictures[:, :, :6, -6:]], 3).float().mean((2, 3))
    background = torch.cdist(corners, pastels).argmin(1, keepdim=True)
    attributes = (classifiers.in_batches(classifier, pictures) > 0).long()
    return torch.cat([hair, background, attributes], 1)


class Measurement:
    """Faces of one style, brought to the other one in several ways."""

    def __init__(self, arguments: argparse.Namespace):
        self.arguments = arguments
        self.chosen = slice(arguments.first, arguments.first + arguments.count)
        self.rows = load_rows(arguments.faces)[self.chosen]
        if len(self.rows) < arguments.count:
            raise SystemExit(f"{arguments.faces}: has too few faces for --first {arguments.first} --count {arguments.count}")
        check_work(arguments.work, arguments, ["source", "to", "faces", "steps", "eta"])
        self.labels = given(arguments.faces)[self.chosen]
        self.classifier = classifiers.load(arguments.classifier)
        self.shown = {}
        names = ["PSNR", "SSIM", "sure", *KEPT]
        print("| way | " + " | ".join(names) + " |")
        print("|---|" + "---|" * len(names))

    def measure(self, way: str, words: list, picture_words, trials: int = 1) -> dict:
        """One way; `picture_words` are those of a picture's path. Of several trials, the best."""
        folder = self.arguments.work / re.sub(r"\W+", "-", way)
        folder.mkdir(parents=True, exist_ok=True)
        common = ["--steps", self.arguments.steps, "--threads", 1, *words]

        def make(row: dict[str, str]) -> None:
            out = folder / row["file"]
            written = ["-o", out]
            if trials > 1:
                ranked = [word for rank in self.arguments.rank for word in ("--rank", rank)]
                written = ["--trials", trials, *ranked, "--best", out, "-o", out.with_suffix(".trials.png")]
            if not out.with_suffix(".txt").exists():
                lines = hspace(*picture_words(self.arguments.faces / row["file"]), *common, *written)
                out.with_suffix(".txt").write_text(lines.splitlines()[0])

        in_parallel(self.arguments.jobs, make, self.rows, way)
        lines = [(folder / row["file"]).with_suffix(".txt").read_text() for row in self.rows]
        likeness = torch.tensor([[float(number) for number in re.findall(r"(?:PSNR|SSIM) ([^\s,]+)", line)] for line in lines])
        return self.report(way, load_pictures([folder / row["file"] for row in self.rows]), likeness.mean(0).tolist())

    def report(self, way: str, pictures: torch.Tensor, likeness: list[float]) -> dict:
        self.shown[way] = pictures
        sure = (classifiers.in_batches(self.classifier, pictures).abs() > SURE).all(1).float().mean().item()
        kept = (seen(self.classifier, pictures) == self.labels).float().mean(0).tolist()
        cells = [f"{likeness[0]:.1f}", f"{likeness[1]:.3f}"] + [f"{100 * value:.0f}" for value in (sure, *kept)]
        print(f"| {way} | " + " | ".join(cells) + " |", flush=True)
        return {"psnr": likeness[0], "ssim": likeness[1], "sure": sure} | dict(zip(KEPT, kept))

    def samples(self) -> dict:
        """Plain samples: what is kept of a picture by chance, and how real they look."""
        folder = self.arguments.work / "samples"
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{seed}.png" for seed in range(len(self.rows))]

        def make(path: Path) -> None:
            if not path.exists():
                words = ["--steps", self.arguments.steps, "--eta", 1, "--noise-seed", path.stem, "--threads", 1]
                hspace("sample", "-m", self.arguments.to, "--seed", path.stem, *words, "-o", path)

        in_parallel(self.arguments.jobs, make, paths, "samples")
        return self.report("plain samples", load_pictures(paths), [float("nan"), float("nan")])

    def show(self) -> None:
        """A sheet: a column of faces, beside what became of them."""
        faces = load_faces(self.arguments.faces)[self.chosen]
        count = min(12, len(faces))
        columns = [faces[:count], *(pictures[:count] for pictures in self.shown.values())]
        pictures = torch.stack(columns, 1).flatten(0, 1)
        sheet(pictures.float() / 127.5 - 1, len(columns)).save(self.arguments.work / "sheet.png")


def names(text: str) -> list[str]:
    return text.split(",")


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="source", required=True, help="model of the faces, by path or name")
    parser.add_argument("--to", required=True, help="model to translate to, by path or name")
    parser.add_argument("--classifier", type=Path, required=True, help="weights of attributes.py, of the target's style")
    parser.add_argument("--faces", type=Path, required=True, help="folder of faces of the first style")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is made; what is there is kept")
    parser.add_argument("--count", type=int, default=100, help="faces (100)")
    parser.add_argument("--first", type=int, default=0, help="place of the first one of them (0)")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--eta", type=float, default=0.1, help="of the code (0.1)")
    parser.add_argument("--t-es", type=numbers, default=[500, 600, 700, 800, 999], help="CycleDiffusion: first timestep")
    parser.add_argument("--refine", type=numbers, default=[0], help="and each with so many last steps made anew (0)")
    parser.add_argument("--refine-eta", type=float, default=1, help="eta of these steps (1)")
    parser.add_argument("--trials", type=int, default=1, help="and of so many seeds, the best result (1)")
    parser.add_argument("--rank", type=names, default=["ssim"], help="what the best is chosen by, as colors,denoising (ssim)")
    parser.add_argument("--strengths", type=numbers, default=[0.4, 0.5, 0.6, 0.7], help="SDEdit: share of the steps")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    if not set(arguments.rank) <= {"ssim", "colors", "denoising"}:
        parser.error("--rank must be of ssim, colors and denoising")
    if min(arguments.first, arguments.count - 1, arguments.trials - 1) < 0:
        parser.error("--first must be 0 or more, --count and --trials 1 or more")
    return arguments


def main() -> None:
    arguments = parse()
    torch.set_num_threads(arguments.jobs)
    measurement = Measurement(arguments)
    figures = {"plain samples": measurement.samples()}
    for t_es, refine in itertools.product(arguments.t_es, arguments.refine):
        way = f"t_es {t_es:g}" + (f", refine {refine:g} with eta {arguments.refine_eta:g}" if refine else "")
        way += f", best of {arguments.trials} by {' and '.join(arguments.rank)}" if arguments.trials > 1 else ""
        words = ["--from", arguments.source, "--to", arguments.to, "--t-es", int(t_es), "--eta", arguments.eta]
        words += ["--refine", int(refine), "--refine-eta", arguments.refine_eta] if refine else []
        figures[way] = measurement.measure(way, words, lambda path: ["translate", path, "--seed", int(path.stem)], arguments.trials)
    for strength in arguments.strengths:
        way = f"SDEdit {strength:g}"
        words = ["-m", arguments.to, "--strength", strength]
        figures[way] = measurement.measure(way, words, lambda path: ["sample", "--from", path, "--seed", int(path.stem)])
    measurement.show()
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
