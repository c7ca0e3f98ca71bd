"""Inference over whole pictures as every runner does it, and quick scores for the learning curve.

The figures of the model cards come from `lithoscope evaluate`, which measures what the program itself computes.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from bank import Picture, mirror
from model import SIZE_STEP
from models import ELECTROLYTE, IGNORE, LITHIUM, OTHER, PORE, SEI, Model

BORDER = 32  # reflected around the picture before it goes through the network


def slices_of(grey: Tensor, planes: Tensor, model: Model) -> Tensor:
    """n x slices x y x: each plane with its neighbours, reflected at the ends of the stack."""
    return grey[mirror(planes[:, None] + torch.tensor(model.offsets), grey.shape[0])].float()


def reflected(grey: Tensor) -> Tensor:
    """With the border around it, up to a multiple of what the network halves."""
    height, width = grey.shape[-2:]
    y = mirror(torch.arange(-BORDER, height + BORDER + -height % SIZE_STEP), height)
    x = mirror(torch.arange(-BORDER, width + BORDER + -width % SIZE_STEP), width)
    return grey[..., y, :][..., x]


def unbordered(result: Tensor, height: int, width: int) -> Tensor:
    return result[..., BORDER : BORDER + height, BORDER : BORDER + width]


@torch.no_grad()
def logits_of(net: nn.Module, grey: Tensor, planes: Tensor, model: Model, device: torch.device | str = "cpu", chunk: int = 4) -> dict[str, Tensor]:
    """Logits (n, class, y, x) of every exit for the given planes of a normalised picture."""
    net.eval()
    height, width = grey.shape[1:]
    parts = []
    for some in planes.split(chunk):
        batch = reflected(slices_of(grey, some, model)).contiguous(memory_format=torch.channels_last)
        parts.append({name: unbordered(value.float().cpu(), height, width) for name, value in net(batch.to(device)).items()})
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}


def spread(depth: int, planes: int) -> Tensor:
    """Evenly spaced planes, away from the ends."""
    return torch.linspace(0, depth - 1, planes + 2)[1:-1].round().long().unique()


def confusion(predicted: np.ndarray, truth: np.ndarray, classes: int) -> np.ndarray:
    """Rows: truth, columns: prediction; voxels of unknown truth are left out."""
    known = truth != IGNORE
    flat = truth[known].astype(np.int64) * classes + predicted[known]
    return np.bincount(flat, minlength=classes * classes).reshape(classes, classes)


def dice_from(matrix: np.ndarray, members: tuple[int, ...]) -> float | None:
    """Dice of some classes taken as one; None where the truth holds none of them."""
    group = list(members)
    true = matrix[group].sum()
    return float(2 * matrix[np.ix_(group, group)].sum() / (true + matrix[:, group].sum())) if true > 0 else None


def groups(model: Model) -> dict[str, tuple[int, ...]]:
    """What is scored: each class, both kinds of SEI as one, and everything that wet and dry cells call differently."""
    single = {name: (index,) for index, name in enumerate(model.names)}
    merged = {"sei": model.members(SEI), "pore": model.members(ELECTROLYTE, PORE, OTHER)}
    return single | {"lithium": model.members(LITHIUM)} | merged


def class_scores(matrix: np.ndarray, model: Model) -> dict[str, float | None]:
    return {name: dice_from(matrix, members) for name, members in groups(model).items()}


def mean_of(rows: list[dict[str, float | None]]) -> dict[str, float]:
    means = {}
    for name in rows[0]:
        values = [row[name] for row in rows if row[name] is not None]
        if values:
            means[name] = round(float(np.mean(values)), 4)
    return means


def validate(net: nn.Module, pictures: list[Picture], model: Model, device: torch.device, planes: int = 3) -> dict:
    """Per exit: mean Dice over a few planes of every validation picture, and the same per family."""
    rows: dict[str, list[dict]] = {}
    for p in pictures:
        which = spread(p.grey.shape[0], planes)
        truth = (p.target[which] & IGNORE).numpy()
        for name, logits in logits_of(net, p.grey, which, model, device).items():
            if name != "inactive":
                matrix = confusion(logits.argmax(1).numpy(), truth, len(model.labels))
                rows.setdefault(name, []).append(class_scores(matrix, model))
    families = sorted({p.family for p in pictures})
    short = ("lithium", "sei", "pore")
    report = {}
    for name, scores in rows.items():
        by_family = {f: mean_of([s for s, p in zip(scores, pictures) if p.family == f]) for f in families}
        report[name] = mean_of(scores) | {"families": {f: [values.get(c) for c in short] for f, values in by_family.items()}}
    return report
