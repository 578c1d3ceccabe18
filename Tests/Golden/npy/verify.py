"""Reads with NumPy what the tests wrote, and compares: to be run by hand after

    CAIRN_NPY_OUT=/tmp/npy swift test -c release --filter NumPyFileTests
    python Tests/Golden/npy/verify.py /tmp/npy
"""
import pathlib
import sys

import numpy as np

ours, folder = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent
count = 0
for path in sorted(ours.glob("*.npy")):
    mine, theirs = np.load(path, allow_pickle=False), np.load(folder / path.name, allow_pickle=False)
    assert mine.shape == theirs.shape and mine.dtype == theirs.dtype.newbyteorder("="), path.name
    assert np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f"), path.name
    count += 1
for path in sorted(ours.glob("*.npz")):
    mine, theirs = np.load(path, allow_pickle=False), np.load(folder / path.name, allow_pickle=False)
    assert mine.files == theirs.files, path.name
    assert all(np.array_equal(mine[name], theirs[name]) for name in mine.files), path.name
    assert mine.zip.testzip() is None
    count += 1
assert count > 40, f"only {count} files in {ours}"
print(f"NumPy {np.__version__} read {count} files and found them equal")
