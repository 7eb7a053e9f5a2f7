#!/usr/bin/env python3
"""Trains a diffusion model of faces, and writes it as a diffusers folder with float16 weights.

    python3 Tools/train/ddpm.py build/train/toon-head -o build/train/toon64 --steps 6000

Runs on CUDA (bfloat16) or on the processor. A checkpoint is written every --save minutes, and the same command goes on
from it. Beside the weights (unet/, scheduler/) lie training.json, which says how they were made, and samples.png.
"""

import argparse
import copy
import json
import math
import os
import platform
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import DDIMScheduler

import network as networks
from attributes import drawn_in, labels_of, variants_of
from draws import Draw, often
from muon import Muon
from pictures import load_faces, load_rows, sheet

SWAP_FROM = 150
"""The least timestep at which h is swapped."""
SETTLE_AT = range(100, 500)
"""Where half of the timesteps lie while the run settles: there small parts, like beards, get lost."""
SETTLE_UP_TO = 500
"""Below this timestep it is while the run settles: more noise hides attributes, and twins, which are drawn otherwise than faces
are, would say how often each is there."""
PROBE_UP_TO = 500
"""Below this timestep, attributes are read from h."""


def min_snr(snr: torch.Tensor) -> torch.Tensor:
    """The weight of a squared error of epsilon (Hang et al. 2023, gamma 5)."""
    return snr.clamp(max=5) / snr


def loss_of(error: torch.Tensor, alpha_bar: torch.Tensor, low: float, fine: float) -> torch.Tensor:
    """Min-SNR weighted squared error of each face, its low frequencies weighed up.

    With fine over 0 small timesteps, where only grain is left, count for more; with 1 the whole error is not weighted
    by timestep at all. Its low frequencies always are.

    An error of epsilon's mean colour comes back divided by sqrt(alpha_bar), a hundredfold and more at large timesteps,
    and plain loss hardly sees it: it is one of 4096 frequencies. White errors are as large in every term. Where a mean
    over n pixels already says what the picture is (its noise is n times smaller, its signal a quarter), what is left
    can't be learned, and its weight falls as that of the pixels does at small timesteps.
    """
    snr = alpha_bar / (1 - alpha_bar)
    value = min_snr(snr) ** (1 - fine) * error.square().mean((1, 2, 3))
    size = error.shape[-1]
    for cells in (1, 4, 8, 16):
        if cells > size:
            break
        pixels = (size // cells) ** 2
        pooled = F.avg_pool2d(error, size // cells)
        value = value + low * min_snr(snr * pixels / 4) * pixels * pooled.square().mean((1, 2, 3))
    return value


class Run:
    """One training run: its networks, its optimiser and its place in the data."""

    def __init__(self, arguments: argparse.Namespace):
        self.arguments = arguments
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(arguments.seed)
        self.faces = load_faces(arguments.faces).to(self.device)
        self.labels = self.labels_in(arguments.faces)
        self.often = often(arguments.faces, arguments.draw).to(self.device)
        if arguments.twins:
            self.load_twins()
        self.network = networks.build(self.faces.shape[-1], arguments.channels, set(arguments.attention), arguments.layers, arguments.groups)
        if arguments.init:
            fitted = networks.warm_start(self.network, arguments.init)
            if not fitted:
                raise SystemExit(f"{arguments.init}: no tensor of it fits (give a model with like --channels)")
            print(f"{fitted} of {len(self.network.state_dict())} tensors taken over from {arguments.init}", flush=True)
        self.network.to(self.device, memory_format=torch.channels_last)
        self.ema = copy.deepcopy(self.network).eval()
        self.bottleneck = networks.Bottleneck(self.network, self.labels.shape[1]).to(self.device)
        self.predict = torch.compile(self.network) if arguments.compile else self.network
        matrices, others = networks.matrices(self.network)
        self.optimisers = [
            torch.optim.AdamW([*others, *self.bottleneck.parameters()], lr=arguments.rate, betas=(0.9, 0.99), weight_decay=0),
            Muon(matrices, lr=arguments.rate),
        ]
        self.alpha_bar = networks.scheduler().alphas_cumprod.to(self.device)
        self.step = 0
        self.seconds = 0.0
        self.losses = []

    def labels_in(self, folder: Path) -> torch.Tensor:
        """What the probe shall read: the attributes, and the parts that were drawn."""
        return torch.cat([labels_of(folder), drawn_in(folder, variants_of(self.arguments.faces))], 1).to(self.device)

    def load_twins(self) -> None:
        """The twins, which stand for the first faces, and one over the root mean square of each pair's difference."""
        folder = self.arguments.twins
        names = [[row["file"] for row in load_rows(folder)] for folder in (self.arguments.faces, folder)]
        if names[1] != names[0][: len(names[1])]:
            raise SystemExit(f"{folder}: are no twins of the first faces in {self.arguments.faces}")
        self.twins, self.twin_labels = load_faces(folder).to(self.device), self.labels_in(folder)
        difference = (self.faces[: len(self.twins)].float() - self.twins.float()) / 127.5
        self.closeness = 1 / difference.square().mean((1, 2, 3)).sqrt().clamp(min=0.01)

    @property
    def checkpoint(self) -> Path:
        return self.arguments.output / "checkpoint.pt"

    def resume(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device)
        try:
            self.network.load_state_dict(state["network"])
            self.ema.load_state_dict(state["ema"])
            self.bottleneck.load_state_dict(state["bottleneck"])
        except RuntimeError:
            raise SystemExit(f"{self.checkpoint}: is of another network or other labels (give another -o, or remove it)") from None
        for optimiser, stored in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(stored)
        self.step, self.seconds = state["step"], state["seconds"]
        torch.manual_seed(self.arguments.seed + self.step)

    def save(self) -> None:
        state = {"network": self.network.state_dict(), "ema": self.ema.state_dict()}
        state |= {"bottleneck": self.bottleneck.state_dict()}
        state |= {"optimisers": [optimiser.state_dict() for optimiser in self.optimisers]}
        state |= {"step": self.step, "seconds": self.seconds}
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.rename(self.checkpoint)

    def rate(self) -> float:
        """Linear warm-up, then half a cosine down to a fiftieth."""
        progress = min(1, self.step / self.arguments.steps)
        cosine = 0.51 + 0.49 * math.cos(math.pi * progress)
        return self.arguments.rate * min(1, (self.step + 1) / self.arguments.warm_up) * cosine

    def low(self) -> float:
        """The weight of low frequencies: small while details are learned, whole at the end, where colours settle."""
        return self.arguments.low * (1 if self.settles else max(0.1, min(1, self.step / self.arguments.steps) ** 2))

    def fine(self) -> float:
        """How much small timesteps are weighed up: only where the run settles, once colours and shapes are there."""
        return self.arguments.fine if self.settles else 0

    @property
    def settles(self) -> bool:
        """Whether the run is in its last steps, that learn the faces as they are."""
        return self.step >= self.arguments.steps - self.arguments.settle

    @property
    def pairs(self) -> int:
        """How many pairs of twins a batch begins with: a third, rounded up, while the run settles."""
        if not self.arguments.twins:
            return 0
        pairs = round(self.arguments.swap * self.arguments.batch / 2)
        return -(-pairs // 3) if self.settles else pairs

    def spread(self, count: int, timesteps: range) -> torch.Tensor:
        """Random timesteps spread evenly: one from each of as many equal parts of the range."""
        parts = torch.arange(count, device=self.device) + torch.rand(count, device=self.device)
        # In float32 a timestep of the last part may be rounded up to the range's end.
        return (timesteps.start + parts * (len(timesteps) / max(1, count))).long().clamp(max=timesteps.stop - 1)

    def batch(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Faces, their attributes, timesteps spread evenly over the batch, and the faces' weights.

        First come pairs of twins, which shall become each other: their h is swapped. The closer twins are, the more often
        they are drawn and the more they weigh, so that an attribute of few pixels counts as much as one of many.
        """
        count, pairs = self.arguments.batch, self.pairs
        chosen = torch.multinomial(self.often, count, replacement=True)
        focused = count // 2 if self.settles else 0
        t = torch.cat([self.spread(count - focused, range(networks.TIMESTEPS)), self.spread(focused, SETTLE_AT)])
        # The pairs' timesteps are drawn anew: shuffled, so that it is not always the same ones that are lost.
        t = t[torch.randperm(count, device=self.device)]
        faces, labels, weights = self.faces[chosen], self.labels[chosen], torch.ones(count, device=self.device)
        if pairs:
            twins = torch.multinomial(self.closeness.sqrt(), pairs)
            weights[: 2 * pairs] = self.closeness[twins].repeat(2) / 5
            faces = torch.cat([self.faces[twins], self.twins[twins], faces[2 * pairs :]])
            labels = torch.cat([self.labels[twins], self.twin_labels[twins], labels[2 * pairs :]])
            # Where little noise is left, x_t says what a face looks like, and h can't say otherwise.
            up_to = SETTLE_UP_TO if self.settles else networks.TIMESTEPS
            t[:pairs] = torch.randint(SWAP_FROM, up_to, (pairs,), device=self.device)
            t[pairs : 2 * pairs] = t[:pairs]
        return faces.float() / 127.5 - 1, labels, t, weights

    def noise_for(self, faces: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        """Noise, the same for twins.

        It is a little stronger or weaker than the timestep says, as it is in deterministic sampling, where what an earlier
        step left over stays: the network learns to notice. What is left over is constant in x / sqrt(alpha_bar).
        """
        alpha_bar = self.alpha_bar[t]
        spread = (alpha_bar / (1 - alpha_bar)).sqrt().clamp(max=self.arguments.mismatch)
        strength = 1 + spread * torch.randn(len(t), device=self.device)
        noise = strength.view(-1, 1, 1, 1) * torch.randn_like(faces)
        noise[self.pairs : 2 * self.pairs] = noise[: self.pairs]
        return noise

    def train_step(self) -> None:
        for group in (group for optimiser in self.optimisers for group in optimiser.param_groups):
            group["lr"] = self.rate()
        self.bottleneck.pairs = self.pairs
        faces, labels, t, weights = self.batch()
        targets = networks.swapped(faces, self.pairs)
        noise = self.noise_for(faces, t)
        alpha_bar = self.alpha_bar[t].view(-1, 1, 1, 1)
        noisy = alpha_bar.sqrt() * faces + (1 - alpha_bar).sqrt() * noise
        # What is noise if the face is the target.
        noise = noise + (alpha_bar / (1 - alpha_bar)).sqrt() * (faces - targets)
        with torch.autocast(self.device, torch.bfloat16, enabled=self.device == "cuda" or self.arguments.bfloat16):
            epsilon = self.predict(noisy.contiguous(memory_format=torch.channels_last), t).sample
        loss = (weights * loss_of(epsilon.float() - noise, self.alpha_bar[t], self.low(), self.fine())).mean()
        # Where there is much noise, attributes can't be told.
        told = F.binary_cross_entropy_with_logits(self.bottleneck.logits.float(), labels, reduction="none").mean(1)
        loss = loss + self.arguments.probe * (told * (t < PROBE_UP_TO)).mean()
        self.network.zero_grad()
        self.bottleneck.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1)
        for optimiser in self.optimisers:
            optimiser.step()
        self.step += 1
        decay = min(self.arguments.ema, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.ema.parameters()), list(self.network.parameters()), 1 - decay)
        self.losses.append(loss.detach())

    def train(self) -> None:
        """Up to --steps, or to --minutes of this call."""
        arguments, begun = self.arguments, time.time()
        saved = reported = begun
        while self.step < arguments.steps and time.time() - begun < 60 * arguments.minutes:
            before = time.time()
            self.train_step()
            now = time.time()
            self.seconds += now - before
            if now - reported > arguments.report or self.step == arguments.steps:
                mean = torch.stack(self.losses).mean().item()
                pace = self.seconds / self.step
                left = pace * (arguments.steps - self.step) / 60
                print(f"step {self.step} of {arguments.steps}  loss {mean:.4f}  {pace:.2f} s a step  {left:.0f} min left", flush=True)
                self.losses, reported = [], now
            if now - saved > 60 * arguments.save:
                self.save()
                saved = now
        self.save()

    @torch.no_grad()
    def samples(self, count: int, steps: int) -> torch.Tensor:
        """Deterministic samples of the averaged weights."""
        ddim = DDIMScheduler.from_config(networks.scheduler().config)
        ddim.set_timesteps(steps)
        generator = torch.Generator().manual_seed(self.arguments.seed)
        x = torch.randn(count, *self.faces.shape[1:], generator=generator).to(self.device)
        for t in ddim.timesteps:
            x = ddim.step(self.ema(x, t).sample, t, x).prev_sample
        return x.clamp(-1, 1).cpu()

    def export(self) -> None:
        """The averaged weights in float16, how they were made, and what they make."""
        folder = self.arguments.output
        copy.deepcopy(self.ema).half().save_pretrained(folder / "unet")
        networks.scheduler().save_pretrained(folder / "scheduler")
        facts = dict(vars(self.arguments))
        facts |= {"steps_done": self.step, "faces_seen": self.step * self.arguments.batch, "training_faces": len(self.faces)}
        facts |= {"hardware": torch.cuda.get_device_name() if self.device == "cuda" else f"{torch.get_num_threads()} threads, {platform.machine()}"}
        facts |= {"minutes": round(self.seconds / 60, 1), "parameters": sum(p.numel() for p in self.ema.parameters())}
        (folder / "training.json").write_text(json.dumps(facts, indent=2, default=str) + "\n")
        if self.arguments.samples:
            sheet(self.samples(self.arguments.samples, 50)).save(folder / "samples.png")


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faces", type=Path, help="folder of faces.py")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder")
    parser.add_argument("--init", type=Path, help=".hsm file or diffusers folder to begin with; may have fewer levels")
    parser.add_argument("--channels", type=numbers, default=[32, 64, 128, 128], help="one number a level")
    parser.add_argument("--attention", type=numbers, default=[16], help="resolutions with attention (16)")
    parser.add_argument("--layers", type=int, default=1, help="residual blocks a level (1)")
    parser.add_argument("--groups", type=int, help="of every normalisation (a quarter of the first channels, at most 32)")
    parser.add_argument("--steps", type=int, default=6000, help="in all (6000)")
    parser.add_argument("--settle", type=int, default=0, help="how many of --steps, the last ones, learn the faces as they are (0)")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop this call after so many, to be resumed")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=6e-4, help="learning rate (0.0006)")
    parser.add_argument("--warm-up", type=int, default=30, help="steps of rising learning rate (30)")
    parser.add_argument("--ema", type=float, default=0.998, help="decay of the averaged weights (0.998)")
    parser.add_argument("--low", type=float, default=0.3, help="extra weight of low frequencies at the end (0.3)")
    parser.add_argument("--fine", type=float, default=0, help="while it settles, 0 to 1: how much small timesteps are weighed up (0)")
    parser.add_argument(
        "--draw", type=Draw.parse, action="append", default=[], metavar="LABEL=VALUE:TIMES",
        help="draw such faces, but not twins, so many times as often, like beard=1:1.5; may be given again",
    )  # fmt: skip
    parser.add_argument("--mismatch", type=float, default=0.1, help="spread of the noise's strength about 1 (0.1)")
    parser.add_argument("--twins", type=Path, help="folder of faces.py --twins, of the first ones of the faces")
    parser.add_argument("--swap", type=float, default=0.375, help="share of a batch that are twins whose h is swapped (0.375)")
    parser.add_argument("--probe", type=float, default=0.6, help="weight of the attributes and parts read from h (0.6)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--bfloat16", action="store_true", help="as on CUDA: faster where the processor multiplies it")
    parser.add_argument("--compile", action="store_true", help="compile the network: minutes, again where it begins to settle; then faster")
    parser.add_argument("--save", type=float, default=5, help="minutes between checkpoints (5)")
    parser.add_argument("--report", type=float, default=30, help="seconds between lines (30)")
    parser.add_argument("--samples", type=int, default=64, help="pictures on samples.png (64)")
    arguments = parser.parse_args()
    if not 0 <= arguments.settle <= arguments.steps:
        parser.error("--settle must be 0 to --steps")
    if not 0 <= arguments.fine <= 1:
        parser.error("--fine must be 0 to 1")
    return arguments


def main() -> None:
    arguments = parse()
    torch.set_num_threads(arguments.threads)
    arguments.output.mkdir(parents=True, exist_ok=True)
    run = Run(arguments)
    if run.checkpoint.exists():
        run.resume()
        print(f"goes on at step {run.step}", flush=True)
    run.train()
    run.export()


if __name__ == "__main__":
    main()
