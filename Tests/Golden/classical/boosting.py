"""How well gradient boosters do on rows that they have not seen, over ten seeds: boosting.json.

LightGBM 4.7.0, XGBoost 3.2.0 and scikit-learn 1.9.1 with like settings: 60 rounds, learning rate 0.1, 15 leaves, λ = 1, at least 10 rows in a leaf;
LightGBM and XGBoost draw 80 % of the rows and columns each round, scikit-learn 80 % of the columns at each node. Every fourth row is held out.
Kept: the loss (log loss, or root mean squared error) for each seed of each library.
"""
import json
import pathlib

import lightgbm
import numpy as np
import xgboost
from sklearn import datasets
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import log_loss, root_mean_squared_error

root = pathlib.Path(__file__).resolve().parents[3]
spam = np.load(root / "Sources/Datasets/Resources/spam.npz")
print({name: spam[name].shape for name in spam.files})
DATA = {
    "wine": datasets.load_wine(return_X_y=True), "breast_cancer": datasets.load_breast_cancer(return_X_y=True),
    "digits": datasets.load_digits(return_X_y=True), "diabetes": datasets.load_diabetes(return_X_y=True),
    "spam": (spam[spam.files[0]] / 1000.0, spam[spam.files[1]].ravel().astype(int)),
}
result = {}
for name, (x, y) in DATA.items():
    held = np.arange(len(x)) % 4 == 3
    regression = name == "diabetes"
    losses = {}
    for library in ("lightgbm", "xgboost", "sklearn"):
        for seed in range(10):
            if library == "lightgbm":
                kind = lightgbm.LGBMRegressor if regression else lightgbm.LGBMClassifier
                model = kind(n_estimators=60, num_leaves=15, reg_lambda=1, min_child_samples=10, subsample=0.8, subsample_freq=1,
                             colsample_bytree=0.8, random_state=seed, n_jobs=1, verbose=-1)
            elif library == "xgboost":
                kind = xgboost.XGBRegressor if regression else xgboost.XGBClassifier
                model = kind(n_estimators=60, max_leaves=15, max_depth=0, grow_policy="lossguide", learning_rate=0.1, max_bin=255,
                             min_child_weight=10 if regression else 1e-3, subsample=0.8, colsample_bytree=0.8, random_state=seed, n_jobs=1)
            else:
                kind = HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier
                model = kind(max_iter=60, max_leaf_nodes=15, l2_regularization=1, min_samples_leaf=10, max_features=0.8,
                             early_stopping=False, random_state=seed)
            model.fit(x[~held], y[~held])
            loss = (root_mean_squared_error(y[held], model.predict(x[held])) if regression
                    else log_loss(y[held], model.predict_proba(x[held])))
            losses.setdefault(library, []).append(round(float(loss), 6))
    result[name] = losses
    print(name, {k: (min(v), max(v)) for k, v in losses.items()}, flush=True)
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result))
