"""Cross entropy plus soft Dice, with extra weight around the thin SEI shells."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from model import SEI

IGNORE = 255


def class_weights(counts: Tensor) -> Tensor:
    """About 1/sqrt(frequency), clipped so that no class shouts, with a mean of one over the voxels."""
    frequency = counts.double() / counts.sum().clamp(min=1)
    weights = (1 / frequency.clamp(min=1e-6).sqrt()).clamp(max=1e3)
    weights = weights / weights[frequency > 0].median()
    return weights.clamp(0.5, 3.0).float()


def segmentation_loss(logits: Tensor, target: Tensor, weights: Tensor, smoothing: float = 0.02, shell_gain: float = 1.0) -> Tensor:
    """`target` holds class indices, 255 where nothing is known."""
    logits = logits.float()
    known = target != IGNORE
    safe = torch.where(known, target, 0).long()
    near_sei = F.max_pool2d((target == SEI).float().unsqueeze(1), 3, stride=1, padding=1).squeeze(1)
    voxel_weight = known.float() * (1 + shell_gain * near_sei)

    entropy = F.cross_entropy(logits, safe, weight=weights, reduction="none", label_smoothing=smoothing)
    cross = (entropy * voxel_weight).sum() / voxel_weight.sum().clamp(min=1)

    probability = logits.softmax(1) * known.unsqueeze(1)
    truth = F.one_hot(safe, logits.shape[1]).permute(0, 3, 1, 2) * known.unsqueeze(1)
    overlap = (probability * truth).sum((0, 2, 3))
    size = probability.sum((0, 2, 3)) + truth.sum((0, 2, 3))
    present = truth.sum((0, 2, 3)) > 0
    dice = (2 * overlap + 1) / (size + 1)
    return cross + (1 - dice[present]).mean()
