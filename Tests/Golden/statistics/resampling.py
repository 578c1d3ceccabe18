"""Makes resampling.json: SciPy's bootstrap and permutation_test, statsmodels' multipletests, the jackknife from its formulas.

    python Tests/Golden/statistics/resampling.py
"""
import json
import pathlib

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests

here = pathlib.Path(__file__).parent
V = {k: np.array(v) for k, v in json.loads((here / "tests.json").read_text())["vectors"].items()}


# Means are rounded to 9 decimals, so that rounding errors, NumPy's or ours, do not decide which resamples equal the estimate.
def mean(x, axis): return np.round(np.mean(x, axis=axis), 9)
def median(x, axis): return np.median(x, axis=axis)
def deviation(x, axis): return np.std(x, axis=axis, ddof=1)
def difference(x, y, axis): return np.round(np.mean(x, axis=axis) - np.mean(y, axis=axis), 9)
def correlation(x, y, axis=-1): return stats.pearsonr(x, y, axis=axis).statistic


single = {"mean": mean, "median": median, "deviation": deviation}
double = {"difference": difference, "correlation": correlation}
bootstraps, permutations, jackknives = [], [], []
for names, statistic, paired, seed in [
        (["mtcars.mpg"], "mean", False, 1), (["sleep.1"], "deviation", False, 2), (["air.ozone"], "median", False, 3), (["nile"], "deviation", False, 4),
        (["chicks.soybean"], "mean", False, 5), (["tooth.OJ", "tooth.VC"], "difference", False, 6), (["spray.A", "spray.C"], "difference", False, 7),
        (["iris.sepal.setosa", "iris.width.setosa"], "correlation", True, 8), (["mtcars.mpg", "mtcars.wt"], "correlation", True, 9), (["plants.trt1", "plants.trt2"], "difference", True, 10),
        (["diabetes.bmi"], "mean", False, 11), (["wine.alcohol.0", "wine.alcohol.1"], "difference", False, 12), (["penguins.flipper.Adelie"], "mean", False, 13)]:
    data = [V[n] for n in names]
    f = single.get(statistic) or double[statistic]
    row = dict(samples=names, statistic=statistic, paired=paired, seed=seed, resamples=999, intervals={})
    for method in ["percentile", "basic", "BCa"]:
        for side, s in {"twoSided": "two-sided", "less": "less", "greater": "greater"}.items():
            b = stats.bootstrap(data, f, n_resamples=999, method=method, paired=paired, vectorized=True, alternative=s, confidence_level=0.9, rng=np.random.default_rng(seed))
            low, high = map(float, b.confidence_interval)
            row["intervals"][method + "." + side] = [None if np.isinf(low) else low, None if np.isinf(high) else high]
    row.update(standardError=float(b.standard_error), first=b.bootstrap_distribution[:5].tolist(), last=float(b.bootstrap_distribution[-1]))
    bootstraps.append(row)
for names, statistic, kind, seed in [
        (["sleep.1", "sleep.2"], "difference", "independent", 1), (["plants.ctrl", "plants.trt1"], "difference", "independent", 2), (["tooth.OJ", "tooth.VC"], "difference", "independent", 3),
        (["iris.sepal.setosa", "iris.sepal.versicolor"], "difference", "independent", 4), (["spray.A", "spray.B"], "difference", "samples", 5), (["sleep.1", "sleep.2"], "difference", "samples", 6),
        (["tooth.OJ", "tooth.VC"], "difference", "samples", 7), (["mtcars.mpg", "mtcars.qsec"], "correlation", "pairings", 8), (["air.ozone", "air.wind"], "correlation", "pairings", 9), (["mtcars.mpg", "mtcars.hp"], "correlation", "pairings", 10)]:
    data = [V[n] for n in names]
    for cut in (None, 4, 6):
        xs = [x[:cut] for x in data]
        for side, s in {"twoSided": "two-sided", "less": "less", "greater": "greater"}.items():
            rng = np.random.default_rng(seed)
            if kind == "pairings":
                y = xs[1]
                t = stats.permutation_test((xs[0],), lambda x, axis: correlation(x, np.broadcast_to(y, x.shape), axis), permutation_type=kind, vectorized=True, n_resamples=1999, alternative=s, rng=rng)
            else:
                t = stats.permutation_test(xs, double[statistic], permutation_type=kind, vectorized=True, n_resamples=1999, alternative=s, rng=rng)
            permutations.append(dict(samples=names, cut=cut or 0, statistic=statistic, kind=kind, seed=seed, alternative=side, value=float(t.statistic), pValue=float(t.pvalue), count=len(t.null_distribution)))
for name, statistic in [("mtcars.mpg", "mean"), ("nile", "deviation"), ("sleep.1", "deviation"), ("chicks.soybean", "mean"), ("diabetes.target", "deviation")]:
    x = V[name]
    n, f = len(x), dict(single, mean=np.mean)[statistic]
    values = np.array([f(np.delete(x, i), -1) for i in range(n)])
    jackknives.append(dict(sample=name, statistic=statistic, bias=float((n - 1) * (values.mean() - f(x, -1))), standardError=float(np.sqrt((n - 1) / n * np.sum((values - values.mean())**2)))))

methods = dict(bonferroni="bonferroni", sidak="sidak", holm="holm", holmSidak="holm-sidak", hochberg="simes-hochberg", hommel="hommel", benjaminiHochberg="fdr_bh", benjaminiYekutieli="fdr_by")
from sklearn import datasets
lists = []
for load in [datasets.load_iris, datasets.load_wine, datasets.load_breast_cancer]:
    d = load()
    lists.append([float(stats.f_oneway(*[d.data[d.target == k, j] for k in np.unique(d.target)]).pvalue) for j in range(d.data.shape[1])])
lists += [[0.01, 0.01, 0.04, 0.04, 0.9, 1.0, 0.0], [0.5], [], [1e-200, 1e-17, 0.03, 0.02, 0.02]]
lists.append([float(p) for p in stats.ttest_1samp(np.random.default_rng(0).normal(0.2, 1, (20, 60)), 0).pvalue])
adjusted = [dict(pValues=p, adjusted={k: multipletests(p, method=m)[1].tolist() for k, m in methods.items()}) for p in lists]
for a in adjusted:
    a["rejected"] = {k: [bool(b) for b in multipletests(a["pValues"], method=m)[0]] for k, m in methods.items()}
out = dict(versions=dict(scipy=scipy.__version__, statsmodels=statsmodels.__version__), bootstraps=bootstraps, permutations=permutations, jackknives=jackknives, adjusted=adjusted)
text = json.dumps(out, separators=(",", ":"), allow_nan=False)
(here / "resampling.json").write_text(text + "\n")
print(len(text), "bytes", out["versions"])
