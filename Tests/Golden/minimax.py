"""Derives the coefficients in Sources/CKernels: best approximations by the Remez exchange, in 60 digits.

`python minimax.py [name ...]` prints the C constants of each fit and the largest error of the rounded coefficients.
Reference: Remez 1934; Cody, Fraser, Hart 1968 for the rational form; Muller, Elementary Functions, 2016, chapter 3.
"""
import sys

import numpy as np
from mpmath import mp, mpf

mp.dps = 60


def chebyshev_points(a, b, count):
    return [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def extrema(error, a, b, count, grid=40):
    """Where the error is locally largest, with alternating signs, `count` of them."""
    points = chebyshev_points(a, b, grid * count)
    points = [a] + points + [b]
    values = [error(x) for x in points]
    best = []
    for x, v in zip(points, values):
        if best and (v > 0) == (best[-1][1] > 0):
            if abs(v) > abs(best[-1][1]):
                best[-1] = (x, v)
        else:
            best.append((x, v))
    while len(best) > count:
        if len(best) - count == 1 or abs(best[0][1]) < abs(best[-1][1]):
            best.pop(0 if abs(best[0][1]) < abs(best[-1][1]) else -1)
        else:
            best.pop(-1)
    return best


def polynomial(f, weight, exponents, a, b, rounds=12):
    """c with Σ c_j x^e_j ≈ f, the largest |weight (Σ - f)| on [a, b] as small as can be; and that error."""
    a, b = mpf(a), mpf(b)
    n = len(exponents)
    points = chebyshev_points(a, b, n + 1)
    for _ in range(rounds):
        rows = [[x**e for e in exponents] + [(-1) ** i / weight(x)] for i, x in enumerate(points)]
        solution = mp.lu_solve(mp.matrix(rows), mp.matrix([f(x) for x in points]))
        c = list(solution)[:n]
        error = lambda x: weight(x) * (sum(cj * x**e for cj, e in zip(c, exponents)) - f(x))
        best = extrema(error, a, b, n + 1)
        if len(best) < n + 1:
            break
        points = [x for x, _ in best]
        sizes = [abs(v) for _, v in best]
        if max(sizes) / min(sizes) < 1.001:
            break
    return c, max(abs(error(x)) for x in points)


def least_squares(f, weight, exponents, a, b):
    """As `polynomial`, but least squares at Chebyshev points: near the best, and also sound when every power left
    over vanishes at an inner point (where the exchange loses its alternation)."""
    points = chebyshev_points(mpf(a), mpf(b), 8 * len(exponents) + 20)
    rows = [[weight(x) * x**e for e in exponents] for x in points]
    return list(mp.lu_solve(mp.matrix(rows), mp.matrix([weight(x) * f(x) for x in points])))


def rounded_polynomial(f, weight, exponents, a, b, kind):
    """Rounds the coefficients one by one, lowest power first, and fits the others anew after each."""
    fixed = []
    rest = list(exponents)
    g = f
    while rest:
        c = polynomial(g, weight, rest, a, b)[0] if a > 0 else least_squares(g, weight, rest, a, b)
        fixed.append((rest.pop(0), mpf(float(kind(float(c[0]))))))
        g = lambda x, fixed=tuple(fixed): f(x) - sum(v * x**e for e, v in fixed)
    error = max(abs(weight(x) * g(x)) for x in chebyshev_points(mpf(a), mpf(b), 2000))
    return [v for _, v in fixed], error


def rational(f, weight, p_degree, q_degree, a, b, transform=lambda x: x, rounds=30):
    """p, q (q0 = 1) with p(t)/q(t) ≈ f(x) at t = transform(x)."""
    a, b = mpf(a), mpf(b)
    n = p_degree + q_degree + 2
    points = chebyshev_points(a, b, n)
    q_at = {}
    level = mpf(0)
    q_old = lambda x: mpf(1)
    for _ in range(rounds):
        for _ in range(6):
            rows, right = [], []
            for i, x in enumerate(points):
                t, fx = transform(x), f(x)
                rows.append([t**k for k in range(p_degree + 1)]
                            + [-fx * t**k for k in range(1, q_degree + 1)] + [(-1) ** i / weight(x) * q_old(x)])
                right.append(fx)
            solution = list(mp.lu_solve(mp.matrix(rows), mp.matrix(right)))
            p = solution[: p_degree + 1]
            q = [mpf(1)] + solution[p_degree + 1 : -1]
            q_old = lambda x, q=tuple(q): sum(c * transform(x) ** k for k, c in enumerate(q))
        value = lambda x: (sum(c * transform(x) ** k for k, c in enumerate(p)) / q_old(x))
        error = lambda x: weight(x) * (value(x) - f(x))
        best = extrema(error, a, b, n)
        if len(best) < n:
            print("   lost alternation", len(best), n)
            break
        points = [x for x, _ in best]
        sizes = [abs(v) for _, v in best]
        if max(sizes) / min(sizes) < 1.01:
            break
    return p, q, max(abs(error(x)) for x in points)


def rounded_rational(f, weight, p_degree, q_degree, a, b, kind, transform=lambda x: x, scale=1):
    """p/q with q0 = scale. Rounds q, then p one coefficient at a time, lowest first, fitting the others anew against the rounded q."""
    p, q, _ = rational(f, weight, p_degree, q_degree, a, b, transform)
    round_to = lambda c: mpf(float(kind(float(c))))
    q = [round_to(c * scale) for c in q]
    points = chebyshev_points(mpf(a), mpf(b), 12 * (p_degree + q_degree) + 40)
    rows = [(transform(x), weight(x) / sum(c * transform(x) ** k for k, c in enumerate(q)), weight(x) * f(x))
            for x in points]
    fixed = []
    while len(fixed) <= p_degree:
        k0 = len(fixed)
        left = mp.matrix([[u * t**k for k in range(k0, p_degree + 1)] for t, u, _ in rows])
        right = mp.matrix([g - u * sum(c * t**k for k, c in enumerate(fixed)) for t, u, g in rows])
        fixed.append(round_to(mp.lu_solve(left, right)[0]))
    worst = mpf(0)
    for x in chebyshev_points(mpf(a), mpf(b), 1000):
        t = transform(x)
        value = sum(c * t**k for k, c in enumerate(fixed)) / sum(c * t**k for k, c in enumerate(q))
        worst = max(worst, abs(weight(x) * (value - f(x))))
    return fixed, q, worst


def show(name, coefficients, error, kind):
    print(f"// {name}: error {mp.nstr(error, 3)} = 2^{mp.nstr(mp.log(error, 2), 4)}")
    for c in coefficients:
        print("    " + (f"{float(c):.9g}f" if kind is np.float32 else f"{float(c):.17g}") + ",")


half_ln2 = mp.log(2) / 2 * mpf("1.0001")
f32, f64 = np.float32, np.float64


def fit_exp():
    """e^r - 1 = r + r² q(r), q to an absolute error, on |r| ≤ ln 2 / 2."""
    for kind, top in ((f32, 5), (f32, 6), (f32, 7), (f64, 10), (f64, 11), (f64, 12)):
        q = lambda r: (mp.expm1(r) - r) / r**2 if abs(r) > 1e-15 else mpf(1) / 2 + r / 6
        c, error = rounded_polynomial(q, lambda r: mpf(1), range(0, top - 1), -half_ln2, half_ln2, kind)
        show(f"exp {kind.__name__} degree {top}", c, error, kind)


def fit_exp2():
    """2^r on |r| ≤ 1/2, in double but only to float's needs (pow f32)."""
    c, error = rounded_polynomial(lambda r: mpf(2) ** r, lambda r: mpf(2) ** -r, range(0, 7), -0.5, 0.5, f64)
    show("exp2 for pow f32", c, error, f64)


def fit_log():
    """f32: log(1 + f) = f - f²/2 + f³ P(f) on [√½ - 1, √2 - 1]. f64: log((1+s)/(1-s)) = 2s + s s² L(s²)."""
    a, b = mp.sqrt(mpf(1) / 2) - 1, mp.sqrt(2) - 1
    for top in (9, 10):
        p = lambda f: (mp.log1p(f) - f + f * f / 2) / f**3 if abs(f) > 1e-15 else mpf(1) / 3 - f / 4
        c, error = rounded_polynomial(p, lambda f: mpf(1), range(0, top - 2), a, b, f32)
        show(f"log f32 degree {top}", c, error, f32)
    s_max = (3 - 2 * mp.sqrt(2)) * mpf("1.0001")
    c, error = rounded_polynomial(lambda s: 2 * mp.atanh(s) - 2 * s, lambda s: 1 / (2 * mp.atanh(s)),
                                  range(3, 17, 2), mpf("1e-6"), s_max, f64)
    show("log f64", c, error, f64)
    c, error = rounded_polynomial(lambda s: 2 * mp.atanh(s) / mp.log(2), lambda s: mp.log(2) / (2 * mp.atanh(s)),
                                  range(1, 11, 2), mpf("1e-6"), s_max, f64)
    show("log2 for pow f32", c, error, f64)
    c, error = rounded_polynomial(
        lambda s: 2 * mp.atanh(s) - 2 * s - 2 * s**3 / 3, lambda s: 1 / (2 * mp.atanh(s)),
        range(5, 21, 2), mpf("1e-6"), s_max, f64)
    show("log tail for pow f64", c, error, f64)


def fit_sin():
    """sin r = r + r³ S(r²) on |r| ≤ π/2."""
    for kind, top in ((f32, 9), (f64, 19), (f64, 21)):
        c, error = rounded_polynomial(lambda r: mp.sin(r) - r, lambda r: 1 / mp.sin(r), range(3, top + 1, 2),
                                      mpf("1e-6"), mp.pi / 2 * mpf("1.0001"), kind)
        show(f"sin {kind.__name__} degree {top}", c, error, kind)


def show_rational(name, fit, kind):
    p, q, error = fit
    show(name + " p", p, error, kind)
    show(name + " q", q, error, kind)


def fit_erf():
    """erf x = 1 - exp(x² R(x) - c x), c = 2/√π rounded: the weight is what an error in R does to erf; in double it is three
    times that near 0. The points are crowded towards 0."""
    for kind, degree, q_degree, top, power, extra in ((f32, 3, 2, 4, 1, 0), (f64, 6, 6, mpf("5.9"), mpf("1.5"), 2)):
        c = mpf(float(kind(float(2 / mp.sqrt(mp.pi)))))
        r = lambda x: (mp.log(mp.erfc(x)) / x + c) / x
        weight = lambda x: x**2 * mp.erfc(x) / mp.erf(x) * (1 + extra * mp.exp(-2 * x))
        fit = rounded_rational(lambda v: r(v**power), lambda v: weight(v**power), degree, q_degree, mpf("1e-3"),
                               top ** (1 / mpf(power)), kind, transform=lambda v: v**power)
        show_rational(f"erf {kind.__name__} {degree}/{q_degree}", fit, kind)


def fit_tail(name, f, fits):
    """(u + k) f(u) as a polynomial in q = (u - k) / (u + k), relative, for 0 ≤ u ≤ top (Shepherd, Laframboise 1981)."""
    for k, degree, top, kind in fits:
        k = mpf(k)
        u = lambda q: k * (1 + q) / (1 - q)
        g = lambda q: (u(q) + k) * f(u(q))
        c, error = rounded_polynomial(g, lambda q: 1 / g(q), range(degree + 1), mpf(-1), (top - k) / (top + k), kind)
        show(f"{name} {kind.__name__} k = {k}", c, error, kind)


def fit_erfcx():
    """exp(x²) erfc(x)."""
    fit_tail("erfcx", lambda x: mp.exp(x * x) * mp.erfc(x), ((2, 11, 11, f64), (3, 22, 28, f64)))


def fit_normal_tail():
    """exp(u²/2) Φ(-u): what gelu needs."""
    fit_tail("normal tail", lambda u: mp.exp(u * u / 2) * mp.erfc(u / mp.sqrt(2)) / 2,
             ((2.5, 9, 15, f32), (3.75, 22, 39, f64)))


def fit_cos():
    """cos r = 1 - r²/2 + r⁴ C(r²) on |r| ≤ π/4."""
    for kind, top in ((f32, 8), (f64, 14), (f64, 16)):
        c, error = rounded_polynomial(lambda r: mp.cos(r) - 1 + r * r / 2, lambda r: 1 / mp.cos(r), range(4, top + 1, 2),
                                      mpf("1e-6"), mp.pi / 4 * mpf("1.0001"), kind)
        show(f"cos {kind.__name__} degree {top}", c, error, kind)


def fit_atan():
    """atan t = t + t³ A(t²) on [0, 1]."""
    c, error = rounded_polynomial(lambda t: mp.atan(t) - t, lambda t: 1 / mp.atan(t), range(3, 20, 2),
                                  mpf("1e-5"), 1, f32)
    show("atan f32", c, error, f32)
    f = lambda t: (mp.atan(t) - t) / t**3
    for p, q in ((5, 5), (6, 6)):
        pc, qc, error = rational(f, lambda t: t**3 / mp.atan(t), p, q, mpf("1e-5"), 1, transform=lambda t: t * t)
        show(f"atan f64 {p}/{q}", pc, error, f64)
        show("atan f64 q", qc, error, f64)


def fit_pi():
    """π in parts of few bits, so that k times a part is exact: 33 bits each for double, 11 for float."""
    for bits, count, kind in ((11, 5, f32), (33, 3, f64)):
        rest, parts = mp.pi, []
        for i in range(count):
            e = mp.floor(mp.log(rest, 2)) + 1
            part = mp.floor(mp.ldexp(rest, int(bits - e))) if i < count - 1 else None
            part = mp.ldexp(part, int(e - bits)) if part is not None else mpf(float(kind(float(rest))))
            parts.append(part)
            rest -= part
        show(f"pi {kind.__name__}", parts, abs(rest), kind)
        print([float(p).hex() for p in parts])
    for bits, kind in ((13, f32), (42, f64)):
        hi = mp.ldexp(mp.floor(mp.ldexp(mp.log(2), bits)), -bits)
        show(f"ln2 {kind.__name__}", [hi, mp.log(2) - hi], 0.5, kind)
        lo = mp.log10(2); hi = mp.ldexp(mp.floor(mp.ldexp(lo, bits)), -bits)
        show(f"log10 2 {kind.__name__}", [hi, lo - hi], 0.5, kind)
    ln2 = mp.log(2); hi = mp.ldexp(mp.floor(mp.ldexp(ln2, 42)), -42); mid=mpf(float(ln2-hi))
    print("ln2 triple", float(hi).hex(), float(mid).hex(), float(ln2-hi-mid).hex())


fits = {n[4:]: v for n, v in list(globals().items()) if n.startswith("fit_") and n != "fit_tail"}
if __name__ == "__main__":
    for name in sys.argv[1:] or fits:
        fits[name]()
