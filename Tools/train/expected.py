#!/usr/bin/env python3
"""Writes what PyTorch makes of a model and pictures in deterministic inversion and back: the fixtures of its tests.

    python3 Tools/train/expected.py build/train/toon64 Models/pictures -o Tests/Fixtures/toon64

Float32 arithmetic, the float16 weights widened; timesteps and order of Asyrp (Kwon et al. 2023), from 0 to 999. Arrays are
channel-first float32, not clipped: xT.npy and reconstruction.npy of all pictures, h_first_picture.npy of the first one's
inversion, eps_of_first_xT.npy at t = 0, 20, 500, 999. expected.json lists the pictures and how near each comes back.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from diffusers import UNet2DModel

import network as networks
from pictures import load_pictures

EPSILON_AT = [0, 20, 500, 999]


class Model:
    """A network with its schedule, and the h of every evaluation."""

    def __init__(self, folder: Path):
        self.network = UNet2DModel.from_pretrained(folder / "unet", torch_dtype=torch.float32, low_cpu_mem_usage=False).eval()
        self.alpha_bar = networks.scheduler().alphas_cumprod
        self.h = []
        self.network.mid_block.register_forward_hook(lambda _, arguments, h: self.h.append(h.numpy()))

    def epsilon(self, x: torch.Tensor, t: int) -> torch.Tensor:
        return self.network(x, torch.tensor(t)).sample

    def moved(self, x: torch.Tensor, t: int, to: int) -> torch.Tensor:
        """One deterministic step from a timestep to another; -1 is the picture."""
        now, then = (self.alpha_bar[at] if at >= 0 else torch.tensor(1.0) for at in (t, to))
        epsilon = self.epsilon(x, t)
        x_0 = (x - (1 - now).sqrt() * epsilon) / now.sqrt()
        return then.sqrt() * x_0 + (1 - then).sqrt() * epsilon


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="diffusers folder")
    parser.add_argument("pictures", type=Path, help="folder of PNG pictures")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=50)
    arguments = parser.parse_args()

    model = Model(arguments.model)
    paths = sorted(arguments.pictures.glob("*.png"))
    pictures = load_pictures(paths).float() / 127.5 - 1
    sequence = [int(t) for t in np.linspace(0, networks.TIMESTEPS - 1, arguments.steps)]
    with torch.no_grad():
        x = pictures
        for t, to in zip(sequence, sequence[1:]):
            x = model.moved(x, t, to)
        latents, h = x, np.stack([h[0] for h in model.h])
        for t, to in zip(sequence[::-1], [*sequence[-2::-1], -1]):
            x = model.moved(x, t, to)
        epsilon = np.concatenate([model.epsilon(latents[:1], t).numpy() for t in EPSILON_AT])
    decibels = 10 * torch.log10(4 / (x - pictures).square().mean((1, 2, 3)))

    arguments.output.mkdir(parents=True, exist_ok=True)
    arrays = {"xT": latents.numpy(), "reconstruction": x.numpy(), "h_first_picture": h, "eps_of_first_xT": epsilon}
    for name, array in arrays.items():
        np.save(arguments.output / f"{name}.npy", array)
    facts = {"pictures": [path.name for path in paths], "steps": arguments.steps, "sequence": sequence}
    facts |= {"convention": "Asyrp, t0 999", "psnr_db": [round(value, 2) for value in decibels.tolist()]}
    facts |= {"h": f"mid-block output at each inversion step ({len(h)}) of the first picture"}
    (arguments.output / "expected.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(f"mean PSNR {decibels.mean():.2f} dB, least {decibels.min():.2f} dB")


if __name__ == "__main__":
    main()
