"""Reference values of estimators that stand around others, and of baselines: wrappers.json."""

import json
import pathlib

import numpy
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.compose import TransformedTargetRegressor
from sklearn.feature_selection import RFE, SelectFromModel
from sklearn.impute import MissingIndicator
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.preprocessing import FunctionTransformer, StandardScaler

diabetes = load_diabetes(scaled=False)
x, y = StandardScaler().fit_transform(diabetes.data), diabetes.target
few = RFE(Ridge(alpha=1.0), n_features_to_select=4, step=1).fit(x, y)
best = SelectFromModel(Ridge(alpha=1.0), threshold="mean").fit(x, y)
result = {
    "version": sklearn.__version__,
    "eliminated": [int(rank) for rank in few.ranking_],
    "selected": [int(place) for place in numpy.flatnonzero(best.get_support())],
    "logTarget": TransformedTargetRegressor(Ridge(alpha=1.0), func=numpy.log, inverse_func=numpy.exp).fit(x, y).predict(x[:40]).tolist(),
    "twoTargets": MultiOutputRegressor(Ridge(alpha=1.0)).fit(x[:, :6], x[:, 6:8]).predict(x[:20, :6]).ravel().tolist(),
    "mean": float(DummyRegressor().fit(x, y).predict(x[:1])[0]),
    "median": float(DummyRegressor(strategy="median").fit(x, y).predict(x[:1])[0]),
    "logged": FunctionTransformer(numpy.log1p).fit_transform(load_wine().data[:20]).ravel().tolist(),
    "classes": {},
}
holes = load_wine().data[:60].copy()
holes[::7, 2] = numpy.nan
holes[::5, 4] = numpy.nan
result["holes"] = MissingIndicator().fit_transform(holes).astype(float).ravel().tolist()
for name, load in (("iris", load_iris), ("wine", load_wine), ("breast_cancer", load_breast_cancer)):
    data = load()
    z = StandardScaler().fit_transform(data.data)
    base = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000)
    twice = numpy.stack([data.target, (data.target == 0).astype(int)], axis=1)
    result["classes"][name] = {
        "rest": OneVsRestClassifier(base).fit(z, data.target).predict(z).tolist(),
        "pairs": OneVsOneClassifier(base).fit(z, data.target).predict(z).tolist(),
        "two": MultiOutputClassifier(base).fit(z, twice).predict(z)[:, 1].tolist(),
        "shares": DummyClassifier(strategy="prior").fit(z, data.target).predict_proba(z[:1])[0].tolist(),
    }
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result))
