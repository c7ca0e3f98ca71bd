"""The 2.5-D network: five neighbouring slices in, class logits of the middle slice out.

A pixel-unshuffle stem halves the resolution before the first convolution, so that three quarters of the
arithmetic is spared; the head shuffles back to full resolution and meets the untouched input in one
3x3 layer, because SEI shells are one to three voxels thick.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

SLICE_OFFSETS = (-2, -1, 0, 1, 2)
CHANNEL_NAMES = ("zm2", "zm1", "z0", "zp1", "zp2")
CLASS_NAMES = ("electrolyte", "lithium", "sei", "gas", "collector", "other")
# phase ids of the label volumes, in the order of the classes
CLASS_PHASES = (3, 1, 2, 4, 5, 6)
LITHIUM, SEI = CLASS_NAMES.index("lithium"), CLASS_NAMES.index("sei")
# phases that a wet and a dry cell call differently: everything that is neither Li, SEI nor collector
PORE_CLASSES = tuple(CLASS_NAMES.index(name) for name in ("electrolyte", "gas", "other"))
HALO = 32  # cropped from the result by every runner; a picture is padded by reflection first
SIZE_STEP = 16  # stem 2 x three poolings
FEATURES = 16


def conv_unit(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def double_conv(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(conv_unit(inputs, outputs), conv_unit(outputs, outputs))


class StemUNet(nn.Module):
    def __init__(self, width: int = 24, classes: int = len(CLASS_NAMES)):
        super().__init__()
        slices = len(SLICE_OFFSETS)
        widths = [width, 2 * width, 4 * width, 8 * width]
        self.width = width
        self.down = nn.ModuleList(double_conv(i, o) for i, o in zip([4 * slices, *widths[:-1]], widths))
        self.shrink = nn.ModuleList(nn.Conv2d(o * 2, o, 1) for o in widths[:-1])
        self.up = nn.ModuleList(double_conv(2 * o, o) for o in widths[:-1])
        self.head = nn.Conv2d(width, 4 * FEATURES, 1)
        self.feat = conv_unit(FEATURES + slices, FEATURES)
        self.classify = nn.Conv2d(FEATURES, classes, 1)

    def forward(self, grey: Tensor) -> Tensor:
        grey = torch.asinh(grey)
        x = nn.functional.pixel_unshuffle(grey, 2)
        skips: list[Tensor] = []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else nn.functional.max_pool2d(x, 2))
            skips.append(x)
        for level in reversed(range(len(self.up))):
            x = nn.functional.interpolate(self.shrink[level](x), scale_factor=2, mode="nearest")
            x = self.up[level](torch.cat([skips[level], x], 1))
        x = nn.functional.pixel_shuffle(self.head(x), 2)
        return self.classify(self.feat(torch.cat([x, grey], 1)))
