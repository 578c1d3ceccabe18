"""Reference values for Tests/PlotsTests: histograms and percentiles of NumPy, density estimates of SciPy.

Run with the pinned versions: python Tests/Golden/plots.py
"""
import json
import os

import numpy as np
import scipy.stats

rng = np.random.default_rng(20240607)
samples = {
    "normal": rng.standard_normal(500),
    "exponential": rng.exponential(3, 200),
    "two peaks": np.concatenate([rng.normal(0, 1, 150), rng.normal(8, 0.5, 90)]),
    "integers": rng.integers(0, 12, 300).astype(float),
    "outlier": np.append(rng.standard_normal(99), 25.0),
    "three": np.array([1.0, 2.0, 4.0]),
    "one": np.array([3.5]),
    "constant": np.full(10, -2.0),
    "far": 1e6 + rng.standard_normal(80) * 1e-3,
}
rules = {"automatic": "auto", "freedmanDiaconis": "fd", "sturges": "sturges", "scott": "scott",
         "squareRoot": "sqrt", "7": 7}
cases = []
for name, values in samples.items():
    case = {"name": name, "values": values.round(9).tolist(), "histograms": {}}
    values = np.array(case["values"])
    for ours, theirs in rules.items():
        counts, edges = np.histogram(values, bins=theirs)
        case["histograms"][ours] = {"counts": counts.tolist(), "first": edges[0], "last": edges[-1]}
    case["percentiles"] = np.percentile(values, [0, 10, 25, 50, 75, 97.5, 100]).tolist()
    if len(values) > 1 and np.ptp(values) > 0:
        kde = scipy.stats.gaussian_kde(values)
        at = np.linspace(values.min() - 1, values.max() + 1, 25)
        case["density"] = {"at": at.tolist(), "is": kde(at).tolist(),
                           "bandwidth": float(np.sqrt(kde.covariance[0, 0]))}
    cases.append(case)
edges = [-3.0, -1.0, -0.5, 0.0, 0.0, 2.0]
unequal = np.histogram(np.array(cases[0]["values"]), bins=edges)[0].tolist()
result = {"numpy": np.__version__, "scipy": scipy.__version__, "cases": cases,
          "edges": edges, "unequal": unequal}
path = os.path.join(os.path.dirname(__file__), "plots.json")
with open(path, "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
