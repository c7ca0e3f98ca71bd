"""Grey-value nuisance on the crops: what scanners, reconstructions and file conversions do to the same structure."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from bank import Batch


def chance(count: int, p: float, like: Tensor, generator: torch.Generator) -> Tensor:
    return (torch.rand(count, device=like.device, generator=generator) < p).view(-1, 1, 1, 1)


def draw(count: int, low: float, high: float, like: Tensor, generator: torch.Generator) -> Tensor:
    return (low + (high - low) * torch.rand(count, device=like.device, generator=generator)).view(-1, 1, 1, 1)


def smooth(grey: Tensor, amount: Tensor) -> Tensor:
    """3x3 binomial blur mixed in by `amount`."""
    line = torch.tensor([0.25, 0.5, 0.25], device=grey.device, dtype=grey.dtype)
    kernel = (line[:, None] * line[None, :]).expand(grey.shape[1], 1, 3, 3)
    blurred = F.conv2d(F.pad(grey, (1, 1, 1, 1), mode="replicate"), kernel, groups=grey.shape[1])
    return grey + amount * (blurred - grey)


def shading(grey: Tensor, generator: torch.Generator) -> Tensor:
    """A plane plus a bowl over the crop, the same in all its slices."""
    n, _, height, width = grey.shape
    y = torch.linspace(-1, 1, height, device=grey.device).view(1, 1, -1, 1)
    x = torch.linspace(-1, 1, width, device=grey.device).view(1, 1, 1, -1)
    a, b, c = (draw(n, -0.3, 0.3, grey, generator) for _ in range(3))
    return a * y + b * x + c * (x * x + y * y - 0.67)


def drop_neighbours(grey: Tensor, generator: torch.Generator) -> Tensor:
    """A missing slice is replaced by the one nearer to the middle, as at the end of a stack."""
    n, slices = grey.shape[:2]
    middle = slices // 2
    grey = grey.clone()
    lost = torch.rand(n, 2, device=grey.device, generator=generator) < 0.06
    for side, (outer, inner) in enumerate([(0, 1), (slices - 1, slices - 2)]):
        gone = lost[:, side].view(-1, 1, 1)
        both = gone & (torch.rand(n, 1, 1, device=grey.device, generator=generator) < 0.4)
        grey[:, inner] = torch.where(both, grey[:, middle], grey[:, inner])
        grey[:, outer] = torch.where(gone, grey[:, inner], grey[:, outer])
    return grey


def augment(batch: Batch, generator: torch.Generator) -> Batch:
    grey = batch.grey
    n = grey.shape[0]
    grey = smooth(grey, draw(n, 0, 1, grey, generator) * chance(n, 0.2, grey, generator))
    # monotonic bend of the grey scale, stronger on one side at random
    bend = draw(n, -0.25, 0.25, grey, generator) * chance(n, 0.5, grey, generator)
    grey = grey + bend * (torch.sqrt(grey * grey + 1) - 1)
    gain = torch.exp(draw(n, -0.3, 0.3, grey, generator) * chance(n, 0.7, grey, generator))
    offset = draw(n, -0.25, 0.25, grey, generator) * chance(n, 0.5, grey, generator)
    grey = grey * gain + offset
    grey = grey + shading(grey, generator) * chance(n, 0.3, grey, generator)
    noise = torch.randn(grey.shape, device=grey.device, generator=generator)
    noise = torch.where(chance(n, 0.5, grey, generator), noise, 1.8 * smooth(noise, torch.ones_like(gain)))
    strength = torch.exp(draw(n, -4, -1, grey, generator)) * chance(n, 0.4, grey, generator)
    grey = grey + strength * noise
    return Batch(drop_neighbours(grey, generator), batch.target)
