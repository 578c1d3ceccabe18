"""Reference values of NumPy for the array functions: writes arrays.json beside itself."""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(7)
METHODS = dict(linear="linear", lower="lower", higher="higher", midpoint="midpoint", nearest="nearest",
               invertedCDF="inverted_cdf", hazen="hazen", weibull="weibull", medianUnbiased="median_unbiased",
               normalUnbiased="normal_unbiased")
SHARES = [0.0, 0.01, 0.1, 0.25, 0.3, 0.5, 0.625, 0.75, 0.9, 0.999, 1.0]


def quantiles(x):
    return dict(values=x.tolist(), shares=SHARES,
                quantiles={ours: np.quantile(x, SHARES, method=theirs).tolist() for ours, theirs in METHODS.items()})


def histogram(x, bins, **options):
    counts, edges = np.histogram(x, bins, **options)
    out = dict(values=x.tolist(), bins=bins, counts=counts.tolist(), edges=edges.tolist())
    if "range" in options:
        out["range"] = list(options["range"])
    if "weights" in options:
        out["weights"] = options["weights"].tolist()
    return out


grid = rng.integers(0, 11, 60) / 10
normal = rng.standard_normal(200).round(6)
ties = rng.integers(-5, 6, 40).astype(float)
x = rng.standard_normal((30, 4)).round(6) @ np.array([[1, .5, 0, 2], [0, 1, 1, 0], [0, 0, 3, 1], [1, 0, 0, 1e-3]]) + 5
values, indices, inverse, counts = np.unique(ties, return_index=True, return_inverse=True, return_counts=True)
special = np.array([3, np.nan, -np.inf, 0, -1, np.inf, 3, np.nan, 1e-310, -2.5])
out = dict(
    quantiles=[quantiles(rng.standard_normal(n).round(6)) for n in (1, 2, 5, 10, 101)] + [quantiles(ties)],
    histograms=[histogram(grid, 10), histogram(normal, 7), histogram(normal, 5, range=(-1.0, 1.5)),
                histogram(ties, 4, weights=np.arange(40) / 8), histogram(np.full(3, 2.0), 3),
                histogram(np.linspace(0, 1, 51), 50), histogram(np.arange(0, 1.05, 0.1), 10)],
    covariance=dict(rows=30, columns=4, values=x.ravel().tolist(), cov=np.cov(x, rowvar=False).ravel().tolist(),
                    cov0=np.cov(x, rowvar=False, ddof=0).ravel().tolist(),
                    corr=np.corrcoef(x, rowvar=False).ravel().tolist()),
    sorting=dict(values=ties.tolist(), sorted=np.sort(ties).tolist(),
                 argsort=np.argsort(ties, kind="stable").tolist(), unique=values.tolist(), counts=counts.tolist(),
                 inverse=inverse.tolist(), needles=[-9, -5, -0.5, 0, 3, 5, 9],
                 left=np.searchsorted(np.sort(ties), [-9, -5, -0.5, 0, 3, 5, 9]).tolist(),
                 right=np.searchsorted(np.sort(ties), [-9, -5, -0.5, 0, 3, 5, 9], side="right").tolist()),
    specialOrder=np.argsort(special, kind="stable").tolist(),
    padding={mode: np.pad(np.arange(1.0, 4), (4, 5), mode=mode).tolist() for mode in ("edge", "reflect", "symmetric", "wrap")},
    random=dict(normal=np.random.default_rng(42).standard_normal((3, 4)).ravel().tolist(),
                uniform=np.random.default_rng(42).uniform(-1, 2, (2, 3)).ravel().tolist(),
                shuffled=np.random.default_rng(42).permutation(6).tolist(),
                choice=np.random.default_rng(42).choice(20, 5, replace=False).tolist()),
)
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, indent=None, separators=(",", ":")) + "\n")
print(path, path.stat().st_size, "bytes, NumPy", np.__version__)
