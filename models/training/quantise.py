"""The same graph with eight-bit convolutions: static QDQ, calibrated on tiles of the validation pictures."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from bank import Bank, Picture
from models import IGNORE, LITHIUM, SEI, Model
from scores import confusion, dice_from, reflected, slices_of, spread, unbordered

TILES = 72
TILE = 128


class Tiles(CalibrationDataReader):
    """Crops in the mixture that training drew them in, so that every noise level takes part."""

    def __init__(self, bank: Bank):
        self.batches = iter([bank.crops(4, TILE).grey.numpy() for _ in range(TILES // 4)])

    def get_next(self) -> dict | None:
        grey = next(self.batches, None)
        return None if grey is None else {"raw": grey}


def kept_exact(graph: onnx.GraphProto) -> list[str]:
    """The first convolution meets raw grey values, the last one decides."""
    return [node.name for node in graph.node if node.op_type == "Conv" and (node.name.startswith(("down0.0", "skip", "classify")))]


def quantise(weights: Path, target: Path, bank: Bank) -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(weights), str(prepared), skip_symbolic_shape=True)
        quantize_static(
            str(prepared),
            str(target),
            Tiles(bank),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv", "Concat", "MaxPool", "Resize"],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=kept_exact(onnx.load(str(prepared)).graph),
            calibrate_method=CalibrationMethod.Percentile,
            extra_options={"CalibPercentile": 99.995, "ActivationSymmetric": False},
        )


def session_of(weights: Path) -> onnxruntime.InferenceSession:
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(weights), settings, providers=["CPUExecutionProvider"])


def predict(session: onnxruntime.InferenceSession, grey: np.ndarray) -> np.ndarray:
    return session.run(["prob"], {"raw": grey})[0].argmax(1)


def compare(exact: Path, small: Path, pictures: list[Picture], model: Model, planes: int = 2) -> dict:
    """Dice points lost by eight bits (of all lithium and all SEI of the pictures), and seconds of one against the other."""
    sessions = {"exact": session_of(exact), "small": session_of(small)}
    totals = {name: 0 for name in sessions}
    seconds = {name: 0.0 for name in sessions}
    rows: dict[str, list] = {name: [] for name in sessions}
    for p in pictures:
        which = spread(p.grey.shape[0], planes)
        height, width = p.grey.shape[1:]
        grey = reflected(slices_of(p.grey, which, model)).numpy()
        truth = (p.target[which] & IGNORE).numpy()
        for name, session in sessions.items():
            begun = time.process_time()
            called = unbordered(torch.from_numpy(predict(session, grey)), height, width).numpy()
            seconds[name] += time.process_time() - begun
            matrix = confusion(called, truth, len(model.labels))
            totals[name] = totals[name] + matrix
            rows[name].append([dice_from(matrix, model.members(phase)) for phase in (LITHIUM, SEI)])
    lost = {}
    for column, title in enumerate(("lithium", "sei")):
        pairs = [(a[column], b[column]) for a, b in zip(rows["exact"], rows["small"]) if a[column] is not None and b[column] is not None]
        lost[title] = round(100 * float(np.mean([a - b for a, b in pairs])), 3)
    changed = float(np.abs(totals["exact"].sum(0) - totals["small"].sum(0)).sum() / totals["exact"].sum())
    faster = round(seconds["exact"] / seconds["small"], 2)
    return {"dice_points_lost": lost, "volume_moved": round(changed, 5), "times_as_fast": faster, "pictures": len(pictures)}
