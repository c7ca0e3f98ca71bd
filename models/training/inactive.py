"""Is lithium that nothing joins to the collector better told by the extra output, or by connectivity in the plane?

Both are asked the same of single slices of test pictures: which lithium (of the truth) is isolated in three dimensions.
In the plane, lithium counts as joined where a path of lithium (8 neighbours) leads to the collector or to a side of the picture.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage

from bank import Bank
from embedding import auroc
from model import load
from models import COLLECTOR, DEAD, IGNORE, LITHIUM, MODELS
from scores import logits_of, spread

EIGHT = np.ones((3, 3), bool)
LEAST = 30  # voxels of dead and of live lithium in a slice that is asked


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--shards", nargs="+", required=True, help="pictures of families that were never trained on")
    parser.add_argument("--out", required=True, help="report as JSON, for card.py")
    parser.add_argument("--planes", type=int, default=4)
    return parser.parse_args()


def isolated_in_plane(lithium: np.ndarray, collector: np.ndarray) -> np.ndarray:
    """Lithium of one slice that no path joins to the collector or to an edge."""
    pieces, count = ndimage.label(lithium, EIGHT)
    seeds = ndimage.binary_dilation(collector, EIGHT)
    seeds[[0, -1]] = True
    seeds[:, [0, -1]] = True
    joined = np.zeros(count + 1, bool)
    joined[pieces[seeds]] = True
    return lithium & ~joined[pieces]


def dice(called: np.ndarray, truth: np.ndarray) -> float:
    return float(2 * (called & truth).sum() / max(1, called.sum() + truth.sum()))


def mean_figures(figures: list[tuple[float, float]]) -> dict:
    values = np.array(figures)
    return {"dice": round(float(values[:, 0].mean()), 4), "auroc": round(float(values[:, 1].mean()), 4)}


def main() -> None:
    args = options()
    torch.set_num_threads(1)
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=False)
    model = MODELS[state["model"]]
    net = load(state, model)
    if net.inactive is None:
        raise SystemExit(f"{model.id} has no output for inactive lithium")
    (lithium_class,), collector_classes = model.members(LITHIUM), model.members(COLLECTOR)
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for p in Bank(args.shards, model, 1).pictures:
        which = spread(p.grey.shape[0], args.planes)
        chance = logits_of(net, p.grey, which, model)["inactive"][:, 0].sigmoid().numpy()
        for plane, probability in zip(p.target[which].numpy(), chance):
            classes = plane & IGNORE
            lithium = classes == lithium_class
            dead = lithium & (plane >= DEAD)
            if min(dead.sum(), (lithium & ~dead).sum()) < LEAST:
                continue
            cut_off = isolated_in_plane(lithium, np.isin(classes, collector_classes))
            ours.append((dice((probability > 0.5) & lithium, dead), auroc(probability[lithium & ~dead], probability[dead])))
            # a yes or no answer has the area under two straight lines
            right = cut_off[dead].mean() - cut_off[lithium & ~dead].mean()
            theirs.append((dice(cut_off, dead), 0.5 + float(right) / 2))
    if not ours:
        raise SystemExit("no slice holds both live and dead lithium")
    report = {"slices": len(ours), "network": mean_figures(ours), "connectivity": mean_figures(theirs)}
    report["shipped"] = all(report["network"][key] > report["connectivity"][key] for key in ("dice", "auroc"))
    Path(args.out).write_text(json.dumps(report) + "\n")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
