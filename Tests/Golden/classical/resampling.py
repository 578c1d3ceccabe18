"""Moments of the rows that imbalanced-learn's SMOTE makes up, and neighbours as it finds them. Writes resampling.json."""
import json
import imblearn, numpy as np
from imblearn.over_sampling import SMOTE
from sklearn import datasets

data = datasets.load_breast_cancer()
x = data.data[:, [0, 1, 4, 7]] / data.data[:, [0, 1, 4, 7]].std(0)
y = data.target
made = np.concatenate([SMOTE(random_state=s, k_neighbors=5).fit_resample(x, y)[0][len(x):] for s in range(60)])
out = {"version": imblearn.__version__, "count": len(made), "means": made.mean(0).tolist(), "deviations": made.std(0).tolist(),
       "correlation": np.corrcoef(made.T)[0].tolist(), "quartiles": np.quantile(made[:, 0], [0.25, 0.5, 0.75]).tolist()}
json.dump(out, open("resampling.json", "w"))
print(imblearn.__version__, len(made))
