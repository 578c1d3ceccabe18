"""Reference trees and ensembles: `python trees.py` writes trees.json beside it.

A tree of scikit-learn breaks ties between columns by a random order of the columns. The reference trees here are put together from
scikit-learn's own splits, so that ties have one answer: at every node each column is given to a tree of depth 1 alone, and of the
columns whose splits take away the same impurity (to 1e-12 of the node's) the first is taken.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn import datasets, ensemble, metrics, tree

warnings.filterwarnings("ignore")


def data(name):
    bunch = getattr(datasets, f"load_{name}")()
    return bunch.data, bunch.target


def holes(x):
    x = x.copy()
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            if (row * 7 + column * 3) % 11 == 0:
                x[row, column] = numpy.nan
    return x


def grown(x, y, kind, criterion, depth, leaf):
    """The tree in preorder: column (-1 for a leaf), threshold, rows, impurity, whether what is missing goes left."""
    nodes = []

    def stump(x, y):
        model = kind(criterion=criterion, max_depth=1, min_samples_leaf=leaf, random_state=0).fit(x, y)
        return model.tree_

    def grow(rows, level):
        node = len(nodes)
        first = stump(x[rows][:, [0]], y[rows])
        impurity = first.impurity[0]
        nodes.append([-1, 0, len(rows), impurity, 0])
        if level == depth or len(rows) < 2 * leaf or impurity <= 2.3e-16:
            return
        best = None
        for column in range(x.shape[1]):
            t = stump(x[rows][:, [column]], y[rows])
            if t.node_count == 1:
                continue
            sizes = t.weighted_n_node_samples
            gain = sizes[0] * t.impurity[0] - sizes[1] * t.impurity[1] - sizes[2] * t.impurity[2]
            if best is None or gain > best[0] + 1e-12 * sizes[0] * impurity:
                best = gain, column, t.threshold[0], int(t.missing_go_to_left[0])
        if best is None:
            return
        _, column, threshold, missing = best
        nodes[node][0], nodes[node][1], nodes[node][4] = column, float(threshold), missing
        if threshold == numpy.inf:
            nodes[node][1] = 1e300
        values = x[rows, column].astype(numpy.float32)
        left = numpy.where(numpy.isnan(values), missing == 1, values <= threshold)
        grow(rows[left], level + 1)
        grow(rows[~left], level + 1)

    grow(numpy.arange(len(x)), 0)
    return [list(part) for part in zip(*nodes)]


def trees():
    cases = []
    classes, numbers = tree.DecisionTreeClassifier, tree.DecisionTreeRegressor
    plan = [(name, classes, "gini", 99, 1) for name in ("iris", "wine", "breast_cancer", "digits")]
    plan += [(name, classes, "entropy", 99, 1) for name in ("iris", "wine", "breast_cancer")]
    plan += [("breast_cancer", classes, "gini", 4, 5), ("holes", classes, "gini", 99, 1)]
    plan += [("diabetes", numbers, "squared_error", 99, 1), ("diabetes", numbers, "absolute_error", 5, 3)]
    plan += [("diabetes", numbers, "poisson", 99, 2)]
    for name, kind, criterion, depth, leaf in plan:
        x, y = data("breast_cancer" if name == "holes" else name)
        if name == "holes":
            x = holes(x)
        column, threshold, rows, impurity, missing = grown(x, y, kind, criterion, depth, leaf)
        cases.append(dict(data=name, criterion=criterion, depth=depth, leaf=leaf, feature=column,
                          threshold=threshold, rows=rows, impurity=impurity, missing=missing))
        print(name, criterion, len(column), "nodes; scikit-learn's own:",
              sorted({kind(criterion=criterion, max_depth=depth, min_samples_leaf=leaf, random_state=seed)
                      .fit(x, y).tree_.node_count for seed in range(5)}))
    return cases


def pruning():
    result = []
    for name in ("iris", "breast_cancer"):
        x, y = data(name)
        path = tree.DecisionTreeClassifier(random_state=0).fit(x, y).cost_complexity_pruning_path(x, y)
        leaves = [int(tree.DecisionTreeClassifier(random_state=0, ccp_alpha=price).fit(x, y).get_n_leaves())
                  for price in (0.01, 0.02, 0.05)]
        result.append(dict(data=name, prices=list(path.ccp_alphas), impurities=list(path.impurities), leaves=leaves))
    return result


def halves(name):
    x, y = data(name)
    return x[::2], y[::2], x[1::2], y[1::2]


def spread(name, build, score):
    a, b, c, d = halves(name)
    values = [score(build(seed).fit(a, b), c, d) for seed in range(10)]
    return dict(data=name, low=min(values), high=max(values), mean=float(numpy.mean(values)))


def scores():
    accuracy = lambda model, x, y: float(model.score(x, y))
    sets, result = ("iris", "wine", "breast_cancer", "digits"), {}
    classifiers = dict(
        RandomForestClassifier=lambda seed: ensemble.RandomForestClassifier(100, random_state=seed),
        ExtraTreesClassifier=lambda seed: ensemble.ExtraTreesClassifier(100, random_state=seed),
        BaggingClassifier=lambda seed: ensemble.BaggingClassifier(n_estimators=20, random_state=seed),
        ExtraTreeClassifier=lambda seed: tree.ExtraTreeClassifier(random_state=seed))
    regressors = dict(
        RandomForestRegressor=lambda seed: ensemble.RandomForestRegressor(100, random_state=seed),
        ExtraTreesRegressor=lambda seed: ensemble.ExtraTreesRegressor(100, random_state=seed),
        BaggingRegressor=lambda seed: ensemble.BaggingRegressor(n_estimators=20, random_state=seed),
        ExtraTreeRegressor=lambda seed: tree.ExtraTreeRegressor(random_state=seed),
        AdaBoostRegressor=lambda seed: ensemble.AdaBoostRegressor(random_state=seed))
    for name, build in classifiers.items():
        result[name] = [spread(s, build, accuracy) for s in sets]
    for name, build in regressors.items():
        result[name] = [spread("diabetes", build, accuracy)]
    unusual = lambda model, x, y: float(metrics.roc_auc_score(y == 0, -model.score_samples(x)))
    result["IsolationForest"] = [
        spread(s, lambda seed: ensemble.IsolationForest(random_state=seed), unusual)
        for s in ("iris", "wine", "breast_cancer", "digits")]
    for name in sets:
        a, b, _, _ = halves(name)
        values = [ensemble.RandomForestClassifier(100, oob_score=True, random_state=seed).fit(a, b).oob_score_
                  for seed in range(10)]
        result.setdefault("outOfBag", []).append(dict(data=name, low=min(values), high=max(values),
                                                      mean=float(numpy.mean(values))))
    return result


def boosting():
    """On breast cancer with depth 1: with depth 2 the order of columns, which is drawn, decides a tie in the fifth tree."""
    result = []
    for name, depth in (("iris", 2), ("wine", 2), ("breast_cancer", 1), ("iris", 1), ("wine", 1)):
        x, y = data(name)
        model = ensemble.AdaBoostClassifier(n_estimators=10, learning_rate=0.5, random_state=0,
                                            estimator=tree.DecisionTreeClassifier(max_depth=depth, random_state=0))
        model.fit(x, y)
        result.append(dict(data=name, depth=depth, weights=list(model.estimator_weights_),
                           errors=list(model.estimator_errors_), accuracy=model.score(x, y),
                           probabilities=list(model.predict_proba(x)[::10].ravel())))
    return result


def combined():
    """Votes and stacks of shallow trees, where the order in which columns are drawn makes no difference (asserted for four seeds)."""
    result = []
    classifier, regressor = tree.DecisionTreeClassifier, tree.DecisionTreeRegressor
    for name in ("wine", "breast_cancer", "diabetes"):
        x, y = data(name)
        for kind in ("Voting", "Stacking"):
            answers = []
            for seed in range(4):
                if name == "diabetes":
                    bases = [("a", regressor(max_depth=2, random_state=seed)),
                             ("b", regressor(max_depth=4, min_samples_leaf=10, random_state=seed))]
                    model = (ensemble.VotingRegressor(bases, weights=[1, 2]) if kind == "Voting" else
                             ensemble.StackingRegressor(bases, regressor(max_depth=2, random_state=seed)))
                    answers.append(model.fit(x, y).predict(x)[::10])
                else:
                    bases = [("a", classifier(max_depth=1, random_state=seed)),
                             ("b", classifier(max_depth=2, criterion="entropy", random_state=seed))]
                    model = (ensemble.VotingClassifier(bases, voting="soft", weights=[1, 2]) if kind == "Voting" else
                             ensemble.StackingClassifier(bases, classifier(max_depth=2, random_state=seed)))
                    answers.append(model.fit(x, y).predict_proba(x)[::10].ravel())
            same = all(numpy.allclose(answers[0], other) for other in answers)
            print(kind, name, "the same for all seeds:", same)
            if same:
                result.append(dict(kind=kind, data=name, answers=list(answers[0])))
    return result


if __name__ == "__main__":
    print("scikit-learn", sklearn.__version__, "numpy", numpy.__version__)
    out = dict(version=sklearn.__version__, trees=trees(), pruning=pruning(), boosting=boosting(), combined=combined(), scores=scores())
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(out, default=float).replace(" ", ""))
    print(path.stat().st_size, "bytes")
