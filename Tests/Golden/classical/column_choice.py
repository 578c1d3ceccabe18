"""Reference values of mutual information and of the sequential search for columns: column_choice.json."""

import json
import pathlib

import numpy
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.feature_selection import SequentialFeatureSelector, mutual_info_classif, mutual_info_regression
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

print("scikit-learn", sklearn.__version__, "numpy", numpy.__version__)
result = {"version": sklearn.__version__, "drawn": {}, "tied": {}, "sequential": {}}

# Numbers that are all different: nothing depends on how equal ones are parted.
x = numpy.random.default_rng(5).standard_normal((300, 5))
y = x[:, 0] + 0.5 * x[:, 1] ** 2 + 0.3 * x[:, 4]
classes = (y > -0.3).astype(int) + (y > 0.8)
classes[17] = 3  # the only row of its class
for k in (1, 3, 10):
    result["drawn"][str(k)] = {
        "numbers": mutual_info_regression(x, y, n_neighbors=k, random_state=0).tolist(),
        "classes": mutual_info_classif(x, classes, n_neighbors=k, random_state=0).tolist(),
    }

# Real columns with equal values: over ten seeds, the mean and the range.
for name, data, score in (
    ("breast_cancer", load_breast_cancer(), mutual_info_classif),
    ("wine", load_wine(), mutual_info_classif),
    ("diabetes", load_diabetes(scaled=False), mutual_info_regression),
):
    runs = numpy.array([score(data.data, data.target, random_state=seed) for seed in range(10)])
    result["tied"][name] = {"low": runs.min(axis=0).tolist(), "high": runs.max(axis=0).tolist()}

diabetes, wine = load_diabetes(scaled=False), load_wine()
for direction in ("forward", "backward"):
    z = StandardScaler().fit_transform(diabetes.data)
    ridge = SequentialFeatureSelector(Ridge(alpha=1.0), n_features_to_select=4, direction=direction, cv=5)
    result["sequential"]["diabetes " + direction] = ridge.fit(z, diabetes.target).get_support(True).tolist()
    z = StandardScaler().fit_transform(wine.data)
    logistic = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000)
    chosen = SequentialFeatureSelector(
        logistic, n_features_to_select=3, direction=direction, cv=5, scoring="neg_log_loss").fit(z, wine.target)
    result["sequential"]["wine " + direction] = chosen.get_support(True).tolist()
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result))
