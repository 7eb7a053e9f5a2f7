#!/usr/bin/env python3
"""Makes narrow networks of LPIPS with random weights, and prints the distances that the tests expect.

Needs the packages lpips 0.1.4, torch, torchvision and safetensors.
"""

import math
from pathlib import Path

import lpips
import torch
from safetensors.torch import save_file

HERE = Path(__file__).parent


def narrow(name: str, widths: list[int]) -> lpips.LPIPS:
    """The package's network with so many channels in each convolution."""
    network = lpips.LPIPS(net=name, pretrained=False, pnet_rand=True, verbose=False)
    widths, before, compared = list(widths), 3, []
    for index in range(1, 6):
        layers = getattr(network.net, f"slice{index}")
        for key, layer in layers.named_children():
            if isinstance(layer, torch.nn.Conv2d):
                kind = (layer.kernel_size, layer.stride, layer.padding)
                after = widths.pop(0)
                setattr(layers, key, torch.nn.Conv2d(before, after, *kind))
                before = after
        compared.append(before)
    network.chns = compared
    for index, (lin, channels) in enumerate(zip(network.lins, compared)):
        lin.model[1] = torch.nn.Conv2d(channels, 1, 1, bias=False)
        lin.model[1].weight.data.uniform_(0, 1)
        setattr(network, f"lin{index}", lin)
    return network.eval()


def pictures(height: int, width: int) -> list[torch.Tensor]:
    """Two pictures that the tests can make as well."""
    waves = [
        [math.sin(0.37 * i + shift * math.sin(0.011 * i)) for i in range(3 * height * width)] for shift in (0, 0.3)
    ]
    return [torch.tensor(wave).float().view(1, 3, height, width) for wave in waves]


torch.manual_seed(5)
for name, widths, size in [("alex", [4, 6, 5, 4, 4], (37, 45)), ("vgg", [3, 4, 4, 5, 3, 3, 4, 4, 3, 3, 4, 3, 5], (16, 21))]:
    network = narrow(name, widths)
    state = {key: value.contiguous().clone() for key, value in network.state_dict().items()}
    if name == "alex":
        torch.save(state, HERE / "alex.pth")
    else:
        save_file(state, HERE / "vgg.safetensors")
    with torch.no_grad():
        print(name, size, network(*pictures(*size)).item())
