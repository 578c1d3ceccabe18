"""Writes Tests/Golden/statistics/special.json: special functions to 40 digits of mpmath, rounded to doubles.

Each function has points over its whole range and the value at each; beside them the largest relative error of SciPy at the same
points, so that the tolerance of ours can be judged.

    python Tests/Golden/statistics/special.py        # about two minutes
"""

import json
import os

import mpmath as mp
import numpy as np
import scipy
import scipy.special as sc
from special_reference import beta_slope, beta_tails, gamma_slope, gamma_tails

HERE = os.path.dirname(os.path.abspath(__file__))
mp.mp.dps = 45
print("mpmath", mp.__version__, "SciPy", scipy.__version__)

TINY = [10.0**e for e in (-300, -100, -20, -10, -5, -3, -2)]
MIDDLE = [.1, .3, .5, .7, .9, .99, 1.01, 1.2, 1.4, 1.46, 1.4616321449683622, 1.47, 1.5, 1.9, 1.99, 2.01, 2.5, 3, 5, 7.3, 9.99, 10, 12]
LARGE = [15.5, 20, 33, 50, 100, 171, 200, 1e3, 1e5, 1e8, 1e15, 1e100]
NEGATIVE = [-.1, -.5, -.9, -1.1, -1.5, -2.5, -3.7, -10.2, -20.5, -33.3, -100.5]
ARGUMENTS = [1e-300, 1e-20, 1e-5, .01, .1, .3, .4, .5, .7, .9, 1, 1.3, 2, 3, 5, 8, 10, 11.9, 12.1, 15, 20, 25]
DEVIATIONS = [.001, .1, .5, .9, 1, 1.1, 1.5, 2, 3, 4.9, 5.1, 6, 8, 10, 15, 20, 25, 30, 35, 37]
LEVELS = [1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-12, 1.5e-11, 1e-10, 1e-5, 1e-3, .01, .05, .074, .076, .1, .2, .3, .4, .49,
          .499999, .5000001, .6, .7, .9, .92, .93, .99, .999999, 1 - 1e-12]
BESSEL = [1e-300, 1e-10, 1e-3, .1, .5, .9, 1, 1.1, 2, 3, 5, 8, 10, 15, 20, 24, 25.5, 26, 30, 50, 100, 300, 600, 700]
WAVES = [1e-10, .1, .5, 1, 2, 3, 5, 7, 10, 20, 30, 50, 100, 1e3, 1e5]
SHAPES = [1e-3, .05, .3, .5, .9, 1, 1.5, 2.5, 7, 9.9, 10.1, 20, 150, 1e3, 1e6, 1e8]


def at(digits, f):
    def g(*arguments):
        with mp.workdps(digits):
            return +f(*arguments)
    return g


def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def newton(start, f, slope):
    x = mp.mpf(float(start))
    for _ in range(5):
        x -= f(x) / slope(x)
    return x


def normal_density(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def inverse(p, start, tails, slope, side):
    """The x whose tail is p: Newton's steps in x from the double `start`, until one is below the rounding of a double."""
    x = float(start)
    for _ in range(50):
        step = (1 - 2 * side) * (tails(x)[side] - mp.mpf(p)) / slope(x)
        exact = mp.mpf(x) * (1 - step)
        if abs(step) < 1e-15:
            return exact
        x = float(exact)
    raise ValueError((p, start))


functions = {}


def add(name, points, exact, peer=None):
    rows, worst = [], 0.0
    for point in points:
        point = point if isinstance(point, tuple) else (point,)
        value = exact(*[mp.mpf(v) for v in point])
        rounded = float(value)
        if not np.isfinite(rounded) or rounded == 0 or abs(rounded) < 1e-305:
            continue
        rows.append([float(v) for v in point] + [rounded])
        if peer is not None:
            with np.errstate(all="ignore"):
                other = float(peer(*point))
            error = float(abs(mp.mpf(other) / value - 1)) if np.isfinite(other) else 1e99
            worst = max(worst, error)
    functions[name] = {"rows": rows, "peer": worst if peer is not None else -1}
    print(f"{name}: {len(rows)} points, SciPy's error {worst:.1e}", flush=True)


def gamma_points():
    points = set()
    for a in (1e-3, .05, .5, 1, 1.5, 3.7, 9.5, 19.9, 20, 99.5, 1e3, 1e4, 1e6):
        for z in (-30, -10, -4, -1, -.1, .1, 1, 4, 10, 30):
            x = a + z * a**.5
            cube = 1 - 1 / (9 * a) + z / (3 * a**.5)
            points |= {(a, v) for v in (x, a * cube**3) if v > 0}
        points |= {(a, x) for x in (1e-300, 1e-8, .1, .5, 1.05, 1.3, 3, 30, 300, 650) if x < 4 * a + 700 and a < 1e5}
    return sorted(points)


def beta_points():
    points = set()
    shapes = (1e-3, .3, .5, 1, 2.5, 20, 150, 1e3, 3e4, 1e6)
    for a in shapes:
        for b in shapes:
            mean = a / (a + b)
            deviation = (mean * (1 - mean) / (a + b + 1))**.5
            candidates = {mean + z * deviation for z in (-30, -5, -1, .1, 2, 8, 30)}
            if max(a, b) <= 1e3:
                candidates |= {1e-300, 1e-20, 1e-4, .3, .51, .9, 1 - 1e-12}
            for x in candidates:
                if 0 < x < 1 - 1e-15 and a * np.log(x) + b * np.log1p(-x) - sc.betaln(a, b) > -690:
                    steps = 115 / max(1e-9, -np.log(x if x <= (a + 1) / (a + b + 2) else 1 - x))
                    if steps < 1e5 or min(a, b) > 100:
                        points.add((a, b, float(x)))
    return sorted(points)


def main():
    add("logGamma", MIDDLE + LARGE + TINY + NEGATIVE, at(140, lambda x: mp.log(abs(mp.gamma(x))) if x < 1e3 else mp.loggamma(x)), sc.gammaln)
    add("gamma", [p for p in TINY[1:] + MIDDLE + LARGE + NEGATIVE if p <= 171], mp.gamma, sc.gamma)
    add("logGamma1p", TINY + MIDDLE + LARGE + NEGATIVE[:3], at(350, lambda x: mp.loggamma(1 + x)))
    add("digamma", TINY + MIDDLE + LARGE + NEGATIVE, mp.digamma, sc.digamma)
    add("trigamma", TINY[1:] + MIDDLE + LARGE + NEGATIVE, lambda x: mp.polygamma(1, x), lambda x: sc.polygamma(1, x))
    add("polygamma", [(n, x) for n in (2, 3, 5, 10, 20) for x in TINY[5:] + MIDDLE + LARGE[:8] + [-.5, -1.3, -10.2]],
        lambda n, x: mp.polygamma(int(n), x), lambda n, x: sc.polygamma(int(n), x))
    add("zeta", [1 + 1e-15, 1 + 1e-10, 1.001, 1.1, 1.5, 2, 3, 5, 10, 20, 50, 60, 100, .999, .9, .5, .3, .1, .01, 1e-5, -1e-5, -.1,
                 -.5, -1, -1.5, -3, -3.9, -4.1, -5, -10.5, -21, -50.3, -101, -150.2, -170.5, -200.3, -250.5], mp.zeta, sc.zeta)
    add("hurwitzZeta", [(s, q) for s in (1.001, 1.1, 1.5, 2, 3, 6, 12, 25, 60, 150) for q in (1e-3, .1, .5, 1, 1.5, 3, 8, 11.9, 12.1, 20)],
        at(200, mp.zeta), sc.zeta)
    both = ARGUMENTS + [-x for x in ARGUMENTS]
    add("erf", both, mp.erf, sc.erf)
    add("erfc", both, mp.erfc, sc.erfc)
    add("erfcx", both + [30, 100, 1e5, 1e10], lambda x: mp.exp(x * x) * mp.erfc(x), sc.erfcx)
    add("normalCDF", DEVIATIONS + [-u for u in DEVIATIONS], cdf, sc.ndtr)
    add("logNormalCDF", DEVIATIONS + [-u for u in DEVIATIONS + [50, 100, 1e3, 1e8]],
        lambda x: mp.log(cdf(x)) if x < 5 else mp.log1p(-mp.erfc(x / mp.sqrt(2)) / 2), sc.log_ndtr)
    add("normalQuantile", LEVELS, lambda p: newton(sc.ndtri(float(p)), lambda x: cdf(x) - p, normal_density), sc.ndtri)
    add("erfInverse", [1e-300, 1e-10, .01, .1, .3, .5, .8, .84, .86, .9, .99, .999999, 1 - 1e-12, 1 - 1e-15, -.5, -.99], mp.erfinv, sc.erfinv)
    add("erfcInverse", [2 * p for p in LEVELS],
        lambda y: newton(sc.erfcinv(float(y)), lambda x: mp.erfc(x) - y, lambda x: -2 * mp.exp(-x * x) / mp.sqrt(mp.pi)), sc.erfcinv)
    for order in (0, 1):
        add(f"besselI{order}", BESSEL, lambda x: mp.besseli(order, x), (sc.i0, sc.i1)[order])
        add(f"scaledBesselI{order}", BESSEL + [1e3, 1e5, 1e8], lambda x: mp.exp(-x) * mp.besseli(order, x), (sc.i0e, sc.i1e)[order])
        add(f"besselK{order}", BESSEL, lambda x: mp.besselk(order, x), (sc.k0, sc.k1)[order])
        add(f"scaledBesselK{order}", BESSEL + [1e3, 1e5, 1e8], lambda x: mp.exp(x) * mp.besselk(order, x), (sc.k0e, sc.k1e)[order])
        add(f"besselJ{order}", WAVES, lambda x: mp.besselj(order, x), (sc.j0, sc.j1)[order])
        add(f"besselY{order}", WAVES, lambda x: mp.bessely(order, x), (sc.y0, sc.y1)[order])
    add("scaledBesselI", [(v, x) for v in (0, .5, 2.5, 5, 30, 100) for x in (1e-3, .1, 1, 5, 20, 25.5, 40, 100, 1e3, 1e4)],
        lambda v, x: mp.besseli(v, x) * mp.exp(-x), sc.ive)
    grid = [(n, x) for n in (2, 3, 5, 10, 20, 50) for x in (.1, .5, 1, 2, 3, 5, 10, 20, 30, 50, 100, 1e3)]
    add("besselJn", grid, lambda n, x: mp.besselj(int(n), x), lambda n, x: sc.jv(int(n), x))
    add("besselYn", grid, lambda n, x: mp.bessely(int(n), x), lambda n, x: sc.yn(int(n), x))
    signed = [s * v for v in (1e-150, 1e-20, 1e-8, 1e-3, .1, .3, .5, .6, .64, .66, .9, .999) for s in (1, -1)]
    add("log1pmx", signed + [1, 1.4, 1.6, 3, 10, 1e5], at(700, lambda x: mp.log1p(x) - x))
    add("stirlingError", TINY + MIDDLE + [9.5, 9.9, 10.1] + LARGE[:10],
        at(120, lambda x: mp.loggamma(x + 1) - (x + mp.mpf(.5)) * mp.log(x) + x - mp.log(2 * mp.pi) / 2))
    pairs = [(k, m) for k in (.01, .4, 1, 2.5, 10, 60.5, 1e3, 1e6, 1e8) for m in (.01, 1, 10, 59, 61, 990, 1e3 + 1, 1e6 + 1e3, 1e8 - 1e5)]
    add("deviance", pairs, at(80, lambda k, m: k * mp.log(k / m) + m - k if k != m else mp.mpf(0)))
    add("poissonTerm", pairs, at(80, lambda k, m: mp.exp(k * mp.log(m) - m - mp.loggamma(k + 1))))
    add("logBeta", [(a, b) for a in SHAPES for b in SHAPES if a <= b and (a, b) != (1, 1)],
        at(60, lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)), sc.betaln)
    add("logBinomial", [(n, k) for n in (2, 5, 10, 33, 100, 1e3, 1e6, 1e9) for k in (1, 2, 3, 5, 10, 20, 50, 500, 1e3, 1e5) if k < n],
        at(60, lambda n, k: mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)),
        lambda n, k: -np.log1p(n) - sc.betaln(k + 1, n - k + 1))
    add("logGammaDifference", [(x, d) for x in (1e-3, .5, 1, 1.46, 3, 9.9, 10, 50, 1e4, 1e8) for d in (1e-20, 1e-8, 1e-3, .1, .5, 1, 3)],
        at(120, lambda x, d: mp.loggamma(x + d) - mp.loggamma(x)))
    points = gamma_points()
    exact = {p: gamma_tails(*p, 25) for p in points}
    add("regularizedGammaP", points, lambda a, x: exact[float(a), float(x)][0], sc.gammainc)
    add("regularizedGammaQ", points, lambda a, x: exact[float(a), float(x)][1], sc.gammaincc)
    points = beta_points()
    exact = {p: beta_tails(*p, 25) for p in points}
    add("regularizedBeta", points, lambda a, b, x: exact[float(a), float(b), float(x)][0], sc.betainc)
    add("regularizedBetaComplement", points, lambda a, b, x: exact[float(a), float(b), float(x)][1], sc.betaincc)
    inverses()
    with open(os.path.join(HERE, "special.json"), "w") as file:
        json.dump({"mpmath": mp.__version__, "scipy": scipy.__version__, "functions": functions}, file, separators=(",", ":"))


def inverses():
    levels = [1e-300, 1e-100, 1e-20, 1e-8, 1e-3, .05, .3, .5, .7, .95, .999, 1 - 1e-10]
    for side, name, peer in ((0, "inverseGammaP", sc.gammaincinv), (1, "inverseGammaQ", sc.gammainccinv)):
        points = [(a, p) for a in (.05, .3, 1, 2.5, 9.5, 25, 200, 1e4) for p in levels if 1e-290 < peer(a, p)]
        add(name, points, lambda a, p: inverse(
            float(p), peer(float(a), float(p)), lambda x: gamma_tails(float(a), x, 25), lambda x: gamma_slope(float(a), x), side), peer)
    for side, name, peer in ((0, "inverseBeta", sc.betaincinv), (1, "inverseBetaComplement", sc.betainccinv)):
        shapes = (.05, .5, 1, 2.5, 25, 400)
        points = [(a, b, p) for a in shapes for b in shapes for p in levels if 1e-290 < peer(a, b, p) < 1 - 1e-3]
        add(name, points, lambda a, b, p: inverse(
            float(p), peer(float(a), float(b), float(p)), lambda x: beta_tails(float(a), float(b), x, 25),
            lambda x: beta_slope(float(a), float(b), x) / (1 - mp.mpf(x)), side), peer)


main()
