"""Reads the pictures that `lithoscope synthesize --shards` wrote: NNNNNN.json beside NNNNNN.bin.gz."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models import DEAD, IGNORE, Model


@dataclass
class Shard:
    name: str
    header: dict
    image: np.ndarray  # z y x, uint16
    codes: np.ndarray  # z y x, uint8; the bit DEAD marks isolated lithium

    @property
    def family(self) -> str:
        return self.header["family"]

    @property
    def cnr(self) -> float | None:
        value = self.header.get("cnr")
        return None if value is None else float(value)


def read_shard(header_path: Path) -> Shard:
    header = json.loads(header_path.read_text())
    raw = bytearray(gzip.decompress(header_path.with_suffix(".bin.gz").read_bytes()))
    shape = tuple(header["shape"])
    count = int(np.prod(shape))
    image = np.frombuffer(raw, "<u2", count).reshape(shape)
    codes = np.frombuffer(raw, "u1", count, 2 * count).reshape(shape)
    return Shard(f"{header_path.parent.name}/{header_path.stem}", header, image, codes)


def complete(path: Path) -> Shard | None:
    """The shard of a header, or nothing while its data are still being written."""
    try:
        return read_shard(path)
    except (ValueError, EOFError, OSError):
        return None


def headers(folders: list[str], limit: int | None = None) -> list[Path]:
    """Headers in a fixed order, at most `limit` of a folder."""
    paths = [path for folder in folders for path in sorted(Path(folder).glob("*.json"))[:limit]]
    return [path for path in paths if path.with_suffix(".bin.gz").exists()]


def read_folders(folders: list[str], limit: int | None = None) -> list[Shard]:
    shards = [shard for shard in map(complete, headers(folders, limit)) if shard is not None]
    if not shards:
        raise SystemExit(f"no pictures in {', '.join(folders)}: make them first, see README.md")
    return shards


def normalise(image: np.ndarray) -> np.ndarray:
    """scale_range 16/84 over the whole picture, then gain 2, offset -1; asinh belongs to the network."""
    low, high = np.percentile(image, (16, 84))
    return ((image.astype(np.float32) - np.float32(low)) * np.float32(2 / (high - low + 1e-6)) - 1).astype(np.float32)


def class_table(model: Model) -> np.ndarray:
    """Code of a shard to class index; the bit of dead lithium stays where it is."""
    table = np.full(256, IGNORE, np.uint8)
    for index, label in enumerate(model.labels):
        for code in label.codes:
            table[code] = index
            table[code | DEAD] = index | DEAD
    return table
