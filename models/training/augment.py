"""Grey-value nuisance on the crops: what scanners, reconstructions and file conversions do to the same structure."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from bank import Batch
from models import Policy


class Dice:
    """Random numbers per crop of a batch."""

    def __init__(self, generator: torch.Generator, like: Tensor):
        self.generator, self.device = generator, like.device

    def uniform(self, count: int, low: float = 0.0, high: float = 1.0) -> Tensor:
        return (low + (high - low) * torch.rand(count, generator=self.generator)).to(self.device).view(-1, 1, 1, 1)

    def some(self, count: int, p: float) -> Tensor:
        """Indices of the crops that something happens to."""
        return (torch.rand(count, generator=self.generator) < p).nonzero().flatten().to(self.device)

    def whole(self, below: int) -> int:
        return int(torch.randint(below, (), generator=self.generator))


def smooth(grey: Tensor, amount: Tensor | float) -> Tensor:
    """3x3 binomial blur mixed in by `amount`."""
    padded = F.pad(grey, (1, 1, 1, 1), mode="replicate")
    rows = padded[:, :, :-2] + 2 * padded[:, :, 1:-1] + padded[:, :, 2:]
    blurred = (rows[..., :-2] + 2 * rows[..., 1:-1] + rows[..., 2:]) / 16
    return grey + amount * (blurred - grey)


def shading(grey: Tensor, dice: Dice) -> Tensor:
    """A plane plus a bowl over the crop, the same in all its slices."""
    n, _, height, width = grey.shape
    y = torch.linspace(-1, 1, height, device=grey.device).view(1, 1, -1, 1)
    x = torch.linspace(-1, 1, width, device=grey.device).view(1, 1, 1, -1)
    a, b, c = (dice.uniform(n, -0.3, 0.3) for _ in range(3))
    return a * y + b * x + c * (x * x + y * y - 0.67)


def noise(grey: Tensor, dice: Dice) -> Tensor:
    """White or blotchy, mostly faint, now and then drowning the picture."""
    n = grey.shape[0]
    strength = torch.exp(dice.uniform(n, -4, -1) + (dice.uniform(n) < 0.05) * dice.uniform(n, 0.5, 1.3))
    grain = torch.empty(grey.shape).normal_(generator=dice.generator).to(grey.device)
    if dice.whole(2):
        grain = 1.8 * smooth(grain, 1.0)
    return grey + strength * grain


def restretch(grey: Tensor) -> Tensor:
    """The crop as if it were the whole picture: a field of one phase is stretched to its own noise."""
    flat = grey.flatten(1)[:, ::5]
    low, high = (torch.quantile(flat, q, dim=1).view(-1, 1, 1, 1) for q in (0.16, 0.84))
    return (grey - low) / (high - low + 1e-6) * 2 - 1


def cut_out(grey: Tensor, dice: Dice) -> Tensor:
    """A dead patch of the detector: one grey value over a rectangle."""
    _, _, height, width = grey.shape
    y, x = dice.whole(height), dice.whole(width)
    patch = (slice(None), slice(None), slice(y, y + 4 + dice.whole(20)), slice(x, x + 4 + dice.whole(20)))
    grey[patch] = grey[patch].mean((1, 2, 3), keepdim=True)
    return grey


def lose_slices(grey: Tensor, middle: int, dice: Dice) -> Tensor:
    """Missing slices repeat the nearest one towards the middle, as at the end of a stack or in a single image."""
    slices = grey.shape[1]
    low, high = dice.whole(middle + 1), slices - 1 - dice.whole(slices - middle)
    return grey[:, torch.arange(slices).clamp(low, high).to(grey.device)]


def augment(batch: Batch, policy: Policy, middle: int, generator: torch.Generator) -> Batch:
    grey = batch.grey
    n, slices = grey.shape[:2]
    dice = Dice(generator, grey)

    def apply(p: float, change) -> None:
        chosen = dice.some(n, p)
        if len(chosen):
            grey[chosen] = change(grey[chosen])

    apply(0.03, restretch)
    apply(0.2, lambda g: smooth(g, dice.uniform(len(g))))
    apply(0.03, lambda g: smooth(smooth(g, 1.0), 1.0))
    # monotonic bend of the grey scale, stronger on one side at random
    apply(0.4, lambda g: g + dice.uniform(len(g), -0.25, 0.25) * (torch.sqrt(g * g + 1) - 1))
    apply(0.6, lambda g: g * torch.exp(dice.uniform(len(g), -0.25, 0.25)) + dice.uniform(len(g), -0.2, 0.2))
    apply(0.12, lambda g: g + shading(g, dice))
    apply(0.08, lambda g: g * (1 + shading(g, dice)))
    apply(0.3, lambda g: noise(g, dice))
    apply(0.03, lambda g: cut_out(g, dice))
    apply(policy.inverted, lambda g: -g)
    if slices > 1:
        apply(0.15, lambda g: g + 0.15 * torch.randn(len(g), slices, 1, 1, generator=generator).to(g.device))
        apply(0.1, lambda g: lose_slices(g, middle, dice))
    return Batch(grey, batch.target, batch.dead)
