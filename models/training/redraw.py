"""A second, deliberately different X-ray picture of a structure, drawn on the training device.

The step from one image generator to another costs more than any architecture gains, so half of what the
network sees comes from here: linear propagation phase contrast with single-material retrieval in one
Fourier step, a blur with a long tail, coloured noise, rings and shading, all drawn anew per picture.
Units: electrolyte attenuation 1, voxels.
"""

from __future__ import annotations

import math
from functools import lru_cache

import torch
from torch import Tensor

from bank import normalise
from loss import IGNORE
from model import CLASS_NAMES

PAD = 12  # voxels in y, so that the bright collector does not wrap round to the far side


class Dice:
    """Scalars from a generator on the processor, so that a picture depends on its seed alone."""

    def __init__(self, seed: int):
        self.generator = torch.Generator().manual_seed(seed)

    def uniform(self, low: float, high: float) -> float:
        return low + (high - low) * float(torch.rand((), generator=self.generator))

    def log_uniform(self, low: float, high: float) -> float:
        return math.exp(self.uniform(math.log(low), math.log(high)))

    def chance(self, p: float) -> bool:
        return self.uniform(0, 1) < p


def materials(dice: Dice) -> tuple[list[float], list[float]]:
    """Attenuation and phase decrement per class, about those of 12 to 30 keV."""
    vary = lambda: dice.uniform(0.8, 1.2)
    lithium = dice.uniform(0.04, 0.3)
    gas = min(dice.uniform(0.0, 0.06), 0.8 * lithium)
    sei = max(dice.uniform(1.0, 2.4) * dice.uniform(0.65, 1.2), 0.9)
    collector = dice.log_uniform(1.6, 40)
    other = dice.uniform(0.35, 0.8) if dice.chance(0.5) else dice.log_uniform(1.3, 30)
    attenuation = dict(electrolyte=1.0, lithium=lithium, sei=sei, gas=gas, collector=collector, other=other)
    decrement = dict(electrolyte=6.8 * vary(), lithium=2.4 * vary(), sei=10 * vary(), gas=0.0)
    decrement |= dict(collector=min(6.0 * collector, 43), other=6 * vary() * max(1.0, min(other, 6)))
    return [attenuation[name] for name in CLASS_NAMES], [decrement[name] for name in CLASS_NAMES]


@lru_cache(maxsize=4)
def spectrum_axes(shape: tuple[int, ...], device: torch.device) -> Tensor:
    """Angular frequency squared, per voxel, of a real transform."""
    z, y, x = shape
    kz = torch.fft.fftfreq(z, device=device).view(-1, 1, 1) * 2 * math.pi
    ky = torch.fft.fftfreq(y, device=device).view(1, -1, 1) * 2 * math.pi
    kx = torch.fft.rfftfreq(x, device=device).view(1, 1, -1) * 2 * math.pi
    return kz * kz + ky * ky + kx * kx


def rings(shape: tuple[int, ...], dice: Dice, noise: torch.Generator, device: torch.device) -> Tensor:
    """Radial random profile around an axis along z that may lie outside of the picture."""
    z, y, x = shape
    cy, cx = dice.uniform(-0.5, 1.5) * y, dice.uniform(-0.5, 1.5) * x
    yy = torch.arange(y, device=device).view(-1, 1) - cy
    xx = torch.arange(x, device=device).view(1, -1) - cx
    radius = torch.sqrt(yy * yy + xx * xx)
    profile = torch.randn(3 * (y + x), device=device, generator=noise)
    width = int(dice.uniform(1, 4))
    if width > 1:
        profile = torch.nn.functional.avg_pool1d(profile.view(1, 1, -1), width, 1, width // 2).flatten() * width**0.5
    flat = profile[radius.long().clamp(max=profile.numel() - 1)]
    fade = 0.5 + 0.5 * torch.sin(torch.arange(z, device=device) * dice.uniform(0, 0.2) + dice.uniform(0, 6))
    return flat.unsqueeze(0) * fade.view(-1, 1, 1)


def redraw(classes: Tensor, seed: int) -> Tensor:
    """Normalised grey values of one picture of `classes` (z y x class indices)."""
    dice = Dice(seed)
    device = classes.device
    noise = torch.Generator(device=device).manual_seed(seed)
    mu_of, delta_of = materials(dice)
    contrast = mu_of[0] - mu_of[1]
    index = torch.where(classes == IGNORE, 0, classes).long()
    index = torch.cat([index[:, :1].expand(-1, PAD, -1), index, index[:, -1:].expand(-1, PAD, -1)], 1)
    mu = torch.tensor(mu_of, device=device)[index]
    delta = torch.tensor(delta_of, device=device)[index]
    if dice.chance(0.5):  # grains and concentration differences inside of a phase
        rough = torch.randn(index.shape, device=device, generator=noise)
        mu = mu + rough * dice.uniform(0.02, 0.25) * mu.clamp(max=2)
    k2 = spectrum_axes(tuple(index.shape), device)

    retrieval = 0.0
    field = torch.fft.rfftn(mu)
    if dice.chance(0.65):
        edge = dice.log_uniform(0.003, 0.12)
        retrieval = edge * dice.uniform(3, 9) if dice.chance(0.6) else 0.0
        field = (field + edge * k2 * torch.fft.rfftn(delta)) / (1 + retrieval * k2)
    sigma = dice.uniform(0.4, 1.3)
    blur = torch.exp(-0.5 * sigma * sigma * k2)
    if dice.chance(0.6):
        tail, reach = dice.uniform(0.02, 0.22), dice.uniform(2.5, 14)
        blur = (1 - tail) * blur + tail * torch.exp(-0.5 * reach * reach * k2)
    image = torch.fft.irfftn(field * blur, s=index.shape)

    colour = k2.clamp(min=1e-4).pow(0.25 if dice.chance(0.5) else 0.0) * torch.exp(-0.5 * dice.uniform(0.2, 1.0) ** 2 * k2)
    grain = torch.fft.irfftn(torch.fft.rfftn(torch.randn(index.shape, device=device, generator=noise)) * colour / (1 + retrieval * k2), s=index.shape)
    cnr = dice.log_uniform(0.8, 9)
    grain = grain / grain.std() * contrast / cnr
    image = (image + grain)[:, PAD:-PAD]

    shape = tuple(image.shape)
    if dice.chance(0.4):
        image = image + rings(shape, dice, noise, device) * contrast * dice.log_uniform(0.02, 0.25)
    if dice.chance(0.4):
        slopes = [torch.linspace(-1, 1, n, device=device) * dice.uniform(-0.25, 0.25) * contrast for n in shape]
        image = image + slopes[0].view(-1, 1, 1) + slopes[1].view(1, -1, 1) + slopes[2].view(1, 1, -1)
    if dice.chance(0.3):  # stored with a limited range: the collector saturates
        image = image.clamp(max=mu_of[0] + dice.uniform(0.8, 4) * contrast)
    return normalise(image)
