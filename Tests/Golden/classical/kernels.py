"""Neighbours, naive Bayes, discriminants, support vector machines and Gaussian processes of scikit-learn on five real data sets.

Writes kernels.json beside itself. Rows and columns are thinned so that the file stays small; `DATA` says how, and the tests do the same.
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import datasets, discriminant_analysis, naive_bayes, neighbors, svm

from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process import kernels as gp

warnings.simplefilter("ignore")



def load(name):
    """The data set, every column scaled to mean 0 and deviation 1; constant columns are left out."""
    if name == "digits":
        data = datasets.load_digits()
        x, y = data.data[:300], data.target[:300]
    elif name == "diabetes":
        data = datasets.load_diabetes(scaled=False)
        x, y = data.data, (data.target > 140).astype(int)
    else:
        data = getattr(datasets, "load_" + name)()
        x, y = data.data, data.target
    x = x[:, x.std(axis=0) > 0]
    return (x - x.mean(axis=0)) / x.std(axis=0), y


SETS = ["iris", "wine", "breast_cancer", "digits", "diabetes"]


def summary(values):
    """Few numbers of a matrix that all depend on it: every 17th row of it."""
    values = np.asarray(values, dtype=float)
    return values[::17].tolist()


def classifiers():
    return {
        "knn": neighbors.KNeighborsClassifier(5),
        "knn-distance": neighbors.KNeighborsClassifier(7, weights="distance", metric="manhattan"),
        "radius": neighbors.RadiusNeighborsClassifier(4, outlier_label="most_frequent"),
        "gaussian-nb": naive_bayes.GaussianNB(),
        "multinomial-nb": naive_bayes.MultinomialNB(alpha=0.5),
        "bernoulli-nb": naive_bayes.BernoulliNB(),
        "complement-nb": naive_bayes.ComplementNB(),
        "complement-nb-norm": naive_bayes.ComplementNB(norm=True),
        "categorical-nb": naive_bayes.CategoricalNB(),
        "lda-svd": discriminant_analysis.LinearDiscriminantAnalysis(tol=1e-10),
        "lda-lsqr": discriminant_analysis.LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.3),
        "lda-eigen": discriminant_analysis.LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto"),
        "qda": discriminant_analysis.QuadraticDiscriminantAnalysis(reg_param=0.2),
    }


def features(name, x):
    if name in ("multinomial-nb", "complement-nb", "complement-nb-norm"):
        return np.abs(x)
    if name == "qda":
        return x[:, 20:28] if x.shape[1] > 40 else x
    if name == "categorical-nb":
        return np.clip(np.floor(x) + 2, 0, 3)
    return x


def decisions(model, x):
    return model.predict_proba(x)


out = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "sets": {}}
for name in SETS:
    x, y = load(name)
    result = {}
    for key, model in classifiers().items():
        z = features(key, x)
        if key == "radius":
            distances = neighbors.NearestNeighbors(radius=4).fit(z).radius_neighbors(z, return_distance=False)
            assert all(len(d) for d in distances)
        model.fit(z, y)
        result[key] = summary(decisions(model, z))
    model = neighbors.NearestCentroid(shrink_threshold=0.2).fit(x, y)
    result["centroid"] = np.asarray(model.centroids_).tolist()
    result["lda-transform"] = summary(np.abs(discriminant_analysis.LinearDiscriminantAnalysis(tol=1e-10).fit_transform(x, y)))

    for key, kernel, options in [
        ("svc-rbf", "rbf", {"C": 1.5}),
        ("svc-linear", "linear", {"C": 0.05}),
        ("svc-poly", "poly", {"degree": 2, "coef0": 1.0, "C": 0.3}),
        ("svc-balanced", "rbf", {"class_weight": "balanced", "C": 0.7}),
    ]:
        model = svm.SVC(kernel=kernel, tol=1e-9, decision_function_shape="ovo", **options).fit(x, y)
        values = model.decision_function(x)
        if values.ndim == 1:
            values = -values[:, None]
        result[key] = {
            "values": summary(values),
            "support": len(model.support_),
            "dual": float(np.abs(model.dual_coef_).sum()),
        }
    for key, loss in [("linear-svc-squared", "squared_hinge"), ("linear-svc-hinge", "hinge")]:
        model = svm.LinearSVC(loss=loss, C=0.05, tol=1e-10, max_iter=200000, dual=True, random_state=0).fit(x, y)
        result[key] = np.column_stack([model.coef_, model.intercept_]).tolist()

    target = 10 * x[:, 0] - x[:, 1] * x[:, 2] + np.asarray(y)
    model = svm.SVR(C=2.0, epsilon=0.3, tol=1e-9).fit(x, target)
    result["svr"] = summary(model.predict(x))
    for key, loss in [("linear-svr", "epsilon_insensitive"), ("linear-svr-squared", "squared_epsilon_insensitive")]:
        model = svm.LinearSVR(C=0.1, epsilon=0.2, loss=loss, tol=1e-11, max_iter=200000, random_state=0).fit(x, target)
        result[key] = [*model.coef_.tolist(), float(model.intercept_[0])]
    model = svm.OneClassSVM(nu=0.2, tol=1e-9).fit(x)
    result["one-class"] = summary(model.decision_function(x))
    result["knn-regressor"] = summary(neighbors.KNeighborsRegressor(4, weights="distance").fit(x, target).predict(x + 0.01))

    half = slice(0, 80)
    few, goal = x[half, :3], target[half]
    kernel = (
        gp.ConstantKernel(2.0) * gp.RBF(1.5) + gp.Matern(2.0, nu=1.5) + gp.Matern(3.0, nu=2.5)
        + 0.5 * gp.Matern(1.0, nu=0.5) + gp.RationalQuadratic(1.2, 0.7) + gp.WhiteKernel(0.3)
    )
    model = GaussianProcessRegressor(kernel, optimizer=None).fit(few, goal)
    mean, deviation = model.predict(few[::7] + 0.1, return_std=True)
    value, gradient = model.log_marginal_likelihood(model.kernel_.theta, eval_gradient=True)
    result["gp"] = {"mean": mean.tolist(), "deviation": deviation.tolist(), "likelihood": value, "gradient": gradient.tolist()}
    kernel = gp.ConstantKernel(1.0) * gp.RBF([1.0, 1.0, 1.0]) + gp.WhiteKernel(0.5)
    model = GaussianProcessRegressor(kernel, normalize_y=True, n_restarts_optimizer=3, random_state=0).fit(few, goal)
    result["gp-optimum"] = {"likelihood": model.log_marginal_likelihood_value_, "mean": model.predict(few[::7] + 0.1).tolist()}
    two = (np.asarray(y) > 0).astype(int)
    rows = np.r_[np.flatnonzero(two == 0)[:40], np.flatnonzero(two == 1)[:40]]
    model = GaussianProcessClassifier(gp.ConstantKernel(3.0) * gp.RBF(1.3), optimizer=None).fit(x[rows, :3], two[rows])
    value, gradient = model.log_marginal_likelihood(model.kernel_.theta, eval_gradient=True)
    result["gpc"] = {"p": model.predict_proba(x[rows, :3][::5] + 0.1)[:, 1].tolist(), "likelihood": value, "gradient": gradient.tolist()}
    out["sets"][name] = result
    print(name, {k: len(json.dumps(v)) for k, v in result.items()})

path = pathlib.Path(__file__).with_suffix(".json")


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.13g}")
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return value


path.write_text(json.dumps(rounded(out)))
print(path, path.stat().st_size, sklearn.__version__, np.__version__)
