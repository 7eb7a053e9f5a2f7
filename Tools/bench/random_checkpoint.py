#!/usr/bin/env python3
"""Writes a full-size network with random weights in its family's own file format: no PyTorch, little memory.

usage: random_checkpoint.py ddpm-256|adm-light-256|adm-256|ldm-celeba FILE [--seed N]

For measurements of conversion: names, shapes and container are those of the published files. Weights are uniform in
+-1/sqrt(fan in), norms about 1. The same seed gives the same bytes.
"""

import argparse
import math
import struct
import zipfile

import numpy


class Tensors:
    """Names and shapes, in order."""

    def __init__(self, prefix=""):
        self.shapes = {}
        self.prefix = prefix

    def add(self, name, *shape):
        self.shapes[self.prefix + name] = shape

    def layer(self, name, outputs, *inputs):
        self.add(name + ".weight", outputs, *inputs)
        self.add(name + ".bias", outputs)

    def conv(self, name, inputs, outputs, kernel=3):
        self.layer(name, outputs, inputs, kernel, kernel)

    def norm(self, name, channels):
        self.layer(name, channels)


def ddpm(channels, multiples, blocks, attention, kind=None):
    """pesser's Model, or half of a first stage: kind is None, "encoder" or "decoder"."""
    tensors = Tensors(f"first_stage_model.{kind}." if kind else "")
    time = None if kind else 4 * channels

    def block(name, inputs, outputs):
        tensors.norm(name + ".norm1", inputs)
        tensors.conv(name + ".conv1", inputs, outputs)
        if time:
            tensors.layer(name + ".temb_proj", outputs, time)
        tensors.norm(name + ".norm2", outputs)
        tensors.conv(name + ".conv2", outputs, outputs)
        if inputs != outputs:
            tensors.conv(name + ".nin_shortcut", inputs, outputs, 1)

    def attend(name, width):
        tensors.norm(name + ".norm", width)
        for part in ("q", "k", "v", "proj_out"):
            tensors.conv(f"{name}.{part}", width, width, 1)

    def middle(width):
        block("mid.block_1", width, width)
        attend("mid.attn_1", width)
        block("mid.block_2", width, width)

    widths = [channels * multiple for multiple in multiples]
    skips = [channels]
    if time:
        tensors.layer("temb.dense.0", time, channels)
        tensors.layer("temb.dense.1", time, time)
    now = channels
    if kind != "decoder":
        tensors.conv("conv_in", 3, channels)
        for level, width in enumerate(widths):
            for index in range(blocks):
                block(f"down.{level}.block.{index}", now, width)
                now = width
                if level in attention:
                    attend(f"down.{level}.attn.{index}", width)
                skips.append(width)
            if level < len(widths) - 1:
                tensors.conv(f"down.{level}.downsample.conv", width, width)
                skips.append(width)
    else:
        now = widths[-1]
        tensors.conv("conv_in", 3, now)
    middle(now)
    if kind != "encoder":
        for level, width in reversed(list(enumerate(widths))):
            for index in range(blocks + 1):
                block(f"up.{level}.block.{index}", now + (skips.pop() if time else 0), width)
                now = width
                if level in attention:
                    attend(f"up.{level}.attn.{index}", width)
            if level:
                tensors.conv(f"up.{level}.upsample.conv", width, width)
    tensors.norm("norm_out", now)
    tensors.conv("conv_out", now, 3)
    return tensors.shapes


def guided(channels, multiples, blocks, attention, prefix="", adm=True, outputs=6):
    """OpenAI's UNetModel; adm: scale and shift, and residual blocks between levels."""
    tensors = Tensors(prefix)
    time = 4 * channels

    def block(name, inputs, width):
        tensors.norm(name + ".in_layers.0", inputs)
        tensors.conv(name + ".in_layers.2", inputs, width)
        tensors.layer(name + ".emb_layers.1", 2 * width if adm else width, time)
        tensors.norm(name + ".out_layers.0", width)
        tensors.conv(name + ".out_layers.3", width, width)
        if inputs != width:
            tensors.conv(name + ".skip_connection", inputs, width, 1)

    def attend(name, width):
        tensors.norm(name + ".norm", width)
        tensors.layer(name + ".qkv", 3 * width, width, 1)
        tensors.layer(name + ".proj_out", width, width, 1)

    tensors.layer("time_embed.0", time, channels)
    tensors.layer("time_embed.2", time, time)
    tensors.conv("input_blocks.0.0", 3, channels)
    widths = [channels * multiple for multiple in multiples]
    skips, now, number = [channels], channels, 1
    for level, width in enumerate(widths):
        for _ in range(blocks):
            block(f"input_blocks.{number}.0", now, width)
            now = width
            if level in attention:
                attend(f"input_blocks.{number}.1", width)
            skips.append(now)
            number += 1
        if level < len(widths) - 1:
            if adm:
                block(f"input_blocks.{number}.0", now, now)
            else:
                tensors.conv(f"input_blocks.{number}.0.op", now, now)
            skips.append(now)
            number += 1
    block("middle_block.0", now, now)
    attend("middle_block.1", now)
    block("middle_block.2", now, now)
    number = 0
    for level, width in reversed(list(enumerate(widths))):
        for index in range(blocks + 1):
            block(f"output_blocks.{number}.0", now + skips.pop(), width)
            now, part = width, 1
            if level in attention:
                attend(f"output_blocks.{number}.1", width)
                part = 2
            if level and index == blocks:
                if adm:
                    block(f"output_blocks.{number}.{part}", now, now)
                else:
                    tensors.conv(f"output_blocks.{number}.{part}.conv", now, now)
            number += 1
    tensors.norm("out.0", now)
    tensors.conv("out.2", now, outputs)
    return tensors.shapes


def latent():
    """CompVis' LDM of CelebA-HQ: the U-Net and its VQ first stage."""
    shapes = guided(224, (1, 2, 3, 4), 2, (1, 2, 3), "model.diffusion_model.", adm=False, outputs=3)
    for kind in ("encoder", "decoder"):
        shapes |= ddpm(128, (1, 2, 4), 2, (), kind)
    prefix = "first_stage_model."
    shapes[prefix + "quantize.embedding.weight"] = (8192, 3)
    for name in ("quant_conv", "post_quant_conv"):
        shapes |= {prefix + name + ".weight": (3, 3, 1, 1), prefix + name + ".bias": (3,)}
    return shapes


MODELS = {
    "ddpm-256": lambda: ddpm(128, (1, 1, 2, 2, 4, 4), 2, (4,)),
    "adm-light-256": lambda: guided(128, (1, 1, 2, 2, 4, 4), 1, (4,)),
    "adm-256": lambda: guided(256, (1, 1, 2, 2, 4, 4), 2, (3, 4, 5)),
    "ldm-celeba": latent,
}


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def number(value):
    return b"J" + struct.pack("<i", value)


def tensor(key, shape):
    count = math.prod(shape)
    strides = [math.prod(shape[index + 1:]) for index in range(len(shape))]
    storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text(str(key)) + text("cpu") + number(count) + b"tQ"
    extents = b"(" + b"".join(map(number, shape)) + b"t(" + b"".join(map(number, strides)) + b"t"
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + number(0) + extents + b"\x89}tR"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("file")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    shapes = MODELS[arguments.model]()
    members = b"".join(text(name) + tensor(key, shape) for key, (name, shape) in enumerate(shapes.items()))
    state = b"}(" + members + b"u"
    if arguments.model.startswith("ldm"):
        state = b"}" + text("state_dict") + state + b"s"
    random = numpy.random.Generator(numpy.random.PCG64(arguments.seed))
    with zipfile.ZipFile(arguments.file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("archive/data.pkl"), b"\x80\x02" + state + b".")
        for key, shape in enumerate(shapes.values()):
            values = random.random(math.prod(shape), dtype=numpy.float32) * 2 - 1
            values *= 1 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else 0.1
            if len(shape) == 1:
                values += 1
            archive.writestr(zipfile.ZipInfo(f"archive/data/{key}"), values.astype("<f4").tobytes())
    total = sum(math.prod(shape) for shape in shapes.values())
    print(f"{arguments.file}: {total} parameters in {len(shapes)} tensors")


if __name__ == "__main__":
    main()
