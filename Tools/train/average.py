#!/usr/bin/env python3
"""Averages the weights of several runs, or of places of one run (a uniform soup, Wortsman et al. 2022, of runs from one start).

    python3 Tools/train/average.py build/train/one build/train/other -o build/train/mean

Where the shares of attributes in samples drift from run to run, those of the mean lie between.
"""

import argparse
import json
from pathlib import Path

import torch
from diffusers import UNet2DModel

import network as networks


def mean_of(folders: list[Path]) -> UNet2DModel:
    """The first network with the mean of all weights, which is taken in float32."""
    models = [UNet2DModel.from_pretrained(folder / "unet", torch_dtype=torch.float32, low_cpu_mem_usage=False) for folder in folders]
    result, weights = models[0], [model.state_dict() for model in models]
    for folder, other in zip(folders, weights, strict=True):
        if {name: value.shape for name, value in other.items()} != {name: value.shape for name, value in weights[0].items()}:
            raise SystemExit(f"{folder}: is another network than {folders[0]}")
    result.load_state_dict({name: sum(other[name] for other in weights) / len(weights) for name in weights[0]})
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of ddpm.py")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder")
    arguments = parser.parse_args()
    if len(arguments.folders) < 2 or arguments.output in arguments.folders:
        parser.error("give two folders or more, and another one for -o")
    mean_of(arguments.folders).half().save_pretrained(arguments.output / "unet")
    networks.scheduler().save_pretrained(arguments.output / "scheduler")
    facts = {"mean_of": [json.loads((folder / "training.json").read_text()) for folder in arguments.folders]}
    (arguments.output / "training.json").write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    main()
