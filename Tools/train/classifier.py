"""The attribute classifier: a small convolutional network, used only for measuring."""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from styles import ATTRIBUTES, HAIR_COLORS

FEATURES = 64


class Classifier(nn.Module):
    """Faces in -1..1 (count x 3 x 64 x 64) -> a logit for each attribute.

    `features` are what distances are taken in; `hair` gives a logit for each colour of hair.
    """

    def __init__(self):
        super().__init__()
        stages = []
        for before, after in ((3, 24), (24, 48), (48, 96), (96, 128)):
            stages += [nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(), nn.MaxPool2d(2)]
        # Where a feature is matters (eyes, mouth), so that places are kept to the end.
        self.stages = nn.Sequential(*stages, nn.Flatten(), nn.Linear(128 * 4 * 4, FEATURES), nn.ReLU())
        self.head = nn.Linear(FEATURES, len(ATTRIBUTES))
        self.hair_head = nn.Linear(FEATURES, len(HAIR_COLORS))

    def features(self, faces: torch.Tensor) -> torch.Tensor:
        return self.stages(faces)

    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(faces))

    def hair(self, faces: torch.Tensor) -> torch.Tensor:
        return self.hair_head(self.features(faces))


def save(classifier: Classifier, path: Path, style: str) -> None:
    state = {name: t.half() if t.is_floating_point() else t for name, t in classifier.state_dict().items()}
    save_file({name: tensor.contiguous() for name, tensor in state.items()}, path, {"style": style, "attributes": ",".join(ATTRIBUTES)})


def load(path: Path) -> Classifier:
    classifier = Classifier()
    classifier.load_state_dict({name: t.float() if t.is_floating_point() else t for name, t in load_file(path).items()})
    return classifier.eval()


@torch.no_grad()
def in_batches(function, faces: torch.Tensor, size: int = 250) -> torch.Tensor:
    """`function` over 8-bit faces, a batch at a time."""
    return torch.cat([function(part.float() / 127.5 - 1) for part in faces.split(size)])
