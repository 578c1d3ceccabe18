"""A part of the cases of `cairn-bench classical`: name -> library -> a function that builds the inputs and returns the call to time."""

from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge

from classical import classes, features, target


def regression(model):
    def build():
        x = features(50_000, 100)
        y = target(x)
        return lambda: model.fit(x, y)
    return build


def logistic():
    x = features(20_000, 50)
    y = classes(x)
    # Of its solvers the fastest at the default tolerance.
    model = LogisticRegression(solver="newton-cholesky")
    return lambda: model.fit(x, y)


CASES = {
    "linreg": {"sklearn": regression(LinearRegression())},
    "ridge": {"sklearn": regression(Ridge(alpha=1))},
    "lasso": {"sklearn": regression(Lasso(alpha=0.01))},
    "logreg": {"sklearn": logistic},
}
