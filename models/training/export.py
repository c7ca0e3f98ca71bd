"""Checkpoint to model package: calibrated weights as ONNX, an eight-bit variant, test tensors and the description that binds them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from bank import Bank, Picture, mirror
from calibrate import calibrate
from describe import TEST_FILES, TEST_SIZE, description, hints
from embedding import write_bank
from graph import build_graph
from model import StemUNet, load
from models import MODELS, Model
from quantise import compare, quantise
from shards import Shard, normalise, read_folders

PERCENTILES = (1, 5, 25, 50, 75, 95, 99)
LOST_AT_MOST = 0.3  # Dice points


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--exit", help="which exit to ship; the last one if not said")
    parser.add_argument("--shards", nargs="+", required=True, help="training pictures: what the out-of-range check compares with")
    parser.add_argument("--validation", nargs="+", required=True, help="pictures that calibration and quantisation are made on")
    parser.add_argument("--package", required=True, help="folder of the model package; its name is the id")
    parser.add_argument("--version", required=True)
    parser.add_argument("--inactive", help="report of inactive.py; where it says so, the extra output is part of the package")
    parser.add_argument("--limit", type=int, default=150, help="training pictures of each folder to take statistics from")
    return parser.parse_args()


def test_input(shard: Shard, model: Model) -> np.ndarray:
    """Raw values of neighbouring slices, with the collector, deposit and surroundings; smaller pictures are mirrored."""
    depth, height, width = shard.image.shape
    z = mirror(depth // 2 + torch.tensor(model.offsets), depth)
    y = mirror(torch.arange(TEST_SIZE), height)
    x = mirror(torch.arange(TEST_SIZE) + max(0, (width - TEST_SIZE) // 2), width)
    return shard.image[np.ix_(z.numpy(), y.numpy(), x.numpy())][None].astype(np.float32)


def softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    return (shifted / shifted.sum(1, keepdims=True)).astype(np.float32)


def run_package(weights: Path, raw: np.ndarray) -> dict[str, np.ndarray]:
    """What a runner of the description computes: preprocessing, graph, softmax."""
    session = onnxruntime.InferenceSession(str(weights), providers=["CPUExecutionProvider"])
    prob, emb, feat = session.run(["prob", "emb", "feat"], {"raw": normalise(raw)})
    return {"prob": softmax(prob), "emb": emb, "feat": feat}


@torch.no_grad()
def largest_difference(net: StemUNet, exit_name: str, raw: np.ndarray, results: dict[str, np.ndarray]) -> dict[str, float]:
    logits, emb, feat = net.outputs(torch.from_numpy(normalise(raw)), exit_name)
    ours = {"prob": logits.softmax(1).numpy(), "emb": emb.numpy(), "feat": feat.numpy()}
    return {name: float(f"{np.abs(value - results[name]).max():.1e}") for name, value in ours.items()}


def quantile_bands(pictures: list[Picture]) -> dict:
    """Percentiles of the normalised pictures (before asinh): what 96 % of the upright training pictures span."""
    upright = [p for p in pictures if not p.header.get("inverted")]
    rows = np.array([np.percentile(p.grey.float().numpy().ravel()[::5], PERCENTILES) for p in upright])
    low, high = np.percentile(rows, 2, axis=0), np.percentile(rows, 98, axis=0)
    return {"percentiles": list(PERCENTILES), "low": np.round(low, 3).tolist(), "high": np.round(high, 3).tolist()}


def trained_on(pictures: list[Picture], model: Model) -> dict:
    # a single image has no distance between slices
    axes = slice(1 if len(model.offsets) == 1 else 0, 3)
    voxel = np.concatenate([np.ravel(p.header.get("spacing", [p.header["voxel"]] * 3))[axes] for p in pictures]) * 1e9
    spacings = np.array([p.header.get("spacing", [p.header["voxel"]] * 3)[axes] for p in pictures])
    cnr = np.array([p.header["cnr"] for p in pictures if p.header.get("cnr") is not None])
    result: dict = {"modality": model.modality, "dimensionality": 2 if len(model.offsets) == 1 else 3}
    result["voxel_nm"] = [float(f"{v:.3g}") for v in (voxel.min(), voxel.max())]
    result["aspect"] = round(float((spacings.max(1) / spacings.min(1)).max()), 2)
    if len(cnr):
        result["cnr"] = [round(float(np.percentile(cnr, q)), 1) for q in (2, 98)]
    result |= {"families": sorted({p.family for p in pictures}), "quantiles": quantile_bands(pictures)}
    if model.modality == "xct":
        result["dark_to_bright"] = ["lithium", "electrolyte", "collector"]
    return result


def write_small(package: Path, validation: Bank, model: Model) -> dict:
    """The eight-bit variant stays only if it costs next to nothing."""
    exact, small = package / "weights.onnx", package / "weights.int8.onnx"
    quantise(exact, small, validation)
    report = compare(exact, small, validation.pictures, model) | {"bytes": small.stat().st_size}
    report["shipped"] = max(report["dice_points_lost"].values()) < LOST_AT_MOST
    if not report["shipped"]:
        small.unlink()
    return report


def main() -> None:
    args = options()
    torch.set_num_threads(1)
    package = Path(args.package)
    package.mkdir(parents=True, exist_ok=True)
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=False)
    model = MODELS[state["model"]]
    exit_name = args.exit or state["exits"][-1]
    net = load(state, model)
    training, validation = (Bank(folders, model, 1, limit) for folders, limit in ((args.shards, args.limit), (args.validation, None)))
    temperature, calibration = calibrate(net, validation.pictures, model, exit_name)
    print(json.dumps({"temperature": temperature, "calibration": calibration}), flush=True)

    # it was trained on the features of the last exit
    with_inactive = bool(args.inactive) and exit_name == state["exits"][-1] and json.loads(Path(args.inactive).read_text())["shipped"]
    graph = build_graph(net, model, exit_name, package.name, with_inactive)
    (package / "weights.onnx").write_bytes(graph.SerializeToString())
    raw = test_input(next(s for s in read_folders(args.validation, 20) if s.cnr is None or s.cnr >= 2), model)
    results = run_package(package / "weights.onnx", raw)
    difference = largest_difference(net, exit_name, raw, results)
    if max(difference["prob"], difference["emb"]) > 1e-4:
        raise SystemExit(f"the ONNX graph differs from the network: {difference}")
    for name, file in TEST_FILES.items():
        np.save(package / file, np.ascontiguousarray(({"raw": raw} | results)[name]))

    bank = write_bank(package, net, model, exit_name, training.pictures, validation.pictures)
    print(json.dumps({"difference": difference, "bank": bank}), flush=True)
    small = write_small(package, validation, model)
    print(json.dumps({"int8": small}), flush=True)
    record = {
        "steps": state["step"],
        "pictures": state["volumes"],
        "seconds": round(state["trained_seconds"]),
        "exit": exit_name,
        "calibration": calibration,
        "onnx_difference": difference,
        "bank": bank,
        "int8": small,
        "inactive": with_inactive,
    }
    everything = hints(model, trained_on(training.pictures, model), record, temperature, bank, package)
    (package / "rdf.yaml").write_text(description(package, package.name, model, args.version, everything))
    print(f"{package}: {(package / 'weights.onnx').stat().st_size} bytes")


if __name__ == "__main__":
    main()
