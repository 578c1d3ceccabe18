"""A part of the cases of `cairn-bench classical`: name -> library -> a function that builds the inputs and returns the call to time."""


def svc():
    from classical import classes, features
    from sklearn.svm import SVC

    x = features(5000, 50)
    y = classes(x)
    return lambda: SVC().fit(x, y)


def neighbors():
    from classical import classes, features
    from sklearn.neighbors import KNeighborsClassifier

    x = features(18000, 50)
    queries = features(2000, 50, seed=6)
    model = KNeighborsClassifier().fit(x, classes(x))
    return lambda: model.predict(queries)


def bayes():
    from classical import classes, features
    from sklearn.naive_bayes import GaussianNB

    x = features(20000, 50)
    y = classes(x)
    return lambda: GaussianNB().fit(x, y).predict(x)


CASES = {
    "svc-rbf": {"sklearn": svc},
    "knn-predict": {"sklearn": neighbors},
    "gaussian-nb": {"sklearn": bayes},
}
