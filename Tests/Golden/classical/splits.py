"""Reference splits: python splits.py > splits.json"""
import json, sys
import numpy as np, sklearn
from sklearn import model_selection as s

rng = np.random.RandomState(5)
n = 37
y = np.array(["ham", "spam", "eggs"])[rng.choice(3, n, p=[0.5, 0.3, 0.2])]
g = rng.randint(0, 9, n)
x = np.zeros((n, 1))


def rows(splitter, y=None, groups=None):
    return [[a.tolist(), b.tolist()] for a, b in splitter.split(x, y, groups)]


out = {
    "version": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    "labels": y.tolist(), "groups": g.tolist(),
    "splits": {
        "KFold": rows(s.KFold(5)), "KFold 42": rows(s.KFold(5, shuffle=True, random_state=42)),
        "StratifiedKFold": rows(s.StratifiedKFold(4), y),
        "StratifiedKFold 42": rows(s.StratifiedKFold(4, shuffle=True, random_state=42), y),
        "GroupKFold": rows(s.GroupKFold(3), y, g), "GroupKFold 1": rows(s.GroupKFold(4, shuffle=True, random_state=1), y, g),
        "StratifiedGroupKFold": rows(s.StratifiedGroupKFold(3), y, g),
        "StratifiedGroupKFold 2": rows(s.StratifiedGroupKFold(3, shuffle=True, random_state=2), y, g),
        "RepeatedKFold": rows(s.RepeatedKFold(n_splits=3, n_repeats=2, random_state=9)),
        "RepeatedKFold stratified": rows(s.RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=9), y),
        "ShuffleSplit": rows(s.ShuffleSplit(3, test_size=0.3, random_state=7)),
        "ShuffleSplit part": rows(s.ShuffleSplit(2, test_size=0.3, train_size=0.4, random_state=7)),
        "ShuffleSplit stratified": rows(s.StratifiedShuffleSplit(3, test_size=0.3, random_state=7), y),
        "TimeSeriesSplit": rows(s.TimeSeriesSplit(4)),
        "TimeSeriesSplit gap": rows(s.TimeSeriesSplit(3, gap=2, test_size=5, max_train_size=10)),
        "LeaveOneGroupOut": rows(s.LeaveOneGroupOut(), y, g), "LeaveOneOut": rows(s.LeaveOneOut()),
        "trainTestSplit": [[a.tolist() for a in s.train_test_split(np.arange(n), random_state=42)]],
        "trainTestSplit stratified": [[a.tolist() for a in s.train_test_split(np.arange(n), random_state=42, stratify=y, test_size=0.4)]],
        "trainTestSplit ordered": [[a.tolist() for a in s.train_test_split(np.arange(n), shuffle=False)]],
    },
}
json.dump(out, sys.stdout, separators=(",", ":"))
