"""Reference minima of SciPy: writes minimizers.json beside itself.

    python minimizers.py        # scipy 1.17.1, numpy 2.4.6, scikit-learn 1.9.1

The NIST data sets (Misra1a, Thurber, MGH09 of the Statistical Reference Datasets, in the public domain) carry NIST's certified
values; see https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml.
"""
import json, pathlib, warnings
warnings.simplefilter("ignore")
import numpy as np, scipy
from scipy.optimize import brentq, golden, least_squares, lsq_linear, minimize, minimize_scalar, rosen, rosen_der
from sklearn.linear_model import ElasticNet, Lasso


def beale(v):
    x, y = v
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    return (a * a + b * b + c * c,
            np.array([2 * (a * (y - 1) + b * (y * y - 1) + c * (y**3 - 1)),
                      2 * (a * x + b * 2 * x * y + c * 3 * x * y * y)]))


def booth(v):
    x, y = v
    a, b = x + 2 * y - 7, 2 * x + y - 5
    return a * a + b * b, np.array([2 * a + 4 * b, 4 * a + 2 * b])


def himmelblau(v):
    x, y = v
    a, b = x * x + y - 11, x + y * y - 7
    return a * a + b * b, np.array([4 * a * x + 2 * b, 2 * a + 4 * b * y])


scales = 10.0 ** np.linspace(0, 6, 10)


def quadratic(v):
    return 0.5 * np.sum(scales * (v - 1) ** 2), scales * (v - 1)


def rosenbrock(v):
    return rosen(v), rosen_der(v)


problems = {
    "Rosenbrock 2": (rosenbrock, [-1.2, 1.0]),
    "Rosenbrock 10": (rosenbrock, [1.3, 0.7, 0.8, 1.9, 1.2] * 2),
    "Rosenbrock 100": (rosenbrock, [1.3, 0.7, 0.8, 1.9, 1.2] * 20),
    "Beale": (beale, [1.0, 1.0]),
    "Booth": (booth, [0.0, 0.0]),
    "Himmelblau": (himmelblau, [0.0, 0.0]),
    "quadratic of condition 1e6": (quadratic, [0.0] * 10),
}
methods = {
    "BFGS": dict(gtol=1e-7, maxiter=5000),
    "L-BFGS-B": dict(gtol=1e-7, ftol=0, maxcor=10, maxiter=5000, maxfun=50000, maxls=50),
    "CG": dict(gtol=1e-7, maxiter=20000),
    "Newton-CG": dict(xtol=1e-12, maxiter=20000),
    "Nelder-Mead": dict(xatol=1e-8, fatol=1e-8, maxiter=100000, maxfev=100000),
}
out = {"minima": {}, "lines": {}, "nist": {}}
for name, (f, start) in problems.items():
    results = {}
    for method, options in methods.items():
        if method == "Nelder-Mead" and len(start) > 2:
            continue
        if method == "Nelder-Mead":
            r = minimize(lambda v: f(v)[0], start, method=method, options=options)
        else:
            r = minimize(f, start, jac=True, method=method, options=options)
        results[method] = dict(point=r.x.tolist(), value=float(r.fun), evaluations=int(r.nfev), iterations=int(r.nit),
                               converged=bool(r.success))
    out["minima"][name] = dict(start=start, methods=results)

lines = {"cubic": (lambda x: (x - 2) * x * (x + 2) ** 2, -3.0, 4.0), "kink": (lambda x: abs(x - 0.3), -2.0, 5.0),
         "cosine": (np.cos, 1.0, 6.0), "exponential": (lambda x: np.exp(x) - 3 * x, -5.0, 5.0),
         "at the edge": (lambda x: x * x, 1.0, 3.0)}
for name, (f, low, high) in lines.items():
    r = minimize_scalar(f, bounds=(low, high), method="bounded", options=dict(xatol=1e-10))
    out["lines"][name] = dict(low=low, high=high, point=float(r.x), value=float(r.fun), evaluations=int(r.nfev))

out["roots"] = {}
roots = {"square": (lambda x: x * x - 2, 0.0, 2.0), "cosine": (lambda x: np.cos(x) - x, 0.0, 1.0),
         "steep": (lambda x: np.exp(x) - 1000, -10.0, 10.0), "triple": (lambda x: (x - 0.3) ** 3, -1.0, 2.0),
         "flat": (lambda x: x**9, -1.0, 1.5)}
for name, (f, low, high) in roots.items():
    x, r = brentq(f, low, high, xtol=2e-12, maxiter=1000, full_output=True)
    out["roots"][name] = dict(low=low, high=high, point=float(x), value=float(f(x)), evaluations=int(r.function_calls))

# Least squares with penalties and bounds, on numbers of one decimal. scikit-learn minimises |Xw - y|² / 2n + ...
rng = np.random.default_rng(11)
design, response = np.round(rng.normal(size=(30, 8)), 1), np.round(rng.normal(size=30) * 2, 1)
exact = dict(fit_intercept=False, tol=1e-15, max_iter=1000000)
out["penalised"] = dict(
    design=design.tolist(), response=response.tolist(),
    lasso=Lasso(alpha=4 / 30, **exact).fit(design, response).coef_.tolist(),
    elasticNet=ElasticNet(alpha=10 / 30, l1_ratio=0.4, **exact).fit(design, response).coef_.tolist(),
    box=lsq_linear(design, response, bounds=(-0.1, 0.2), method="bvls", tol=1e-15).x.tolist())

misra = dict(
    y=[10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78],
    x=[77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0],
    starts=[[500, 1e-4], [250, 5e-4]], certified=[2.3894212918E+02, 5.5015643181E-04], squares=1.2455138894E-01)
thurber = dict(
    y=[80.574, 84.248, 87.264, 87.195, 89.076, 89.608, 89.868, 90.101, 92.405, 95.854, 100.696, 101.060, 401.672, 390.724,
       567.534, 635.316, 733.054, 759.087, 894.206, 990.785, 1090.109, 1080.914, 1122.643, 1178.351, 1260.531, 1273.514,
       1288.339, 1327.543, 1353.863, 1414.509, 1425.208, 1421.384, 1442.962, 1464.350, 1468.705, 1447.894, 1457.628],
    x=[-3.067, -2.981, -2.921, -2.912, -2.840, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363, -2.322, -1.501, -1.460,
       -1.274, -1.212, -1.100, -1.046, -0.915, -0.714, -0.566, -0.545, -0.400, -0.309, -0.109, -0.103, 0.010, 0.119,
       0.377, 0.790, 0.963, 1.006, 1.115, 1.572, 1.841, 2.047, 2.200],
    starts=[[1000, 1000, 400, 40, 0.7, 0.3, 0.03], [1300, 1500, 500, 75, 1, 0.4, 0.05]],
    certified=[1.2881396800E+03, 1.4910792535E+03, 5.8323836877E+02, 7.5416644291E+01, 9.6629502864E-01, 3.9797285797E-01,
               4.9727297349E-02], squares=5.6427082397E+03)
mgh09 = dict(
    y=[1.957E-01, 1.947E-01, 1.735E-01, 1.600E-01, 8.440E-02, 6.270E-02, 4.560E-02, 3.420E-02, 3.230E-02, 2.350E-02,
       2.460E-02],
    x=[4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
    starts=[[25, 39, 41.5, 39], [0.25, 0.39, 0.415, 0.39]],
    certified=[1.9280693458E-01, 1.9128232873E-01, 1.2305650693E-01, 1.3606233068E-01], squares=3.0750560385E-04)


def misra_model(b, x): return b[0] * (1 - np.exp(-b[1] * x))
def thurber_model(b, x): return (b[0] + b[1] * x + b[2] * x**2 + b[3] * x**3) / (1 + b[4] * x + b[5] * x**2 + b[6] * x**3)
def mgh09_model(b, x): return b[0] * (x**2 + x * b[1]) / (x**2 + x * b[2] + b[3])


for name, data, model in [("Misra1a", misra, misra_model), ("Thurber", thurber, thurber_model), ("MGH09", mgh09, mgh09_model)]:
    x, y = np.array(data["x"], float), np.array(data["y"])
    data["evaluations"] = []
    for start in data["starts"]:
        r = least_squares(lambda b: model(b, x) - y, np.array(start, float), jac="3-point", method="lm",
                          xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=100000)
        data["evaluations"].append(int(r.nfev))
        print(name, r.nfev, np.max(np.abs(r.x / data["certified"] - 1)), r.status)
    out["nist"][name] = data

for name, case in out["minima"].items():
    print(name, {m: (r["evaluations"], r["converged"], r["value"]) for m, r in case["methods"].items()})
print(out["lines"])
print("scipy", scipy.__version__, "numpy", np.__version__)
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
