"""Reference values of the distributions of one dimension: distributions.json.

Densities and both tails by mpmath at 50 digits and more, from the definitions (series of positive terms, or quadrature); the moments and
entropies by SciPy or closed forms in mpmath. Quantiles: p is a tail rounded to double, and x follows from the point where the tail was
taken by one Newton step in mpmath, whose error is of second order. SciPy's own errors at the same points go to standard output.

    python distributions.py            # NumPy 2.4.6, SciPy 1.17.1, mpmath
"""
import json, sys, math, warnings
import mpmath as mp
import numpy as np
import scipy
from scipy import stats

warnings.simplefilter("ignore")
mp.mp.dps = 50
F = mp.mpf
print("NumPy", np.__version__, "SciPy", scipy.__version__, "mpmath", mp.__version__, file=sys.stderr)


# --- incomplete gamma and beta: the smaller tail by a series of positive terms or by quadrature, the other as its complement.
def gamma_tails(a, x):
    a, x = F(a), F(x)
    if x <= 0:
        return F(0), F(1)
    with mp.workdps(60):
        if x < a + 1:
            s = t = F(1); n = a
            while t > s * F(10) ** -58:
                n += 1; t *= x / n; s += t
            p = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * s
            if p > 0.99:
                q = mp.gammainc(a, x, mp.inf, regularized=True)
                return 1 - q, q
            return p, (1 - p if p > F(10) ** -40 else mp.exp(-p))
        # Q by the continued fraction of Legendre, from behind with enough terms.
        q0 = None
        for n in (200, 800, 3200, 12800, 51200, 204800):
            v = F(0)
            for k in range(n, 0, -1):
                v = k * (a - k) / (x + 2 * k + 1 - a + v)
            q = mp.exp(a * mp.log(x) - x - mp.loggamma(a)) / (x + 1 - a + v)
            if q0 is not None and abs(q - q0) < abs(q) * F(10) ** -30:
                break
            q0 = q
        return 1 - q, q


def beta_tails(a, b, x, y=None):
    """I_x(a, b) and its complement; y = 1 - x where x itself is not exact."""
    a, b, x = F(a), F(b), F(x)
    y = 1 - x if y is None else F(y)
    if x * (a + b) > a:
        q, p = beta_tails(b, a, y, x) if not (y * (a + b) > b) else beta_lower(b, a, y, x)
        return p, q
    return beta_lower(a, b, x, y)


def beta_lower(a, b, x, y):
    with mp.workdps(60):
        logB = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
        if y > F("0.02") or x < F("0.5"):
            s = t = F(1); n = F(0)
            while t > s * F(10) ** -55:
                t *= (a + b + n) / (a + 1 + n) * x; n += 1; s += t
            p = mp.exp(a * mp.log(x) + b * mp.log(y) - logB) / a * s
        else:
            # In t = ln(y'/y) for y' > y: the integrand is smooth on a scale that the exponent sets.
            def g(t):
                yy = y * mp.exp(t)
                return mp.exp((a - 1) * mp.log1p(-yy) + b * mp.log(yy) - logB) if yy < 1 else F(0)
            end = -mp.log(y)
            rate = max(a * y / x - b, mp.sqrt(a * y / x), F(1))
            cuts = [n * 2 / rate for n in range(100) if n * 2 / rate < end] + [end]
            scale = g(F(0))  # mpmath's error estimate is absolute
            p = scale * mp.quad(lambda t: g(t) / scale, cuts)
        return p, 1 - p


def normal_tails(z):
    z = F(z)
    return mp.erfc(-z / mp.sqrt(2)) / 2, mp.erfc(z / mp.sqrt(2)) / 2


def logbeta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


# --- families: name, parameters, SciPy's counterpart, density and tails in mpmath.
families = {}


def family(name, sets, make, discrete=False, deep=(), points=None):
    def wrap(f):
        families[name] = dict(sets=sets, make=make, f=f, discrete=discrete, deep=deep, points=points)
        return f
    return wrap


SHAPES = [1e-3, 0.5, 1, 10, 1e3, 1e6]
DFS = [0.5, 1, 2.5, 30, 1e6]


@family("Uniform", [[0, 1], [-3, 5.5]], lambda a, b: stats.uniform(a, b - a))
def uniform(x, a, b):
    return 1 / (b - a), (x - a) / (b - a), (b - x) / (b - a)


@family("Exponential", [[1], [0.25], [1e6]], lambda r: stats.expon(scale=1 / r), deep=[800, 1e5])
def exponential(x, r):
    return r * mp.exp(-r * x), -mp.expm1(-r * x), mp.exp(-r * x)


@family("Normal", [[0, 1], [175, 7], [-1e6, 1e-3]], lambda m, s: stats.norm(m, s), deep=[-1e5, -60, 45, 1e4])
def normal(x, m, s):
    z = (x - m) / s
    return (mp.npdf(z) / s, *normal_tails(z))


@family("LogNormal", [[0, 1], [1, 0.25], [-2, 4]], lambda m, s: stats.lognorm(s, scale=math.exp(m)), deep=[1e-30, 1e60])
def lognormal(x, m, s):
    z = (mp.log(x) - m) / s
    return (mp.npdf(z) / s / x, *normal_tails(z))


@family("Laplace", [[0, 1], [2, 0.3]], lambda m, b: stats.laplace(m, b), deep=[-900, 1e4])
def laplace(x, m, b):
    z = (x - m) / b
    t = mp.exp(-abs(z)) / 2
    return t / b, (t if z < 0 else 1 - t), (1 - t if z < 0 else t)


@family("Cauchy", [[0, 1], [-2, 0.5]], lambda m, s: stats.cauchy(m, s))
def cauchy(x, m, s):
    z = (x - m) / s
    return 1 / (mp.pi * s * (1 + z * z)), mp.atan2(1, -z) / mp.pi, mp.atan2(1, z) / mp.pi


@family("Logistic", [[0, 1], [3, 0.2]], lambda m, s: stats.logistic(m, s), deep=[-900, 1e4])
def logistic(x, m, s):
    z = (x - m) / s
    return mp.exp(-z) / (1 + mp.exp(-z)) ** 2 / s, 1 / (1 + mp.exp(-z)), 1 / (1 + mp.exp(z))


@family("Gumbel", [[0, 1, 0], [2, 3, 0], [0, 1, 1], [-1, 0.5, 1]],
        lambda m, s, k: (stats.gumbel_l if k else stats.gumbel_r)(m, s))
def gumbel(x, m, s, k):
    z = (x - m) / s if not k else -(x - m) / s
    e = mp.exp(-z)
    c, t = mp.exp(-e), -mp.expm1(-e)
    return mp.exp(-z - e) / s, (t if k else c), (c if k else t)


@family("Pareto", [[0.5, 1], [3, 2], [1e3, 1], [1e6, 0.1]], lambda a, m: stats.pareto(a, scale=m))
def pareto(x, a, m):
    t = (m / x) ** a
    return a * t / x, 1 - t, t


@family("Rayleigh", [[1], [0.2]], lambda s: stats.rayleigh(scale=s), deep=[1e3])
def rayleigh(x, s):
    e = -(x / s) ** 2 / 2
    return x / s / s * mp.exp(e), -mp.expm1(e), mp.exp(e)


@family("Triangular", [[0, 0.25, 1], [-2, -2, 3], [1, 4, 4]], lambda a, c, b: stats.triang((c - a) / (b - a), a, b - a))
def triangular(x, a, c, b):
    low = (x - a) ** 2 / (b - a) / (c - a) if x <= c and c > a else None
    high = (b - x) ** 2 / (b - a) / (b - c) if x >= c and c < b else None
    if low is None and high is None: low = F(1) if x == b else F(0)
    d = 2 / (b - a) * (((x - a) / (c - a)) if low is not None else ((b - x) / (b - c)))
    return d, (low if low is not None else 1 - high), (1 - low if low is not None else high)


@family("Weibull", [[1e-2, 1], [0.5, 2], [1, 1], [2.5, 0.3], [1e3, 1], [1e6, 7]], lambda k, s: stats.weibull_min(k, scale=s))
def weibull(x, k, s):
    h = (x / s) ** k
    return k / x * h * mp.exp(-h), -mp.expm1(-h), mp.exp(-h)


@family("HalfNormal", [[1], [3]], lambda s: stats.halfnorm(scale=s), deep=[200])
def halfnormal(x, s):
    z = x / s
    return 2 * mp.npdf(z) / s, mp.erf(z / mp.sqrt(2)), mp.erfc(z / mp.sqrt(2))


@family("Gamma", [[a, 1] for a in SHAPES] + [[2.5, 0.1]], lambda a, s: stats.gamma(a, scale=s), deep=[1e4])
def gamma(x, a, s):
    z = x / s
    return (mp.exp((a - 1) * mp.log(z) - z - mp.loggamma(a)) / s, *gamma_tails(a, z))


@family("ChiSquared", [[k] for k in DFS], lambda k: stats.chi2(k), deep=[1e4])
def chisquared(x, k):
    return gamma(x, k / 2, F(2))


@family("InverseGamma", [[a, 1] for a in (0.5, 3, 100, 1e6)] + [[4.5, 7]], lambda a, s: stats.invgamma(a, scale=s))
def inversegamma(x, a, s):
    z = s / x
    p, q = gamma_tails(a, z)
    return mp.exp(a * mp.log(z) - z - mp.loggamma(a)) / x, q, p


@family("Beta", [[1e-3, 1e-3], [0.5, 0.5], [1, 3], [2, 5], [10, 0.5], [1e3, 1e3], [1e6, 10], [2e5, 3e5]],
        lambda a, b: stats.beta(a, b))
def beta(x, a, b):
    y = 1 - x
    return (mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(y) - logbeta(a, b)), *beta_tails(a, b, x))


@family("FDistribution", [[1, 1], [2.5, 0.5], [3, 20], [30, 1e6], [1e3, 1e3]], lambda m, n: stats.f(m, n))
def fdistribution(x, m, n):
    w, y = m * x / (m * x + n), n / (m * x + n)
    d = mp.exp(m / 2 * mp.log(w) + n / 2 * mp.log(y) - logbeta(m / 2, n / 2)) / x
    return (d, *beta_tails(m / 2, n / 2, w, y))


@family("StudentT", [[v, 0, 1] for v in DFS] + [[5, 10, 2]], lambda v, m, s: stats.t(v, m, s))
def studentt(x, v, m, s):
    z = (x - m) / s
    d = mp.exp(mp.loggamma((v + 1) / 2) - mp.loggamma(v / 2) - (v + 1) / 2 * mp.log1p(z * z / v)) / mp.sqrt(mp.pi * v) / s
    w, y = v / (v + z * z), z * z / (v + z * z)
    if z == 0: return d, F(1) / 2, F(1) / 2
    tail = beta_tails(v / 2, F(1) / 2, w, y)[0] / 2
    return d, (tail if z < 0 else 1 - tail), (1 - tail if z < 0 else tail)


# --- discrete
def binomial_pmf(k, n, p):
    return mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + k * mp.log(p) + (n - k) * mp.log1p(-p))


def summed(pmf, ratio_up, k, lo, hi, mean):
    """Both tails at k from the pmf and the ratio P(k+1)/P(k)."""
    if k < mean:
        s = t = F(1); j = k
        while j > lo and t > s * F(10) ** -45:
            t /= ratio_up(j - 1); j -= 1; s += t
        p = pmf(k) * s
        return p, 1 - p
    if hi is not None and k >= hi: return F(1), F(0)
    s = t = F(1); j = k + 1
    while (hi is None or j < hi) and t > s * F(10) ** -45:
        t *= ratio_up(j); j += 1; s += t
    q = pmf(k + 1) * s
    return 1 - q, q


@family("Poisson", [[0.01], [0.5], [4], [100], [1e6]], lambda m: stats.poisson(m), discrete=True)
def poisson(k, m):
    f = lambda k: mp.exp(k * mp.log(m) - m - mp.loggamma(k + 1))
    return (f(k), *summed(f, lambda k: m / (k + 1), k, 0, None, m))


@family("Binomial", [[1, 0.3], [10, 0.5], [1000, 0.01], [100, 0.97], [1000000, 0.3], [1000000, 1e-6]],
        lambda n, p: stats.binom(n, p), discrete=True)
def binomial(k, n, p):
    f = lambda k: binomial_pmf(k, n, p)
    return (f(k), *summed(f, lambda k: (n - k) / (k + 1) * p / (1 - p), k, 0, n, n * p))


@family("Bernoulli", [[0.2]], lambda p: stats.bernoulli(p), discrete=True, points=[0, 1])
def bernoulli(k, p):
    return (p if k else 1 - p), (1 if k else 1 - p), (F(0) if k else p)


@family("Geometric", [[0.5], [0.01], [1e-6], [0.97]], lambda p: stats.geom(p), discrete=True)
def geometric(k, p):
    t = mp.exp(k * mp.log1p(-p))
    return p * mp.exp((k - 1) * mp.log1p(-p)), 1 - t, t


@family("NegativeBinomial", [[0.5, 0.2], [1, 0.5], [10, 0.9], [100, 0.01], [2.5, 1e-3]], lambda r, p: stats.nbinom(r, p),
        discrete=True)
def negativebinomial(k, r, p):
    f = lambda k: mp.exp(mp.loggamma(k + r) - mp.loggamma(k + 1) - mp.loggamma(r) + r * mp.log(p) + k * mp.log1p(-p))
    return (f(k), *summed(f, lambda k: (k + r) / (k + 1) * (1 - p), k, 0, None, r * (1 - p) / p))


@family("Hypergeometric", [[52, 4, 5], [100, 50, 30], [10000, 300, 1000], [1000000, 400000, 100000]],
        lambda N, K, n: stats.hypergeom(N, K, n), discrete=True)
def hypergeometric(k, N, K, n):
    lc = lambda a, b: mp.loggamma(a + 1) - mp.loggamma(b + 1) - mp.loggamma(a - b + 1)
    f = lambda k: mp.exp(lc(K, k) + lc(N - K, n - k) - lc(N, n))
    lo, hi = max(0, n - (N - K)), min(K, n)
    return (f(k), *summed(f, lambda k: (K - k) * (n - k) / ((k + 1) * (N - K - n + k + 1)), k, lo, hi, n * K / N))


@family("DiscreteUniform", [[1, 6], [-5, 1000]], lambda a, b: stats.randint(int(a), int(b) + 1), discrete=True)
def discreteuniform(k, a, b):
    n = b - a + 1
    return 1 / n, (k - a + 1) / n, (b - k) / n



@family("VonMises", [[0, 0], [0.5, 0.3], [0, 4], [-1, 200]], lambda m, k: stats.vonmises(k, loc=m) if k else stats.uniform(m - math.pi, 2 * math.pi),
        points=[-3.1, -2.9, -1.1, -0.9, -0.2, 0.1, 0.6, 1.2, 2.1])
def vonmises(x, m, k):
    z = x - m
    c = 2 * mp.pi * mp.besseli(0, k)
    f = lambda t: mp.exp(k * mp.cos(t)) / c
    def lower(z):
        scale = f(z)
        cuts = [z - (z + mp.pi) * n / 12 for n in range(12, -1, -1)]
        return scale * mp.quad(lambda t: f(t) / scale, cuts)
    a = lower(-abs(z))
    return f(z), (a if z < 0 else 1 - a), (1 - a if z < 0 else a)


@family("TruncatedNormal", [[0, 1, -1, 2], [0, 1, 5, 9], [1, 2, -70, -60], [0, 1, 0, "inf"], [3, 0.5, 2.9, 2.9001]],
        lambda m, s, a, b: stats.truncnorm((a - m) / s, (float(b) - m) / s, m, s))
def truncatednormal(x, m, s, a, b):
    N = lambda t: normal_tails(t)[0]
    between = lambda a, b: N(b) - N(a) if b < 0 else N(-a) - N(-b)
    with mp.workdps(900):
        z, a, b = (x - m) / s, (a - m) / s, (b - m) / s
        mass = between(a, b)
        return mp.npdf(z) / s / mass, between(a, z) / mass, between(z, b) / mass


def mixture(half, lower, upper, step, density):
    """Sum of Poisson(half) times F(j): F(0)'s upper tail and F(J)'s lower tail are given, d(j) is their difference."""
    J = int(half + 15 * math.sqrt(half) + 400)
    w = [mp.exp(-half)]
    for j in range(J): w.append(w[-1] * half / (j + 1))
    d = [step(j) for j in range(J + 1)]
    U, up = upper, F(0)
    for j in range(J + 1): up += w[j] * U; U += d[j]
    L, low = lower(J), F(0)
    for j in range(J, -1, -1):
        low += w[j] * L
        if j: L += d[j - 1]
    return sum(w[j] * density(j) for j in range(J + 1)), low, up


@family("NoncentralChiSquared", [[1, 2], [0.5, 0.1], [5, 10], [30, 400]], lambda k, l: stats.ncx2(k, l),
        points=[1e-8, 0.3, 5, 40, 300, 1500])
def ncx2(x, k, l):
    a, y = k / 2, x / 2
    g = lambda j: mp.exp((a + j) * mp.log(y) - y - mp.loggamma(a + j + 1))
    return mixture(l / 2, lambda J: gamma_tails(a + J, y)[0], gamma_tails(a, y)[1], g, lambda j: g(j) * (a + j) / x)


@family("NoncentralF", [[1, 10, 2], [3, 20, 5], [2, 5, 0.1], [10, 100, 60]], lambda m, n, l: stats.ncf(m, n, l),
        points=[1e-6, 0.4, 2, 9, 60, 1e4])
def ncf(x, m, n, l):
    a, b = m / 2, n / 2
    w, y = m * x / (m * x + n), n / (m * x + n)
    g = lambda j: mp.exp((a + j) * mp.log(w) + b * mp.log(y) - logbeta(a + j, b)) / (a + j)
    return mixture(l / 2, lambda J: beta_tails(a + J, b, w, y)[0], beta_tails(a, b, w, y)[1], g, lambda j: g(j) * (a + j) / x)


@family("NoncentralT", [[0.05, -1], [0.5, 1.5], [1, 0.5], [5, -2], [18, 2.5], [200, 12]], lambda v, d: stats.nct(v, d), points=[-60, -7, -1.5, 0.2, 2, 13, 100])
def nct(t, v, d):
    c = mp.log(2) + v / 2 * mp.log(v / 2) - mp.loggamma(v / 2)
    f = lambda u: mp.exp(c + v * u - v / 2 * mp.exp(2 * u))
    def integral(g):
        if v < 1:
            # In p = exp(vu) the left tail, thousands of units of u long, is the start of a smooth function.
            end = mp.log(240 / v) / 2
            cuts = [F(0)] + [mp.exp(v * u) for u in mp.arange(-12, end, F("0.75"))] + [mp.exp(v * end)]
            def smooth(p):
                u = mp.log(p) / v
                return g(u) * mp.exp(c - v / 2 * mp.exp(2 * u)) / v
            return mp.quad(smooth, cuts)
        us = [-6 + 9 * i / 3000 for i in range(3000)] if v > 3 else [-70 + 75 * i / 6000 for i in range(6000)]
        fl = lambda u: float(v) * u - float(v) / 2 * math.exp(2 * u)
        best = max(us[::30], key=lambda u: g(F(u)) * f(F(u)))
        scale = g(F(best)) * f(F(best))
        width = 3 / math.sqrt(float(v))
        cuts = [best + width * n for n in range(-16, 17)] if v > 3 else [-80, -50] + [-30 + n for n in range(36)]
        return scale * mp.quad(lambda u: g(u) * f(u) / scale, cuts)
    phi = lambda z: mp.erfc(-z / mp.sqrt(2)) / 2
    up = integral(lambda u: phi(d - t * mp.exp(u)))
    low = integral(lambda u: phi(t * mp.exp(u) - d))
    den = integral(lambda u: mp.exp(u) * mp.npdf(t * mp.exp(u) - d))
    assert abs(up + low - 1) < F(10) ** -18, (t, v, d, up + low - 1)
    return den, low, up


def entropy_sum(f, lo, hi):
    return -sum(p * mp.log(p) for p in (f(F(k)) for k in range(lo, hi)) if p > F(10) ** -40)


def weibull_moments(k, s):
    g = [mp.gamma(1 + j / k) for j in range(5)]
    m, v = g[1], g[2] - g[1] ** 2
    skew = (g[3] - 3 * g[2] * m + 2 * m ** 3) / v ** F("1.5")
    kurt = (g[4] - 4 * g[3] * m + 6 * g[2] * m ** 2 - 3 * m ** 4) / v ** 2 - 3
    return m * s, v * s * s, skew, kurt, mp.euler * (1 - 1 / k) + mp.log(s / k) + 1


psi = mp.digamma
N4 = (None,) * 4


def with_more_digits(f):
    def g(*p):
        with mp.workdps(120):
            return f(*p)
    return g


def truncated_moments(m, s, a, b):
    a, b = (a - m) / s, (b - m) / s
    top = 40 if mp.isinf(b) else b
    cuts = [a + (top - a) * n / 20 for n in range(21)]
    # In units of the density at the point next to 0: quad stops early where all is tiny.
    near = a if a > 0 else top if top < 0 else F(0)
    density = lambda t: mp.exp((near * near - t * t) / 2)
    mass = mp.quad(density, cuts)
    about = lambda k, c: mp.quad(lambda t: (t - c) ** k * density(t), cuts) / mass
    mean = about(1, F(0))
    var = about(2, mean)
    return (m + s * mean, s * s * var, about(3, mean) / var ** F("1.5"), about(4, mean) / var ** 2 - 3,
            mp.log(s * mass) + (about(2, F(0)) - near * near) / 2)


def noncentral_t_moments(v, d):
    """Mean to kurtosis from E[Tᵏ] = (v/2)^(k/2) Γ((v − k)/2)/Γ(v/2) E[(Z + d)ᵏ]; None where there is none."""
    raw = [None, d, 1 + d ** 2, d ** 3 + 3 * d, d ** 4 + 6 * d ** 2 + 3]
    e = [F(1)] + [(v / 2) ** (F(k) / 2) * mp.gamma((v - k) / 2) / mp.gamma(v / 2) * raw[k] if v > k else None for k in range(1, 5)]
    var = e[2] - e[1] ** 2 if e[2] is not None else None
    third = e[3] - 3 * e[1] * e[2] + 2 * e[1] ** 3 if e[3] is not None else None
    fourth = e[4] - 4 * e[1] * e[3] + 6 * e[1] ** 2 * e[2] - 3 * e[1] ** 4 if e[4] is not None else None
    return (e[1], var, third / var ** F("1.5") if third is not None else None,
            fourth / var ** 2 - 3 if fourth is not None else None, None)


exact_moments = {
    "TruncatedNormal": with_more_digits(truncated_moments),
    "NoncentralT": with_more_digits(noncentral_t_moments),
    "Weibull": with_more_digits(weibull_moments),
    "Gamma": lambda a, s: (*N4, a + mp.log(s) + mp.loggamma(a) + (1 - a) * psi(a)),
    "ChiSquared": lambda k: (*N4, k / 2 + mp.log(2) + mp.loggamma(k / 2) + (1 - k / 2) * psi(k / 2)),
    "InverseGamma": lambda a, s: (*N4, a + mp.log(s) + mp.loggamma(a) - (1 + a) * psi(a)),
    "Beta": lambda a, b: (*N4, logbeta(a, b) - (a - 1) * psi(a) - (b - 1) * psi(b) + (a + b - 2) * psi(a + b)),
    "FDistribution": lambda m, n: (*N4, mp.log(n / m) + logbeta(m / 2, n / 2) + (1 - m / 2) * psi(m / 2)
                                   - (1 + n / 2) * psi(n / 2) + (m + n) / 2 * psi((m + n) / 2)),
    "StudentT": lambda v, m, s: (*N4, (v + 1) / 2 * (psi((v + 1) / 2) - psi(v / 2)) + mp.log(v) / 2 + logbeta(v / 2, F(1) / 2)
                                 + mp.log(s)),
    "HalfNormal": lambda s: (None, None, None, 8 * (mp.pi - 3) / (mp.pi - 2) ** 2, None),
    "Poisson": lambda m: (*N4, entropy_sum(lambda k: mp.exp(k * mp.log(m) - m - mp.loggamma(k + 1)), 0, 400) if m < 200 else
                          (1 + mp.log(2 * mp.pi * m)) / 2 - 1 / (12 * m) - 1 / (24 * m ** 2) - 19 / (360 * m ** 3)),
    "Binomial": lambda n, p: (*N4, entropy_sum(lambda k: binomial_pmf(k, n, p), 0, int(min(n + 1, 1100))) if n * p * (1 - p) < 100
                              else None),
    "NegativeBinomial": lambda r, p: (*N4, entropy_sum(lambda k: mp.exp(mp.loggamma(k + r) - mp.loggamma(k + 1) - mp.loggamma(r)
                                      + r * mp.log(p) + k * mp.log1p(-p)), 0, int(r / p * 3 + 120 / p))),
}

LOWER = [1e-300, 1e-50, 1e-8, 0.05, 0.5]
UPPER = [0.05, 1e-8, 1e-50, 1e-300]


def number(v):
    v = float(v)
    return None if math.isnan(v) else v if math.isfinite(v) else ("inf" if v > 0 else "-inf")




def candidates(fam, params, dist):
    if fam["points"]:
        lo, hi = dist.support()
        return [x for x in fam["points"] if lo <= x <= hi or dist.dist.name == "vonmises" and abs(x - dist.kwds["loc"]) < 3.14]
    xs = [float(dist.ppf(p)) for p in LOWER] + [float(dist.isf(q)) for q in UPPER]
    lo, hi = dist.support()
    if fam["discrete"]:
        xs = [x for x in xs if math.isfinite(x) and lo <= x <= hi]
        xs += [lo, lo + 1] + ([hi] if math.isfinite(hi) else [])
        return sorted(set(int(x) for x in xs if x <= hi))
    return sorted(set(x for x in xs if math.isfinite(x) and lo < x < hi and abs(x) > 1e-300 and abs(x) < 1e300))


def safely(f, x):
    try:
        return f(x)
    except OverflowError:
        return math.nan


def relative(a, b):
    a, b = F(float(a)), F(b)
    if not mp.isfinite(a): return 1.0
    return 0.0 if a == b else float(abs(a - b) / max(abs(b), F(10) ** -300))


def main(only=None):
    out, table = [], {}
    for name, fam in families.items():
        if only and name not in only: continue
        worst = {k: 0.0 for k in ("pdf", "cdf", "sf", "ppf", "isf")}
        for params in fam["sets"]:
            dist = fam["make"](*params)
            mpp = [F(p) for p in params]  # "inf" too
            case = dict(d=name, p=[1e999 if p == "inf" else p for p in params], x=[], pdf=[], cdf=[], sf=[])
            if not fam["discrete"]: case.update(pp=[], px=[], qq=[], qx=[])
            for x in candidates(fam, params, dist):
                d, c, s = fam["f"](F(x), *mpp)
                if d < F(10) ** -307 or (c < F(10) ** -307) or not mp.isfinite(d): continue
                case["x"].append(x)
                for key, v in (("pdf", d), ("cdf", c), ("sf", s)): case[key].append(number(v))
                density = dist.pmf if fam["discrete"] else dist.pdf
                for key, mine, v in (("pdf", safely(density, x), d), ("cdf", safely(dist.cdf, x), c), ("sf", safely(dist.sf, x), s)):
                    if v > F(10) ** -307: worst[key] = max(worst[key], relative(mine, v))
                if fam["discrete"]: continue
                if F(10) ** -305 < c < F("0.9"):
                    p = float(c); xr = F(x) + (F(p) - c) / d
                    case["pp"].append(p); case["px"].append(number(xr))
                    worst["ppf"] = max(worst["ppf"], relative(safely(dist.ppf, p), xr))
                if F(10) ** -305 < s < F("0.9"):
                    q = float(s); xr = F(x) - (F(q) - s) / d
                    case["qq"].append(q); case["qx"].append(number(xr))
                    worst["isf"] = max(worst["isf"], relative(safely(dist.isf, q), xr))
            m = [None] * 5 if name in ("VonMises", "NoncentralF") else [number(v) for v in dist.stats("mvsk")] + (
                [None] if name.startswith("Noncentral") else [number(dist.entropy())])
            # SciPy's entropies of wide laws, and its higher moments of narrow ones, have lost digits: those from mpmath.
            if name in exact_moments: m = [number(v) if v is not None else old for v, old in zip(exact_moments[name](*mpp), m)]
            case["m"] = m
            deep = []
            for x in fam["deep"]:
                d, c, s = fam["f"](F(x), *mpp)
                logs = [mp.log1p(-o) if v > F("0.5") and o > 0 else mp.log(v) for v, o in ((c, s), (s, c))]
                deep.append([x, number(mp.log(d)), *(number(v) for v in logs)])
            if deep: case["deep"] = deep
            out.append(case)
        table[name] = worst
        print(f"{name:22s}" + "".join(f" {k} {v:8.1e}" for k, v in worst.items()), flush=True)
    return out, table


if __name__ == "__main__":
    only = sys.argv[1:]
    out, table = main(only)
    path = "distributions.json" if not only else "/tmp/distributions_part.json"
    with open(path, "w") as f:
        f.write("{\"versions\": " + json.dumps(dict(numpy=np.__version__, scipy=scipy.__version__, mpmath=mp.__version__)))
        f.write(",\n\"scipyErrors\": " + json.dumps({n: {k: float(f"{v:.2g}") for k, v in w.items()} for n, w in table.items()}))
        f.write(",\n\"cases\": [\n" + ",\n".join(json.dumps(c, separators=(",", ":")).replace("Infinity", '"inf"') for c in out) + "\n]}\n")
