"""Cross entropy plus soft Dice, with extra weight around the thin SEI shells; later on, necks of lithium count by themselves."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from models import IGNORE, LITHIUM, SEI, Model


def class_weights(counts: Tensor) -> Tensor:
    """About 1/sqrt(frequency), clipped so that no class shouts, with a median of one."""
    frequency = counts.double() / counts.sum().clamp(min=1)
    weights = (1 / frequency.clamp(min=1e-6).sqrt()).clamp(max=1e3)
    weights = weights / weights[frequency > 0].median()
    return weights.clamp(0.5, 3.0).float()


@dataclass
class Truth:
    """What all exits are compared with, worked out once a batch."""

    known: Tensor  # n 1 y x
    one_hot: Tensor  # n class y x, nothing where unknown
    wanted: Tensor  # n class y x: smoothed, weighted, summing to one over the batch


def prepare(target: Tensor, weights: Tensor, model: Model, smoothing: float = 0.02, shell_gain: float = 1.0) -> Truth:
    classes = len(weights)
    known = (target != IGNORE).unsqueeze(1)
    one_hot = (target.unsqueeze(1) == torch.arange(classes, device=target.device, dtype=torch.uint8).view(1, -1, 1, 1)).float()
    sei = one_hot[:, list(model.members(SEI))].sum(1, keepdim=True)
    voxel_weight = known * (1 + shell_gain * F.max_pool2d(sei, 3, stride=1, padding=1))
    wanted = ((1 - smoothing) * one_hot + smoothing / classes) * weights.view(1, -1, 1, 1)
    return Truth(known, one_hot, wanted * (voxel_weight / voxel_weight.sum().clamp(min=1)))


def overlap_loss(log_probability: Tensor, truth: Truth) -> tuple[Tensor, Tensor]:
    """The loss of one exit, and its probabilities."""
    cross = -(log_probability * truth.wanted).sum()
    probability = log_probability.exp() * truth.known
    both = (probability * truth.one_hot).sum((0, 2, 3))
    true = truth.one_hot.sum((0, 2, 3))
    dice = (2 * both + 1) / (probability.sum((0, 2, 3)) + true + 1)
    present = true > 0
    return cross + ((1 - dice) * present).sum() / present.sum().clamp(min=1), probability


def thin(picture: Tensor, rounds: int = 4) -> Tensor:
    """Soft skeleton: what an opening takes away, at every erosion."""

    def eroded(p: Tensor) -> Tensor:
        return torch.minimum(-F.max_pool2d(-p, (3, 1), 1, (1, 0)), -F.max_pool2d(-p, (1, 3), 1, (0, 1)))

    skeleton = torch.zeros_like(picture)
    for _ in range(rounds + 1):
        smaller = eroded(picture)
        lost = F.relu(picture - F.max_pool2d(smaller, 3, 1, 1))
        skeleton = skeleton + F.relu(lost - skeleton * lost)
        picture = smaller
    return skeleton


def neck_loss(probability: Tensor, truth: Truth, model: Model) -> Tensor:
    """Centre-line Dice of lithium on a halved grid, which is where broken and false necks still show."""
    members = list(model.members(LITHIUM))
    ours = F.avg_pool2d(probability[:, members].sum(1, keepdim=True), 2)
    theirs = F.avg_pool2d(truth.one_hot[:, members].sum(1, keepdim=True), 2)
    if not bool(theirs.any()):
        return ours.new_zeros(())
    line, true_line = thin(ours), thin(theirs)
    precision = ((line * theirs).sum() + 1) / (line.sum() + 1)
    recall = ((true_line * ours).sum() + 1) / (true_line.sum() + 1)
    return 1 - 2 * precision * recall / (precision + recall)


def inactive_loss(logit: Tensor, truth: Truth, dead: Tensor, model: Model) -> Tensor:
    """Asked of lithium only."""
    lithium = truth.one_hot[:, list(model.members(LITHIUM))].sum(1)
    entropy = F.binary_cross_entropy_with_logits(logit.squeeze(1).float(), dead.float(), reduction="none")
    return (entropy * lithium).sum() / lithium.sum().clamp(min=1)


def segmentation_loss(outputs: dict[str, Tensor], target: Tensor, dead: Tensor, weights: Tensor, model: Model, necks: bool = False) -> Tensor:
    """Mean over the exits; `target` holds class indices, IGNORE where nothing is known."""
    truth = prepare(target, weights, model)
    exits = [value for name, value in outputs.items() if name != "inactive"]
    total = target.new_zeros((), dtype=torch.float32)
    for logits in exits:
        loss, probability = overlap_loss(logits.float().log_softmax(1), truth)
        total = total + loss / len(exits)
        if necks:
            total = total + 0.2 * neck_loss(probability, truth, model) / len(exits)
    if "inactive" in outputs:
        total = total + 0.1 * inactive_loss(outputs["inactive"], truth, dead, model)
    return total
