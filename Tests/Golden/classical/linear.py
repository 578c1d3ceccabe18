"""Golden values of the linear models: scikit-learn's optima at tight tolerances, on real data.

Run: /work/venv/py/bin/python linear.py
"""

import gzip
import io
import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.linear_model import (
    ElasticNet, GammaRegressor, HuberRegressor, Lasso, LinearRegression, LogisticRegression, Perceptron,
    PoissonRegressor, QuantileRegressor, Ridge, SGDClassifier, SGDRegressor, TweedieRegressor, enet_path,
)
from sklearn.isotonic import IsotonicRegression

warnings.filterwarnings("ignore")
root = pathlib.Path(__file__).resolve().parents[3] / "Sources/Datasets/Resources"


def table(name, columns, missing=True):
    """Numeric columns of a bundled CSV file, rows with NA left out."""
    import pandas
    frame = pandas.read_csv(gzip.open(root / f"{name}.csv.gz"), keep_default_na=False, na_values=["NA"])
    return frame


diabetes = load_diabetes()
cancer = load_breast_cancer()
iris = load_iris()
wine = load_wine()
spam_file = numpy.load(root / "spam.npz")
print({k: spam_file[k].shape for k in spam_file})

# The regressions: name -> features and target, as the Swift test builds them.
regressions = {
    "diabetes": (diabetes.data, diabetes.target),
    "wine": (wine.data[:, 1:], wine.data[:, 0]),
    "cancer": (cancer.data[:, 1:10], cancer.data[:, 0]),
    "iris": (iris.data[:, :3], iris.data[:, 3]),
    "digits": (load_digits().data[:, :40], load_digits().data[:, 43]),
}


def weights(n):
    return 0.5 + (numpy.arange(n) * 7 % 11) / 11


def fitted(model, x, y, **more):
    model.fit(x, y, **more)
    return numpy.append(numpy.ravel(model.coef_), model.intercept_).tolist()


def huber(x, y, alpha, epsilon=1.35):
    """scikit-learn's answer, brought on to the point where its own gradient is 0: its L-BFGS stops at 1e-5."""
    from scipy.optimize import root
    from sklearn.linear_model._huber import _huber_loss_and_gradient
    model = HuberRegressor(alpha=alpha, epsilon=epsilon, tol=1e-10, max_iter=100_000).fit(x, y)
    start = numpy.r_[model.coef_, model.intercept_, model.scale_]
    found = root(lambda w: _huber_loss_and_gradient(w, x, y, epsilon, alpha, numpy.ones(len(y)))[1], start, tol=1e-14)
    print("huber", abs(found.fun).max(), abs(found.x - start).max())
    return found.x[:-1].tolist()


result = {"version": sklearn.__version__, "regressions": {}, "logistic": {}, "other": {}}
for name, (x, y) in regressions.items():
    w = weights(len(y))
    tight = dict(tol=1e-14, max_iter=1_000_000)
    spread = x.std()
    count = numpy.round(y - y.min())
    positive = y - y.min() + 1
    z = (x - x.mean(axis=0)) / numpy.where(x.std(axis=0) > 0, x.std(axis=0), 1)
    entry = {
        "ols": fitted(LinearRegression(), x, y),
        "weighted": fitted(LinearRegression(), x, y, sample_weight=w),
        "origin": fitted(LinearRegression(fit_intercept=False), x, y),
        "ridge": fitted(Ridge(alpha=0.5, solver="cholesky"), x, y),
        "ridgeWeighted": fitted(Ridge(alpha=3, solver="cholesky"), x, y, sample_weight=w),
        "lasso": fitted(Lasso(alpha=0.05, **tight), z, y),
        "elastic": fitted(ElasticNet(alpha=0.1, l1_ratio=0.4, **tight), z, y, sample_weight=w),
        "poisson": fitted(PoissonRegressor(alpha=0.1, solver="newton-cholesky", tol=1e-12, max_iter=1000), z, count),
        "gamma": fitted(GammaRegressor(alpha=0.01, solver="newton-cholesky", tol=1e-12, max_iter=1000), z, positive),
        "tweedie": fitted(TweedieRegressor(power=1.5, alpha=0.1, solver="newton-cholesky", tol=1e-12, max_iter=1000), z, count, sample_weight=w),
        "tweedieNormal": fitted(TweedieRegressor(power=0, alpha=0.5, solver="newton-cholesky", tol=1e-12, max_iter=1000), z, y),
        "huber": huber(z, y, 0.01),
        "quantile": fitted(QuantileRegressor(quantile=0.7, alpha=0.02, solver="highs"), z, y),
        "sgd": fitted(SGDRegressor(max_iter=3, tol=None, shuffle=False), z, y),
        "sgdElastic": fitted(SGDRegressor(loss="huber", epsilon=0.5, penalty="elasticnet", alpha=0.01, l1_ratio=0.3, max_iter=2, tol=None, shuffle=False), z, y),
        "sgdAverage": fitted(SGDRegressor(max_iter=2, tol=None, shuffle=False, average=True), z, y),
    }
    alphas, coefs, _ = enet_path(z - z.mean(axis=0), y - y.mean(), l1_ratio=0.7, n_alphas=6, eps=0.01, tol=1e-14, max_iter=1_000_000)
    entry["pathPenalties"] = alphas.tolist()
    entry["path"] = coefs.T.ravel().tolist()
    result["regressions"][name] = entry

churn = table("churn", None)
ames = table("ames", None)
print(churn.columns.tolist(), ames.columns.tolist())
numeric = ["tenure", "MonthlyCharges"]
classes = {
    "cancer": (cancer.data, cancer.target),
    "iris": (iris.data, iris.target),
    "wine": (wine.data, wine.target),
    "digits": (load_digits().data[:600], load_digits().target[:600]),
    "diabetes": (diabetes.data, (diabetes.target > 150).astype(int)),
}
for name, (x, y) in classes.items():
    z = (x - x.mean(axis=0)) / numpy.where(x.std(axis=0) > 0, x.std(axis=0), 1)
    w = weights(len(y))
    two = (y > 0).astype(int)

    def logistic(**options):
        model = LogisticRegression(solver=options.pop("solver", "newton-cholesky"), tol=options.pop("tol", 1e-12), max_iter=100_000, **options)
        return model

    def both(model, x, y, **more):
        model.fit(x, y, **more)
        return numpy.hstack([model.coef_, model.intercept_[:, None]]).ravel().tolist()

    entry = {
        "two": both(logistic(), z, two),
        "balanced": both(logistic(C=0.5, class_weight="balanced"), z, two, sample_weight=w),
        "lasso": both(logistic(C=0.2, l1_ratio=1, solver="saga", tol=1e-10), z, two),
        "elastic": both(logistic(C=0.2, l1_ratio=0.5, solver="saga", tol=1e-10), z, two),
        "perceptron": both(Perceptron(max_iter=2, tol=None, shuffle=False), z, y),
        "hinge": both(SGDClassifier(max_iter=2, tol=None, shuffle=False), z, y),
        "log": both(SGDClassifier(loss="log_loss", penalty="elasticnet", alpha=0.001, max_iter=2, tol=None, shuffle=False), z, two),
        "logAverage": both(SGDClassifier(loss="log_loss", max_iter=2, tol=None, shuffle=False, average=True), z, two),
        "modified": both(SGDClassifier(loss="modified_huber", max_iter=1, tol=None, shuffle=False), z, two),
    }
    if y.max() > 1:
        entry["many"] = both(logistic(), z, y)
        entry["manyWeighted"] = both(logistic(C=3), z, y, sample_weight=w)
    if name == "diabetes":
        entry["free"] = both(logistic(C=1e300), z, two)
    if name in ("cancer", "diabetes", "wine"):
        entry["raw"] = both(logistic(C=10), x, two)
    result["logistic"][name] = entry

rng = numpy.random.default_rng(5)
x = numpy.sort(numpy.round(rng.uniform(0, 10, 60), 1))
y = numpy.round(x + 2 * rng.standard_normal(60), 3)
w = weights(60)
up = IsotonicRegression().fit(x, y, sample_weight=w)
down = IsotonicRegression(increasing="auto", y_min=-8, y_max=-1, out_of_bounds="clip").fit(x, -y)
at = numpy.linspace(x.min(), x.max(), 25)
result["isotonic"] = {
    "x": x.tolist(), "y": y.tolist(), "at": at.tolist(), "up": up.predict(at).tolist(),
    "down": down.predict(at).tolist(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result))
print(path.stat().st_size)
