"""Prints the tables of constants in Sources/Statistics/Special: made in rational arithmetic, or fitted with 60 digits.

    python Tests/Golden/statistics/special_tables.py
"""

from fractions import Fraction as F

import mpmath as mp

mp.mp.dps = 60
TERMS, ORDERS = 64, 13


def temme():
    """The Taylor coefficients in η of Temme's c_k: η²/2 = μ - log(1 + μ), c_0 = 1/μ - 1/η, c_k = c_{k-1}'/η + (-1)^k g_k/μ."""
    mu = [F(0), F(1)]
    for n in range(2, TERMS + 2):  # μ μ' = η (1 + μ)
        mu.append((mu[n - 1] - sum(j * mu[n + 1 - j] * mu[j] for j in range(2, n))) / (n + 1))
    inverse = [F(1)]
    for n in range(1, TERMS):
        inverse.append(-sum(mu[i + 1] * inverse[n - i] for i in range(1, n + 1)))
    regular = inverse[1:]
    log_gamma = [F(0)] * (ORDERS + 2)
    for j in range(1, ORDERS // 2 + 2):
        if 2 * j - 1 <= ORDERS:
            log_gamma[2 * j - 1] = F(*mp.bernfrac(2 * j)) / (2 * j * (2 * j - 1))
    g = [F(1)]
    for n in range(1, ORDERS):
        g.append(sum(k * log_gamma[k] * g[n - k] for k in range(1, n + 1)) / n)
    row = regular
    for k in range(ORDERS):
        if k > 0:
            row = [(n + 2) * row[n + 2] + (-1)**k * g[k] * regular[n] for n in range(len(row) - 2)]
        last = max((n for n, value in enumerate(row) if abs(float(value)) / 20**k > 2e-19), default=-1)
        yield [float(value) for value in row[:last + 1]]


def artanh_tail(y):
    return (mp.atanh(mp.sqrt(y)) / mp.sqrt(y) - 1) / y if y > 1e-12 else mp.mpf(1) / 3 + y / 5 + y * y / 7


print("IncompleteGamma.temmeCoefficients")
for line in temme():
    print(line)
for end, count in (("0.02", 8), ("0.24", 14)):
    print(f"artanhTail up to {end}:", [float(c) for c in mp.chebyfit(artanh_tail, [0, mp.mpf(end)], count)][::-1])
root = mp.findroot(mp.digamma, 1.4616321449683623)
print("digamma, zero:", float(root), float(root - float(root)))
print("digamma, series:", [float(mp.polygamma(k, root) / mp.factorial(k)) for k in range(1, 31)])
print("B₂ⱼ/(2j)!:", [float(mp.bernoulli(2 * j) / mp.factorial(2 * j)) for j in range(1, 13)])
print("B₂ⱼ/(2j (2j - 1)):", [float(mp.bernoulli(2 * j) / (2 * j * (2 * j - 1))) for j in range(1, 11)])
