"""The networks: diffusers UNet2DModels in the style of google/ddpm-celebahq-256, and how a deeper one begins."""

import re
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import DDPMScheduler, UNet2DModel
from safetensors.torch import load_file

from hsm import load_weights

TIMESTEPS = 1000


def build(size: int, channels: list[int], attention: set[int], layers: int = 1, groups: int | None = None) -> UNet2DModel:
    """A network for pictures of `size`, with attention at the resolutions of `attention`.

    Four channels or more share a normalisation if `groups` is not given: one of a single channel takes away its mean, and
    with it the colours and the strength of the noise.
    """
    attends = [size >> level in attention for level in range(len(channels))]
    return UNet2DModel(
        sample_size=size,
        in_channels=3,
        out_channels=3,
        layers_per_block=layers,
        block_out_channels=channels,
        down_block_types=["AttnDownBlock2D" if attend else "DownBlock2D" for attend in attends],
        up_block_types=["AttnUpBlock2D" if attend else "UpBlock2D" for attend in reversed(attends)],
        norm_num_groups=groups or min(32, max(1, channels[0] // 4)),
        attention_head_dim=None,
        downsample_padding=0,
        flip_sin_to_cos=False,
        freq_shift=1,
        norm_eps=1e-6,
    )


def scheduler() -> DDPMScheduler:
    """The schedule of Ho et al. 2020: linear betas, epsilon prediction."""
    return DDPMScheduler(num_train_timesteps=TIMESTEPS, beta_start=1e-4, beta_end=0.02, clip_sample=False)


def warm_start(network: UNet2DModel, trained: Path) -> int:
    """Takes over the weights of an .hsm file or a diffusers folder, which may have fewer levels; returns how many tensors fitted.

    Levels are matched by resolution. The levels below begin without an effect of their own: the last convolution of
    each new residual block is zero.
    """
    weights = load_weights(trained) if trained.suffix == ".hsm" else load_file(next((trained / "unet").glob("*.safetensors")))
    deeper = len(network.config.block_out_channels) - sum(
        f"up_blocks.{level}.resnets.0.conv1.weight" in weights for level in range(16)
    )
    state = network.state_dict()
    for name in state:
        if re.search(r"resnets\.\d+\.conv2\.", name):
            state[name].zero_()
    fitted = 0
    for name, tensor in weights.items():
        name = re.sub(r"^up_blocks\.(\d+)", lambda match: f"up_blocks.{int(match[1]) + deeper}", name)
        # In an .hsm file, vectors and matrices have extents of 1 behind their own.
        if name in state and list(state[name].shape) == list(tensor.shape[: state[name].ndim]) and state[name].numel() == tensor.numel():
            state[name] = tensor.float().view_as(state[name])
            fitted += 1
    network.load_state_dict(state)
    return fitted


def matrices(network: UNet2DModel) -> tuple[list[torch.nn.Parameter], list[torch.nn.Parameter]]:
    """The weights that map hidden features to hidden features, and all other parameters."""
    inside = [
        weight
        for name, weight in network.named_parameters()
        if weight.ndim >= 2 and not name.startswith(("conv_in", "conv_out"))
    ]
    chosen = {id(weight) for weight in inside}
    return inside, [weight for weight in network.parameters() if id(weight) not in chosen]


def swapped(values: torch.Tensor, pairs: int) -> torch.Tensor:
    """The first `pairs` and the next ones in each other's place."""
    return torch.cat([values[pairs : 2 * pairs], values[:pairs], values[2 * pairs :]])


class Bottleneck(torch.nn.Module):
    """What training does with h beyond denoising: a probe reads attributes from it, and twins swap theirs.

    Of two faces that differ in one attribute, each shall become the other with the other one's h: the decoder learns to take
    the attribute from h, against what the skips say. The linear probe makes the encoder put it there. Attributes of few
    pixels (mouth, eyes) otherwise pass beside h. `pairs`, how many, is set before each step.
    """

    def __init__(self, network: UNet2DModel, attributes: int):
        super().__init__()
        config = network.config
        cells = (config.sample_size >> (len(config.block_out_channels) - 1)) ** 2
        self.probe = torch.nn.Linear(config.block_out_channels[-1] * cells, attributes)
        self.pairs = 0
        self.logits = None
        network.mid_block.register_forward_hook(self.watch)

    def watch(self, block: torch.nn.Module, _, h: torch.Tensor) -> torch.Tensor:
        """Reads the attributes of h, and gives each of the first pairs the h of its twin."""
        features = F.layer_norm(h.flatten(1), (self.probe.in_features,))
        self.logits = self.probe(features / self.probe.in_features**0.5)
        return swapped(h, self.pairs)
