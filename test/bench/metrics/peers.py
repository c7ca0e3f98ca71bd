"""The peers' side of `npm run bench -- metrics`: peers.py NAME FILE EDGE REPEATS prints the best time and a number to compare.

Needs Python with scikit-image, connected-components-3d, edt, porespy, localthickness, gudhi, taufactor and torch.
"""

import json
import sys
import time

import numpy as np


def euler_number(volume):
    from skimage.measure import euler_number

    return lambda: euler_number(volume, connectivity=3)


def mesh_area(volume):
    from skimage.measure import marching_cubes, mesh_surface_area

    def run():
        vertices, faces, _, _ = marching_cubes(volume, 0.5)
        return mesh_surface_area(vertices, faces)

    return run


def chords(volume):
    import porespy

    # along one axis, every second line; ours are all lines of the three axes
    return lambda: float(np.mean(porespy.metrics.chord_counts(porespy.filters.apply_chords(volume == 1, axis=0))))


def boxcount(volume):
    import porespy

    # its own ten sizes from 10 voxels up
    return lambda: float(np.sum(porespy.metrics.boxcount(volume == 1).count))


def correlation(volume, lengths):
    import scipy.fft as fft

    def run():
        mask = (volume == 1).astype(np.float32)
        spectrum = fft.rfftn(mask, lengths, workers=2)
        pairs = fft.irfftn((spectrum * spectrum.conj()).real, lengths, workers=2)
        return float(np.rint(pairs[1, 0, 0]))

    return run


def two_point_periodic(volume):
    return correlation(volume, volume.shape)


def two_point_plain(volume):
    import scipy.fft as fft

    # padded so that pairs half the box apart do not wrap, as ours
    return correlation(volume, [fft.next_fast_len(n + n // 2, real=True) for n in volume.shape])


def cubical_persistence(volume):
    import gudhi
    from scipy.ndimage import distance_transform_edt as distance

    mask = volume == 1
    signed = np.where(mask, -np.rint(distance(mask) ** 2), np.rint(distance(~mask) ** 2))

    def run():
        pairs = gudhi.CubicalComplex(top_dimensional_cells=signed).persistence()
        return sum(1 for _, (birth, death) in pairs if birth < death < np.inf)

    return run


def components(volume, connectivity):
    import cc3d

    def run():
        return cc3d.connected_components(volume, connectivity=connectivity, out_dtype=np.uint32, return_N=True)[1]

    return run


def component_statistics(volume):
    import cc3d

    labels = cc3d.connected_components(volume, connectivity=26, out_dtype=np.uint32)
    return lambda: cc3d.statistics(labels)["voxel_counts"][1:].max()


def skeleton(volume):
    from skimage.morphology import skeletonize

    body = volume == 1
    return lambda: int(skeletonize(body).sum())


def tortuosity(volume):
    import taufactor
    import torch

    torch.set_num_threads(2)
    return lambda: float(taufactor.Solver(volume, device="cpu").solve(verbose=False))


def sampled(values):
    return values[::16, ::16, ::16].astype(np.float64).sum()


def squared_distance(volume, spacing):
    import edt

    return lambda: sampled(edt.edtsq(volume, anisotropy=spacing, black_border=False, parallel=2))


def thickness(volume):
    import porespy

    return lambda: 2 * sampled(porespy.filters.local_thickness(volume > 0))


def thickness_dilation(volume):
    import localthickness

    return lambda: 2 * sampled(localthickness.local_thickness(volume > 0))


PEERS = {
    "distance": lambda volume: squared_distance(volume, (1, 1, 1)),
    "distance_1_1_3": lambda volume: squared_distance(volume, (1, 1, 3)),
    "thickness": thickness,
    "thickness_dilation": thickness_dilation,
    "skeleton": skeleton,
    "tortuosity": tortuosity,
    "component_statistics": component_statistics,
    "components_6": lambda volume: components(volume, 6),
    "components_18": lambda volume: components(volume, 18),
    "components_26": lambda volume: components(volume, 26),
    "cubical_persistence": cubical_persistence,
    "euler_number": euler_number,
    "mesh_area": mesh_area,
    "chords": chords,
    "boxcount": boxcount,
    "two_point_periodic": two_point_periodic,
    "two_point_plain": two_point_plain,
}


def main():
    name, path, edge, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    volume = np.fromfile(path, np.uint8).reshape(edge, edge, edge)
    run = PEERS[name](volume)
    best, value = float("inf"), float("nan")
    for _ in range(repeats):
        start = time.perf_counter()
        value = run()
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"seconds": best, "value": float(value)}))


main()
