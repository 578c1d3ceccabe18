"""Reference values of SciPy for conjugate models: writes conjugates.json beside itself.

    python conjugates.py        # numpy 2.4.6, scipy 1.17.1
"""
import json, pathlib
import numpy as np, scipy
from scipy import stats

out = {}
out["betaBinomial"] = [dict(a=a, b=b, k=k, n=n, log=float(stats.betabinom.logpmf(k, n, a, b)))
                       for a, b, k, n in [(1, 1, 3, 10), (0.5, 0.5, 0, 7), (20, 3, 40, 60), (1e-3, 2, 1, 5), (500, 700, 90, 250)]]
# A gamma prior of shape a and rate b: negative binomial with success probability b/(b + t).
out["gammaPoisson"] = [dict(a=a, b=b, y=y, t=t, log=float(stats.nbinom.logpmf(y, a, b / (b + t))))
                       for a, b, y, t in [(2, 1, 3, 1), (0.5, 0.1, 0, 1), (30, 10, 5, 2.5), (1e-2, 1e-2, 12, 1), (400, 20, 18, 1)]]
out["gammaExponential"] = [dict(a=a, b=b, t=t, log=float(stats.lomax.logpdf(t, a, scale=b)), tail=float(stats.lomax.sf(t, a, scale=b)))
                           for a, b, t in [(2, 10, 4), (0.5, 1, 100), (30, 3, 0.01), (5, 5, 0)]]
out["dirichlet"] = [dict(alpha=a, counts=k, log=float(stats.dirichlet_multinomial.logpmf(k, a, sum(k))))
                    for a, k in [([1, 1, 1], [2, 0, 1]), ([0.5, 3, 7, 0.1], [1, 4, 9, 0]), ([20, 30], [11, 7])]]
y = [1.2, -0.4, 3.1, 0.8, 2.2, 1.9]
n = len(y)
out["data"] = y
m, s, sigma = 0.5, 2.0, 1.3
out["normal"] = dict(mean=m, s=s, noise=sigma, log=float(stats.multivariate_normal.logpdf(
    y, np.full(n, m), sigma**2 * np.eye(n) + s**2 * np.ones((n, n)))))
m, k, a, b = 0.3, 0.7, 2.5, 1.8
out["normalInverseGamma"] = dict(mean=m, strength=k, shape=a, scale=b, log=float(stats.multivariate_t.logpdf(
    y, np.full(n, m), b / a * (np.eye(n) + np.ones((n, n)) / k), df=2 * a)))
x = np.column_stack([np.ones(n), [0.1, -1, 2, 0.4, 1.1, 0.9], [3, 1, 4, 1, 5, 9.0]])
lam, a, b = np.diag([0.2, 1.5, 1.5]), 2.0, 1.1
ln = lam + x.T @ x
mean = np.linalg.solve(ln, x.T @ np.array(y))
bn = b + (np.array(y) @ y - mean @ ln @ mean) / 2
out["regression"] = dict(x=x[:, 1:].tolist(), interceptPrecision=0.2, precision=1.5, shape=a, scale=b, mean=mean.tolist(), bn=float(bn),
                         covariance=np.linalg.inv(ln).ravel().tolist(),
                         log=float(stats.multivariate_t.logpdf(y, np.zeros(n), b / a * (np.eye(n) + x @ np.linalg.inv(lam) @ x.T), df=2 * a)))
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(path, path.stat().st_size, "bytes, numpy", np.__version__, "scipy", scipy.__version__)
