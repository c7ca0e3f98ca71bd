"""The worst results as pictures: grey values, truth and what the network made of them, side by side."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import onnxruntime
import tifffile
import torch

from models import Model
from scores import reflected, slices_of, unbordered
from shards import normalise

# phase ids 0 to 6: nothing, lithium, SEI, electrolyte, pore, collector, other
COLOURS = np.array([[0, 0, 0], [230, 159, 0], [204, 121, 167], [86, 180, 233], [25, 25, 60], [213, 94, 0], [130, 130, 130]], np.uint8)
SIDE = 192  # pixels shown of a picture at most


def png(pixels: np.ndarray) -> bytes:
    """Rows of RGB bytes as a PNG file."""
    height, width, _ = pixels.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], 1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)) + chunk(b"IEND", b"")


def read_volume(path: Path) -> np.ndarray:
    data = tifffile.imread(path)
    return data[None] if data.ndim == 2 else data


def grey_bytes(plane: np.ndarray) -> np.ndarray:
    low, high = np.percentile(plane, (1, 99))
    grey = np.clip((plane.astype(np.float64) - low) / max(high - low, 1e-9), 0, 1) * 255
    return np.repeat(grey.astype(np.uint8)[..., None], 3, -1)


def beside(pictures: list[np.ndarray], axis: int) -> np.ndarray:
    """Next to or below one another, with white between and around them."""
    other = 1 - axis
    most = max(p.shape[other] for p in pictures)
    pieces = []
    for p in pictures:
        room = [(0, 0), (0, 0), (0, 0)]
        room[axis], room[other] = (0, 4), (0, most - p.shape[other])
        pieces.append(np.pad(p, room, constant_values=255))
    return np.concatenate(pieces, axis)


def segmented(session: onnxruntime.InferenceSession, image: np.ndarray, plane: int, model: Model) -> np.ndarray:
    """Phase ids of one plane."""
    grey = reflected(slices_of(torch.from_numpy(normalise(image)), torch.tensor([plane]), model)).numpy()
    classes = torch.from_numpy(session.run(["prob"], {"raw": grey})[0].argmax(1))
    height, width = image.shape[1:]
    return np.array(model.phases, np.uint8)[unbordered(classes, height, width).numpy()[0]]


def row_of(session: onnxruntime.InferenceSession, folder: Path, name: str, model: Model) -> np.ndarray:
    image, truth = read_volume(folder / f"{name}.tif"), read_volume(folder / f"{name}-labels.tif")
    plane = image.shape[0] // 2
    parts = [grey_bytes(image[plane]), COLOURS[truth[plane]], COLOURS[segmented(session, image, plane, model)]]
    return beside([part[:SIDE, :SIDE] for part in parts], 1)


def worst(rows: list[dict], count: int) -> list[dict]:
    """The rows with the lowest lithium Dice, one of a family."""
    scored = sorted((r for r in rows if r["scores"].get("lithium.dice") is not None), key=lambda r: r["scores"]["lithium.dice"])
    chosen: list[dict] = []
    for row in scored:
        if row["family"] not in {c["family"] for c in chosen}:
            chosen.append(row)
    return chosen[:count]


def draw_failures(package: Path, folder: Path, rows: list[dict], model: Model, count: int = 4) -> list[dict]:
    """Writes failures.png and returns the rows that it shows, from top to bottom."""
    session = onnxruntime.InferenceSession(str(package / "weights.onnx"), providers=["CPUExecutionProvider"])
    shown = [row for row in worst(rows, count) if (folder / f"{row['volume']}.tif").exists()]
    if shown:
        strips = [row_of(session, folder, row["volume"], model) for row in shown]
        (package / "failures.png").write_bytes(png(beside(strips, 0)))
    return shown
