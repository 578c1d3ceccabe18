"""Tables and what pandas makes of them: python frames.py > frames.json

Made with Python 3.11, NumPy 2.4.6, pandas 3.1.1, SciPy 1.17.1 (Spearman and Kendall).
"""
import json
import sys

import numpy as np
import pandas as pd

print("numpy", np.__version__, "pandas", pd.__version__, file=sys.stderr)
rng = np.random.default_rng(3)
N = 60


def column(series):
    kind = series.dtype.kind if not isinstance(series.dtype, (pd.StringDtype, pd.CategoricalDtype)) else "O"
    missing = series.isna()
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(object)
    if kind == "M":
        values = [None if m else int(pd.Timestamp(v).value // 1000) for v, m in zip(series, missing)]
        return {"type": "timestamp", "values": values}
    if kind == "b" or str(series.dtype) == "boolean":
        return {"type": "boolean", "values": [None if m else float(v) for v, m in zip(series, missing)]}
    if kind in "iu" or str(series.dtype) == "Int64":
        return {"type": "integer", "values": [None if m else int(v) for v, m in zip(series, missing)]}
    if kind == "f":
        return {"type": "number", "values": [None if m else float(v) for v, m in zip(series, missing)]}
    return {"type": "text", "values": [None if m else str(v) for v, m in zip(series, missing)]}


def table(frame):
    if isinstance(frame, pd.Series):
        frame = frame.to_frame(frame.name or "value")
    if not isinstance(frame.index, pd.RangeIndex) and frame.index.names != [None]:
        frame = frame.reset_index()
    return [dict(name=str(n), **column(frame[n])) for n in frame.columns]


def holes(values, share):
    values = values.astype(object)
    values[rng.random(len(values)) < share] = None
    return values


main = pd.DataFrame({
    "k": pd.array(holes(rng.integers(-3, 4, N), 0.1), dtype="Int64"),
    "g": pd.array(holes(rng.choice(["ant", "bee", "Cat", "dög", ""], N), 0.1), dtype="str"),
    "long": pd.array(rng.choice(["a long name %d" % i for i in range(7)], N), dtype="str"),
    "x": np.where(rng.random(N) < 0.1, np.nan, rng.normal(size=N).round(3) * 10),
    "y": rng.normal(size=N).round(1),
    "b": rng.random(N) < 0.5,
    "t": pd.to_datetime("2023-11-27") + pd.to_timedelta(rng.integers(0, 120 * 24 * 60, N), unit="min"),
})
other = pd.DataFrame({
    "k": pd.array([-3, -1, 0, 0, 2, 5, 7, 7], dtype="Int64"),
    "g": pd.array(["ant", "bee", "bee", "Cat", "dög", "ant", "", "x"], dtype="str"),
    "w": np.arange(8) * 1.5, "y": np.arange(8) + 0.25,
})
times = pd.DataFrame({
    "t": pd.to_datetime("2023-12-01") + pd.to_timedelta(np.arange(0, 90, 9) * 1440 + 13, unit="min"),
    "b": [i % 2 == 0 for i in range(10)], "v": np.arange(10),
})
walk = pd.DataFrame({"x": np.where(rng.random(80) < 0.12, np.nan, rng.normal(size=80).cumsum() + 1e3), "i": rng.integers(-5, 6, 80)})
for f in (main, times):
    f["t"] = f["t"].astype("datetime64[us]")

cases = {}
keyed = main.dropna(subset=["k"])
present = main.dropna(subset=["k", "g"])
stats = dict(
    x_sum=("x", "sum"), x_mean=("x", "mean"), x_median=("x", "median"), x_min=("x", "min"), x_max=("x", "max"),
    x_std=("x", "std"), x_variance=("x", "var"), x_count=("x", "count"), x_first=("x", "first"), x_last=("x", "last"),
    x_distinct=("x", "nunique"), y_sum=("y", "sum"), t_min=("t", "min"), long_max=("long", "max"))
for name, by in {"integer": ["k"], "text": ["g"], "long text": ["long"], "two": ["k", "g"], "boolean": ["b"], "number": ["y"]}.items():
    cases["grouped by " + name] = main.groupby(by).agg(**stats)
cases["grouped, missing kept"] = main.groupby("g", dropna=False).agg(x_sum=("x", "sum"), rows=("y", "size"))
cases["grouped quantile"] = main.groupby("b").agg(x_quantile=("x", lambda s: s.quantile(0.3)))
cases["transform"] = main.groupby("g")["x"].transform("mean")
cases["cumcount"] = main.groupby("b").cumcount().rename("n")
cases["integer sum"] = main.groupby("g").agg(k_sum=("k", "sum"))
for key, ascending in [("k", True), ("x", True), ("g", True), ("long", True), ("x", False), ("g", False), ("t", True), ("b", False)]:
    cases[f"sorted by {key} {'up' if ascending else 'down'}"] = main.sort_values(key, ascending=ascending, kind="stable")[["y", key]]
cases["sorted by two"] = main.sort_values(["g", "x"], ascending=[False, True], kind="stable")[["y", "g", "x"]]
cases["sorted by three"] = main.sort_values(["b", "k", "long"], kind="stable")[["y", "b", "k", "long"]]
for how in ["inner", "left", "right", "outer"]:
    # pandas lets a missing key equal a missing one; the right table here has none.
    joined = main.merge(other, on="k", how=how)
    cases["joined " + how] = joined[["k", "g_x", "x", "y_x", "g_y", "w", "y_y"]]
    cases["joined on two " + how] = main.merge(other, on=["k", "g"], how=how)[["k", "g", "x", "w"]]
cases["joined cross"] = main.head(4).merge(other, how="cross")[["k_x", "g_x", "k_y", "w"]]
cases["joined as of"] = pd.merge_asof(main.sort_values("t", kind="stable"), times.drop(columns="b"), on="t")[["t", "v"]]
cases["joined as of by"] = pd.merge_asof(main.sort_values("t", kind="stable"), times, on="t", by="b", direction="nearest", tolerance=pd.Timedelta("5D"))[["t", "b", "v"]]
cases["joined as of forward"] = pd.merge_asof(main.sort_values("t", kind="stable"), times.drop(columns="b"), on="t", direction="forward")[["t", "v"]]
cases["pivoted"] = main.assign(x=main.x).groupby(["k", "g"])["x"].mean().unstack()
cases["crosstab"] = pd.crosstab(main.k, main.g)
cases["melted"] = main[["long", "x", "y"]].melt(id_vars=["long"], value_vars=["x", "y"])
cases["concatenated"] = pd.concat([main[["k", "x"]], other[["k", "w"]]], ignore_index=True)
cases["duplicated"] = main.duplicated(["k", "g"]).rename("d")
cases["duplicated last"] = main.duplicated(["k", "g"], keep="last").rename("d")
cases["duplicated none"] = main.duplicated(["k", "g"], keep=False).rename("d")
cases["drop duplicates"] = main.drop_duplicates(["k"])[["k", "y"]]
cases["drop missing"] = main.dropna()[["k", "g", "x", "y"]]
cases["fill value"] = main[["x"]].fillna(-1)
cases["fill mean"] = main[["x"]].fillna(main.x.mean())
cases["fill median"] = main[["x"]].fillna(main.x.median())
cases["fill forward"] = main[["k", "g", "x"]].ffill()
cases["fill backward"] = main[["k", "g", "x"]].bfill()
cases["fill linear"] = main[["x"]].interpolate(limit_area="inside")
cases["value counts"] = main.g.value_counts()
cases["value shares"] = main.k.value_counts(normalize=True).rename("share")
described = main[["x", "y"]].describe().T
described.index.name = "column"
cases["describe"] = described[["mean", "std", "min", "25%", "50%", "75%", "max"]]
for method in ["pearson", "spearman", "kendall"]:
    c = main[["x", "y", "k"]].astype(float).corr(method)
    c.index.name = "column"
    cases["correlation " + method] = c
for ours, theirs in dict(average="average", lowest="min", highest="max", first="first", dense="dense").items():
    cases["ranked " + ours] = pd.DataFrame({"up": main.y.rank(method=theirs), "down": main.y.rank(method=theirs, ascending=False), "x": main.x.rank(method=theirs)})
x = walk.x
def windows(w):
    # pandas' own rolling variance runs on and drifts in its 12th digit: here each window stands alone.
    def variance(v):
        v = v[~np.isnan(v)]
        return np.var(v, ddof=1) if len(v) > 1 else np.nan

    variances = w.apply(variance, raw=True)
    return pd.DataFrame({"sum": w.sum(), "mean": w.mean(), "min": w.min(), "max": w.max(), "median": w.median(), "std": np.sqrt(variances), "variance": variances, "quantile": w.quantile(0.2)})
cases["rolling 5"] = windows(x.rolling(5))
cases["rolling 12 minimum 4"] = windows(x.rolling(12, min_periods=4))
cases["rolling 7 centered"] = windows(x.rolling(7, min_periods=2, center=True))
cases["rolling 4 centered"] = windows(x.rolling(4, min_periods=2, center=True))
cases["expanding"] = windows(x.expanding(3))
for adjust in [True, False]:
    e = x.ewm(alpha=0.3, adjust=adjust)
    cases["exponential " + ("adjusted" if adjust else "recursive")] = pd.DataFrame({"mean": e.mean(), "variance": e.var(), "std": e.std()})
cases["exponential span"] = pd.DataFrame({"mean": walk.i.astype(float).ewm(span=6).mean()})
cases["shifted"] = pd.DataFrame({"a": x.shift(3), "b": x.shift(-2), "c": x.diff(), "d": x.diff(-2), "e": x / x.shift() - 1})
cases["cumulative"] = pd.DataFrame({"sum": x.cumsum(), "max": x.cummax(), "min": x.cummin(), "i": walk.i.cumsum(), "product": (x / 1000).cumprod()})
indexed = main.set_index("t").sort_index()
for name, rule in {"day": "D", "3 days": None, "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS", "6 hours": "6h", "45 minutes": None}.items():
    if rule is None:
        rule = "3D" if name == "3 days" else "45min"
    closed = dict(closed="left", label="left")
    r = indexed.resample(rule, **closed)
    cases["resampled " + name] = r.agg(x_sum=("x", "sum"), y_mean=("y", "mean"), y_count=("y", "count"))
edges = [-20, -5, 0, 0.5, 10]
cases["cut edges"] = pd.DataFrame({"code": pd.cut(main.x, edges, labels=False, include_lowest=True).astype("Int64")})
cases["cut equal"] = pd.DataFrame({"code": pd.cut(main.x, 6, labels=False).astype("Int64")})
cases["cut quantile"] = pd.DataFrame({"code": pd.qcut(main.x, 4, labels=False).astype("Int64")})
cases["one hot"] = pd.get_dummies(main[["y", "long"]], columns=["long"])
cases["sample"] = main.sample(20, random_state=np.random.default_rng(8))[["y", "t"]]
cases["sample replacing"] = main.sample(90, replace=True, random_state=np.random.default_rng(8))[["y", "t"]]
t = main.t.dt
iso = t.isocalendar()
cases["date parts"] = pd.DataFrame({"year": t.year, "quarter": t.quarter, "month": t.month, "week": iso.week.astype(int), "day": t.day, "dayOfYear": t.day_of_year, "weekday": t.day_of_week + 1, "hour": t.hour, "minute": t.minute, "second": t.second})
cases["filter"] = main[(main.x > 0) & (main.g == "bee") | (main.k < -1).fillna(False)][["k", "g", "x"]]
cases["computed"] = pd.DataFrame({"a": main.x * 2 + main.y, "b": main.k % 3, "c": main.k / 2, "d": np.floor(main.x / 3), "e": main.g.str.upper(), "f": main.long.str.contains("3")})

json.dump({"inputs": {"main": table(main), "other": table(other), "times": table(times), "walk": table(walk)},
           "cases": {k: table(v) for k, v in cases.items()}}, sys.stdout, separators=(",", ":"), ensure_ascii=False)
