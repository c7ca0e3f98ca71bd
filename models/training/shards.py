"""Reads the volumes that `lithoscope synthesize` wrote: NNNNNN.json beside NNNNNN.bin.gz."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass
class Shard:
    name: str
    header: dict
    image: np.ndarray  # z y x, uint16
    labels: np.ndarray  # z y x, uint8 phase ids

    @property
    def family(self) -> str:
        return self.header["family"]

    @property
    def cnr(self) -> float:
        return float(self.header["cnr"])


def read_shard(header_path: Path) -> Shard:
    header = json.loads(header_path.read_text())
    raw = bytearray(gzip.decompress(header_path.with_suffix(".bin.gz").read_bytes()))
    shape = tuple(header["shape"])
    count = int(np.prod(shape))
    image = np.frombuffer(raw, "<u2", count).reshape(shape)
    labels = np.frombuffer(raw, "u1", count, 2 * count).reshape(shape)
    return Shard(header_path.stem, header, image, labels)


def read_folders(folders: list[str], limit: int | None = None, threads: int = 8) -> list[Shard]:
    """All complete shards in a fixed order, at most `limit` of a folder; a header whose data are still being written is passed over."""
    paths = [path for folder in folders for path in sorted(Path(folder).glob("*.json"))[:limit]]
    paths = [path for path in paths if path.with_suffix(".bin.gz").exists()]

    def attempt(path: Path) -> Shard | None:
        try:
            return read_shard(path)
        except (ValueError, EOFError, OSError):
            return None

    with ThreadPoolExecutor(threads) as pool:
        shards = [shard for shard in pool.map(attempt, paths) if shard is not None]
    if not shards:
        raise SystemExit(f"no volumes in {', '.join(folders)}: make them first, see README.md")
    return shards
