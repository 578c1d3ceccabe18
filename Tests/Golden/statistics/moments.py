"""Writes Tests/Golden/statistics/moments.json: moments, means and shrunk covariances of SciPy and scikit-learn.

    python Tests/Golden/statistics/moments.py
"""

import json
import os

import numpy as np
import scipy
import scipy.stats as st
import sklearn
from sklearn.covariance import OAS, LedoitWolf, ShrunkCovariance

HERE = os.path.dirname(os.path.abspath(__file__))
print("SciPy", scipy.__version__, "scikit-learn", sklearn.__version__)
generator = np.random.default_rng(3)


def case(x):
    w = np.round(generator.uniform(0, 3, len(x)), 3)
    return {
        "x": list(map(float, x)), "weights": list(map(float, w)),
        "skewness": st.skew(x), "unbiasedSkewness": st.skew(x, bias=False),
        "kurtosis": st.kurtosis(x), "unbiasedKurtosis": st.kurtosis(x, bias=False),
        "moment5": st.moment(x, 5), "trimmed": st.trim_mean(x, 0.1), "trimmed25": st.trim_mean(x, 0.25),
        "winsorized": float(np.mean(st.mstats.winsorize(np.array(x), (0.1, 0.1)))),
        "mad": st.median_abs_deviation(x), "normalMAD": st.median_abs_deviation(x, scale="normal"),
        "geometric": st.gmean(x), "harmonic": st.hmean(x), "mode": float(st.mode(x).mode), "modeCount": int(st.mode(x).count),
        "zScores": list(map(float, st.zscore(x))), "weighted": float(np.average(x, weights=w)),
        "weightedVariance": float(np.cov(x, aweights=w, ddof=0)), "sem": st.sem(x), "iqr": st.iqr(x), "variation": st.variation(x),
    }


def shrunk(x):
    answers = {"rows": x.tolist(), "fixed": ShrunkCovariance(shrinkage=0.1).fit(x).covariance_.tolist()}
    for name, estimator in (("ledoitWolf", LedoitWolf()), ("oas", OAS())):
        fitted = estimator.fit(x)
        answers[name] = fitted.covariance_.tolist()
        answers[name + "Share"] = float(fitted.shrinkage_)
    return answers


mixing = generator.standard_normal((5, 5))
result = {
    "scipy": scipy.__version__, "sklearn": sklearn.__version__,
    "samples": [case(x) for x in (
        np.round(generator.gamma(2, 3, 40), 4), np.round(generator.lognormal(0, 1, 31), 4), generator.integers(1, 8, 50).astype(float),
        1e6 + np.round(generator.standard_normal(25), 5), np.array([1.0, 2, 4, 9]))],
    "covariances": [shrunk(np.round(x, 4)) for x in (
        generator.standard_normal((20, 5)) @ mixing, generator.standard_normal((4, 8)), 100 + generator.standard_normal((50, 2)),
        generator.standard_normal((6, 1)))],
}
with open(os.path.join(HERE, "moments.json"), "w") as file:
    json.dump(result, file, separators=(",", ":"))
