"""The peer's side of `npm run bench -- read-tiff`: `peer.py make FOLDER` writes the stacks, `peer.py read FILE` prints the best time.

Needs Python with numpy, tifffile and imagecodecs.
"""

import hashlib
import json
import sys
import time

import numpy as np
import tifffile


def make(folder):
    """Two phases with smooth borders between them, and noise: 512 x 512 x 256 of uint16."""
    rng = np.random.default_rng(5)
    z, y, x = np.ogrid[:256, :512, :512]
    wave = np.sin(z / 17.0) + np.sin(y / 23.0 + z / 31.0) + np.sin(x / 19.0 - y / 41.0)
    volume = np.where(wave > 0.4, 26000, 9000) + rng.normal(0, 400, wave.shape)
    volume = np.clip(volume, 0, 65535).astype(np.uint16)
    tifffile.imwrite(f"{folder}/none.tif", volume)
    tifffile.imwrite(f"{folder}/imagej.tif", volume, imagej=True, byteorder=">", metadata={"axes": "ZYX"})
    for codec in ("lzw", "deflate", "zstd"):
        tifffile.imwrite(f"{folder}/{codec}.tif", volume, compression=codec)
        tifffile.imwrite(f"{folder}/{codec}-predictor.tif", volume, compression=codec, predictor=True)


def read(path):
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        volume = tifffile.imread(path)
        best = min(best, time.perf_counter() - start)
    little = volume.astype(volume.dtype.newbyteorder("<"))
    print(
        json.dumps(
            {
                "seconds": best,
                "sha256": hashlib.sha256(little.tobytes()).hexdigest(),
                "version": tifffile.__version__,
                "threads": tifffile.TIFF.MAXWORKERS,
            }
        )
    )


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    read(sys.argv[2])
