"""Scores a package, thresholds that know the truth and a random forest on volumes that training never saw."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from bank import class_lookup, normalise
from baselines import best_interval_dice, class_histogram, forest, grey_bins, oracle_threshold
from export import sha256
from isolation import dead_fraction
from model import CLASS_NAMES, HALO, LITHIUM, SEI
from scores import class_scores, confusion, slices_of
from shards import Shard, read_folders

COLLECTOR = CLASS_NAMES.index("collector")
TILE = 128  # small on purpose: many seams
METHODS = ("network", "oracle", "forest")
COLUMNS = ("lithium", "sei", "pore", "mean")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", required=True)
    parser.add_argument("--shards", nargs="+", required=True, help="folders of test volumes")
    parser.add_argument("--unseen", nargs="*", default=[], help="families that training never saw")
    parser.add_argument("--out", required=True, help="evaluation.json")
    parser.add_argument("--no-forest", action="store_true")
    parser.add_argument("--baselines", nargs="*", default=[], help="earlier evaluations: take oracle and forest of the same volumes from them")
    return parser.parse_args()


class Network:
    def __init__(self, weights: Path):
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(weights), settings, providers=["CPUExecutionProvider"])

    def predict(self, image: np.ndarray, core: int | None = None, chunk: int = 8) -> np.ndarray:
        """Class index per voxel: whole slices, or tiles of `core` voxels, each with the halo of the package around it.

        The picture is mirrored at its edges, by the halo and up to a multiple of 16.
        """
        volume = normalise(torch.from_numpy(image))
        height, width = image.shape[1:]
        rows, columns = (core, core) if core else (height + -height % 16, width + -width % 16)
        spare = ((0, 0), (0, 0), (HALO, HALO + -height % rows), (HALO, HALO + -width % columns))
        result = np.empty(image.shape, np.uint8)
        for some in torch.arange(image.shape[0]).split(chunk):
            grey = np.pad(slices_of(volume, some).numpy(), spare, mode="reflect")
            planes = slice(int(some[0]), int(some[-1]) + 1)
            for y in range(0, height, rows):
                for x in range(0, width, columns):
                    tile = grey[:, :, y : y + rows + 2 * HALO, x : x + columns + 2 * HALO]
                    classes = self.session.run(None, {"raw": tile})[0][:, :, HALO:-HALO, HALO:-HALO].argmax(1)
                    result[planes, y : y + rows, x : x + columns] = classes[:, : height - y, : width - x]
        return result


def judge(predicted: np.ndarray, truth: np.ndarray, true_dead: float | None) -> dict:
    """Dice of every class, and the error of the dead fraction in points of a hundred."""
    scores = {name: None if value is None else round(value, 4) for name, value in class_scores(confusion(predicted, truth)).items()}
    dead = dead_fraction(predicted == LITHIUM, predicted == COLLECTOR, halo=1)
    scores["dead_error"] = None if dead is None or true_dead is None else round(100 * (dead - true_dead), 3)
    return scores


def examine(shard: Shard, network: Network, with_forest: bool, known: dict[str, dict]) -> dict:
    truth = class_lookup("cpu").numpy()[shard.labels]
    true_dead = dead_fraction(truth == LITHIUM, truth == COLLECTOR)
    digest = hashlib.sha256(shard.image.tobytes() + shard.labels.tobytes()).hexdigest()[:16]
    row: dict = {"family": shard.family, "shape": "x".join(map(str, truth.shape)), "seed": shard.header["seed"], "cnr": shard.cnr, "cell": shard.header["cell"]}
    row |= {"regime": shard.header["regime"], "inverted": shard.header["inverted"]}
    row["true_dead"] = None if true_dead is None else round(100 * true_dead, 3)
    row["volume_sha256"] = digest
    predicted = network.predict(shard.image)
    row["network"] = judge(predicted, truth, true_dead)
    if min(truth.shape[1:]) > TILE:
        row["tile_mismatch"] = round(float((network.predict(shard.image, TILE) != predicted).mean()), 5)
    if digest in known:
        return row | {method: known[digest][method] for method in ("oracle", "forest") if method in known[digest]}
    bins = grey_bins(shard.image)
    histogram = class_histogram(bins, truth)
    row["oracle"] = judge(oracle_threshold(bins, histogram), truth, true_dead)
    for index in (LITHIUM, SEI):
        best = best_interval_dice(histogram, index)
        row["oracle"][f"best_interval_{CLASS_NAMES[index]}"] = None if best is None else round(best, 4)
    if with_forest:
        row["forest"] = judge(forest(shard.image, truth, shard.header["seed"] % 2**31), truth, true_dead)
    return row


def interval(values: list[float], draws: int = 2000) -> list[float]:
    """95 % of bootstrap means over volumes."""
    sample = np.array(values)
    picks = np.random.default_rng(0).integers(0, sample.size, (draws, sample.size))
    return np.round(np.percentile(sample[picks].mean(1), (2.5, 97.5)), 3).tolist()


def summary(rows: list[dict]) -> dict:
    """Mean of every score over the volumes, with its interval, per method."""
    table: dict = {"volumes": len(rows)}
    mismatch = [row["tile_mismatch"] for row in rows if "tile_mismatch" in row]
    if mismatch:
        table["tile_mismatch"] = round(float(np.mean(mismatch)), 5)
    for method in METHODS:
        entries = [row[method] for row in rows if method in row]
        if not entries:
            continue
        table[method] = {}
        for column in (*COLUMNS, "best_interval_lithium", "best_interval_sei", "lithium_volume_ratio", "sei_volume_ratio", "lithium_in_vain", "sei_in_vain"):
            values = [e[column] for e in entries if e.get(column) is not None]
            if values:
                table[method][column] = {"mean": round(float(np.mean(values)), 3), "ci95": interval(values)}
        errors = [e["dead_error"] for e in entries if e["dead_error"] is not None]
        if errors:
            table[method]["dead_error"] = {"mean_absolute": round(float(np.mean(np.abs(errors))), 2), "bias": round(float(np.mean(errors)), 2)}
    return table


def levels_of(rows: list[dict]) -> list[float]:
    """The contrast-to-noise ratios that the test sets fix; drawn ones occur once."""
    found = [row["cnr"] for row in rows]
    return sorted({level for level in found if found.count(level) >= 4})


def grouped(rows: list[dict], unseen: set[str]) -> dict[str, dict]:
    """Summaries of everything, per CNR, per family, per shape, and per family and CNR."""
    families, levels = sorted({row["family"] for row in rows}), levels_of(rows)
    shapes = sorted({row["shape"] for row in rows})
    keep: dict[str, list[dict]] = {
        "families trained on, new seeds": [r for r in rows if r["family"] not in unseen],
        "families never trained on": [r for r in rows if r["family"] in unseen],
    }
    keep |= {f"CNR {level:g}": [r for r in rows if r["cnr"] == level] for level in levels}
    keep |= {family: [r for r in rows if r["family"] == family] for family in families}
    keep |= {f"volumes of {shape}": [r for r in rows if r["shape"] == shape] for shape in shapes if len(shapes) > 1}
    for family in families:
        keep |= {f"{family}, CNR {level:g}": [r for r in rows if r["family"] == family and r["cnr"] == level] for level in levels}
    return {title: summary(chosen) for title, chosen in keep.items() if chosen}


def gate(table: dict) -> dict:
    """The network must beat thresholding on lithium and on SEI."""
    mean = lambda method, column: table[method][column]["mean"]
    result = {}
    for column in ("lithium", "sei"):
        names = {"network": mean("network", column), "oracle": mean("oracle", column), "best_interval": mean("oracle", f"best_interval_{column}")}
        result[column] = names | {"passed": names["network"] > max(names["oracle"], names["best_interval"])}
    return result


def markdown(groups: dict[str, dict]) -> str:
    """The table of the model card."""
    lines = ["| volumes | n | method | Li | SEI | pore | all classes | dead-Li error (bias), points |", "|---|---|---|---|---|---|---|---|"]
    for title, table in groups.items():
        for method in METHODS:
            if method not in table:
                continue
            cells = [f"{table[method][c]['mean']:.2f}" if c in table[method] else "-" for c in COLUMNS]
            error = table[method].get("dead_error")
            cells.append("-" if error is None else f"{error['mean_absolute']:.1f} ({error['bias']:+.1f})")
            lines.append(f"| {title} | {table['volumes']} | {method} | {' | '.join(cells)} |")
    return "\n".join(lines)


def document(report: dict) -> str:
    """JSON with one group and one volume per line."""
    head = {key: value for key, value in report.items() if key not in ("groups", "rows")}
    groups = ",\n".join(f"  {json.dumps(title)}: {json.dumps(table)}" for title, table in report["groups"].items())
    rows = ",\n".join(f"  {json.dumps(row)}" for row in report["rows"])
    return json.dumps(head, indent=1)[:-2] + f',\n "groups": {{\n{groups}\n }},\n "rows": [\n{rows}\n ]\n}}\n'


def main() -> None:
    args = options()
    torch.set_num_threads(1)
    package = Path(args.package)
    network = Network(package / "weights.onnx")
    known = {row["volume_sha256"]: row for path in args.baselines for row in json.loads(Path(path).read_text())["rows"]}
    rows = []
    for shard in read_folders(args.shards):
        rows.append(examine(shard, network, not args.no_forest, known))
        last = rows[-1]
        print(f"{shard.name} {shard.family} cnr {shard.cnr:.2g}", {m: {c: last[m][c] for c in ("lithium", "sei")} for m in METHODS if m in last}, flush=True)

    groups = grouped(rows, set(args.unseen))
    judged = groups.get("families never trained on") or groups["families trained on, new seeds"]
    report = {
        "weights_sha256": sha256(package / "weights.onnx"),
        "protocol": {
            "dice": "per volume, then mean over the volumes whose truth holds the class; pore = electrolyte, gas and other taken as one; mean over the classes present",
            "oracle": "most frequent true class of every grey value of the same volume after a gaussian of sigma 1",
            "best_interval": "highest Dice that any single grey interval reaches for that class, knowing the truth",
            "forest": "100 trees on multiscale intensity, edge and texture features, trained on 1 % of the same volume",
            "in_vain": "share of a volume called lithium or SEI, over the volumes that hold none",
            "tile_mismatch": f"share of voxels called differently when slices are cut into tiles of {TILE} voxels with a halo of {HALO}",
            "dead_error": "dead fraction (18 neighbours, collector halo 1 voxel) minus truth, in points",
            "unseen_families": sorted(args.unseen),
        },
        "gate": gate(judged),
        "groups": groups,
        "rows": rows,
    }
    Path(args.out).write_text(document(report))
    print(markdown(groups))
    print(json.dumps(report["gate"]))


if __name__ == "__main__":
    main()
