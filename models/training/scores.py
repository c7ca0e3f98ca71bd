"""Numbers that say how good a segmentation is, and the whole-volume inference they need."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from bank import class_lookup, mirror, normalise
from loss import IGNORE
from model import CLASS_NAMES, HALO, PORE_CLASSES, SLICE_OFFSETS
from shards import Shard


def slices_of(volume: torch.Tensor, planes: torch.Tensor) -> torch.Tensor:
    """n x slices x y x: each plane with its neighbours, reflected at the ends of the stack."""
    steps = torch.tensor(SLICE_OFFSETS, device=volume.device)
    size = torch.tensor(volume.shape[0], device=volume.device)
    return volume[mirror(planes[:, None] + steps, size)]


@torch.no_grad()
def logits_of(net: nn.Module, volume: torch.Tensor, planes: torch.Tensor, chunk: int = 16) -> torch.Tensor:
    """Class logits (n, class, y, x) of the given planes of a normalised volume, padded by reflection as every runner does."""
    net.eval()
    height, width = volume.shape[1:]
    spare = (HALO, HALO + -width % 16, HALO, HALO + -height % 16)
    parts = []
    for some in planes.split(chunk):
        grey = F.pad(slices_of(volume, some), spare, mode="reflect")
        parts.append(net(grey.contiguous(memory_format=torch.channels_last)).float()[:, :, HALO : HALO + height, HALO : HALO + width])
    return torch.cat(parts)


def confusion(predicted: np.ndarray, truth: np.ndarray, classes: int = len(CLASS_NAMES)) -> np.ndarray:
    """Rows: truth, columns: prediction; voxels of unknown truth are left out."""
    known = truth != IGNORE
    flat = truth[known].astype(np.int64) * classes + predicted[known]
    return np.bincount(flat, minlength=classes * classes).reshape(classes, classes)


def dice_from(matrix: np.ndarray, group: tuple[int, ...]) -> float | None:
    """Dice of a group of classes taken as one; None where the truth holds none of it (see `called_in_vain`)."""
    members = list(group)
    both = matrix[np.ix_(members, members)].sum()
    true = matrix[members].sum()
    return float(2 * both / (true + matrix[:, members].sum())) if true > 0 else None


def called_in_vain(matrix: np.ndarray, index: int) -> float | None:
    """Share of the volume called a class that is not there; None where it is there."""
    return None if matrix[index].sum() > 0 else float(matrix[:, index].sum() / matrix.sum())


def class_scores(matrix: np.ndarray) -> dict[str, float | None]:
    """Dice per class, of the merged pore, the mean over the classes that the truth holds, and volume ratios."""
    scores = {name: dice_from(matrix, (index,)) for index, name in enumerate(CLASS_NAMES)}
    present = [scores[name] for index, name in enumerate(CLASS_NAMES) if matrix[index].sum() > 0]
    scores["mean"] = float(np.mean([s for s in present if s is not None]))
    scores["pore"] = dice_from(matrix, PORE_CLASSES)
    for index in (1, 2):
        true = matrix[index].sum()
        scores[f"{CLASS_NAMES[index]}_volume_ratio"] = float(matrix[:, index].sum() / true) if true > 0 else None
        scores[f"{CLASS_NAMES[index]}_in_vain"] = called_in_vain(matrix, index)
    return scores


def mean_scores(rows: list[dict]) -> dict[str, float | None]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    means = {}
    for name in names:
        values = [row[name] for row in rows if isinstance(row.get(name), (int, float))]
        means[name] = round(float(np.mean(values)), 4) if values else None
    return means


def validate(net: nn.Module, shards: list[Shard], device: torch.device, planes: int = 8) -> dict[str, float | None]:
    """Mean scores over a few planes of every validation volume."""
    lookup = class_lookup("cpu").numpy()
    rows = []
    for shard in shards:
        volume = normalise(torch.from_numpy(shard.image).to(device))
        which = torch.linspace(2, volume.shape[0] - 3, planes, device=device).long()
        predicted = logits_of(net, volume, which).argmax(1).cpu().numpy()
        truth = lookup[shard.labels[which.cpu().numpy()]]
        rows.append(class_scores(confusion(predicted, truth)))
    means = mean_scores(rows)
    return {name: means.get(name) for name in ("lithium", "sei", "pore", "mean", "lithium_volume_ratio", "sei_volume_ratio")}
