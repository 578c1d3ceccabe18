"""Reference values of the metrics: python metrics.py > metrics.json"""
import json, sys, warnings
import numpy as np, sklearn
from sklearn import datasets, metrics as m
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor

warnings.filterwarnings("ignore")
rng = np.random.default_rng(0)


def number(x):
    x = float(x)
    return None if not np.isfinite(x) else x


def thousandths(p):
    """Rows of whole thousandths that sum to 1000: ties, zeros, and no rounding on the way."""
    whole = np.floor(p * 1000).astype(int)
    for row, line in enumerate(whole):
        line[np.argsort(-(p[row] * 1000 - line))[: 1000 - line.sum()]] += 1
    return whole


def labels(y, p, w=None):
    f = {
        "accuracy": m.accuracy_score(y, p, sample_weight=w),
        "zeroOneLoss": m.zero_one_loss(y, p, sample_weight=w),
        "balancedAccuracy": m.balanced_accuracy_score(y, p, sample_weight=w),
        "matthews": m.matthews_corrcoef(y, p, sample_weight=w),
        "cohenKappa": m.cohen_kappa_score(y, p, sample_weight=w),
        "cohenKappa linear": m.cohen_kappa_score(y, p, sample_weight=w, weights="linear"),
        "cohenKappa quadratic": m.cohen_kappa_score(y, p, sample_weight=w, weights="quadratic"),
    }
    if len(set(y)) > 1:
        f["balancedAccuracy adjusted"] = m.balanced_accuracy_score(y, p, sample_weight=w, adjusted=True)
    for a in ["macro", "weighted", "micro"]:
        f["precision " + a] = m.precision_score(y, p, average=a, sample_weight=w)
        f["recall " + a] = m.recall_score(y, p, average=a, sample_weight=w)
        f["fScore " + a] = m.f1_score(y, p, average=a, sample_weight=w)
        f["fScore2 " + a] = m.fbeta_score(y, p, beta=2, average=a, sample_weight=w)
        f["jaccard " + a] = m.jaccard_score(y, p, average=a, sample_weight=w)
    names = np.unique(np.concatenate([y, p]))
    each = m.precision_recall_fscore_support(y, p, labels=names, sample_weight=w)
    return {
        "actual": [int(v) for v in y], "predicted": [int(v) for v in p],
        "weights": None if w is None else [float(v) for v in w],
        "values": {k: number(v) for k, v in f.items()},
        "classes": [int(v) for v in names],
        "confusion": m.confusion_matrix(y, p, labels=names, sample_weight=w).astype(float).ravel().tolist(),
        "perClass": [[float(v) for v in line] for line in each],
    }


def scores(y, t, w=None):
    """t: thousandths of each class."""
    p = t / 1000
    k = p.shape[1]
    every = list(range(k))
    f = {
        "logLoss": m.log_loss(y, p, labels=every, sample_weight=w),
        "brierScore": m.brier_score_loss(y, p, labels=every, sample_weight=w) if k > 2
        else m.brier_score_loss(y, p[:, 1], sample_weight=w),
        "explainedLogLoss": m.d2_log_loss_score(y, p, labels=every, sample_weight=w),
        "topAccuracy": m.top_k_accuracy_score(y, p if k > 2 else p[:, 1], k=2 if k > 2 else 1, labels=every, sample_weight=w),
    }
    if k > 2:
        for a in ["macro", "weighted", "micro"]:
            f["rocAUC " + a] = m.roc_auc_score(y, p, multi_class="ovr", average=a, labels=every, sample_weight=w)
            onehot = np.eye(k)[y]
            f["averagePrecision " + a] = m.average_precision_score(onehot, p, average=a, sample_weight=w)
        f["hingeLoss"] = m.hinge_loss(y, p, labels=every, sample_weight=w)
        if w is None:
            for a in ["macro", "weighted"]:
                f["pairwiseROCAUC " + a] = m.roc_auc_score(y, p, multi_class="ovo", average=a, labels=every)
    else:
        s = p[:, 1]
        f["rocAUC"] = m.roc_auc_score(y, s, sample_weight=w)
        f["averagePrecision"] = m.average_precision_score(y, s, sample_weight=w)
        f["partialROCAUC"] = m.roc_auc_score(y, s, sample_weight=w, max_fpr=0.2)
    out = {
        "actual": [int(v) for v in y], "thousandths": t.ravel().tolist(), "classes": k,
        "weights": None if w is None else [float(v) for v in w],
        "values": {n: number(v) for n, v in f.items()},
    }
    if k == 2:
        fpr, tpr, thr = m.roc_curve(y, p[:, 1], sample_weight=w)
        pr, re, _ = m.precision_recall_curve(y, p[:, 1], sample_weight=w)
        out["roc"] = [fpr.tolist(), tpr.tolist(), thr[1:].tolist()]
        out["pr"] = [pr.tolist(), re.tolist()]
    return out


def regression(y, p, w=None):
    f = {
        "meanSquaredError": m.mean_squared_error(y, p, sample_weight=w),
        "rootMeanSquaredError": m.root_mean_squared_error(y, p, sample_weight=w),
        "meanAbsoluteError": m.mean_absolute_error(y, p, sample_weight=w),
        "medianAbsoluteError": m.median_absolute_error(y, p, sample_weight=w),
        "meanAbsolutePercentageError": m.mean_absolute_percentage_error(y, p, sample_weight=w),
        "r2": m.r2_score(y, p, sample_weight=w),
        "explainedVariance": m.explained_variance_score(y, p, sample_weight=w),
        "pinballLoss": m.mean_pinball_loss(y, p, alpha=0.2, sample_weight=w),
        "explainedPinballLoss": m.d2_pinball_score(y, p, alpha=0.2, sample_weight=w),
        "explainedPinballLoss median": m.d2_absolute_error_score(y, p, sample_weight=w),
        "maximumError": m.max_error(y, p),
    }
    if min(y) > 0 and min(p) > 0:
        f["meanSquaredLogError"] = m.mean_squared_log_error(y, p, sample_weight=w)
        for power in [-0.5, 0, 1, 1.5, 2, 3]:
            f[f"tweedieDeviance {power}"] = m.mean_tweedie_deviance(y, p, power=power, sample_weight=w)
        if len(set(y)) > 1: f["explainedDeviance 1.5"] = m.d2_tweedie_score(y, p, power=1.5, sample_weight=w)
    return {"actual": [float(v) for v in y], "predicted": [float(v) for v in p],
            "weights": None if w is None else [float(v) for v in w],
            "values": {k: number(v) for k, v in f.items()}}


def groups(y, p):
    f = {
        "randIndex": m.rand_score(y, p), "adjustedRandIndex": m.adjusted_rand_score(y, p),
        "fowlkesMallows": m.fowlkes_mallows_score(y, p), "mutualInformation": m.mutual_info_score(y, p),
        "normalizedMutualInformation": m.normalized_mutual_info_score(y, p),
        "adjustedMutualInformation": m.adjusted_mutual_info_score(y, p),
        "homogeneity": m.homogeneity_score(y, p), "completeness": m.completeness_score(y, p),
        "vMeasure": m.v_measure_score(y, p), "vMeasure 0.5": m.v_measure_score(y, p, beta=0.5),
    }
    return {"actual": [int(v) for v in y], "predicted": [int(v) for v in p],
            "values": {k: number(v) for k, v in f.items()}}


def ranking(truth, s, w):
    f = {"ndcg": m.ndcg_score(truth, s, sample_weight=w), "ndcg 3": m.ndcg_score(truth, s, k=3, sample_weight=w),
         "discountedGain": m.dcg_score(truth, s)}
    b = (truth > 1).astype(int)
    f["labelRankingAveragePrecision"] = m.label_ranking_average_precision_score(b, s, sample_weight=w)
    f["labelRankingLoss"] = m.label_ranking_loss(b, s, sample_weight=w)
    f["coverageError"] = m.coverage_error(b, s, sample_weight=w)
    return {"truth": truth.ravel().tolist(), "scores": s.ravel().tolist(), "columns": truth.shape[1],
            "weights": None if w is None else w.tolist(), "values": {k: number(v) for k, v in f.items()}}


out = {"version": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
       "labels": [], "scores": [], "regression": [], "groups": [], "ranking": [], "inner": [], "pairwise": []}
for load, rows in [(datasets.load_iris, 150), (datasets.load_wine, 178), (datasets.load_breast_cancer, 300), (datasets.load_digits, 200)]:
    x, y = load(return_X_y=True)
    p = cross_val_predict(GaussianNB(var_smoothing=1e-3), x, y, method="predict_proba")
    pick = np.random.default_rng(1).permutation(len(y))[:rows]
    y, p = y[pick], thousandths(p[pick])
    w = np.round(rng.random(rows), 2)
    for weights in [None, w]:
        out["labels"].append(labels(y, p.argmax(axis=1), weights))
        out["scores"].append(scores(y, p, weights))
# Ties everywhere, and degenerate cases.
y = rng.integers(0, 2, 60)
t = rng.integers(0, 6, 60) * 200
out["scores"].append(scores(y, np.stack([1000 - t, t], axis=1)))
out["scores"].append(scores(y, np.stack([1000 - t, t], axis=1), np.round(rng.random(60), 2)))
for a, b in [([0, 0, 0], [0, 0, 0]), ([0, 0, 0], [1, 1, 1]), ([0, 1, 2], [2, 0, 1]), ([0, 0, 1], [0, 0, 0]),
             ([3], [3]), ([5, 5, 2, 2, 9], [5, 2, 2, 7, 7])]:
    out["labels"].append(labels(np.array(a), np.array(b)))

x, y = datasets.load_diabetes(return_X_y=True)
for model in [LinearRegression(), KNeighborsRegressor(5)]:
    p = np.round(cross_val_predict(model, x, y), 3)[:200]
    out["regression"].append(regression(y[:200], p))
    out["regression"].append(regression(y[:200], p, np.round(rng.random(200), 2)))
out["regression"].append(regression(np.array([1.0, 1, 1]), np.array([1.0, 1, 1])))
out["regression"].append(regression(np.array([2.0, 2, 2]), np.array([1.0, 2, 3])))
out["regression"].append(regression(np.array([-1.0, 0, 2]), np.array([0.0, 0, 3])))

x, y = datasets.load_iris(return_X_y=True)
g = rng.integers(0, 4, 150)
for a, b in [(y, g), (y, np.where(rng.random(150) < 0.2, g, y)), (y, y), (y, np.zeros(150, int)), (np.zeros(5, int), np.zeros(5, int)),
             (np.arange(6), np.zeros(6, int)), (np.arange(6), np.arange(6)), (rng.integers(-1, 30, 200), rng.integers(-1, 9, 200))]:
    out["groups"].append(groups(a, b))
for name, load, n in [("iris", datasets.load_iris, 150), ("wine", datasets.load_wine, 178), ("digits", datasets.load_digits, 300)]:
    x, y = load(return_X_y=True)
    x, y = x[:n], y[:n]
    f = {"silhouette": m.silhouette_score(x, y), "silhouette manhattan": m.silhouette_score(x, y, metric="manhattan"),
         "silhouette cosine": m.silhouette_score(x, y, metric="cosine"),
         "calinskiHarabasz": m.calinski_harabasz_score(x, y), "daviesBouldin": m.davies_bouldin_score(x, y)}
    out["inner"].append({"data": name, "rows": n, "values": f})
a, b = np.round(rng.normal(size=(6, 4)), 3), np.round(rng.normal(size=(5, 4)), 3)
out["pairwise"].append({"a": a.ravel().tolist(), "b": b.ravel().tolist(), "values": {
    "euclidean": m.pairwise_distances(a, b).ravel().tolist(), "squaredEuclidean": m.pairwise_distances(a, b, metric="sqeuclidean").ravel().tolist(),
    "manhattan": m.pairwise_distances(a, b, metric="manhattan").ravel().tolist(), "chebyshev": m.pairwise_distances(a, b, metric="chebyshev").ravel().tolist(),
    "cosine": m.pairwise_distances(a, b, metric="cosine").ravel().tolist(), "minkowski": m.pairwise_distances(a, b, metric="minkowski", p=3).ravel().tolist()}})
for w in [None, np.array([0.5, 2, 1, 1, 0, 3, 1, 1])]:
    out["ranking"].append(ranking(rng.integers(0, 4, (8, 6)), np.round(rng.random((8, 6)), 1), w))
json.dump(out, sys.stdout, separators=(",", ":"))
