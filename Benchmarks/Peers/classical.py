"""The cases of `cairn-bench classical` in scikit-learn, XGBoost, LightGBM and umap-learn, two threads each."""

import importlib

import numpy

PARTS = ("linear", "trees", "boosting", "kernels", "clusters", "decomposition")


def features(rows, columns, seed=1):
    """As `ClassicalInputs.features`."""
    return numpy.random.default_rng(seed).standard_normal((rows, columns))


def target(x):
    """As `ClassicalInputs.target`."""
    used = min(10, x.shape[1])
    noise = numpy.random.default_rng(2).standard_normal(len(x))
    return 0.5 * noise + (x[:, :used] / numpy.arange(1, used + 1)).sum(axis=1)


def classes(x):
    """As `ClassicalInputs.classes`."""
    noise = numpy.random.default_rng(3).standard_normal(len(x))
    return (x[:, 0] * x[:, 1] + x[:, 2] ** 2 + x[:, 3] - 1 + 0.5 * noise > 0.5).astype(int)


def heaps(rows, columns, count):
    """As `ClassicalInputs.heaps`."""
    centers = 4 * features(count, columns, seed=4)
    return features(rows, columns, seed=5) + centers[numpy.arange(rows) % count]


def case(name, library):
    """The call to time, or None where the library has no such thing."""
    for part in PARTS:
        build = importlib.import_module(f"classical_{part}").CASES.get(name, {}).get(library)
        if build:
            return build()
    return None
