"""The 2.5-D network: neighbouring slices in, class logits of one slice out.

A pixel-unshuffle stem halves the resolution before the first convolution, so that three quarters of the
arithmetic is spared. What the trunk found goes back to full resolution through an exit and meets the untouched
input there, because SEI shells are one to three voxels thick. The plain exit has one layer at full resolution,
the fine one three; both can sit on one trunk.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models import MODELS, Model

HALO = 96  # how far a result reaches: four levels on a halved grid, and their alignment
SIZE_STEP = 16  # stem 2 x three poolings
WIDTH = 24
FEATURES = 16


def conv_unit(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def double_conv(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(conv_unit(inputs, outputs), conv_unit(outputs, outputs))


def asinh(grey: Tensor) -> Tensor:
    """torch.asinh is not vectorised on a processor; this is ten times as fast and the same to 1e-6."""
    size = grey.abs()
    return torch.log(size + torch.sqrt(size * size + 1)) * grey.sign()


class PlainExit(nn.Module):
    def __init__(self, slices: int, classes: int):
        super().__init__()
        self.head = nn.Conv2d(WIDTH, 4 * FEATURES, 1)
        self.feat = conv_unit(FEATURES + slices, FEATURES)
        self.classify = nn.Conv2d(FEATURES, classes, 1)

    def features(self, trunk: Tensor, grey: Tensor) -> Tensor:
        return self.feat(torch.cat([F.pixel_shuffle(self.head(trunk), 2), grey], 1))


class FineExit(nn.Module):
    def __init__(self, slices: int, classes: int):
        super().__init__()
        self.head = nn.Conv2d(WIDTH, 4 * WIDTH, 1)
        self.skip = conv_unit(slices, FEATURES)
        self.blend = conv_unit(WIDTH + FEATURES, WIDTH)
        self.feat = conv_unit(WIDTH, FEATURES)
        self.classify = nn.Conv2d(FEATURES, classes, 1)

    def features(self, trunk: Tensor, grey: Tensor) -> Tensor:
        return self.feat(self.blend(torch.cat([F.pixel_shuffle(self.head(trunk), 2), self.skip(grey)], 1)))


EXITS = {"plain": PlainExit, "fine": FineExit}


class StemUNet(nn.Module):
    def __init__(self, model: Model, exits: tuple[str, ...] | None = None):
        super().__init__()
        slices, classes = len(model.offsets), len(model.labels)
        widths = [WIDTH, 2 * WIDTH, 4 * WIDTH, 8 * WIDTH]
        self.down = nn.ModuleList(double_conv(i, o) for i, o in zip([4 * slices, *widths[:-1]], widths))
        self.shrink = nn.ModuleList(nn.Conv2d(o * 2, o, 1) for o in widths[:-1])
        self.up = nn.ModuleList(double_conv(2 * o, o) for o in widths[:-1])
        self.exits = nn.ModuleDict({name: EXITS[name](slices, classes) for name in exits or model.exits})
        # lithium that nothing joins to the collector, told from one slice; on the features of the last exit
        self.inactive = nn.Conv2d(FEATURES, 1, 1) if model.inactive else None

    def trunk(self, grey: Tensor) -> tuple[Tensor, Tensor]:
        """What the exits start from, and the bottleneck."""
        x = F.pixel_unshuffle(grey, 2)
        skips: list[Tensor] = []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        for level in reversed(range(len(self.up))):
            x = F.interpolate(self.shrink[level](x), scale_factor=2, mode="nearest")
            x = self.up[level](torch.cat([skips[level], x], 1))
        return x, skips[-1]

    def forward(self, grey: Tensor) -> dict[str, Tensor]:
        """Logits of every exit by its name, and of inactive lithium."""
        grey = asinh(grey)
        x, _ = self.trunk(grey)
        result: dict[str, Tensor] = {}
        feat = x
        for name, end in self.exits.items():
            feat = end.features(x, grey)
            result[name] = end.classify(feat)
        if self.inactive is not None:
            result["inactive"] = self.inactive(feat)
        return result

    def outputs(self, grey: Tensor, exit_name: str) -> tuple[Tensor, Tensor, Tensor]:
        """What a package holds: logits, pooled bottleneck, last feature map."""
        grey = asinh(grey)
        x, bottleneck = self.trunk(grey)
        end = self.exits[exit_name]
        feat = end.features(x, grey)
        return end.classify(feat), bottleneck.mean((2, 3)), feat


def adapt_slices(weight: Tensor, known: tuple[int, ...], wanted: tuple[int, ...]) -> Tensor:
    """First-layer weights for other neighbours: those known keep theirs, new ones begin at nothing; one alone takes the sum."""
    outputs, inputs, *kernel = weight.shape
    by_slice = weight.view(outputs, len(known), inputs // len(known), *kernel)
    if len(wanted) == 1:
        return by_slice.sum(1)
    parts = [by_slice[:, known.index(o)] if o in known else torch.zeros_like(by_slice[:, 0]) for o in wanted]
    return torch.cat(parts, 1)


def adapt(weights: dict[str, Tensor], source: Model, net: StemUNet, target: Model) -> dict[str, Tensor]:
    """The weights of one network as a start for another: same trunk, other slices, other classes."""
    # exits had no name of their own in the first version
    weights = {f"exits.plain.{k}" if k.split(".")[0] in ("head", "feat", "classify") else k: v for k, v in weights.items()}
    own = net.state_dict()
    seen, wanted = source.offsets, target.offsets
    for name, value in weights.items():
        if name not in own:
            continue
        if name in ("down.0.0.0.weight", "exits.fine.skip.0.weight"):
            own[name] = adapt_slices(value, seen, wanted)
        elif name == "exits.plain.feat.0.weight":
            own[name] = torch.cat([value[:, :FEATURES], adapt_slices(value[:, FEATURES:], seen, wanted)], 1)
        elif ".classify." in name:
            for row, label in enumerate(target.labels):
                match = [i for i, other in enumerate(source.labels) if label.codes[0] in other.codes]
                if match:
                    own[name][row] = value[match[0]]
        elif own[name].shape == value.shape:
            own[name] = value
    fine_head, plain_head = own.get("exits.fine.head.weight"), weights.get("exits.plain.head.weight")
    if fine_head is not None and plain_head is not None and "exits.fine.head.weight" not in weights:
        # a fine exit begins with the channels that the plain one already has
        fine_head[: len(plain_head)] = plain_head
        own["exits.fine.head.bias"][: len(plain_head)] = weights["exits.plain.head.bias"]
    return own


def load(state: dict, target: Model) -> StemUNet:
    """The averaged network of a checkpoint of this very model."""
    net = StemUNet(target, tuple(state["exits"]))
    net.load_state_dict(state["average"])
    return net.eval()


def start(path: str, net: StemUNet, target: Model) -> None:
    """Begin with the averaged weights of any checkpoint."""
    state = torch.load(path, map_location="cpu", weights_only=False)
    net.load_state_dict(adapt(state["average"], MODELS[state.get("model", "li-xct")], net, target))
