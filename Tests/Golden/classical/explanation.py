"""Permutation importance, partial dependence and ICE by scikit-learn 1.9.1 of a formula on the diabetes data: explanation.json."""
import json
import pathlib

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence, permutation_importance

print("scikit-learn", sklearn.__version__)
x, y = datasets.load_diabetes(return_X_y=True)


class Formula(RegressorMixin, BaseEstimator):
    def fit(self, x, y):
        self.fitted_ = True
        return self

    def predict(self, x):
        return 150 + 600 * x[:, 2] + 500 * x[:, 8] + 4000 * x[:, 2] * x[:, 3]


model = Formula().fit(x, y)
importance = permutation_importance(model, x, y, n_repeats=4, random_state=7)
few = x[:60]
dependence = partial_dependence(model, few, [2], grid_resolution=12, kind="both")
pair = partial_dependence(model, few, [2, 3], grid_resolution=5)
short = lambda a: [float(f"{v:.15g}") for v in np.asarray(a).ravel()]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(dict(
    importances=short(importance.importances), grid=short(dependence["grid_values"][0]),
    average=short(dependence["average"][0]), individual=short(dependence["individual"][0][:5]),
    first=short(pair["grid_values"][0]), second=short(pair["grid_values"][1]), surface=short(pair["average"][0]))))
