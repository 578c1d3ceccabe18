"""Draws of NumPy's Generator: distribution_draws.json. NumPy 2.4.6."""
import json, numpy as np

G = lambda: np.random.default_rng(42)
draws = {
    "Uniform": ([-1, 3], lambda r, n: r.uniform(-1, 3, n)), "Exponential": ([2], lambda r, n: r.exponential(0.5, n)),
    "Normal": ([1, 2], lambda r, n: r.normal(1, 2, n)), "LogNormal": ([0.5, 0.4], lambda r, n: r.lognormal(0.5, 0.4, n)),
    "Laplace": ([-1, 0.5], lambda r, n: r.laplace(-1, 0.5, n)), "Cauchy": ([0, 1], lambda r, n: r.standard_cauchy(n)),
    "Logistic": ([1, 0.7], lambda r, n: r.logistic(1, 0.7, n)), "Gumbel": ([1, 2, 0], lambda r, n: r.gumbel(1, 2, n)),
    "Pareto": ([5, 2], lambda r, n: (r.pareto(5, n) + 1) * 2), "Rayleigh": ([2], lambda r, n: r.rayleigh(2, n)),
    "Triangular": ([0, 1, 4], lambda r, n: r.triangular(0, 1, 4, n)), "Weibull": ([1.7, 3], lambda r, n: 3 * r.weibull(1.7, n)),
    "Gamma": ([2.5, 1.5], lambda r, n: r.gamma(2.5, 1.5, n)), "ChiSquared": ([7], lambda r, n: r.chisquare(7, n)),
    "Beta": ([2, 5], lambda r, n: r.beta(2, 5, n)), "FDistribution": ([6, 15], lambda r, n: r.f(6, 15, n)),
    "StudentT": ([6, 0, 1], lambda r, n: r.standard_t(6, n)), "VonMises": ([0, 2], lambda r, n: r.vonmises(0, 2, n)),
    "NoncentralChiSquared": ([4, 3], lambda r, n: r.noncentral_chisquare(4, 3, n)),
    "NoncentralF": ([4, 25, 5], lambda r, n: r.noncentral_f(4, 25, 5, n)),
    "Poisson": ([3.5], lambda r, n: r.poisson(3.5, n)), "Binomial": ([20, 0.3], lambda r, n: r.binomial(20, 0.3, n)),
    "Bernoulli": ([0.4], lambda r, n: r.binomial(1, 0.4, n)), "Geometric": ([0.25], lambda r, n: r.geometric(0.25, n)),
    "NegativeBinomial": ([3.5, 0.4], lambda r, n: r.negative_binomial(3.5, 0.4, n)),
    "Hypergeometric": ([60, 20, 15], lambda r, n: r.hypergeometric(20, 40, 15, n)),
    "DiscreteUniform": ([-3, 8], lambda r, n: r.integers(-3, 9, n)),
}
out = {"numpy": np.__version__, "draws": []}
for name, (p, f) in draws.items():
    x = f(G(), 10000)
    out["draws"].append(dict(d=name, p=p, first=[float(v) for v in x[:6]], last=float(x[-1]), sum=float(x.sum())))

with open("distribution_draws.json", "w") as f: json.dump(out, f, indent=0)
