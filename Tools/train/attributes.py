#!/usr/bin/env python3
"""Trains the attribute classifier of a style, prints its accuracy on held-out faces, and writes its weights.

    python3 Tools/train/attributes.py build/train/toon-head build/train/toon-head-held -o toon-head.safetensors
"""

import argparse
import math
from pathlib import Path

import torch
import torch.nn.functional as F

import classifier as classifiers
from pictures import load_faces, load_rows
from styles import ATTRIBUTES, HAIR_COLORS, PARTS


def labels_of(folder: Path) -> torch.Tensor:
    """The attributes of the faces of a folder, 0 or 1: count x attributes."""
    return torch.tensor([[float(row[attribute]) for attribute in ATTRIBUTES] for row in load_rows(folder)])


def variants_of(folder: Path) -> list[tuple[str, str]]:
    """The parts of the faces of a folder, with each of their variants."""
    return sorted({(label, row[label]) for row in load_rows(folder) for label in PARTS})


def drawn_in(folder: Path, variants: list[tuple[str, str]]) -> torch.Tensor:
    """Which of the variants each face has, 0 or 1: count x variants."""
    return torch.tensor([[float(row[label] == value) for label, value in variants] for row in load_rows(folder)])


def hair_of(folder: Path) -> torch.Tensor:
    """The place of each face's colour of hair in HAIR_COLORS."""
    return torch.tensor([HAIR_COLORS.index(row["hair_color"].removeprefix("#")) for row in load_rows(folder)])


def augmented(faces: torch.Tensor) -> torch.Tensor:
    """Faces shifted by up to a pixel, a little brighter or darker, and a little noisy, as a model's own are."""
    dx, dy = torch.randint(-1, 2, (2,)).tolist()
    faces = torch.roll(faces, (dy, dx), (2, 3)) + 0.05 * torch.randn(len(faces), 3, 1, 1)
    return faces + 0.1 * torch.rand(len(faces), 1, 1, 1) * torch.randn_like(faces)


def train(
    faces: torch.Tensor, labels: torch.Tensor, hair: torch.Tensor, epochs: int, batch: int = 64
) -> classifiers.Classifier:
    model = classifiers.Classifier().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.05)
    steps = epochs * (len(faces) // batch)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 0.51 + 0.49 * math.cos(math.pi * step / steps))
    for epoch in range(epochs):
        order = torch.randperm(len(faces))[: len(faces) // batch * batch]
        total = 0.0
        for chosen in order.split(batch):
            features = model.features(augmented(faces[chosen].float() / 127.5 - 1))
            loss = F.binary_cross_entropy_with_logits(model.head(features), labels[chosen])
            loss = loss + 0.2 * F.cross_entropy(model.hair_head(features), hair[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rate.step()
            total += loss.item() * batch
        print(f"epoch {epoch + 1} of {epochs}  loss {total / len(order):.4f}", flush=True)
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faces", type=Path, help="folder of faces.py to learn from")
    parser.add_argument("held_out", type=Path, help="folder of other faces")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the weights (.safetensors)")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    model = train(load_faces(arguments.faces), labels_of(arguments.faces), hair_of(arguments.faces), arguments.epochs)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    classifiers.save(model, arguments.output, arguments.faces.name)

    # What is measured is what was written.
    model, faces = classifiers.load(arguments.output), load_faces(arguments.held_out)
    logits = classifiers.in_batches(model, faces)
    right = (logits > 0) == (labels_of(arguments.held_out) > 0.5)
    sure = (logits.abs() > math.log(9)).all(1)
    for attribute, share in zip(ATTRIBUTES, right.float().mean(0)):
        print(f"{attribute:12} {100 * share:.2f} % of {len(right)} held-out faces right")
    hair = classifiers.in_batches(model.hair, faces).argmax(1) == hair_of(arguments.held_out)
    print(f"{'hair colour':12} {100 * hair.float().mean():.2f} %")
    print(f"{'sure of all':12} {100 * sure.float().mean():.2f} %")


if __name__ == "__main__":
    main()
