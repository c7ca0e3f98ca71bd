"""What pictures of the kind are usually like, for the out-of-range light: bands of what `lithoscope evaluate` measured on them.

`lithoscope evaluate FOLDER --model ID -o table.json` over validation volumes (never the test volumes) writes for each one what the program
measures on any picture: grey values, noise, what was found, how sure the network is, distance to the training pictures. So the bands
come through the very code that later compares with them. src/segmentation/range-score.ts computes the same score.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from dead_share import write_hint

BAND = (0.025, 0.975)
NARROWEST = 0.15  # measures are logarithms or asinh
LARGEST = 5
LIT = 0.04  # share of validation volumes on which the light may be on; the grain's own band adds to it
LEAST = 20
LEAST_KNOWN = 0.5  # a measure that most volumes lack says nothing


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", required=True, help="folder of the model package; the bands are written into its rdf.yaml")
    parser.add_argument("--evaluation", nargs="+", required=True, help="tables of `lithoscope evaluate` over validation volumes")
    return parser.parse_args()


def matrix(rows: list[dict]) -> tuple[list[str], np.ndarray]:
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, np.nan) for name in names] for row in rows], float)
    known = (~np.isnan(table)).mean(0) >= LEAST_KNOWN
    return [name for name, keep in zip(names, known) if keep], table[:, known]


def bands(table: np.ndarray) -> np.ndarray:
    """[measure, (low, middle, high)]"""
    middle = np.nanmedian(table, 0)
    low, high = (np.nanquantile(table, q, axis=0) for q in BAND)
    return np.stack([np.minimum(low, middle - NARROWEST), middle, np.maximum(high, middle + NARROWEST)], 1)


def deviation(table: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Mean of the largest deviations of each row, 1 at the edge of a band; what is missing does not deviate."""
    low, middle, high = found.T
    sizes = np.where(table < middle, (middle - table) / (middle - low), (table - middle) / (high - middle))
    return np.sort(np.nan_to_num(sizes), 1)[:, -LARGEST:].mean(1)


def fit(rows: list[dict]) -> dict:
    if len(rows) < LEAST:
        raise SystemExit(f"{len(rows)} volumes with measures are too few, {LEAST} are needed.")
    names, table = matrix(rows)
    apart = [deviation(table[i : i + 1], bands(np.delete(table, i, 0)))[0] for i in range(len(table))]
    rounded = np.round(bands(table), 4).tolist()
    return {"volumes": len(rows), "warn": round(float(np.quantile(apart, 1 - LIT)), 4), "measures": dict(zip(names, rounded))}


def main() -> None:
    args = options()
    package = Path(args.package)
    rows = [row for path in args.evaluation for row in json.loads(Path(path).read_text())["rows"]]
    own = [r for r in rows if r["method"] == package.resolve().name and not any(r["heldOut"].values())]
    usual = fit([r["outOfRange"]["measures"] for r in own if (r["outOfRange"] or {}).get("measures")])
    write_hint(package / "rdf.yaml", "usual", usual)
    print(json.dumps({"volumes": usual["volumes"], "warn": usual["warn"], "measures": len(usual["measures"])}))


if __name__ == "__main__":
    main()
