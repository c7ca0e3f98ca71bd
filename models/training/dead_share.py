"""Margins of the dead share's interval, such that it holds the truth as often as it says: split conformal prediction.

`lithoscope evaluate FOLDER --model ID -o table.json` over validation volumes (never the test volumes) gives, for each one, the dead share of
the labels, what the three rules over the probabilities span, and the truth. Each side of

    from  min(low, share) - below      to  share + above (0.1 + sqrt(high - low))

may fail in half of the cases that may fail at all. src/segmentation/dead-share.ts computes the same.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np

COVERAGE = 0.9
DIGITS = 4


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", required=True, help="folder of the model package; the margins are written into its rdf.yaml")
    parser.add_argument("--evaluation", nargs="+", required=True, help="tables of `lithoscope evaluate` over validation volumes")
    return parser.parse_args()


def conformal_quantile(scores: np.ndarray, level: float) -> float:
    """The smallest score that a new one does not exceed with this probability, whatever the distribution."""
    rank = math.ceil((len(scores) + 1) * level)
    if rank > len(scores):
        raise SystemExit(f"{len(scores)} volumes are too few for a level of {level:g}; {math.ceil(level / (1 - level))} are needed.")
    return float(np.sort(scores)[rank - 1])


def scale_above(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return 0.1 + np.sqrt(np.maximum(high - low, 0))


def fit(share: np.ndarray, low: np.ndarray, high: np.ndarray, truth: np.ndarray, coverage: float = COVERAGE) -> dict:
    """Never negative: the interval holds the share that is quoted."""
    level = 1 - (1 - coverage) / 2
    below = conformal_quantile(np.minimum(low, share) - truth, level)
    above = conformal_quantile((truth - share) / scale_above(low, high), level)
    up = lambda value: math.ceil(max(0.0, value) * 10**DIGITS) / 10**DIGITS
    return {"below": up(below), "above": up(above), "coverage": coverage, "volumes": len(truth)}


def interval(share: np.ndarray, low: np.ndarray, high: np.ndarray, margins: dict) -> tuple[np.ndarray, np.ndarray]:
    first = np.minimum(low, share) - margins["below"]
    last = share + margins["above"] * scale_above(low, high)
    return np.clip(first, 0, 1), np.clip(last, 0, 1)


def numbers(rows: list[dict], method: str) -> tuple[np.ndarray, ...]:
    """Share, smallest and largest of the rules, truth: of the volumes that have all of them."""
    keys = ("dead.measured", "dead.rulesLow", "dead.rulesHigh", "dead.truth")
    own = [row["scores"] for row in rows if row["method"] == method]
    # tables written before packages had margins call the rules' interval by the plain name
    old = {"dead.rulesLow": "dead.low", "dead.rulesHigh": "dead.high"}
    found = [[s.get(k, s.get(old.get(k, k)) if "dead.rulesLow" not in s else None) for k in keys] for s in own]
    table = np.array([values for values in found if None not in values], float).reshape(-1, 4)
    return tuple(table.T)


def write_hint(rdf: Path, key: str, value: object) -> None:
    """One line among those of `lithoscope:`, in the place of an earlier one."""
    line = f"    {key}: {json.dumps(value)}"
    lines = [old for old in rdf.read_text().splitlines() if not old.startswith(f"    {key}: ")]
    at = lines.index("  lithoscope:") + 1
    while at < len(lines) and lines[at].startswith("    ") and not lines[at].startswith(("    trained_on:", "    training:")):
        at += 1
    rdf.write_text("\n".join([*lines[:at], line, *lines[at:]]) + "\n")


def main() -> None:
    args = options()
    package = Path(args.package)
    rows = [row for path in args.evaluation for row in json.loads(Path(path).read_text())["rows"]]
    share, low, high, truth = numbers(rows, package.resolve().name)
    margins = fit(share, low, high, truth)
    write_hint(package / "rdf.yaml", "dead_share", margins)
    first, last = interval(share, low, high, margins)
    inside = (truth >= first - 1e-9) & (truth <= last + 1e-9)
    rules = (truth >= low - 1e-9) & (truth <= high + 1e-9)
    print(json.dumps(margins | {"covered": float(inside.mean()), "width": float((last - first).mean())}))
    print(json.dumps({"rules alone": {"covered": float(rules.mean()), "width": float((high - low).mean())}}))


if __name__ == "__main__":
    main()
