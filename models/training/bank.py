"""All training pictures in memory, three bytes a voxel, and random crops out of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from models import DEAD, IGNORE, Model
from shards import Shard, class_table, complete, headers, normalise

# runners pad a picture by reflection: by the border of the package and up to a multiple of 16; crops reach as far outside
OUTSIDE = 48
LIMIT = 6e4  # float16 range, far outside of what a normalised grey value reaches


@dataclass
class Picture:
    family: str
    header: dict
    grey: Tensor  # z y x, float16, normalised
    target: Tensor  # z y x, uint8, class index and DEAD


@dataclass
class Batch:
    grey: Tensor  # n, slices, y, x; normalised, before asinh
    target: Tensor  # n, y, x; class index or IGNORE
    dead: Tensor  # n, y, x; whether lithium there is isolated


def picture(shard: Shard, model: Model) -> Picture:
    grey = torch.from_numpy(normalise(shard.image)).clamp(-LIMIT, LIMIT).half()
    return Picture(shard.family, shard.header, grey, torch.from_numpy(class_table(model)[shard.codes]))


def mirror(index: Tensor, size: int) -> Tensor:
    """Reflect without repeating the edge, as often as needed."""
    period = max(1, 2 * (size - 1))
    index = index.abs() % period
    return torch.minimum(index, period - index).clamp(max=size - 1)


class Bank:
    def __init__(self, folders: list[str], model: Model, seed: int, limit: int | None = None):
        self.folders, self.model, self.limit = folders, model, limit
        self.pictures: list[Picture] = []
        self.read: set[Path] = set()
        self.generator = torch.Generator().manual_seed(seed)
        if self.refresh() == 0:
            raise SystemExit(f"no pictures in {', '.join(folders)}: make them first, see README.md")

    def refresh(self) -> int:
        """Takes in what was written since; training can begin before the last picture is made."""
        before = len(self.pictures)
        for path in headers(self.folders, self.limit):
            shard = None if path in self.read else complete(path)
            if shard is not None:
                self.read.add(path)
                self.pictures.append(picture(shard, self.model))
        families = [p.family for p in self.pictures]
        # every family is drawn equally often, whatever its number of pictures
        self.weights = torch.tensor([1 / families.count(f) for f in families])
        return len(self.pictures) - before

    def __len__(self) -> int:
        return len(self.pictures)

    def class_counts(self) -> Tensor:
        counts = torch.zeros(256)
        for p in self.pictures:
            counts += torch.bincount((p.target & IGNORE).flatten()[::7].int(), minlength=256)
        return counts[: len(self.model.labels)]

    def uniform(self) -> float:
        return float(torch.rand((), generator=self.generator))

    def between(self, low: int, high: int, bias: float = 1.0) -> int:
        """A whole number of low to high; a bias over one prefers low ones."""
        return low + int(self.uniform() ** bias * (max(high, low) - low + 1))

    def crop(self, source: Picture, size: int, outside: int) -> tuple[Tensor, Tensor]:
        policy = self.model.policy
        grey, target = source.grey, source.target
        # slices along x instead of z, where the stack is deep enough to be a picture
        if self.uniform() < policy.turned and 2 * grey.shape[0] >= size:
            grey, target = grey.transpose(0, 2), target.transpose(0, 2)
        depth, height, width = grey.shape
        line = torch.arange(size)
        # lithium lies nearer to the collector; but every height occurs, or the edge of a crop would tell where the collector is
        y = mirror(line + self.between(-outside, height - size + outside, 1.0 if policy.free else 1.4), height)
        x = mirror(line + self.between(-outside, width - size + outside), width)
        if self.uniform() < 0.5:
            x = x.flip(0)
        if policy.free and self.uniform() < 0.5:
            y = y.flip(0)
        middle = self.between(0, depth - 1)
        steps = torch.tensor(self.model.offsets)
        if policy.flip_z and self.uniform() < 0.5:
            steps = -steps
        planes = mirror(middle + steps, depth)
        piece = grey[planes][:, y][:, :, x].float()
        truth = target[middle][y][:, x]
        if policy.tint > 0 and self.uniform() < 0.5:
            piece = piece + self.tint(target[planes][:, y][:, :, x] & IGNORE)
        if policy.free and self.uniform() < 0.5:
            piece, truth = piece.transpose(1, 2), truth.transpose(0, 1)
        return piece, truth

    def tint(self, classes: Tensor) -> Tensor:
        """Every phase a little brighter or darker, so that no picture's grey levels can be learnt by heart."""
        shifts = self.model.policy.tint * torch.randn(IGNORE + 1, generator=self.generator)
        return F.avg_pool2d(shifts[classes.int()], 3, stride=1, padding=1, count_include_pad=False)

    def crops(self, count: int, size: int, margin: int = 0) -> Batch:
        """Random crops, with `margin` more on every side."""
        chosen = torch.multinomial(self.weights, count, replacement=True, generator=self.generator)
        parts = [self.crop(self.pictures[i], size + 2 * margin, OUTSIDE + margin) for i in chosen.tolist()]
        grey, target = torch.stack([g for g, _ in parts]), torch.stack([t for _, t in parts])
        return Batch(grey, target & IGNORE, target >= DEAD)

    def batch(self, count: int, size: int) -> Batch:
        """Crops, one batch in three turned a little and zoomed, so that features come in sizes and slopes the structures do not have."""
        if self.uniform() >= 0.33:
            return self.crops(count, size)
        return warp(self.crops(count, size, size // 5), size, self.model.policy.angle, self.generator)


def warp(batch: Batch, size: int, angle: float, generator: torch.Generator) -> Batch:
    count, big = batch.grey.shape[0], batch.grey.shape[-1]
    turn = (torch.rand(count, generator=generator) * 2 - 1) * angle * torch.pi / 180
    zoom = torch.exp((torch.rand(count, generator=generator) * 2 - 1) * 0.34) * size / big
    rows = torch.stack([torch.stack([turn.cos(), -turn.sin(), 0 * turn], 1), torch.stack([turn.sin(), turn.cos(), 0 * turn], 1)], 1)
    grid = F.affine_grid(rows * zoom.view(-1, 1, 1), [count, 1, size, size], align_corners=False)
    grey = F.grid_sample(batch.grey, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
    truth = torch.stack([batch.target, batch.dead.to(torch.uint8)], 1).float()
    truth = F.grid_sample(truth, grid, mode="nearest", padding_mode="reflection", align_corners=False)
    return Batch(grey, truth[:, 0].to(torch.uint8), truth[:, 1] > 0)
