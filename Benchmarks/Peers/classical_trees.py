"""A part of the cases of `cairn-bench classical`: name -> library -> a function that builds the inputs and returns the call to time."""


def tree():
    from classical import classes, features
    from sklearn.tree import DecisionTreeClassifier

    x = features(20_000, 50)
    y = classes(x)
    return lambda: DecisionTreeClassifier(random_state=0).fit(x, y)


def forest():
    from classical import classes, features
    from sklearn.ensemble import RandomForestClassifier

    x = features(20_000, 50)
    y = classes(x)
    return lambda: RandomForestClassifier(100, n_jobs=2, random_state=0).fit(x, y)


def isolation():
    from classical import features
    from sklearn.ensemble import IsolationForest

    x = features(20_000, 50)
    return lambda: IsolationForest(n_estimators=100, n_jobs=2, random_state=0).fit(x).score_samples(x)


CASES = {
    "tree": {"sklearn": tree},
    "forest100": {"sklearn": forest},
    "isolation-forest": {"sklearn": isolation},
}
