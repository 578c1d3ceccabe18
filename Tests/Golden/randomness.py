"""Writes Tests/Golden/randomness.json: digests of a million NumPy draws for each method, parameter set and seed.

A case is named as in Tests/RandomnessTests/DrawCases.swift. Its digest of the draws x₀, x₁, …, taken as 64-bit words
(doubles by their bits, floats by their bits, integers as two's complement), is

    d = Σ xᵢ · (2i + 1) · 0x9E3779B97F4A7C15  (mod 2⁶⁴),    d ⊕ (d ≫ 32)

Every weight is odd, so one changed bit always changes the digest; unequal weights make it notice an exchange.

    python Tests/Golden/randomness.py            # about two minutes
"""

import json
import os

import numpy as np
from sklearn.model_selection import train_test_split

HERE = os.path.dirname(os.path.abspath(__file__))
COUNT = 1_000_000
SEEDS = [42, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 123, 1234, 2024, 65_537, 1_000_003, 2**31 - 1, 2**31, 2**32 - 1]
N = COUNT

WEIGHTS = (2 * np.arange(2 * COUNT, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)


def words(values):
    values = np.ascontiguousarray(values).ravel()
    if values.dtype == np.float32:
        return values.view(np.uint32).astype(np.uint64)
    assert values.dtype.itemsize == 8, values.dtype
    return values.view(np.uint64)


def digest(values):
    with np.errstate(over="ignore"):
        d = int(np.sum(values * WEIGHTS[: len(values)], dtype=np.uint64))
    return format(d ^ d >> 32, "016x")


def probabilities(n):
    """p[i] proportional to i % 7 + 1, in arithmetic that both sides do alike."""
    p = (np.arange(n) % 7 + 1).astype(np.float64)
    return p / p.cumsum()[-1]


def shared(legacy):
    """The cases that `Generator` and `RandomState` have in common: name, draws."""
    integers = (lambda g, lo, hi: g.randint(lo, hi, N)) if legacy else (lambda g, lo, hi: g.integers(lo, hi, N))
    return {
        "random": lambda g: g.random(N),
        "uniform -3 7.5": lambda g: g.uniform(-3, 7.5, N),
        "integers 0..<6": lambda g: integers(g, 0, 6),
        "integers -500..<500": lambda g: integers(g, -500, 500),
        "integers 0..<3e9": lambda g: integers(g, 0, 3_000_000_000),
        "integers 0..<2^32": lambda g: integers(g, 0, 2**32),
        "integers 0..<1e12": lambda g: integers(g, 0, 10**12),
        "integers 0..<6e18": lambda g: integers(g, 0, 6 * 10**18),
        "standardNormal": lambda g: g.standard_normal(N),
        "normal 10 2.5": lambda g: g.normal(10, 2.5, N),
        "logNormal 0.5 0.75": lambda g: g.lognormal(0.5, 0.75, N),
        "standardExponential": lambda g: g.standard_exponential(N),
        "exponential 2.5": lambda g: g.exponential(2.5, N),
        "standardGamma 2": lambda g: g.standard_gamma(2, N),
        "gamma 0.3 2": lambda g: g.gamma(0.3, 2, N),
        "gamma 1 1": lambda g: g.gamma(1, 1, N),
        "gamma 2.5 1.5": lambda g: g.gamma(2.5, 1.5, N),
        "gamma 100 0.1": lambda g: g.gamma(100, 0.1, N),
        "chiSquare 3": lambda g: g.chisquare(3, N),
        "f 5 7": lambda g: g.f(5, 7, N),
        "standardT 4": lambda g: g.standard_t(4, N),
        "standardCauchy": lambda g: g.standard_cauchy(N),
        "laplace 1 2": lambda g: g.laplace(1, 2, N),
        "logistic 1 2": lambda g: g.logistic(1, 2, N),
        "gumbel 1 2": lambda g: g.gumbel(1, 2, N),
        "weibull 0.5": lambda g: g.weibull(0.5, N),
        "weibull 2": lambda g: g.weibull(2, N),
        "pareto 3": lambda g: g.pareto(3, N),
        "power 2.5": lambda g: g.power(2.5, N),
        "rayleigh 2": lambda g: g.rayleigh(2, N),
        "triangular -1 0.5 3": lambda g: g.triangular(-1, 0.5, 3, N),
        "vonMises 0.5 4": lambda g: g.vonmises(0.5, 4, N),
        "vonMises 3 1e-6": lambda g: g.vonmises(3, 1e-6, N),
        "vonMises 3 2e6": lambda g: g.vonmises(3, 2e6, N),
        "wald 2 3": lambda g: g.wald(2, 3, N),
        "beta 0.5 0.5": lambda g: g.beta(0.5, 0.5, N),
        "beta 0.001 0.002": lambda g: g.beta(0.001, 0.002, N),
        "beta 2 3": lambda g: g.beta(2, 3, N),
        "beta 0.5 3": lambda g: g.beta(0.5, 3, N),
        "binomial 10 0.3": lambda g: g.binomial(10, 0.3, N),
        "binomial 100 0.8": lambda g: g.binomial(100, 0.8, N),
        "binomial 100 0.5": lambda g: g.binomial(100, 0.5, N),
        "binomial 1000000 0.7": lambda g: g.binomial(1_000_000, 0.7, N),
        "poisson 3": lambda g: g.poisson(3, N),
        "poisson 50": lambda g: g.poisson(50, N),
        "poisson 1e6": lambda g: g.poisson(1e6, N),
        "geometric 0.5": lambda g: g.geometric(0.5, N),
        "geometric 0.1": lambda g: g.geometric(0.1, N),
        "negativeBinomial 5 0.4": lambda g: g.negative_binomial(5, 0.4, N),
        "zipf 2.5": lambda g: g.zipf(2.5, N),
        "logSeries 0.7": lambda g: g.logseries(0.7, N),
        "hypergeometric 5 4 6": lambda g: g.hypergeometric(5, 4, 6, N),
        "hypergeometric 300 200 120": lambda g: g.hypergeometric(300, 200, 120, N),
        "hypergeometric 300 20000 20100": lambda g: g.hypergeometric(300, 20000, 20100, N),
        "multinomial 20 of 4": lambda g: g.multinomial(20, [0.1, 0.2, 0.3, 0.4], N // 4),
        "dirichlet 0.5 1 2 4": lambda g: g.dirichlet([0.5, 1, 2, 4], N // 4),
        "dirichlet 0.01 0.02 0.03 0.04": lambda g: g.dirichlet([0.01, 0.02, 0.03, 0.04], N // 4),
        "permutation": lambda g: g.permutation(N),
        "shuffle": lambda g: shuffled(g),
        "choice of 1000": lambda g: g.choice(1000, N),
        "choice of 1000 weighted": lambda g: g.choice(1000, N, p=probabilities(1000)),
        "choice of 2000000 once": lambda g: g.choice(2 * N, N, replace=False),
        "choice of 20000 weighted once": lambda g: np.concatenate(
            [g.choice(20_000, 10_000, replace=False, p=probabilities(20_000)) for _ in range(N // 10_000)]),
    }


def shuffled(g):
    x = np.arange(N) * 3 + 1
    g.shuffle(x)
    return x


GENERATOR_ONLY = {
    "integers all": lambda g: g.integers(-(2**63), 2**63 - 1, N, endpoint=True),
    "integers 1...6": lambda g: g.integers(1, 6, N, endpoint=True),
    "randomFloat": lambda g: g.random(N, dtype=np.float32),
    "standardNormalFloat": lambda g: g.standard_normal(N, dtype=np.float32),
    "standardExponentialFloat": lambda g: g.standard_exponential(N, dtype=np.float32),
    "beta 1e-200 2e-200": lambda g: g.beta(1e-200, 2e-200, N),
    "choice of 1e8 once": lambda g: g.choice(100 * N, N, replace=False),
    "choice of 1e8 once unshuffled": lambda g: g.choice(100 * N, N, replace=False, shuffle=False),
    "choice of 2000000 once unshuffled": lambda g: g.choice(2 * N, N, replace=False, shuffle=False),
}

OTHER_BITS = ["random", "integers 0..<6", "integers 0..<6e18", "standardNormal", "gamma 2.5 1.5", "permutation"]
OTHER_BITS_ONLY = ["randomFloat", "standardNormalFloat"]


def cases():
    generator = shared(False) | GENERATOR_ONLY
    for name, draw in generator.items():
        yield "Generator." + name, np.random.default_rng, draw
    for name, draw in shared(True).items():
        yield "RandomState." + name, np.random.RandomState, draw
    for bits in (np.random.Philox, np.random.MT19937):
        for name in OTHER_BITS + OTHER_BITS_ONLY:
            make = lambda seed, bits=bits: np.random.Generator(bits(seed))
            yield f"GeneratorOver<{bits.__name__}>.{name}", make, generator[name]


def small():
    """Short exact streams: bit generators, seed sequences, splitting as scikit-learn does."""
    hex64 = lambda values: [format(int(v), "016x") for v in values]
    big = np.random.PCG64(42)
    big.advance(2**100 + 12345)
    philox = np.random.Philox(key=[1, 2], counter=np.array([2**64 - 1, 2**64 - 1, 5, 6], dtype=np.uint64))
    sequence = np.random.SeedSequence([1, 2**40, 3, 4, 5, 6])
    child = np.random.SeedSequence(42).spawn(3)[2].spawn(2)[1]
    half = np.random.PCG64(7)
    mixed = np.random.Generator(half)
    interleaved = []
    for _ in range(5):
        interleaved += [mixed.integers(0, 10), mixed.integers(0, 10**12), mixed.integers(0, 10)]
    splits = [train_test_split(np.arange(n), test_size=0.25, random_state=42) for n in (10, 101, 442)]
    return {
        "pcg64": hex64(np.random.PCG64(42).random_raw(8)),
        "pcg64 2^40": hex64(np.random.PCG64(2**40).random_raw(4)),
        "pcg64 advanced": hex64(big.random_raw(4)),
        "pcg64 jumped": hex64(np.random.PCG64(42).jumped(3).random_raw(4)),
        "philox": hex64(np.random.Philox(42).random_raw(9)),
        "philox carry": hex64(philox.random_raw(9)),
        "mt19937": hex64(np.random.MT19937(42).random_raw(1300)[[0, 1, 2, 622, 623, 624, 1299]]),
        "mt19937 legacy": hex64(np.random.RandomState(42).randint(0, 2**32, 1300)[[0, 1, 2, 622, 623, 624, 1299]]),
        "mt19937 legacy key": hex64(np.random.RandomState([1, 2, 3]).randint(0, 2**32, 4)),
        "sequence 42": hex64(np.random.SeedSequence(42).generate_state(9)),
        "sequence 0 wide": hex64(np.random.SeedSequence(0).generate_state(3, np.uint64)),
        "sequence long": hex64(sequence.generate_state(4)),
        "sequence child": hex64(child.generate_state(4)),
        "spawned": hex64(np.random.default_rng(42).spawn(2)[1].integers(0, 2**60, 4)),
        "interleaved widths": hex64(interleaved),
        "split train": [int(i) for s in splits for i in s[0]],
        "split test": [int(i) for s in splits for i in s[1]],
    }


# The methods of the tutorials get all seeds in each parameter set; of the others the first set does, the rest get five.
CORE = {"random", "integers", "standardNormal", "normal", "standardExponential", "exponential", "gamma", "beta",
        "binomial", "poisson", "permutation", "shuffle", "choice", "uniform"}


def main():
    table = {}
    seen = set()
    for name, make, draw in cases():
        digests = []
        method = name.split()[0]
        full = method.split(".")[-1] in CORE or method not in seen
        seen.add(method)
        for seed in SEEDS if full else SEEDS[:5]:
            drawn = words(draw(make(seed)))
            if seed == 42:
                first = [format(int(w), "x") for w in drawn[:3]]
            digests.append(digest(drawn))
        table[name] = {"first": first, "digests": digests}
        print(name, first)
    golden = {"numpy": np.__version__, "count": COUNT, "seeds": SEEDS, "cases": table, "small": small()}
    with open(os.path.join(HERE, "randomness.json"), "w") as file:
        json.dump(golden, file, indent=0)


if __name__ == "__main__":
    main()
