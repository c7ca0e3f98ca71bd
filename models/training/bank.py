"""All training volumes as two flat arrays on the training device, and random crops out of them.

Crops are gathered by linear index, so a turned stack (slices taken along x) or a mirrored one costs no copy.
Grey values are normalised over the whole volume, as the package description makes every runner do it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from model import CLASS_PHASES, SLICE_OFFSETS
from loss import IGNORE

# runners pad a picture by reflection, at least by the halo of the package; crops reach as far outside
OUTSIDE = 48
LIMIT = 6e4  # float16 range, far outside of what a normalised grey value reaches


def percentile_bounds(values: Tensor) -> tuple[Tensor, Tensor]:
    """The 16th and 84th percentile, linearly interpolated; kept on the device so that nothing waits for it."""
    ordered = values.flatten().float().sort().values
    last = ordered.numel() - 1

    def at(fraction: float) -> Tensor:
        position = fraction * last
        low = int(position)
        high = min(low + 1, last)
        return ordered[low] + (ordered[high] - ordered[low]) * (position - low)

    return at(0.16), at(0.84)


def normalise(values: Tensor) -> Tensor:
    """scale_range 16/84 over the volume, then gain 2, offset -1; asinh belongs to the network."""
    low, high = percentile_bounds(values)
    return (values.float() - low) / (high - low + 1e-6) * 2 - 1


def class_lookup(device: torch.device | str) -> Tensor:
    table = torch.full((256,), IGNORE, dtype=torch.uint8, device=device)
    for index, phase in enumerate(CLASS_PHASES):
        table[phase] = index
    return table


@dataclass
class Batch:
    grey: Tensor  # n, slices, y, x; normalised, before asinh
    target: Tensor  # n, y, x; class index or 255


def mirror(index: Tensor, size: Tensor) -> Tensor:
    """Reflect without repeating the edge, for indices less than one size outside."""
    last = size - 1
    index = index.abs()
    return torch.where(index > last, 2 * last - index, index).clamp(min=0)


class Bank:
    def __init__(self, volumes: list, device: torch.device, seed: int, keep_original: float = 0.5):
        self.device = device
        self.keep_original = keep_original
        sizes = [v.labels.size for v in volumes]
        offsets = [0]
        for size in sizes:
            offsets.append(offsets[-1] + size)
        self.starts = offsets[:-1]
        self.sizes = [tuple(v.labels.shape) for v in volumes]
        self.offsets = torch.tensor(self.starts, device=device)
        self.shapes = torch.tensor(self.sizes, device=device)
        self.families = [v.family for v in volumes]
        self.grey = torch.empty(offsets[-1], dtype=torch.float16, device=device)
        self.target = torch.empty(offsets[-1], dtype=torch.uint8, device=device)
        lookup = class_lookup(device)
        for volume, start, size in zip(volumes, offsets, sizes):
            image = torch.from_numpy(volume.image.reshape(-1)).to(device).float()
            self.grey[start : start + size] = normalise(image).clamp(-LIMIT, LIMIT).half()
            self.target[start : start + size] = lookup[torch.from_numpy(volume.labels.reshape(-1)).to(device).long()]
        # the second picture of every structure, redrawn while training runs
        self.redrawn = self.grey.clone()
        self.weights = family_weights(self.families, device)
        self.steps = torch.tensor(SLICE_OFFSETS, device=device)
        self.generator = torch.Generator(device=device).manual_seed(seed)

    def __len__(self) -> int:
        return len(self.families)

    def class_counts(self, classes: int) -> Tensor:
        counts = torch.zeros(256, device=self.device)
        for part in self.target.split(1 << 26):
            counts += torch.bincount(part.long(), minlength=256).float()
        return counts[:classes]

    def structure(self, index: int) -> Tensor:
        """Class indices of one volume, z y x."""
        start, shape = self.starts[index], self.sizes[index]
        return self.target[start : start + shape[0] * shape[1] * shape[2]].view(*shape)

    def redraw(self, index: int, image: Tensor) -> None:
        start = self.starts[index]
        self.redrawn[start : start + image.numel()] = image.flatten().clamp(-LIMIT, LIMIT).half()

    def uniform(self, *size: int) -> Tensor:
        return torch.rand(*size, device=self.device, generator=self.generator)

    def crops(self, count: int, size: int) -> Batch:
        """Random crops of size x size; y is never mirrored, because the collector lies at low y."""
        pick = torch.multinomial(self.weights, count, replacement=True, generator=self.generator)
        shape = self.shapes[pick]
        # slices along x instead of z, where the stack is deep enough to be a picture
        turned = (self.uniform(count) < 0.35) & (2 * shape[:, 0] >= size)
        depth = torch.where(turned, shape[:, 2], shape[:, 0])
        width = torch.where(turned, shape[:, 0], shape[:, 2])
        height = shape[:, 1]
        depth_step = torch.where(turned, 1, shape[:, 1] * shape[:, 2])
        width_step = torch.where(turned, shape[:, 1] * shape[:, 2], 1)

        def origin(room: Tensor, bias: float = 1.0) -> Tensor:
            return (self.uniform(count) ** bias * (room.clamp(min=0) + 1)).long()

        def padded(length: Tensor, bias: float = 1.0) -> Tensor:
            return origin(length - size + 2 * OUTSIDE, bias) - OUTSIDE

        z0 = origin(depth - 1)
        # lithium lies nearer to the collector; but every height occurs, or the edge of a crop would tell where the collector is
        y0, x0 = padded(height, 1.4), padded(width)
        line = torch.arange(size, device=self.device)
        y = mirror(y0[:, None] + line, height[:, None])
        x = mirror(x0[:, None] + line, width[:, None])
        x = torch.where((self.uniform(count) < 0.5)[:, None], x.flip(1), x)
        direction = torch.where(self.uniform(count) < 0.5, -1, 1)
        z = mirror(z0[:, None] + self.steps * direction[:, None], depth[:, None])

        start = self.offsets[pick]
        plane = start[:, None, None] + (y * shape[:, 2:3])[:, :, None] + (x * width_step[:, None])[:, None, :]
        index = plane[:, None] + (z * depth_step[:, None])[:, :, None, None]
        middle = index[:, len(SLICE_OFFSETS) // 2]
        original = (self.uniform(count) < self.keep_original)[:, None, None, None]
        grey = torch.where(original, self.grey[index], self.redrawn[index]).float()
        return Batch(grey, self.target[middle])


def family_weights(families: list[str], device: torch.device) -> Tensor:
    """Every family is drawn equally often, whatever its number of volumes."""
    counts = {family: families.count(family) for family in set(families)}
    return torch.tensor([1 / counts[family] for family in families], device=device)
