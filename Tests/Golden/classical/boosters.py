"""Models of XGBoost and LightGBM as they write them, and what they predict: boosters.json.

XGBoost 3.2.0, LightGBM 4.7.0, scikit-learn 1.9.1, on scikit-learn's data. Each case has the model's text, how the rows are made of a data set
(columns left out, values made missing), and of a few rows the predictions and the contributions (SHAP values, the last the bias).
"""
import json
import pathlib

import lightgbm
import numpy as np
import xgboost
from sklearn import datasets

print("xgboost", xgboost.__version__, "lightgbm", lightgbm.__version__)

DATA = {
    "iris": datasets.load_iris, "wine": datasets.load_wine, "breast_cancer": datasets.load_breast_cancer,
    "diabetes": datasets.load_diabetes, "digits": datasets.load_digits,
}
cases = []


def load(name, missing, columns):
    x, y = DATA[name](return_X_y=True)
    x = x[:, :columns].copy()
    if missing:
        i, j = np.indices(x.shape)
        x[(7 * i + 3 * j) % 13 == 0] = np.nan
    return x, y


def keep(library, name, data, missing, columns, x, text, predict, contribute):
    rows = np.arange(0, len(x), max(1, len(x) // 24))
    few = rows[:6]
    contributions = None if contribute is None else np.asarray(contribute(x[few])).reshape(len(few), -1)
    cases.append(dict(
        library=library, name=name, data=data, missing=missing, columns=columns, model=text, rows=rows.tolist(),
        predictions=[[float(f"{v:.9g}") for v in np.atleast_1d(p)] for p in predict(x[rows])],
        contributions=[] if contributions is None else [[float(f"{v:.9g}") for v in c] for c in contributions]))


def boost(name, data, objective, rounds, missing=False, columns=30, target=lambda y: y, kinds=None, group=None, **options):
    x, y = load(data, missing, columns)
    parameters = dict(objective=objective, max_depth=3, eta=0.3, nthread=1, seed=1, **options)
    matrix = lambda rows, label=None: xgboost.DMatrix(
        rows, label=label, feature_types=kinds, enable_categorical=kinds is not None)
    train = matrix(x, target(y))
    if group:
        train.set_group(group)
    model = xgboost.train(parameters, train, rounds)
    keep("xgboost", name, data, missing, columns, x, bytes(model.save_raw("json")).decode(),
         lambda rows: model.predict(matrix(rows)),
         lambda rows: model.predict(matrix(rows), pred_contribs=True))


def light(name, data, objective, rounds, missing=False, columns=30, target=lambda y: y, categories=(), refused=False, **options):
    x, y = load(data, missing, columns)
    parameters = dict(objective=objective, num_leaves=7, learning_rate=0.3, num_threads=1, seed=1, verbose=-1,
                      min_data_in_leaf=5, **options)
    model = lightgbm.train(
        parameters,
        lightgbm.Dataset(x, target(y), params=dict(verbose=-1, **options), categorical_feature=list(categories)), rounds)
    text = model.model_to_string().split("\nparameters:")[0]
    keep("lightgbm", name, data, missing, columns, x, text, model.predict,
         None if refused else lambda rows: model.predict(rows, pred_contrib=True))


big = lambda y: (y > 4).astype(int)
boost("softprob", "iris", "multi:softprob", 4, num_class=3)
boost("softmax, missing", "wine", "multi:softmax", 3, missing=True, num_class=3)
boost("logistic, missing", "breast_cancer", "binary:logistic", 8, missing=True)
boost("logit raw", "breast_cancer", "binary:logitraw", 3)
boost("hinge", "breast_cancer", "binary:hinge", 3)
boost("parallel trees", "breast_cancer", "binary:logistic", 2, num_parallel_tree=3, subsample=0.6, colsample_bynode=0.5)
boost("ten classes", "digits", "multi:softprob", 2, columns=64, num_class=10)
boost("squared error", "diabetes", "reg:squarederror", 8)
boost("best first, missing", "diabetes", "reg:squarederror", 4, missing=True, grow_policy="lossguide", max_leaves=9, gamma=1)
for objective in ("count:poisson", "reg:gamma", "reg:tweedie", "reg:absoluteerror", "reg:pseudohubererror",
                  "reg:squaredlogerror", "survival:cox"):
    boost(objective, "diabetes", objective, 3)
boost("reg:logistic", "diabetes", "reg:logistic", 3, target=lambda y: y / 400)
boost("reg:quantileerror", "diabetes", "reg:quantileerror", 3, quantile_alpha=0.7)
boost("two quantiles", "diabetes", "reg:quantileerror", 3, quantile_alpha=[0.2, 0.8])
boost("rank:pairwise", "diabetes", "rank:pairwise", 3, target=lambda y: y // 100, group=[221, 221])
boost("dart", "diabetes", "reg:squarederror", 6, booster="dart", rate_drop=0.5)
kinds = ["c"] * 10 + ["q"] * 10
boost("categories", "digits", "binary:logistic", 5, columns=20, target=big, kinds=kinds, max_cat_to_onehot=2)
boost("categories, missing", "digits", "binary:logistic", 5, missing=True, columns=20, target=big, kinds=kinds, max_cat_to_onehot=20)

light("multiclass", "iris", "multiclass", 4, num_class=3)
light("one against all, missing", "wine", "multiclassova", 3, missing=True, num_class=3)
light("binary, missing", "breast_cancer", "binary", 8, missing=True)
light("binary, steep", "breast_cancer", "binary", 3, sigmoid=2.0)
light("forest", "breast_cancer", "binary", 4, boosting="rf", bagging_fraction=0.6, bagging_freq=1)
light("missing as zero", "breast_cancer", "binary", 4, missing=True, use_missing=False)
light("cross entropy", "diabetes", "cross_entropy", 3, target=lambda y: y / 400)
light("cross entropy lambda", "diabetes", "cross_entropy_lambda", 3, target=lambda y: y / 400)
for objective in ("regression", "regression_l1", "huber", "fair", "poisson", "quantile", "mape", "gamma", "tweedie"):
    light(objective, "diabetes", objective, 4)
light("square root", "diabetes", "regression", 4, reg_sqrt=True)
light("missing", "diabetes", "regression", 6, missing=True)
light("dart", "diabetes", "regression", 6, boosting="dart", drop_rate=0.5)
light("zero is missing", "digits", "binary", 5, columns=20, target=big, zero_as_missing=True)
light("zero is missing, too", "digits", "binary", 5, columns=20, target=big, zero_as_missing=True, missing=True)
light("ten classes", "digits", "multiclass", 2, columns=64, num_class=10)
light("categories", "digits", "binary", 5, columns=20, target=big, categories=range(10), min_data_per_group=5, cat_smooth=1.0)
light("categories, missing", "digits", "binary", 5, missing=True, columns=20, target=big, categories=range(10), max_cat_to_onehot=2, min_data_per_group=5)
light("a constant", "diabetes", "regression", 1, min_data_in_bin=400)
light("linear", "diabetes", "regression", 2, linear_tree=True, refused=True)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(cases, separators=(",", ":")))
print(len(cases), "cases,", path.stat().st_size, "bytes")
