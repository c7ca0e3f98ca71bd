"""rdf.yaml of a package: format 0.5.7 of the BioImage Model Zoo, with what only this program needs under `config`."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timezone
from pathlib import Path

from graph import OPSET
from model import HALO, SIZE_STEP, WIDTH
from models import Model
from scores import BORDER

# the smallest picture that leaves something between two halos
TEST_SIZE = 2 * HALO + SIZE_STEP
TEST_FILES = {"raw": "test_in.npy", "prob": "test_out.npy", "emb": "test_emb.npy"}
# bright means, and where the collector lies
INPUT_TEXT = {
    "xct": "one slice with two neighbours on each side; raw grey values, bright = absorbing, collector at low y",
    "fib": "one slice, two before, two, four and eight after it in the order of milling; raw grey values, collector at low y",
    "cryo": "one image, raw grey values; vacuum bright in cryo-TEM",
}
TAGS = {"xct": "x-ray-tomography", "fib": "fib-sem", "cryo": "cryo-tem"}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def flow(value: object) -> str:
    """JSON is YAML: inner values are written on one line, numbers kept exact."""
    return json.dumps(value)


def space(name: str) -> dict:
    return {"type": "space", "id": name, "size": {"min": TEST_SIZE, "step": SIZE_STEP}}


def result_space(name: str) -> dict:
    return {"type": "space", "id": name, "size": {"tensor_id": "raw", "axis_id": name}, "halo": HALO}


def tensor(package: Path, name: str, text: str, axes: list[dict], data: dict) -> list[str]:
    return [
        f"- id: {name}",
        f"  description: {text}",
        f"  axes: {flow([{'type': 'batch'}, *axes])}",
        f"  data: {flow({'type': 'float32', **data})}",
        f"  test_tensor: {flow({'source': TEST_FILES[name], 'sha256': sha256(package / TEST_FILES[name])})}",
    ]


def channels(names: list[str]) -> dict:
    return {"type": "channel", "channel_names": names}


def inputs(package: Path, model: Model) -> list[str]:
    statistics = {"min_percentile": 16, "max_percentile": 84, "axes": ["batch", "channel", "y", "x"]}
    return [
        *tensor(package, "raw", INPUT_TEXT[model.modality], [channels(list(model.channels)), space("y"), space("x")], {}),
        "  preprocessing:",
        "  # batch among the axes: statistics of the whole volume, in every runner; asinh is the first node of the graph",
        f"  - {flow({'id': 'scale_range', 'kwargs': statistics})}",
        f"  - {flow({'id': 'scale_linear', 'kwargs': {'gain': 2.0, 'offset': -1.0}})}",
    ]


def outputs(package: Path, model: Model) -> list[str]:
    """The feature map is the third output of the graph; the zoo's runners have no use for it."""
    plane = [result_space("y"), result_space("x")]
    return [
        *tensor(package, "prob", "class probabilities of the middle slice", [channels(list(model.names)), *plane], {"range": [0.0, 1.0]}),
        "  postprocessing:",
        f"  - {flow({'id': 'softmax', 'kwargs': {'axis': 'channel'}})}",
        *tensor(package, "emb", "pooled bottleneck of the picture, for telling foreign pictures apart", [{"type": "index", "size": 8 * WIDTH}], {}),
    ]


def description(package: Path, package_id: str, model: Model, version: str, hints: dict) -> str:
    tolerance = {"relative_tolerance": 1e-3, "absolute_tolerance": 1e-3, "mismatched_elements_per_million": 100}
    weights = {"source": "weights.onnx", "sha256": sha256(package / "weights.onnx"), "opset_version": OPSET}
    cite = {"text": "Ronneberger, Fischer, Brox: U-Net. MICCAI 2015", "doi": "10.1007/978-3-319-24574-4_28"}
    dimension = "2d" if len(model.offsets) == 1 else "2.5d"
    lines = [
        "format_version: 0.5.7",
        "type: model",
        f"id: {package_id}",
        f"name: Lithoscope {package_id}",
        f"version: {version}",
        f"description: {', '.join(model.names).capitalize().replace('sei', 'SEI')} - {model.title}; {dimension} U-Net trained on simulated pictures only.",
        f"authors: {flow([{'name': 'Lithoscope contributors'}])}",
        f"cite: {flow([cite])}",
        "license: MIT",
        "documentation: README.md",
        f"tags: {flow(['lithium', 'battery', TAGS[model.modality], 'semantic-segmentation', dimension])}",
        f"timestamp: '{datetime.now(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')}'",
        "inputs:",
        *inputs(package, model),
        "outputs:",
        *outputs(package, model),
        "weights:",
        f"  onnx: {flow(weights)}",
        "config:",
        f"  bioimageio: {flow({'reproducibility_tolerance': [tolerance]})}",
        "  lithoscope:",
        *[f"    {key}: {flow(value)}" for key, value in hints.items()],
    ]
    return "\n".join(lines) + "\n"


def hints(model: Model, trained_on: dict, training: dict, temperature: float, bank: dict, package: Path) -> dict:
    """What the program reads beyond the zoo's fields."""
    result: dict = {"modality": model.modality, "phases": dict(zip(model.names, model.phases))}
    if not model.policy.free:
        result["growth_axis"] = "y"
    result |= {"slice_axis": "z", "slice_offsets": list(model.offsets), "border": BORDER, "temperature": temperature}
    result["outputs"] = {"probabilities": "prob", "embedding": "emb", "features": "feat"}
    if training["inactive"]:
        result["outputs"]["inactive"] = "inactive"
    file = lambda name: {"source": name, "sha256": sha256(package / name)}
    thresholds = {key: bank[key] for key in ("threshold_warn", "threshold_bad")}
    result["embedding_bank"] = file("bank.npy") | {"projection": file("projection.npy")} | thresholds
    if (package / "weights.int8.onnx").exists():
        result["variants"] = {"int8": file("weights.int8.onnx")}
    return result | {"trained_on": trained_on, "training": training}
