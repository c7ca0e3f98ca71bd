"""Dead-lithium fraction of a label volume with the collector at low y: 18 neighbours."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

EIGHTEEN = ndimage.generate_binary_structure(3, 2)


def dead_fraction(lithium: np.ndarray, collector: np.ndarray, halo: int = 0) -> float | None:
    """Dead over all lithium; pieces cut by a side or the far face are unknown, not dead. None without lithium.

    `halo` voxels above the collector still count as contact: a blurred collector hides the first layer.
    """
    total = int(lithium.sum())
    if total == 0:
        return None
    pieces, count = ndimage.label(lithium, EIGHTEEN)
    contact = ndimage.binary_dilation(collector, EIGHTEEN, iterations=1 + halo)
    contact[:, 0] = True
    live = np.zeros(count + 1, bool)
    live[pieces[contact]] = True
    cut = np.zeros(count + 1, bool)
    for face in (pieces[0], pieces[-1], pieces[:, -1], pieces[:, :, 0], pieces[:, :, -1]):
        cut[face] = True
    dead = ~live & ~cut
    dead[0] = False
    return float(np.bincount(pieces.ravel(), minlength=count + 1)[dead].sum() / total)
