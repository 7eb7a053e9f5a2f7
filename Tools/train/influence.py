#!/usr/bin/env python3
"""Says how far a prediction moves to a face's twin with the twin's h, and how well a linear probe reads attributes from h.

    python3 Tools/train/influence.py build/train/toon64 build/train/toon-head-held build/train/toon-head-held-twins

The twins are those of faces.py --twins --first 30000, of the first held-out faces. 1 is all the way; the probe is right on
50 % if h says nothing.
"""

import argparse
from pathlib import Path

import torch
from diffusers import UNet2DModel

import network as networks
from attributes import labels_of
from pictures import load_faces
from styles import ATTRIBUTES


class Watched:
    """A network whose h is kept, and swapped between halves of a batch where that is wanted."""

    def __init__(self, folder: Path):
        self.network = UNet2DModel.from_pretrained(folder / "unet", torch_dtype=torch.float32, low_cpu_mem_usage=False).eval()
        self.alpha_bar = networks.scheduler().alphas_cumprod
        self.swap, self.h = False, None
        self.network.mid_block.register_forward_hook(self.watch)

    def watch(self, block: torch.nn.Module, _, h: torch.Tensor) -> torch.Tensor:
        self.h = h.flatten(1)
        return networks.swapped(h, len(h) // 2) if self.swap else h

    def predicted(self, faces: torch.Tensor, noise: torch.Tensor, t: int, swap: bool = False) -> torch.Tensor:
        """x_0 as the network sees it in noisy faces."""
        self.swap, alpha_bar = swap, self.alpha_bar[t]
        noisy = alpha_bar.sqrt() * faces + (1 - alpha_bar).sqrt() * noise
        return (noisy - (1 - alpha_bar).sqrt() * self.network(noisy, torch.tensor(t)).sample) / alpha_bar.sqrt()


def moved(model: Watched, faces: torch.Tensor, twins: torch.Tensor, t: int) -> torch.Tensor:
    """How far each prediction moves along the difference of the twins, the mean of both ways."""
    both = torch.cat([faces, twins])
    noise = torch.randn_like(faces).repeat(2, 1, 1, 1)
    change = model.predicted(both, noise, t, swap=True) - model.predicted(both, noise, t)
    difference = torch.cat([twins - faces, faces - twins])
    share = (change * difference).sum((1, 2, 3)) / difference.square().sum((1, 2, 3))
    return share.view(2, -1).mean(0)


def fitted(count: int) -> int:
    """How many of so many faces the probe is fitted to; the others are asked about."""
    return count * 3 // 4


def read(model: Watched, faces: torch.Tensor, labels: torch.Tensor, t: int) -> torch.Tensor:
    """Right answers of a ridge regression on h of three quarters of the faces, for the others: the mean of those that have
    an attribute and those that lack it."""
    parts = []
    for part in faces.split(50):
        model.predicted(part, torch.randn_like(part), t)
        parts.append(model.h)
    h = torch.cat(parts)
    h = (h - h.mean(0)) / h.std()
    first = fitted(len(h))
    gram = h[:first] @ h[:first].T
    ridge = 0.1 * gram.diagonal().mean() * torch.eye(first)
    known, asked = labels[:first], labels[first:]
    scores = h[first:] @ (h[:first].T @ torch.linalg.solve(gram + ridge, known - known.mean(0)))
    right = ((scores > 0) == (asked > 0.5)).float()
    return ((right * asked).sum(0) / asked.sum(0) + (right * (1 - asked)).sum(0) / (1 - asked).sum(0)) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="diffusers folder")
    parser.add_argument("faces", type=Path, help="folder of held-out faces")
    parser.add_argument("twins", type=Path, help="folder of the twins of the first of them")
    parser.add_argument("--count", type=int, default=1200, help="faces for the probe (1200)")
    parser.add_argument("--timesteps", type=lambda text: [int(part) for part in text.split(",")], default=[100, 300, 500, 700])
    arguments = parser.parse_args()

    torch.manual_seed(1)
    model = Watched(arguments.model)
    faces, twins = (load_faces(folder).float() / 127.5 - 1 for folder in (arguments.faces, arguments.twins))
    labels, twin_labels = labels_of(arguments.faces), labels_of(arguments.twins)
    changed = labels[: len(twins)] != twin_labels
    faces, labels = faces[: max(arguments.count, len(twins))], labels[: max(arguments.count, len(twins))]
    asked = labels[fitted(len(labels)) :]
    print("| t | " + " | ".join(f"{name}: moved, read" for name in ATTRIBUTES) + " |")
    print("|---|" + "---|" * len(ATTRIBUTES))
    with torch.no_grad():
        for t in arguments.timesteps:
            share, right = moved(model, faces[: len(twins)], twins, t), read(model, faces, labels, t)
            cells = []
            for at in range(len(ATTRIBUTES)):
                # No number where none of the twins differs, or where all faces asked about have an attribute or all lack it.
                chosen = changed[:, at]
                moved_to = f"{share[chosen].mean():.2f}" if chosen.any() else "-"
                told = f"{100 * right[at]:.0f} %" if 0 < asked[:, at].mean() < 1 else "-"
                cells.append(f"{moved_to}, {told}")
            print(f"| {t} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
