"""Makes volumes and probabilities right, not only the overlap.

Class weights in the loss make rare classes too large, so one number per class is added to its logit, folded into the bias
of the last layer. What the network is unsure of is then made to be as often wrong as it says: one temperature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from bank import Picture
from model import StemUNet
from models import IGNORE, LITHIUM, SEI, Model
from scores import logits_of, spread

SHARE = 0.005  # a picture with less of a class says nothing about its volume
MOST = 3.0  # nor does one where the network is off by more than this factor


@dataclass
class Sample:
    """Voxels of some planes of one picture."""

    logits: Tensor  # class, voxel
    truth: Tensor  # voxel


def collect(net: StemUNet, pictures: list[Picture], model: Model, exit_name: str, planes: int = 4, most: int = 60_000) -> list[Sample]:
    samples = []
    for p in pictures:
        which = spread(p.grey.shape[0], planes)
        logits = logits_of(net, p.grey, which, model)[exit_name].transpose(0, 1).flatten(1)
        truth = (p.target[which] & IGNORE).flatten()
        kept = (truth != IGNORE).nonzero().flatten()
        kept = kept[:: max(1, len(kept) // most)]
        samples.append(Sample(logits[:, kept].contiguous(), truth[kept].long()))
    return samples


def ratios(samples: list[Sample], shift: Tensor, classes: int) -> np.ndarray:
    """Voxels called a class over voxels that are it: picture x class, NaN where there is too little of it."""
    rows = []
    for s in samples:
        called = torch.bincount((s.logits + shift[:, None]).argmax(0), minlength=classes)
        true = torch.bincount(s.truth, minlength=classes)
        ratio = called / true.clamp(min=1)
        rows.append(torch.where(true > SHARE * len(s.truth), ratio, torch.nan).tolist())
    return np.array(rows)


def mean_ratio(samples: list[Sample], shift: Tensor, classes: int) -> np.ndarray:
    """Geometric mean over the pictures: twice too much and half of it cancel, and no picture counts more than a factor of `MOST`."""
    return np.exp(np.nanmean(np.log(np.clip(ratios(samples, shift, classes), 1 / MOST, MOST)), axis=0))


def volume_shift(samples: list[Sample], model: Model, rounds: int = 40) -> tuple[Tensor, dict]:
    classes = len(model.labels)
    shifted = [i for i in model.members(LITHIUM, SEI)]
    shift = torch.zeros(classes)
    before = mean_ratio(samples, shift, classes)
    for _ in range(rounds):
        ratio = mean_ratio(samples, shift, classes)
        for index in shifted:
            if np.isfinite(ratio[index]):
                # small steps, because what one class gives up another takes
                step = np.clip(0.6 * np.log(max(ratio[index], 0.05)), -0.15, 0.15)
                shift[index] = float(np.clip(float(shift[index]) - step, -2, 2))
    after = mean_ratio(samples, shift, classes)
    names = lambda values: {model.names[i]: round(float(values[i]), 4) for i in shifted if np.isfinite(float(values[i]))}
    return shift, {"logit_shift": names(shift), "volume_ratio_before": names(before), "volume_ratio_after": names(after), "pictures": len(samples)}


def pooled(samples: list[Sample], shift: Tensor, every: int = 7) -> tuple[Tensor, Tensor]:
    logits = torch.cat([s.logits[:, ::every] for s in samples], 1) + shift[:, None]
    return logits.T.contiguous(), torch.cat([s.truth[::every] for s in samples])


def calibration_error(logits: Tensor, truth: Tensor, temperature: float, bins: int = 15) -> float:
    """Mean gap between how sure and how right, over bins of sureness."""
    sure, called = (logits / temperature).softmax(1).max(1)
    right = (called == truth).float()
    place = (sure * bins).long().clamp(max=bins - 1)
    count = torch.bincount(place, minlength=bins)
    gap = torch.zeros(bins).index_add(0, place, sure - right).abs()
    return float(gap.sum() / count.sum())


def fit_temperature(logits: Tensor, truth: Tensor) -> float:
    """The temperature with the lowest cross entropy, by golden section over its logarithm."""
    cost = lambda log_t: float(F.cross_entropy(logits / float(np.exp(log_t)), truth))
    low, high, ratio = -1.5, 1.5, (5**0.5 - 1) / 2
    for _ in range(18):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if cost(a) < cost(b) else (a, high)
    return round(float(np.exp((low + high) / 2)), 3)


def calibrate(net: StemUNet, pictures: list[Picture], model: Model, exit_name: str) -> tuple[float, dict]:
    """Folds the shifts into `net`; returns the temperature, and a report of all this."""
    samples = collect(net, pictures, model, exit_name)
    shift, report = volume_shift(samples, model)
    logits, truth = pooled(samples, shift)
    temperature = fit_temperature(logits, truth)
    error = {"before": calibration_error(logits, truth, 1.0), "after": calibration_error(logits, truth, temperature)}
    with torch.no_grad():
        net.exits[exit_name].classify.bias += shift
    return temperature, report | {"calibration_error": {key: round(value, 4) for key, value in error.items()}}
