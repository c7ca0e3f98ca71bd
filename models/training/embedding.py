"""What the training pictures look like to the network, so that a picture of something else can be told by its distance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from bank import Picture
from model import StemUNet
from models import Model
from scores import reflected, slices_of, spread

NEIGHBOURS = 10
COMPONENTS = 24


@torch.no_grad()
def embed(net: StemUNet, grey: torch.Tensor, planes: torch.Tensor, model: Model, exit_name: str) -> np.ndarray:
    batch = reflected(slices_of(grey, planes, model)).contiguous(memory_format=torch.channels_last)
    return net.eval().outputs(batch, exit_name)[1].numpy()


def embeddings(net: StemUNet, pictures: list[Picture], model: Model, exit_name: str, planes: int) -> np.ndarray:
    return np.concatenate([embed(net, p.grey, spread(p.grey.shape[0], planes), model, exit_name) for p in pictures])


def projection_of(vectors: np.ndarray) -> np.ndarray:
    """Row 0: the mean after the projection. Rows 1...: main components over their standard deviations."""
    mean = vectors.mean(0)
    _, spans, axes = np.linalg.svd(vectors - mean, full_matrices=False)
    count = min(COMPONENTS, len(spans), int((spans > 1e-4 * spans[0]).sum()))
    components = axes[:count].T / (spans[:count] / np.sqrt(len(vectors)))
    return np.ascontiguousarray(np.concatenate([(mean @ components)[None], components]), np.float32)


def project(vectors: np.ndarray, projection: np.ndarray) -> np.ndarray:
    return vectors @ projection[1:] - projection[0]


def distances(points: np.ndarray, bank: np.ndarray) -> np.ndarray:
    """Mean distance to the nearest neighbours."""
    squares = (points**2).sum(1)[:, None] + (bank**2).sum(1)[None] - 2 * points @ bank.T
    return np.sqrt(np.sort(np.maximum(squares, 0), 1)[:, :NEIGHBOURS]).mean(1)


def auroc(usual: np.ndarray, foreign: np.ndarray) -> float:
    """Chance that a foreign picture lies further away than a usual one."""
    both = np.concatenate([usual, foreign])
    ranks = both.argsort().argsort() + 1
    return float((ranks[len(usual) :].sum() - len(foreign) * (len(foreign) + 1) / 2) / (len(usual) * len(foreign)))


def foreign(grey: torch.Tensor, kind: str) -> torch.Tensor:
    """The same picture as something the network was not made for."""
    if kind == "inverted":
        return -grey
    if kind == "noise":
        return torch.randn(grey.shape, generator=torch.Generator().manual_seed(0)).half()
    return grey[..., ::4, ::4].repeat_interleave(4, -1).repeat_interleave(4, -2)  # coarse: voxels four times as large


def write_bank(package: Path, net: StemUNet, model: Model, exit_name: str, training: list[Picture], checked: list[Picture]) -> dict:
    """bank.npy and projection.npy; thresholds are quantiles over pictures that were not trained on."""
    upright = [p for p in training if not p.header.get("inverted")]
    usual_pictures = [p for p in checked if not p.header.get("inverted")]
    planes = 1 if len(model.offsets) == 1 else 4
    vectors = embeddings(net, upright, model, exit_name, planes)
    projection = projection_of(vectors)
    bank = np.ascontiguousarray(project(vectors, projection), np.float32)
    np.save(package / "bank.npy", bank)
    np.save(package / "projection.npy", projection)
    usual = distances(project(embeddings(net, usual_pictures, model, exit_name, planes), projection), bank)
    report = {"vectors": len(bank), "components": bank.shape[1], "auroc": {}}
    for kind in ("inverted", "noise", "coarse"):
        others = [Picture(p.family, p.header, foreign(p.grey, kind), p.target) for p in usual_pictures]
        far = distances(project(embeddings(net, others, model, exit_name, planes), projection), bank)
        report["auroc"][kind] = round(auroc(usual, far), 3)
    warn, bad = np.quantile(usual, 0.98), 1.5 * np.quantile(usual, 0.995)
    return report | {"threshold_warn": round(float(warn), 3), "threshold_bad": round(float(bad), 3)}
