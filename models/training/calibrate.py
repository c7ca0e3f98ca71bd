"""Makes the volumes right, not only the overlap: class weights in the loss make rare classes too large.

One number per class is added to its logit so that over the validation volumes as many voxels are called
lithium and SEI as there are. The numbers are folded into the bias of the last layer.
"""

from __future__ import annotations

import torch

from bank import class_lookup, normalise
from loss import IGNORE
from model import CLASS_NAMES, LITHIUM, SEI, StemUNet
from scores import logits_of
from shards import Shard

CALIBRATED = (LITHIUM, SEI)


def collect(net: StemUNet, shards: list[Shard], device: torch.device, planes: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits (class, voxel) and class indices of evenly spaced planes of every volume."""
    lookup = class_lookup(device)
    logits, truth = [], []
    for shard in shards:
        volume = normalise(torch.from_numpy(shard.image).to(device))
        which = torch.linspace(2, volume.shape[0] - 3, planes, device=device).long()
        logits.append(logits_of(net, volume, which).transpose(0, 1).flatten(1))
        truth.append(lookup[torch.from_numpy(shard.labels).to(device)[which].long()].flatten())
    return torch.cat(logits, 1), torch.cat(truth)


def calling_ratio(logits: torch.Tensor, truth: torch.Tensor, shift: torch.Tensor) -> torch.Tensor:
    """Voxels called a class over voxels that are it."""
    called = torch.bincount((logits + shift[:, None]).argmax(0), minlength=len(CLASS_NAMES))
    return called / torch.bincount(truth, minlength=len(CLASS_NAMES)).clamp(min=1)


def calibrate(net: StemUNet, shards: list[Shard], device: torch.device, planes: int = 6, rounds: int = 24) -> dict:
    """Folds the shifts into `net` and reports what they were."""
    logits, truth = collect(net, shards, device, planes)
    known = truth != IGNORE
    logits, truth = logits[:, known], truth[known].long()
    shift = torch.zeros(len(CLASS_NAMES), device=device)
    before = calling_ratio(logits, truth, shift)
    for _ in range(rounds):
        ratio = calling_ratio(logits, truth, shift)
        for index in CALIBRATED:
            shift[index] = (shift[index] - 0.7 * ratio[index].clamp(min=0.05).log()).clamp(-2, 2)
    after = calling_ratio(logits, truth, shift)
    with torch.no_grad():
        net.classify.bias += shift
    rounded = lambda values: {CLASS_NAMES[i]: round(float(values[i]), 4) for i in CALIBRATED}
    return {"logit_shift": rounded(shift), "volume_ratio_before": rounded(before), "volume_ratio_after": rounded(after), "volumes": len(shards)}
