"""Reference design matrices of Patsy: writes formulas.json beside itself.

    python formulas.py        # patsy 1.0.3, numpy 2.4.6, pandas 3.1.1
"""
import json, pathlib
import numpy as np, pandas as pd, patsy

rng = np.random.default_rng(3)
n = 24
frame = pd.DataFrame(dict(
    y=rng.standard_normal(n).round(3), x=rng.uniform(0.5, 4, n).round(3), z=rng.standard_normal(n).round(3), n=rng.integers(1, 4, n),
    a=[["u", "v", "w"][i % 3] for i in range(n)], b=[["p", "q"][(i // 3) % 2] for i in range(n)], c=[["k", "l"][(i // 6) % 2] for i in range(n)]))
formulas = """y ~ x; y ~ x - 1; y ~ 0 + x + z; y ~ 1; y ~ a; y ~ a - 1; y ~ a + b; y ~ a + b - 1; y ~ a:b; y ~ a:b - 1; y ~ a*b; y ~ b*a - 1; y ~ a*b*c;
y ~ a*b*c - 1; y ~ a*b*c - a:b:c; y ~ (a + b + c)**2; y ~ (x + z + a)**2; y ~ x:a; y ~ x:a - 1; y ~ x + x:a; y ~ x*a; y ~ x:a:b; y ~ x*a*b; y ~ a + x:b + z:a;
y ~ a/x; y ~ a/b; y ~ a/(x + z); y ~ C(n); y ~ C(n) + x:C(n); y ~ C(n, Sum) - 1; y ~ C(a, Sum)*b; y ~ C(a, Treatment("v"))*x; y ~ C(a, Treatment(reference="w")) + C(n, Treatment(2));
y ~ I(x**2) + I(x*z - 1) + I(-x/2); y ~ np.log(x) + np.sqrt(x) + np.exp(z); y ~ center(x)*a; y ~ standardize(z); y ~ x + z - x; y ~ a + x - 1 + b:c; np.log(x) ~ z; y ~ -1 + x:z + z;
y ~ (a + b):(c + x); y ~ x + a:b; y ~ b:x + a:b:x; y ~ a:x + b:z - 1; y ~ 1 + a:b + a; y ~ a:b:c + a:b; y ~ I((x + 1)**2 / (z**2 + 1))"""
out = []
for formula in (f.strip() for f in formulas.replace("\n", " ").split(";")):
    left, right = patsy.dmatrices(formula, frame)
    out.append(dict(formula=formula, names=right.design_info.column_names, matrix=[float(v) for v in np.asarray(right)[::3].ravel()],
                    response=[float(v) for v in np.asarray(left).ravel()[::3]]))
columns = {c: ({"numbers": [float(v) for v in frame[c]]} if pd.api.types.is_numeric_dtype(frame[c]) else {"texts": list(frame[c])}) for c in frame}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(dict(columns=columns, designs=out), separators=(",", ":")) + "\n")
print(path, path.stat().st_size, "bytes,", len(out), "formulas, patsy", patsy.__version__, "numpy", np.__version__, "pandas", pd.__version__)
