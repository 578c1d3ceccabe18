"""Reference values of power and quantile transformers, bins, splines, selection and iterative imputing. Writes shaping.json."""
import json, warnings
import numpy as np
import sklearn
from sklearn import preprocessing as p, feature_selection as s, linear_model
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer
from preprocessing import load, probe

warnings.simplefilter("ignore")
out = {"version": sklearn.__version__, "sets": {}, "numbers": {}}
for name, x in load():
    r, numbers = {}, {}
    some = x[:, :12]
    if name != "digits":
        r["yeo_johnson"] = probe(p.PowerTransformer().fit_transform(some))
        r["box_cox"] = probe(p.PowerTransformer("box-cox").fit_transform(some + 1))
    r["quantile_uniform"] = probe(p.QuantileTransformer(n_quantiles=50).fit_transform(x))
    r["quantile_normal"] = probe(p.QuantileTransformer(n_quantiles=100, output_distribution="normal").fit_transform(x))
    for strategy in ("uniform", "quantile", "kmeans"):
        if strategy == "kmeans" and name in ("iris", "diabetes"):
            continue  # values half way between centres, and centres without values, which scikit-learn moves
        r["bins_" + strategy] = probe(p.KBinsDiscretizer(4, encode="ordinal", strategy=strategy).fit_transform(x))
    r["bins_onehot"] = probe(p.KBinsDiscretizer(4, encode="onehot-dense").fit_transform(x))
    stretched = np.concatenate([some - 0.5, some + 0.5])
    if name != "digits":  # constant columns have no knots
      r["splines"] = probe(p.SplineTransformer().fit(some).transform(stretched))
      r["splines_linear"] = probe(p.SplineTransformer(n_knots=6, degree=2, extrapolation="linear", include_bias=False).fit(some).transform(stretched))
    if name not in ("digits", "diabetes"):
        r["splines_quantile"] = probe(p.SplineTransformer(n_knots=4, knots="quantile").fit(some).transform(some))
    y = x[:, 0] + 0.3 * x[:, -1]
    classes = np.argsort(np.argsort(x[:, 2], kind="stable"), kind="stable") * 3 // len(x)
    numbers["f_regression"] = s.f_regression(x[:, 1:9], y)
    numbers["f_classif"] = s.f_classif(x[:, :9], classes)
    numbers["chi2"] = s.chi2(np.floor(np.abs(x[:, :9])), classes)
    numbers["best"] = s.SelectKBest(s.f_classif, k=3).fit(x[:, :9], classes).get_support(True)
    variance = s.VarianceThreshold(0.1).fit(x)
    numbers["variance"] = variance.get_support(True)
    rfe = s.RFE(linear_model.Ridge(alpha=1.0), n_features_to_select=3).fit(p.StandardScaler().fit_transform(some), y)
    numbers["rfe"] = rfe.get_support(True)
    i, j = np.indices(some.shape)
    scaled = p.StandardScaler().fit_transform(some)
    holes = np.where((7 * i + 3 * j) % 11 == 0, np.nan, scaled)
    if name not in ("digits",):
        r["iterative"] = probe(IterativeImputer(max_iter=6, tol=0, random_state=0).fit_transform(holes))
    out["sets"][name] = r
    flat = lambda v: np.nan_to_num(np.asarray(v, dtype=float), nan=-1, posinf=-2).ravel().tolist()
    out["numbers"][name] = {k: flat(v) for k, v in numbers.items()}
json.dump(out, open("shaping.json", "w"), separators=(",", ":"))
print(sklearn.__version__)
