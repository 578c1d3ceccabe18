"""Writes Tests/Golden/statistics/multivariate.json: SciPy's distributions of several variables, mixtures and kernel densities.

    python Tests/Golden/statistics/multivariate.py
"""

import json
import os

import numpy as np
import scipy
import scipy.stats as st

HERE = os.path.dirname(os.path.abspath(__file__))
print("NumPy", np.__version__, "SciPy", scipy.__version__)
g = np.random.default_rng(11)
result = {"scipy": scipy.__version__, "numpy": np.__version__}

normals = []
for d in (1, 2, 5):
    a = g.standard_normal((d, d))
    cov = np.round(a @ a.T + 0.2 * np.eye(d), 3)
    mean, points = np.round(g.standard_normal(d), 3), np.round(3 * g.standard_normal((6, d)), 3)
    normals.append({
        "mean": mean.tolist(), "cov": cov.tolist(), "points": points.tolist(),
        "logPDF": np.atleast_1d(st.multivariate_normal(mean, cov).logpdf(points)).tolist(),
        "entropy": float(st.multivariate_normal(mean, cov).entropy()),
        "sample": np.random.default_rng(7).multivariate_normal(mean, cov, 4, method="cholesky").tolist(),
    })
result["normals"] = normals

dirichlets = []
for alpha in ([2.0, 3.0, 5.0], [0.5, 0.5], [1e-2, 4.0, 100.0, 3e4]):
    x = np.array([np.random.default_rng(1).dirichlet(np.array(alpha) + 1) for _ in range(1)] + [np.array(alpha) / sum(alpha)])
    x = x / x.sum(axis=1, keepdims=True)
    dirichlets.append({
        "alpha": alpha, "points": x.tolist(), "logPDF": [float(st.dirichlet(alpha).logpdf(p)) for p in x],
        "entropy": float(st.dirichlet(alpha).entropy()), "cov": st.dirichlet(alpha).cov().tolist(),
        "sample": np.random.default_rng(7).dirichlet(alpha, 3).tolist()})
result["dirichlets"] = dirichlets

multinomials = []
for n, p in ((6, [1 / 6] * 6), (20, [0.2, 0.3, 0.5]), (1000, [0.7, 0.1, 0.1, 0.1]), (5, [0.5, 0.5, 0.0])):
    counts = np.random.default_rng(2).multinomial(n, p, 4)
    multinomials.append({
        "n": n, "p": p, "counts": counts.tolist(), "logPMF": [float(st.multinomial(n, p).logpmf(c)) for c in counts],
        "entropy": float(st.multinomial(n, p).entropy()), "cov": st.multinomial(n, p).cov().tolist(),
        "sample": np.random.default_rng(7).multinomial(n, p, 3).tolist()})
result["multinomials"] = multinomials

wisharts = []
for v, d in ((3.5, 1), (5, 2), (12.25, 4)):
    a = g.standard_normal((d, d))
    scale = np.round(a @ a.T + 0.3 * np.eye(d), 3)
    x = [np.atleast_2d(st.wishart(v, scale).rvs(random_state=s)) for s in (1, 2)]
    wisharts.append({
        "v": v, "scale": scale.tolist(), "points": [p.tolist() for p in x],
        "logPDF": [float(st.wishart(v, scale).logpdf(p)) for p in x], "entropy": float(st.wishart(v, scale).entropy()),
        "variance": np.atleast_2d(st.wishart(v, scale).var()).tolist()})
result["wisharts"] = wisharts

data = np.round(np.concatenate([g.normal(-2, 0.5, 20), g.gamma(2, 1.5, 30)]), 4)
weights = np.round(g.uniform(0.1, 2, len(data)), 3)
grid = [-6.0, -2.1, -0.3, 0.0, 1.7, 5.2, 30.0]
kernels = []
for name, bandwidth, w in (("scott", "scott", None), ("silverman", "silverman", None), ("fixed", 0.25, None), ("weighted", "scott", weights)):
    kde = st.gaussian_kde(data, bw_method=bandwidth, weights=w)
    kernels.append({
        "name": name, "pdf": kde(grid).tolist(), "logPDF": kde.logpdf(grid).tolist(),
        "cdf": [float(kde.integrate_box_1d(-np.inf, x)) for x in grid], "factor": float(kde.factor)})
result["kernels"] = {"data": data.tolist(), "weights": weights.tolist(), "grid": grid, "cases": kernels}

# A mixture from its parts: 0.3 N(-1, 0.5²) + 0.5 N(2, 1) + 0.2 N(4, 3²).
w, m, s = np.array([0.3, 0.5, 0.2]), np.array([-1, 2, 4.0]), np.array([0.5, 1, 3])
mean = float(w @ m)
central = {k: float(sum(wi * st.norm(mi, si).expect(lambda x: (x - mean) ** k, epsabs=1e-13, epsrel=1e-13) for wi, mi, si in zip(w, m, s)))
           for k in (2, 3, 4)}
points = [-30.0, -3.0, -1.0, 0.0, 1.5, 4.0, 20.0, 40.0]


def density(x):
    return sum(wi * st.norm.pdf(x, mi, si) for wi, mi, si in zip(w, m, s))


entropy = scipy.integrate.quad(lambda x: -density(x) * np.log(density(x)), -40, 45, points=[-3, -1, 0, 2, 4, 8, 15], limit=2000, epsabs=1e-13)[0]
result["mixture"] = {
    "points": points, "pdf": [float(density(x)) for x in points],
    "cdf": [float(sum(wi * st.norm.cdf(x, mi, si) for wi, mi, si in zip(w, m, s))) for x in points],
    "sf": [float(sum(wi * st.norm.sf(x, mi, si) for wi, mi, si in zip(w, m, s))) for x in points],
    "mean": mean, "variance": central[2], "skewness": central[3] / central[2] ** 1.5, "kurtosis": central[4] / central[2] ** 2 - 3,
    "entropy": float(entropy)}
with open(os.path.join(HERE, "multivariate.json"), "w") as file:
    json.dump(result, file, separators=(",", ":"))
