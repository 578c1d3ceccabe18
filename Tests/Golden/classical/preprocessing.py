"""Reference values of the scalers, imputers and encoders. Writes preprocessing.json."""
import json
import numpy as np
import sklearn
from sklearn import datasets, preprocessing as p, impute

def load():
    yield "iris", datasets.load_iris().data
    yield "wine", datasets.load_wine().data
    yield "breast_cancer", datasets.load_breast_cancer().data
    yield "digits", datasets.load_digits().data
    yield "diabetes", datasets.load_diabetes(scaled=False).data

def probe(z):
    """A few rows, and the sums of the columns, of a matrix that is too large to keep."""
    z = np.asarray(z.todense() if hasattr(z, "todense") else z, dtype=float)
    rows = sorted({0, len(z) // 2, len(z) - 1})
    width = z.shape[1]
    keep = sorted({0, 1, width // 3, width // 2, width - 1} & set(range(width)))
    return {"columns": keep, "rows": rows, "width": width, "cells": [[z[r, c] for c in keep] for r in rows],
            "sums": [float(z[:, c].sum()) for c in keep]}

def main():
    out = {"version": sklearn.__version__, "sets": {}}
    for name, x in load():
        r = {}
        r["standard"] = probe(p.StandardScaler().fit_transform(x))
        r["minmax"] = probe(p.MinMaxScaler((-1, 2)).fit_transform(x))
        r["maxabs"] = probe(p.MaxAbsScaler().fit_transform(x))
        r["robust"] = probe(p.RobustScaler(quantile_range=(10, 80)).fit_transform(x))
        r["robust_unit"] = probe(p.RobustScaler(unit_variance=True).fit_transform(x))
        for norm in ("l1", "l2", "max"):
            r["normalizer_" + norm] = probe(p.Normalizer(norm).fit_transform(x))
        r["binarizer"] = probe(p.Binarizer(threshold=2.5).fit_transform(x))
        r["polynomial"] = probe(p.PolynomialFeatures(3 if x.shape[1] < 14 else 2).fit_transform(x[:, :30]))
        r["interactions"] = probe(p.PolynomialFeatures(2, interaction_only=True, include_bias=False).fit_transform(x[:, :30]))
        # Holes by a rule that both sides know: (7·row + 3·column) mod 11 == 0.
        i, j = np.indices(x.shape)
        holes = np.where((7 * i + 3 * j) % 11 == 0, np.nan, x)
        for strategy in ("mean", "median", "most_frequent"):
            r["impute_" + strategy] = probe(impute.SimpleImputer(strategy=strategy, add_indicator=True).fit_transform(holes))
        r["scaled_holes"] = probe(np.nan_to_num(p.StandardScaler().fit_transform(holes), nan=-9))
        small = p.StandardScaler().fit_transform(holes)[:200]
        small = small[:, ~np.all(np.isnan(small) | (small == 0), axis=0)] if name == "digits" else small
        if name not in ("digits", "iris"):  # iris has ties, which scikit-learn breaks by chance
            r["knn"] = probe(impute.KNNImputer(n_neighbors=4).fit_transform(small))
            r["knn_distance"] = probe(impute.KNNImputer(n_neighbors=4, weights="distance").fit_transform(small))
        coarse = np.floor(4 * (x - x.min(0)) / np.maximum(np.ptp(x, axis=0), 1e-9))
        r["onehot"] = probe(p.OneHotEncoder(sparse_output=False).fit_transform(coarse))
        r["onehot_first"] = probe(p.OneHotEncoder(sparse_output=False, drop="first").fit_transform(coarse))
        r["onehot_rare"] = probe(p.OneHotEncoder(sparse_output=False, min_frequency=30).fit_transform(coarse))
        r["onehot_most"] = probe(p.OneHotEncoder(sparse_output=False, max_categories=3).fit_transform(coarse))
        r["ordinal"] = probe(p.OrdinalEncoder().fit_transform(coarse))
        numbers = x[:, 0] + 0.3 * x[:, -1]
        for smooth in ("auto", 5.0):
            r[f"target_{smooth}"] = probe(p.TargetEncoder(smooth=smooth).fit(coarse, numbers).transform(coarse))
        classes = np.minimum(2, np.floor(3 * (x[:, 2] - x[:, 2].min()) / np.ptp(x[:, 2]))).astype(int)
        if len(set(classes)) == 3:
            r["target_classes"] = probe(p.TargetEncoder().fit(coarse, classes).transform(coarse))
            r["target_pair"] = probe(p.TargetEncoder().fit(coarse, classes > 0).transform(coarse))
        out["sets"][name] = r
    json.dump(out, open("preprocessing.json", "w"), separators=(",", ":"))
    print(sklearn.__version__, np.__version__)


if __name__ == "__main__":
    main()
