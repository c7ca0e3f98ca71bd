"""Writes the model card (README.md of the package) from what was measured: evaluation.json, curve.json and rdf.yaml."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from evaluate import levels_of, markdown

TEMPLATE = """# li-xct-fast {version}

Lithium, SEI, electrolyte, gas, current collector and other phases in X-ray tomograms of lithium-metal cells.

**Trained on simulated volumes only and measured on simulated volumes only.** No openly licensed labelled scan of a lithium-metal
cell exists today, so nothing here says how well it does on a real one; expect clearly less (0.1 to 0.3 of Dice). Check the result by eye
and correct it before you publish a number.

## Use

- Input: five neighbouring slices (`zm2` to `zp2`), raw grey values, bright = absorbing, slices along z, collector at low y.
  Lithoscope turns the stack so; other runners of the BioImage Model Zoo format must be given it so.
- Normalisation is over the whole volume (16th and 84th percentile to -1 and 1), then asinh inside of the graph. A small crop that is
  mostly collector, or all electrolyte, is normalised differently from the scan it comes from: segment first, crop afterwards.
- Output: probabilities of six classes after softmax. Electrolyte and gas are told apart by grey value relative to the whole volume, so
  in a fully dry or fully wet cell they can be confused for one another; merged they are the `pore` column below.
- Not for FIB-SEM, cryo-TEM, neutrons, single images, or projections.

Range: voxel size {voxel} nm, contrast-to-noise ratio of lithium against electrolyte {cnr}; `rdf.yaml` holds the grey-value range.

## Architecture and training

Half-resolution 2.5-D U-Net, 1.02 million weights, {megabytes:.1f} MB, opset 17. {runs}.
Families trained on: {families}. Half of what it saw are pictures of a second, independent image model.
Commands: `models/training/README.md`; loss and validation scores: `curve.json`. The ONNX graph differs from the trained
network by at most {difference} in probability.

Volume calibration on validation volumes: lithium {li_before:.2f} to {li_after:.2f}, SEI {sei_before:.2f} to {sei_after:.2f} times the true volume.

## Measured

Dice per volume, then mean over the volumes that hold the class. Test volumes have seeds that training never saw; the families {unseen} were never trained on.
`oracle`: the most frequent true class of every grey value of the same volume after a gaussian of sigma 1, so it knows the truth.
`forest`: 100 trees on multiscale features, trained on 1 % of the truth of the same volume. Dead-Li error: dead fraction (18
neighbours, collector halo of one voxel) minus truth, mean of absolute values and mean.

Every family has three test structures of 64 x 128 x 128 voxels, each imaged at CNR 1, 2, 4 and 8, and two taller ones at a drawn CNR:
differences of a few hundredths mean nothing. Pore: electrolyte, gas and other taken as one. A dead-Li error exists only where a
method found lithium at all.

{main_table}

{gate_text}

{worse}

Per family and CNR (network):

{cells}

Intervals (95 %, bootstrap over volumes) and the numbers of every volume are in `evaluation.json`.

## Known weaknesses

- Dice of one to three voxel thin SEI shells is low even where the outline is right to a voxel.
- Low CNR breaks thin necks and joins near neighbours: the dead fraction is off by the points given above. Quote it with its interval.
- Lithium beside gas has a tenth of the contrast of lithium beside electrolyte; in dry cells only phase contrast shows it.
- A field that holds nothing but one phase is normalised to its own noise, and the network sees structure in it:
  where there is no lithium, {vain} of the volume was called lithium on average. Cut empty fields off, or mask them.
- Slices cut into tiles of 128 voxels (halo 32) differ from whole slices in {mismatch} of the voxels: the network looks further than
  the halo. Larger tiles have fewer seams; Lithoscope uses 512.
- A bright collector hides the first voxels of lithium on it.

License: MIT.
"""


def family_grid(report: dict) -> str:
    """Lithium / SEI / pore / dead error of the network, families down, CNR across."""
    rows = report["rows"]
    families, levels = sorted({row["family"] for row in rows}), levels_of(rows)
    lines = ["| family | " + " | ".join(f"CNR {level:g}: Li / SEI / pore / dead" for level in levels) + " |", "|---" * (len(levels) + 1) + "|"]
    for family in families:
        cells = []
        for level in levels:
            table = report["groups"][f"{family}, CNR {level:g}"]["network"]
            numbers = [f"{table[c]['mean']:.2f}" if c in table else "-" for c in ("lithium", "sei", "pore")]
            error = table.get("dead_error")
            cells.append(" / ".join([*numbers, "-" if error is None else f"{error['mean_absolute']:.1f}"]))
        lines.append(f"| {family} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def gate_sentence(report: dict) -> str:
    parts = []
    for column, name in (("lithium", "lithium"), ("sei", "SEI")):
        entry = report["gate"][column]
        verb = "beats" if entry["passed"] else "does not beat"
        parts.append(f"on {name} the network ({entry['network']:.3f}) {verb} the oracle ({entry['oracle']:.3f}) and the best single grey interval ({entry['best_interval']:.3f})")
    return "On the families never trained on, " + "; ".join(parts) + "."


def worse_than_oracle(report: dict) -> str:
    """The families on which a threshold that knows the truth does better."""
    found = []
    for family in sorted({row["family"] for row in report["rows"]}):
        table = report["groups"][family]
        for column, name in (("lithium", "lithium"), ("sei", "SEI"), ("pore", "pore"), ("mean", "all classes")):
            network, oracle = table["network"][column]["mean"], table["oracle"][column]["mean"]
            if network < oracle:
                found.append(f"{family}: {name} ({network:.2f} against {oracle:.2f})")
    return "The oracle does better on " + "; ".join(found) + "." if found else "The oracle does better on no family."


def in_vain(report: dict) -> str:
    shares = [row["network"]["lithium_in_vain"] for row in report["rows"] if row["network"].get("lithium_in_vain") is not None]
    return f"{100 * sum(shares) / len(shares):.0f} %" if shares else "an unmeasured part"


def mismatch(report: dict) -> str:
    shares = [row["tile_mismatch"] for row in report["rows"] if "tile_mismatch" in row]
    return f"{100 * sum(shares) / len(shares):.1f} %" if shares else "an unmeasured part"


def thin_curve(path: Path) -> list[dict]:
    """About sixty losses, all validations."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    last = max(r["step"] for r in records if "step" in r)
    stride = max(100, 100 * round(last / 100 / 60))
    return [r for r in records if "validation" in r or "event" in r or r["step"] % stride == 0 or r["step"] == last]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", required=True)
    parser.add_argument("--curve", nargs="*", help="curve.jsonl of every training run, in order")
    args = parser.parse_args()
    package = Path(args.package)
    if args.curve:
        records = [{"run": run, **record} for run, path in enumerate(args.curve, 1) for record in thin_curve(Path(path))]
        lines = ",\n".join(json.dumps(record) for record in records)
        (package / "curve.json").write_text(f"[\n{lines}\n]\n")
    report = json.loads((package / "evaluation.json").read_text())
    lines = (package / "rdf.yaml").read_text().splitlines()
    value = lambda key: next(line.split(": ", 1)[1] for line in lines if line.strip().startswith(f"{key}:"))
    trained, training = json.loads(value("trained_on")), json.loads(value("training"))
    calibration = training["calibration"]
    plain = {title: table for title, table in report["groups"].items() if ", CNR " not in title}
    text = TEMPLATE.format(
        version=value("version"),
        voxel=" to ".join(str(v) for v in trained["voxel_nm"]),
        cnr=" to ".join(str(v) for v in trained["cnr"]),
        megabytes=(package / "weights.onnx").stat().st_size / 1e6,
        runs=", then ".join(f"{run['steps']} steps on {run['volumes']} volumes ({run['seconds']} s)" for run in training["runs"]),
        families=", ".join(trained["families"]),
        difference=training["onnx_difference"],
        li_before=calibration["volume_ratio_before"]["lithium"],
        li_after=calibration["volume_ratio_after"]["lithium"],
        sei_before=calibration["volume_ratio_before"]["sei"],
        sei_after=calibration["volume_ratio_after"]["sei"],
        unseen=" and ".join(report["protocol"]["unseen_families"]),
        worse=worse_than_oracle(report),
        vain=in_vain(report),
        mismatch=mismatch(report),
        main_table=markdown(plain),
        gate_text=gate_sentence(report),
        cells=family_grid(report),
    )
    (package / "README.md").write_text(text)


if __name__ == "__main__":
    main()
