"""Writes the model card (README.md of a package) from what was measured: rdf.yaml, the learning curve and the table of `lithoscope evaluate`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from models import MODELS, Model
from pictures import draw_failures

# score of the table, column title, digits, factor
COLUMNS = {
    "lithium.dice": ("Li", 2, 1),
    "sei.dice": ("SEI", 2, 1),
    "sei.boundaryF1": ("SEI F1, 1 px", 2, 1),
    "surroundings.dice": ("pore 3+4+6", 2, 1),
    "pore.dice": ("pore", 2, 1),
    "mean.dice": ("all", 2, 1),
    "lithium.clDice": ("Li clDice", 2, 1),
    "sei.volumeBias": ("SEI volume, %", 0, 100),
    "dead.absoluteError": ("dead Li error, points", 1, 100),
    "dead.covered": ("covered, %", 0, 100),
    "dead.width": ("interval, points", 1, 100),
    "calibrationError": ("ECE", 3, 1),
}
SHOWN = {
    "xct": [key for key in COLUMNS if key != "pore.dice"],
    "fib": [key for key in COLUMNS if key != "surroundings.dice"],
    "cryo": ["lithium.dice", "sei.dice", "sei.boundaryF1", "pore.dice", "mean.dice", "sei.volumeBias", "calibrationError"],
}
KINDS = ("families trained on", "families never trained on", "imaging never trained on")

USE = {
    "xct": """- Input: five neighbouring slices (`zm2` to `zp2`), raw grey values, bright = absorbing, slices along z, collector at low y.
- Electrolyte and gas are told apart by grey value relative to the whole volume; in a fully dry or fully wet cell they can be taken for one another.
  Merged with `other` they are the `pore 3+4+6` column.
- Not for FIB-SEM, cryo-TEM, neutrons, single images or projections.""",
    "fib": """- Input: seven slices (`zm2` to `zp8`: two before, two, four and eight after, in the order of milling), raw grey values, collector at low y.
  The later slices show whether something bright in a pore is its back wall. A stack stored against the order of milling has to be reversed.
- `electrolyte` is a filled matrix (frozen electrolyte, resin), `pore` is empty.
- Not for X-ray tomograms or single images.""",
    "cryo": """- Input: one image, raw grey values, vacuum bright in TEM (dark-field HAADF is trained on too). No direction is special.
- `amorphous sei` and `crystalline sei` both count as SEI; `support` is carbon film, grid and ice.
- Projections overlap: where a shell lies in front of lithium, the truth is what most of the thickness is.
- Not for stacks of slices.""",
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", required=True)
    parser.add_argument("--evaluation", nargs="+", required=True, help="tables that `lithoscope evaluate FOLDER -o` wrote")
    parser.add_argument("--curve", nargs="*", default=[], help="curve.jsonl of every training run, in order")
    parser.add_argument("--volumes", help="folder of the test volumes, for the pictures of failures")
    parser.add_argument("--inactive", help="report of inactive.py")
    return parser.parse_args()


def read_rdf(package: Path) -> dict:
    """The flow values of the description: name to JSON."""
    found = {}
    for line in (package / "rdf.yaml").read_text().splitlines():
        key, _, value = line.strip().partition(": ")
        try:
            found.setdefault(key, json.loads(value))
        except ValueError:
            found.setdefault(key, value)
    return found


def cell(entry: dict | None, key: str, with_interval: bool) -> str:
    if entry is None:
        return "-"
    _, digits, factor = COLUMNS[key]
    number = lambda name: f"{entry[name] * factor:.{digits}f}"
    return f"{number('mean')} ({number('low')} to {number('high')})" if with_interval else number("mean")


def table(groups: list[dict], keys: list[str], with_interval: bool) -> str:
    lines = ["| | n | method | " + " | ".join(COLUMNS[key][0] for key in keys) + " |", "|---|---|---|" + "---|" * len(keys)]
    for group in groups:
        cells = [cell(group["scores"].get(key), key, with_interval) for key in keys]
        lines.append(f"| {group['name']} | {group['volumes']} | {group['method']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def chosen(groups: list[dict], test, methods: list[str] | None = None) -> list[dict]:
    return [g for g in groups if g["volumes"] > 0 and test(g["name"]) and (methods is None or g["method"] in methods)]


def main_tables(groups: list[dict], own: str, modality: str) -> str:
    keys = SHOWN[modality]
    first, short = keys[:5], [key for key in ("lithium.dice", "sei.dice", keys[3]) if key in keys]
    kinds = [g for kind in KINDS for g in chosen(groups, lambda name: name == kind)]
    parts = ["Mean over volumes, with 95 % bootstrap intervals over structures:", table(kinds, first, True)]
    parts += ["The other figures of the same volumes:", table(kinds, keys[5:], False)]
    conditions = chosen(groups, lambda name: name.startswith("CNR") or name.endswith(" cell"), [own])
    parts += ["Per contrast-to-noise ratio and per cell:", table(conditions, keys, False)]
    parts += ["Per family, beside what a threshold that knows the truth and a forest trained on 1 % of it reach:"]
    parts += [table(chosen(groups, lambda n: n.startswith("family ")), short, False)]
    return "\n\n".join(parts)


def lost_to(groups: list[dict], own: str, other: str) -> str:
    """The families on which a baseline does better."""
    scores = {(g["name"], g["method"]): g["scores"] for g in groups}
    found = []
    for name in sorted({g["name"] for g in groups if g["name"].startswith("family ")}):
        for key, title in (("lithium.dice", "lithium"), ("sei.dice", "SEI")):
            ours, theirs = (scores.get((name, method), {}).get(key) for method in (own, other))
            if ours and theirs and ours["mean"] < theirs["mean"]:
                found.append(f"{name[7:]} ({title}, {ours['mean']:.2f} against {theirs['mean']:.2f})")
    return f"`{other}` does better on " + ", ".join(found) + "." if found else f"`{other}` does better on no family."


def flipped(groups: list[dict], own: str) -> str:
    everything = next((g for g in groups if g["name"] == "all" and g["method"] == own), None)
    if everything is None:
        return ""
    count = f"{everything['verdictsFlipped']} of {everything['volumes']} volumes"
    return f"The verdict on most of the lithium (live, dead, unknown) is another one than in the truth in {count}."


def failures(shown: list[dict]) -> str:
    if not shown:
        return ""
    lines = ["## Failures", "", "The lowest lithium Dice of each of four families: image, truth, result (middle slice).", ""]
    lines += ["![worst results](failures.png)", ""]
    for row in shown:
        cnr = "" if row["cnr"] is None else f", CNR {row['cnr']:.1f}"
        scores = row["scores"]
        sei = "" if scores.get("sei.dice") is None else f", SEI {scores['sei.dice']:.2f}"
        lines.append(f"- {row['family']}{cnr}, {row['regime']}: lithium {scores['lithium.dice']:.2f}{sei}")
    return "\n".join(lines) + "\n"


def calibration_text(rdf: dict, training: dict) -> str:
    fit = training["calibration"]
    volumes = ", ".join(f"{name} {before:.2f} to {fit['volume_ratio_after'][name]:.2f}" for name, before in fit["volume_ratio_before"].items())
    error = fit["calibration_error"]
    return (
        f"Measured volume over true volume on the validation pictures, before and after one shift per class: {volumes}. "
        f"Temperature {rdf['temperature']}: calibration error {error['before']:.3f} to {error['after']:.3f}."
    )


def small_text(training: dict) -> str:
    small = training["int8"]
    if not small.get("shipped"):
        return "No eight-bit variant is shipped: it lost too much."
    lost = small["dice_points_lost"]
    return (
        f"Eight-bit variant ({small['bytes'] / 1e6:.1f} MB): {lost['lithium']:.2f} points of lithium Dice and {lost['sei']:.2f} of SEI lost, "
        f"{small['times_as_fast']} times as fast on one core with VNNI."
    )


def bank_text(training: dict) -> str:
    bank = training["bank"]
    parts = ", ".join(f"{kind} {value:.2f}" for kind, value in bank["auroc"].items())
    return f"Out-of-range distance: {bank['vectors']} vectors of training pictures; AUROC against foreign versions of validation pictures: {parts}."


def fitted_text(rdf: dict) -> str:
    """What was fitted on tables over validation volumes."""
    parts = []
    if margins := rdf.get("dead_share"):
        parts.append(
            f"Interval of the dead share: conformal margins ({margins['below']:g} below, {margins['above']:g} above in units of the spread of the rules) "
            f"fitted for {100 * margins['coverage']:g} % on {margins['volumes']} volumes that are in no table here."
        )
    else:
        parts.append("The interval of the dead share is what three probability rules span; it is not calibrated.")
    if usual := rdf.get("usual"):
        parts.append(f"Out-of-range light: bands of {len(usual['measures'])} measures over {usual['volumes']} pictures that are in no table here.")
    return " ".join(parts)


def inactive_text(path: str | None) -> str:
    if path is None:
        return ""
    report = json.loads(Path(path).read_text())
    verdict = "beats" if report["shipped"] else "does not beat"
    return (
        f"\nInactive lithium told from single slices was trained as an extra output. On families never trained on it {verdict} in-plane connectivity "
        f"(Dice {report['network']['dice']:.2f} against {report['connectivity']['dice']:.2f}, AUROC {report['network']['auroc']:.2f} against "
        f"{report['connectivity']['auroc']:.2f}, {report['slices']} slices){'' if report['shipped'] else ', so it is not part of the package'}.\n"
    )


def thin_curve(path: Path) -> list[dict]:
    """About sixty losses, all validations."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    last = max(r["step"] for r in records)
    stride = max(100, 100 * round(last / 100 / 60))
    return [r for r in records if "validation" in r or r["step"] % stride == 0 or r["step"] == last]


def write_lines(path: Path, records: list[dict]) -> None:
    path.write_text("[\n" + ",\n".join(json.dumps(record) for record in records) + "\n]\n")


def text_of(package: Path, rdf: dict, model: Model, groups: list[dict], shown: list[dict], inactive: str | None) -> str:
    training, trained = rdf["training"], rdf["trained_on"]
    own = package.name
    cnr = f", contrast-to-noise ratio {trained['cnr'][0]} to {trained['cnr'][1]}" if "cnr" in trained else ""
    difference = training["onnx_difference"]["prob"]
    return f"""# {own} {rdf["version"]}

{rdf["description"]}

**Trained on simulated pictures only and measured on simulated pictures only.** No openly licensed labelled picture of this kind of
lithium exists today, so nothing here says how well it does on a real one; expect clearly less (0.1 to 0.3 of Dice). Check the
result by eye and correct it before you publish a number.

## Use

{USE[model.modality]}
- Normalisation is over the whole picture or volume (16th and 84th percentile to -1 and 1), then asinh inside of the graph. Segment first, crop afterwards.
- Result: scores of {len(model.labels)} classes, softmax after division by the temperature of `rdf.yaml`. A voxel sees 96 voxels far: tiles that overlap by
  that much have no seams.

Range: voxels of {trained["voxel_nm"][0]:g} to {trained["voxel_nm"][1]:g} nm{cnr}; grey values as in `rdf.yaml`.

## Architecture and training

Half-resolution U-Net of four levels (24 to 192 channels), `{training["exit"]}` exit, {(package / "weights.onnx").stat().st_size / 1e6:.1f} MB, opset 17.
{training["steps"]} steps on {training["pictures"]} pictures ({training["seconds"]} s on one processor core), begun with the weights of an earlier
network for X-ray tomograms.
Families: {", ".join(trained["families"])}. Commands: `models/training/README.md`; learning curve: `curve.json`.

{calibration_text(rdf, training)}
ONNX against the trained network: at most {difference} in probability. {small_text(training)}
{bank_text(training)}
{fitted_text(rdf) if model.modality != "cryo" or "usual" in rdf else ""}

# Validation

Test volumes have seeds that training never saw. `oracle`: every grey value of the smoothed picture gets the phase that is most
frequent there in the truth of the same volume; `otsu`: multi-Otsu thresholds, called by the truth; `forest`: 100 trees on
multiscale features, trained on 1 % of the truth of the same volume. The network is given none of this.
Every volume is in `evaluation.json`.

{main_tables(groups, own, model.modality)}

{lost_to(groups, own, "oracle")} {lost_to(groups, own, "forest")}
{flipped(groups, own)}
{inactive_text(inactive)}
{failures(shown)}
## Known weaknesses

- Dice of shells one to three voxels thin is low even where the outline is right to a voxel.
- Low contrast breaks thin necks and joins near neighbours. Quote a dead fraction with its interval.
- A field that holds nothing but one phase is normalised to its own noise.
- A bright collector hides the first voxels of lithium on it.

License: MIT.
"""


def main() -> None:
    args = options()
    package = Path(args.package)
    rdf = read_rdf(package)
    model = next(m for m in MODELS.values() if m.modality == rdf["modality"])
    tables = [json.loads(Path(path).read_text()) for path in args.evaluation]
    groups, rows = ([entry for t in tables for entry in t[part]] for part in ("groups", "rows"))
    own = [row for row in rows if row["method"] == package.name]
    shown = draw_failures(package, Path(args.volumes), own, model) if args.volumes else []
    write_lines(package / "evaluation.json", rows)
    if args.curve:
        write_lines(package / "curve.json", [{"run": run, **r} for run, path in enumerate(args.curve, 1) for r in thin_curve(Path(path))])
    (package / "README.md").write_text(text_of(package, rdf, model, groups, shown, args.inactive))


if __name__ == "__main__":
    main()
