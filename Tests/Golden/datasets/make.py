"""Makes Sources/Datasets/Resources/*.npz out of the files that scikit-learn 1.9.1 carries, and golden.json beside this script.

    python Tests/Golden/datasets/make.py
"""
import hashlib
import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_diabetes, load_digits

here = pathlib.Path(__file__).parent
resources = here.parents[2] / "Sources" / "Datasets" / "Resources"
raw, scaled, digits = load_diabetes(scaled=False), load_diabetes(), load_digits()

np.savez_compressed(resources / "diabetes.npz", features=raw.data, target=raw.target)
np.savez_compressed(resources / "digits.npz", images=digits.data.astype(np.uint8), labels=digits.target.astype(np.uint8))


def digest(array, dtype):
    return hashlib.sha256(np.ascontiguousarray(array, dtype).tobytes()).hexdigest()


golden = {
    "scikitLearn": sklearn.__version__,
    "diabetes": {
        "names": raw.feature_names,
        "raw": digest(raw.data, "<f8"), "features": digest(scaled.data, "<f8"), "target": digest(raw.target, "<f8"),
        "columnSums": raw.data.sum(axis=0).tolist(), "firstRow": scaled.data[0].tolist(),
        "lastRow": scaled.data[-1].tolist(), "column": scaled.data[:, 2].tolist(),
    },
    "digits": {
        "features": digest(digits.data, "<f8"), "labels": digest(digits.target, "<i8"),
        "counts": np.bincount(digits.target).tolist(), "columnSums": digits.data.sum(axis=0).tolist(),
        "firstImage": digits.images[0].tolist(),
    },
}
(here / "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
for path in sorted(resources.glob("*.npz")):
    print(hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, path.name)
