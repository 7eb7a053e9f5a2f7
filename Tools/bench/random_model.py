#!/usr/bin/env python3
"""Writes a U-Net with random weights as a diffusers folder, tensor by tensor: little memory, no PyTorch.

usage: random_model.py toon64|celebahq256 FOLDER [--seed N]

Measurements of time and memory do not depend on what the weights are, only that activations stay of ordinary size. Weights
are uniform as PyTorch initialises them, in +-1/sqrt(fan in); norms scale by about 1. The same seed gives the same bytes.
"""

import argparse
import json
import math
import os
import struct

import numpy

COMMON = {
    "_class_name": "UNet2DModel", "act_fn": "silu", "attention_head_dim": None, "center_input_sample": False,
    "downsample_padding": 0, "flip_sin_to_cos": False, "freq_shift": 1, "in_channels": 3,
    "mid_block_scale_factor": 1, "norm_eps": 1e-6, "norm_num_groups": 32, "out_channels": 3,
    "time_embedding_type": "positional",
}
PLAIN = ("DownBlock2D", "UpBlock2D")
ATTENTION = ("AttnDownBlock2D", "AttnUpBlock2D")


def configuration(sample_size, layers_per_block, channels, attention_level):
    """The configuration of a U-Net with attention at one of its levels, and in the middle."""
    kinds = [ATTENTION if level == attention_level else PLAIN for level in range(len(channels))]
    return COMMON | {
        "sample_size": sample_size, "layers_per_block": layers_per_block, "block_out_channels": channels,
        "down_block_types": [down for down, _ in kinds],
        "up_block_types": [up for _, up in reversed(kinds)],
    }


MODELS = {
    "toon64": configuration(64, 1, [32, 64, 128, 128], attention_level=2),
    # As published: google/ddpm-celebahq-256.
    "celebahq256": configuration(256, 2, [128, 128, 256, 256, 512, 512], attention_level=4),
}

SCHEDULER = {
    "_class_name": "DDPMScheduler", "num_train_timesteps": 1000, "beta_start": 0.0001, "beta_end": 0.02,
    "beta_schedule": "linear", "variance_type": "fixed_small", "clip_sample": True,
}


class Tensors:
    """Names and shapes of a network's tensors, in the order in which they are made."""

    def __init__(self, config):
        self.shapes = {}
        channels = config["block_out_channels"]
        layers = config["layers_per_block"]
        self.time_channels = 4 * channels[0]
        self.convolution("conv_in", config["in_channels"], channels[0], 3)
        self.linear("time_embedding.linear_1", channels[0], self.time_channels)
        self.linear("time_embedding.linear_2", self.time_channels, self.time_channels)

        # What the decoder takes from the encoder, last first.
        skips = [channels[0]]
        now = channels[0]
        for level, width in enumerate(channels):
            block = f"down_blocks.{level}"
            attends = "Attn" in config["down_block_types"][level]
            for layer in range(layers):
                self.layer(block, layer, now, width, attends)
                now = width
                skips.append(now)
            if level < len(channels) - 1:
                self.convolution(f"{block}.downsamplers.0.conv", now, now, 3)
                skips.append(now)

        self.resnet("mid_block.resnets.0", now, now)
        self.attention("mid_block.attentions.0", now)
        self.resnet("mid_block.resnets.1", now, now)

        for level, width in enumerate(reversed(channels)):
            block = f"up_blocks.{level}"
            attends = "Attn" in config["up_block_types"][level]
            for layer in range(layers + 1):
                self.layer(block, layer, now + skips.pop(), width, attends)
                now = width
            if level < len(channels) - 1:
                self.convolution(f"{block}.upsamplers.0.conv", now, now, 3)

        self.norm("conv_norm_out", now)
        self.convolution("conv_out", now, config["out_channels"], 3)

    def layer(self, block, index, inputs, outputs, attends):
        self.resnet(f"{block}.resnets.{index}", inputs, outputs)
        if attends:
            self.attention(f"{block}.attentions.{index}", outputs)

    def resnet(self, name, inputs, outputs):
        self.norm(f"{name}.norm1", inputs)
        self.convolution(f"{name}.conv1", inputs, outputs, 3)
        self.linear(f"{name}.time_emb_proj", self.time_channels, outputs)
        self.norm(f"{name}.norm2", outputs)
        self.convolution(f"{name}.conv2", outputs, outputs, 3)
        if inputs != outputs:
            self.convolution(f"{name}.conv_shortcut", inputs, outputs, 1)

    def attention(self, name, channels):
        self.norm(f"{name}.group_norm", channels)
        for part in ("to_q", "to_k", "to_v", "to_out.0"):
            self.linear(f"{name}.{part}", channels, channels)

    def convolution(self, name, inputs, outputs, size):
        self.add(name, (outputs, inputs, size, size), outputs)

    def linear(self, name, inputs, outputs):
        self.add(name, (outputs, inputs), outputs)

    def norm(self, name, channels):
        self.add(name, (channels,), channels)

    def add(self, name, shape, outputs):
        self.shapes[f"{name}.weight"] = shape
        self.shapes[f"{name}.bias"] = (outputs,)


def values(shape, fan_in, generator):
    """A tensor's values: norms around 1, vectors around 0, weights in +-1/sqrt(fan in)."""
    bound = 0.02 if len(shape) == 1 else 1 / math.sqrt(fan_in)
    result = generator.random(math.prod(shape), dtype=numpy.float32)
    result *= 2 * bound
    result -= bound
    return result


def write_weights(path, shapes, seed):
    header, end = {}, 0
    for name, shape in shapes.items():
        begin, end = end, end + 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)

    generator = numpy.random.Generator(numpy.random.PCG64(seed))
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            tensor = values(shape, math.prod(shape[1:]), generator)
            if len(shape) == 1 and name.endswith(".weight"):
                tensor += 1
            file.write(tensor.astype("<f4", copy=False).data)


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2)
        file.write("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    config = MODELS[arguments.model]
    shapes = Tensors(config).shapes
    os.makedirs(arguments.folder, exist_ok=True)
    write_json(os.path.join(arguments.folder, "config.json"), config)
    write_json(os.path.join(arguments.folder, "scheduler_config.json"), SCHEDULER)
    weights = os.path.join(arguments.folder, "diffusion_pytorch_model.safetensors")
    write_weights(weights, shapes, arguments.seed)
    parameters = sum(math.prod(shape) for shape in shapes.values())
    print(f"{weights}: {parameters / 1e6:.2f} M parameters, {len(shapes)} tensors")


if __name__ == "__main__":
    main()
