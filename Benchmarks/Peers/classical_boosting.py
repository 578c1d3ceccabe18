"""A part of the cases of `cairn-bench classical`: name -> library -> a function that builds the inputs and returns the call to time."""

from classical import classes, features


def sklearn():
    from sklearn.ensemble import HistGradientBoostingClassifier

    x = features(20_000, 50)
    y = classes(x)
    return lambda: HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.1, max_leaf_nodes=31, max_bins=255, l2_regularization=1.0, min_samples_leaf=20,
        early_stopping=False).fit(x, y)


def xgboost():
    from xgboost import XGBClassifier

    x = features(20_000, 50)
    y = classes(x)
    return lambda: XGBClassifier(
        n_estimators=100, learning_rate=0.1, max_leaves=31, max_depth=0, grow_policy="lossguide", max_bin=255,
        reg_lambda=1.0, min_child_weight=1e-3, tree_method="hist", n_jobs=2).fit(x, y)


def lightgbm():
    from lightgbm import LGBMClassifier

    x = features(20_000, 50)
    y = classes(x)
    return lambda: LGBMClassifier(
        n_estimators=100, learning_rate=0.1, num_leaves=31, max_bin=255, reg_lambda=1.0, min_child_samples=20, n_jobs=2,
        verbose=-1).fit(x, y)


CASES = {"boosting100": {"sklearn": sklearn, "xgboost": xgboost, "lightgbm": lightgbm}}
