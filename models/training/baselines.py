"""What the network has to beat: thresholds that know the truth, and a forest trained on the same volume."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from skimage.feature import multiscale_basic_features
from sklearn.ensemble import RandomForestClassifier

from loss import IGNORE
from model import CLASS_NAMES

BINS = 512


def grey_bins(image: np.ndarray) -> np.ndarray:
    """Volume blurred with sigma 1, cut into equally filled grey bins."""
    smooth = ndimage.gaussian_filter(image.astype(np.float32), 1.0)
    edges = np.unique(np.quantile(smooth[::2, ::2, ::2], np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.digitize(smooth, edges)


def class_histogram(bins: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """class x bin counts."""
    classes = len(CLASS_NAMES)
    known = truth != IGNORE
    flat = truth[known].astype(np.int64) * BINS + bins[known]
    return np.bincount(flat, minlength=classes * BINS).reshape(classes, BINS)


def oracle_threshold(bins: np.ndarray, histogram: np.ndarray) -> np.ndarray:
    """The most frequent true class of every grey value: no choice of thresholds is right more often."""
    return histogram.argmax(0)[bins].astype(np.uint8)


def best_interval_dice(histogram: np.ndarray, index: int) -> float | None:
    """The highest Dice that any grey interval reaches for one class on its own: the limit of thresholding."""
    mine = np.concatenate([[0], np.cumsum(histogram[index])])
    everything = np.concatenate([[0], np.cumsum(histogram.sum(0))])
    total = mine[-1]
    if total == 0:
        return None
    hit = mine[None, :] - mine[:, None]
    called = everything[None, :] - everything[:, None]
    dice = np.where(called > 0, 2 * hit / np.maximum(called + total, 1), 0)
    return float(np.triu(dice).max())


def forest(image: np.ndarray, truth: np.ndarray, seed: int, share: float = 0.01) -> np.ndarray:
    """100 trees on multiscale features of the whole volume, trained on one voxel in a hundred of it."""
    low, high = np.percentile(image, (0.5, 99.5))
    scaled = np.clip((image.astype(np.float32) - low) / max(high - low, 1), -0.5, 1.5)
    features = multiscale_basic_features(scaled, sigma_min=0.7, sigma_max=6, workers=1)
    features = features.reshape(-1, features.shape[-1])
    flat = truth.reshape(-1)
    known = np.flatnonzero(flat != IGNORE)
    chosen = np.random.default_rng(seed).choice(known, int(share * known.size), replace=False)
    trees = RandomForestClassifier(100, min_samples_leaf=2, n_jobs=1, random_state=seed)
    trees.fit(features[chosen], flat[chosen])
    parts = [trees.predict(features[start : start + (1 << 18)]) for start in range(0, flat.size, 1 << 18)]
    return np.concatenate(parts).reshape(truth.shape).astype(np.uint8)
