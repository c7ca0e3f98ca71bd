"""Checkpoint to model package: calibrated weights as ONNX, test tensors and the description that binds them."""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from bank import normalise
from calibrate import calibrate
from graph import OPSET, build_graph
from model import CHANNEL_NAMES, CLASS_NAMES, CLASS_PHASES, HALO, SLICE_OFFSETS, StemUNet
from shards import Shard, read_folders

PERCENTILES = (1, 5, 25, 50, 75, 95, 99)
TEST_SIZE = 80
PHASE_OF_CLASS = dict(zip(CLASS_NAMES, CLASS_PHASES))


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--earlier", nargs="*", default=[], help="checkpoints of the runs that this one started from")
    parser.add_argument("--shards", nargs="+", required=True, help="training volumes: what the out-of-range check compares with")
    parser.add_argument("--validation", nargs="+", required=True, help="volumes that the volume calibration is made on")
    parser.add_argument("--package", required=True, help="folder of the model package")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--limit", type=int, default=120, help="volumes of each folder to take statistics from")
    return parser.parse_args()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_input(shard: Shard) -> np.ndarray:
    """Raw values of five slices, with the collector, deposit and electrolyte of a small field."""
    z, _, x = (n // 2 for n in shard.image.shape)
    planes = shard.image[z + SLICE_OFFSETS[0] : z + SLICE_OFFSETS[-1] + 1, :TEST_SIZE, x - TEST_SIZE // 2 : x + TEST_SIZE // 2]
    return planes[None].astype(np.float32)


def softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    return (shifted / shifted.sum(1, keepdims=True)).astype(np.float32)


def run_package(weights: Path, raw: np.ndarray) -> np.ndarray:
    """What a runner of the description computes: preprocessing, graph, softmax."""
    session = onnxruntime.InferenceSession(str(weights), providers=["CPUExecutionProvider"])
    grey = normalise(torch.from_numpy(raw)).numpy()
    return softmax(session.run(None, {session.get_inputs()[0].name: grey})[0])


def quantile_bands(shards: list[Shard]) -> dict:
    """Percentiles of the normalised volumes (before asinh): what 96 % of the upright training volumes span."""
    shards = [s for s in shards if not s.header["inverted"]]
    rows = np.array([np.percentile(normalise(torch.from_numpy(s.image)).numpy()[::2, ::2, ::2], PERCENTILES) for s in shards])
    low, high = np.percentile(rows, 2, axis=0), np.percentile(rows, 98, axis=0)
    return {"percentiles": list(PERCENTILES), "low": np.round(low, 3).tolist(), "high": np.round(high, 3).tolist()}


def trained_on(shards: list[Shard]) -> dict:
    voxel = np.array([s.header["voxel"] for s in shards]) * 1e9
    cnr = np.array([s.cnr for s in shards])
    return {
        "modality": "xct",
        "dimensionality": 3,
        "voxel_nm": [round(float(voxel.min())), round(float(voxel.max()))],
        "cnr": [round(float(np.percentile(cnr, 2)), 1), round(float(np.percentile(cnr, 98)), 1)],
        "families": sorted({s.family for s in shards}),
        "quantiles": quantile_bands(shards),
        "dark_to_bright": ["lithium", "electrolyte", "collector"],
    }


def flow(value: object) -> str:
    """JSON is YAML: inner values are written on one line, numbers kept exact."""
    return json.dumps(value)


def space_axis(name: str) -> dict:
    return {"type": "space", "id": name, "size": {"min": TEST_SIZE, "step": 16}}


def output_axis(name: str) -> dict:
    return {"type": "space", "id": name, "size": {"tensor_id": "raw", "axis_id": name}, "halo": HALO}


def description(package: Path, version: str, trained: dict, training: dict) -> str:
    statistics = ["batch", "channel", "y", "x"]
    inputs = [
        "- id: raw",
        "  description: one slice with two neighbours on each side; raw grey values, bright = absorbing, collector at low y",
        f"  axes: {flow([{'type': 'batch'}, {'type': 'channel', 'channel_names': list(CHANNEL_NAMES)}, space_axis('y'), space_axis('x')])}",
        f"  data: {flow({'type': 'float32'})}",
        f"  test_tensor: {flow({'source': 'test_in.npy', 'sha256': sha256(package / 'test_in.npy')})}",
        "  preprocessing:",
        "  # batch among the axes: statistics of the whole volume, in every runner; asinh is the first node of the graph",
        f"  - {flow({'id': 'scale_range', 'kwargs': {'min_percentile': 16, 'max_percentile': 84, 'axes': statistics}})}",
        f"  - {flow({'id': 'scale_linear', 'kwargs': {'gain': 2.0, 'offset': -1.0}})}",
    ]
    outputs = [
        "- id: prob",
        "  description: class probabilities of the middle slice",
        f"  axes: {flow([{'type': 'batch'}, {'type': 'channel', 'channel_names': list(CLASS_NAMES)}, output_axis('y'), output_axis('x')])}",
        f"  data: {flow({'type': 'float32', 'range': [0.0, 1.0]})}",
        f"  test_tensor: {flow({'source': 'test_out.npy', 'sha256': sha256(package / 'test_out.npy')})}",
        "  postprocessing:",
        f"  - {flow({'id': 'softmax', 'kwargs': {'axis': 'channel'}})}",
    ]
    onnx = {"source": "weights.onnx", "sha256": sha256(package / "weights.onnx"), "opset_version": OPSET}
    tolerance = {"relative_tolerance": 1e-3, "absolute_tolerance": 1e-3, "mismatched_elements_per_million": 100}
    hints = {
        "phases": PHASE_OF_CLASS,
        "growth_axis": "y",
        "slice_axis": "z",
        "slice_offsets": list(SLICE_OFFSETS),
        "trained_on": trained,
        "training": training,
    }
    cite = {"text": "Ronneberger, Fischer, Brox: U-Net. MICCAI 2015", "doi": "10.1007/978-3-319-24574-4_28"}
    lines = [
        "format_version: 0.5.7",
        "type: model",
        "id: li-xct-fast",
        "name: Lithoscope li-xct-fast",
        f"version: {version}",
        "description: Lithium, SEI, electrolyte, gas, collector and other phases in X-ray tomograms of lithium-metal cells; half-resolution 2.5-D U-Net trained on simulated volumes only.",
        f"authors: {flow([{'name': 'Lithoscope contributors'}])}",
        f"cite: {flow([cite])}",
        "license: MIT",
        "documentation: README.md",
        f"tags: {flow(['lithium', 'battery', 'x-ray-tomography', 'semantic-segmentation', '2.5d'])}",
        f"timestamp: '{datetime.now(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')}'",
        "inputs:",
        *inputs,
        "outputs:",
        *outputs,
        "weights:",
        f"  onnx: {flow(onnx)}",
        "config:",
        f"  bioimageio: {flow({'reproducibility_tolerance': [tolerance]})}",
        "  lithoscope:",
        *[f"    {key}: {flow(value)}" for key, value in hints.items()],
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    args = options()
    torch.set_num_threads(1)
    package = Path(args.package)
    package.mkdir(parents=True, exist_ok=True)
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=False)
    net = StemUNet()
    net.load_state_dict(state["average"])
    net.eval()
    shards = read_folders(args.shards, args.limit)
    validation = read_folders(args.validation)
    calibration = calibrate(net, validation, torch.device("cpu"))
    print(json.dumps(calibration))

    (package / "weights.onnx").write_bytes(build_graph(net).SerializeToString())
    raw = test_input(next(s for s in validation if s.cnr >= 2))
    result = run_package(package / "weights.onnx", raw)
    with torch.no_grad():
        reference = net(normalise(torch.from_numpy(raw))).softmax(1).numpy()
    difference = float(np.abs(result - reference).max())
    if difference > 1e-4:
        raise SystemExit(f"the ONNX graph differs from the network by {difference}")
    np.save(package / "test_in.npy", raw)
    np.save(package / "test_out.npy", result)
    states = [*(torch.load(path, map_location="cpu", weights_only=False) for path in args.earlier), state]
    training = {
        "runs": [{"steps": s["step"], "volumes": s["volumes"], "seconds": round(s["trained_seconds"])} for s in states],
        "calibration": calibration,
        "onnx_difference": float(f"{difference:.1e}"),
    }
    (package / "rdf.yaml").write_text(description(package, args.version, trained_on(shards), training))
    print(f"max difference ONNX to network {difference:.1e}; {(package / 'weights.onnx').stat().st_size} bytes")


if __name__ == "__main__":
    main()
