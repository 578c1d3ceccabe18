"""The incomplete gamma and beta functions to as many digits as asked for, by sums of positive terms in integers.

mpmath's own `gammainc` and `betainc` go through hypergeometric functions that take minutes, or fail, for shapes of 1e8. Here a
series of positive terms is summed in fixed point, and the complement is 1 less it, with as many more digits as it is small.
"""

from fractions import Fraction

import mpmath as mp


def _sum(numerator, denominator, bits):
    """1 + n(0)/d(0) + n(0)n(1)/(d(0)d(1)) + …, n(k) = numerator + k·step as pairs (start, step) of Fractions."""
    (n0, n1), (d0, d1) = numerator, denominator
    common = 1
    for value in (n0, n1, d0, d1):
        common = max(common, value.denominator)  # all are powers of two
    n, ns, d, ds = (int(v * common) for v in (n0, n1, d0, d1))
    term = total = 1 << bits
    while True:
        term = term * n // d
        if term == 0 or (n < d and term * d < (d - n)):
            return total, bits
        total += term
        n += ns
        d += ds
        if term < total >> bits:
            return total, bits


def _two_tails(first, digits):
    """The pair (p, 1 - p) with `digits` right digits in both; first(d) gives p with d digits."""
    spare = 15
    while True:
        with mp.workdps(digits + spare):
            p = first(digits + spare)
            rest = 1 - p
            if rest > mp.mpf(10) ** (5 - spare) or spare > 700:
                return p, rest
            seen = int(-mp.log10(rest)) if rest > 0 else spare
            spare = max(2 * spare, seen + 20)


def gamma_tails(a, x, digits=40):
    """P(a, x) and Q(a, x)."""

    def first(d):
        with mp.workdps(d + 15):
            A, X = mp.mpf(a), mp.mpf(x)
            total, bits = _sum((Fraction(x), Fraction(0)), (Fraction(a) + 1, Fraction(1)), int((d + 10) * 3.33) + 10)
            return mp.exp(A * mp.log(X) - X - mp.loggamma(A + 1)) * mp.mpf(total) / mp.mpf(2) ** bits

    return _two_tails(first, digits)


def gamma_slope(a, x):
    """x times the density."""
    A, X = mp.mpf(a), mp.mpf(x)
    return mp.exp(A * mp.log(X) - X - mp.loggamma(A))


def _beta_series(a, b, x, d):
    """I at the exact Fraction x."""
    with mp.workdps(d + 25):
        A, B = mp.mpf(a), mp.mpf(b)
        X = mp.mpf(x.numerator) / x.denominator
        y = 1 - x
        Y = mp.mpf(y.numerator) / y.denominator
        total, bits = _sum(((Fraction(a) + Fraction(b)) * x, x), (Fraction(a) + 1, Fraction(1)), int((d + 10) * 3.33) + 10)
        log = A * mp.log(X) + B * mp.log(Y) - mp.loggamma(A) - mp.loggamma(B) + mp.loggamma(A + B) - mp.log(A)
        return mp.exp(log) * mp.mpf(total) / mp.mpf(2) ** bits


def beta_tails(a, b, x, digits=40):
    """I_x(a, b) and its complement, at the double (or Fraction) x."""
    x = Fraction(x)
    mean = (Fraction(a) + 1) / (Fraction(a) + Fraction(b) + 2)
    if x <= mean:
        return _two_tails(lambda d: _beta_series(a, b, x, d), digits)
    upper, lower = _two_tails(lambda d: _beta_series(b, a, 1 - x, d), digits)
    return lower, upper


def beta_slope(a, b, x):
    """x (1 - x) times the density."""
    A, B, X = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    return mp.exp(A * mp.log(X) + B * mp.log1p(-X) - mp.loggamma(A) - mp.loggamma(B) + mp.loggamma(A + B))
