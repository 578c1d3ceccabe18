"""Reference values of cross-validation, search and calibration: python selection.py > selection.json"""
import json, sys, warnings
import numpy as np, scipy, sklearn
from scipy import stats
from sklearn import datasets
from sklearn.calibration import CalibratedClassifierCV, _sigmoid_calibration, _TemperatureScaling, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import Ridge
from sklearn.model_selection import (GridSearchCV, KFold, StratifiedKFold, cross_val_predict, cross_val_score, cross_validate,
                                     validation_curve)
from sklearn.naive_bayes import GaussianNB

warnings.filterwarnings("ignore")


class RoundedBayes(GaussianNB):
    """Naive Bayes whose probabilities are whole ten-thousandths: rounding errors cannot change which are equal."""

    def predict_proba(self, X):
        p = np.round(super().predict_proba(X) * 9990) + 1
        return p / p.sum(axis=1, keepdims=True)


out = {"version": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"}
x, y = datasets.load_diabetes(return_X_y=True)
folds = KFold(5, shuffle=True, random_state=0)
alphas = [0.01, 0.1, 1.0, 10.0]
both = cross_validate(Ridge(0.1), x, y, cv=folds, scoring=["r2", "neg_mean_squared_error"], return_train_score=True)
search = GridSearchCV(Ridge(), {"alpha": alphas}, cv=folds).fit(x, y)
nested = cross_val_score(GridSearchCV(Ridge(), {"alpha": alphas}, cv=KFold(4, shuffle=True, random_state=1)), x, y, cv=folds)
train, test = validation_curve(Ridge(), x, y, param_name="alpha", param_range=alphas, cv=folds)
a, b = both["test_r2"], cross_val_score(Ridge(10.0), x, y, cv=folds)
d = a - b
ratio = np.mean([len(v) / len(t) for t, v in folds.split(x)])
se = np.sqrt((1 / 5 + ratio) * d.var(ddof=1))
out["diabetes"] = {
    "r2": both["test_r2"].tolist(), "mse": (-both["test_neg_mean_squared_error"]).tolist(), "trainR2": both["train_r2"].tolist(),
    "alphas": alphas, "means": search.cv_results_["mean_test_score"].tolist(), "best": search.best_params_["alpha"],
    "nested": nested.tolist(), "curveTrain": train.ravel().tolist(), "curveTest": test.ravel().tolist(),
    "difference": d.mean(), "p": 2 * stats.t.sf(abs(d.mean()) / se, 4), "half": se * stats.t.ppf(0.975, 4),
    "predictions": cross_val_predict(Ridge(0.1), x, y, cv=folds)[:20].tolist(),
}
out["classes"] = {}
for name, load in [("iris", datasets.load_iris), ("wine", datasets.load_wine), ("breast", datasets.load_breast_cancer), ("digits", datasets.load_digits)]:
    x, y = load(return_X_y=True)
    if name == "digits":
        x = x + 0.01 * (np.arange(64) % 7) * np.sin(np.arange(len(x)))[:, None]
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    both = cross_validate(RoundedBayes(), x, y, cv=folds, scoring=["accuracy", "neg_log_loss"])
    p = cross_val_predict(RoundedBayes(), x, y, method="predict_proba")
    one = {"accuracy": both["test_accuracy"].tolist(), "logLoss": (-both["test_neg_log_loss"]).tolist()}
    pick = slice(0, None, max(1, len(y) // 12))
    for method in ["sigmoid", "isotonic", "temperature"]:
        for ensemble in [True, False]:
            model = CalibratedClassifierCV(RoundedBayes(), method=method, cv=5, ensemble=ensemble).fit(x, y)
            one[f"{method} {'ensemble' if ensemble else 'single'}"] = model.predict_proba(x[pick]).ravel().tolist()
    out["classes"][name] = one
    if name == "breast":
        s = np.round(p[:, 1], 4)
        a, b = _sigmoid_calibration(s, y)
        w = 0.5 + (np.arange(len(y)) % 4)
        aw, bw = _sigmoid_calibration(s, y, w)
        iso = IsotonicRegression(out_of_bounds="clip").fit(s, y)
        isow = IsotonicRegression(out_of_bounds="clip").fit(s, y, w)
        grid = np.linspace(-0.1, 1.1, 49)
        logits = np.round(np.log(p + 1e-4), 4)
        true, pred = calibration_curve(y, s, n_bins=10)
        trueq, predq = calibration_curve(y, s, n_bins=7, strategy="quantile")
        out["calibrators"] = {
            "scores": s.tolist(), "labels": y.tolist(), "platt": [a, b], "plattWeighted": [aw, bw], "grid": grid.tolist(),
            "isotonic": iso.predict(grid).tolist(), "isotonicWeighted": isow.predict(grid).tolist(),
            "logits": logits.ravel().tolist(), "inverseTemperature": float(_TemperatureScaling().fit(logits, y).beta_),
            "curve": [true.tolist(), pred.tolist()], "curveQuantile": [trueq.tolist(), predq.tolist()],
        }
json.dump(out, sys.stdout, separators=(",", ":"))
