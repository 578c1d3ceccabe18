"""Writes generators.json: what scikit-learn's generators give for seeds, as checksums, sums and a few values.

    python Tests/Golden/datasets/generators.py
"""
import hashlib
import json
import pathlib

import numpy as np
import sklearn
from sklearn import datasets as d


def array(a):
    """An array as its shape, the checksum of its bytes, its weighted sum, and a spread of up to 24 values."""
    a = np.ascontiguousarray(a, "<f8")
    flat = a.ravel()
    places = np.unique(np.linspace(0, max(flat.size - 1, 0), 24).astype(int)) if flat.size else np.array([], int)
    return {
        "shape": list(a.shape), "sha256": hashlib.sha256(flat.tobytes()).hexdigest(),
        "places": places.tolist(), "values": flat[places].tolist(), "norm": float(np.sqrt((flat ** 2).sum())),
    }


cases = {}


def case(name, *arrays):
    cases[name] = [array(a) for a in arrays]


case("blobs", *d.make_blobs(random_state=42))
case("blobs-wide", *d.make_blobs(101, 5, centers=4, cluster_std=2.5, center_box=(-3, 8), shuffle=False, random_state=1))
case("blobs-each", *d.make_blobs([10, 30, 5], 3, cluster_std=[1.0, 0.2, 3.0], random_state=7))
case("blobs-given", *d.make_blobs(50, centers=[[0, 0], [5, 5], [-4.5, 1]], cluster_std=0.5, random_state=0))
case("moons", *d.make_moons(101, noise=0.1, random_state=42))
case("moons-plain", *d.make_moons(100, shuffle=False, random_state=0))
case("circles", *d.make_circles(101, noise=0.05, factor=0.5, random_state=42))
case("circles-plain", *d.make_circles(100, shuffle=False, random_state=0))
case("classification", *d.make_classification(random_state=42))
case("classification-full", *d.make_classification(
    203, 12, n_informative=4, n_redundant=3, n_repeated=2, n_classes=3, n_clusters_per_class=2, weights=[0.5, 0.3],
    flip_y=0.2, class_sep=1.7, hypercube=False, shift=None, scale=None, random_state=3))
case("classification-many", *d.make_classification(
    60, 40, n_informative=35, n_redundant=2, n_classes=4, n_clusters_per_class=3, shuffle=False, random_state=5))
case("classification-eleven", *d.make_classification(80, 11, n_informative=11, n_redundant=0, flip_y=0, random_state=9))
case("classification-full-cube", *d.make_classification(
    64, 3, n_informative=3, n_redundant=0, n_classes=4, n_clusters_per_class=2, shift=0.5, scale=2.0, random_state=2))
case("regression", *d.make_regression(coef=True, random_state=42))
case("regression-noisy", *d.make_regression(
    150, 12, n_informative=5, bias=3.5, noise=2.0, coef=True, random_state=1))
case("regression-low-rank", *d.make_regression(
    80, 30, n_informative=5, effective_rank=4, tail_strength=0.2, noise=0.1, coef=True, random_state=2))
case("regression-targets", *d.make_regression(
    70, 8, n_informative=3, n_targets=3, noise=1.0, shuffle=False, coef=True, random_state=3))
case("friedman1", *d.make_friedman1(120, 7, noise=0.5, random_state=42))
case("friedman2", *d.make_friedman2(120, noise=0.5, random_state=42))
case("friedman3", *d.make_friedman3(120, noise=0.5, random_state=42))
case("swiss-roll", *d.make_swiss_roll(200, noise=0.1, random_state=42))
case("swiss-roll-hole", *d.make_swiss_roll(200, noise=0.1, hole=True, random_state=42))
case("s-curve", *d.make_s_curve(200, noise=0.1, random_state=42))
case("sparse-uncorrelated", *d.make_sparse_uncorrelated(100, 10, random_state=42))
case("sparse-coded", *d.make_sparse_coded_signal(
    30, n_components=15, n_features=10, n_nonzero_coefs=4, random_state=42))
case("low-rank-tall", d.make_low_rank_matrix(60, 25, effective_rank=5, tail_strength=0.3, random_state=42))
case("low-rank-wide", d.make_low_rank_matrix(20, 150, effective_rank=3, tail_strength=0.01, random_state=1))
case("spd", d.make_spd_matrix(6, random_state=42))
case("spd-large", d.make_spd_matrix(40, random_state=1))
case("gaussian-quantiles", *d.make_gaussian_quantiles(random_state=42))
case("gaussian-quantiles-moved", *d.make_gaussian_quantiles(
    mean=[1.0, -2.0, 0.5], cov=2.5, n_samples=101, n_features=3, n_classes=4, shuffle=False, random_state=1))
case("hastie", *d.make_hastie_10_2(500, random_state=42))
case("multilabel", *d.make_multilabel_classification(random_state=42))
case("multilabel-labelled", *d.make_multilabel_classification(
    150, 30, n_classes=12, n_labels=4, length=20, allow_unlabeled=False, random_state=1))


def labels(data, rows, cols):
    return data, rows.argmax(axis=0), cols.argmax(axis=0)


case("biclusters", *labels(*d.make_biclusters((40, 25), 5, noise=1.5, random_state=42)))
data, rows, cols = d.make_checkerboard((40, 25), (4, 3), noise=1.5, random_state=42)
case("checkerboard", data, rows[::3].argmax(axis=0), cols[:3].argmax(axis=0))
golden = {"scikitLearn": sklearn.__version__, "numpy": np.__version__, "cases": cases}
(pathlib.Path(__file__).parent / "generators.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
