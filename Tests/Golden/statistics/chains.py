"""Reference values of ArviZ for the diagnostics of Markov chains: writes chains.json beside itself.

    python chains.py        # arviz 0.23.4, numpy 2.4.6, scipy 1.17.1
"""
import json, pathlib, warnings
warnings.simplefilter("ignore")
import arviz, numpy as np, scipy

rng = np.random.default_rng(11)


def walk(chains, draws, rho, shift=0.0):
    x = np.zeros((chains, draws))
    state = rng.standard_normal(chains)
    for t in range(draws):
        state = rho * state + np.sqrt(1 - rho**2) * rng.standard_normal(chains)
        x[:, t] = state
    return x + shift * np.arange(chains)[:, None]


cases = {
    "independent": rng.standard_normal((4, 100)),
    "correlated": walk(4, 200, 0.9),
    "antithetic": walk(4, 100, -0.7),
    "apart": walk(4, 100, 0.5, shift=1.0),
    "heavy tails": rng.standard_cauchy((4, 101)),
    "ties": rng.integers(0, 4, (3, 60)).astype(float),
    "unequal spread": walk(4, 80, 0.3) * np.array([1, 1, 1, 4])[:, None],
    "one chain": walk(1, 150, 0.6),
    "slow": walk(2, 300, 0.99),
    "constant": np.full((2, 20), 3.0),
}
out = {}
for name, x in cases.items():
    x = np.round(x, 6)
    out[name] = dict(chains=x.tolist(), rhat=float(arviz.rhat(x)), bulk=float(arviz.ess(x, method="bulk")),
                     tail=float(arviz.ess(x, method="tail")), mean=float(arviz.ess(x, method="mean")),
                     mcse=float(arviz.mcse(x, method="mean")), mcsesd=float(arviz.mcse(x, method="sd")),
                     hdi=[float(v) for v in arviz.hdi(x.ravel(), hdi_prob=0.9)])
    out[name] = {k: (None if isinstance(v, float) and not np.isfinite(v) else v) for k, v in out[name].items()}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, separators=(",", ":"), allow_nan=False) + "\n")
print(path, path.stat().st_size, "bytes, arviz", arviz.__version__, "numpy", np.__version__, "scipy", scipy.__version__)
print({k: (v["rhat"], v["bulk"], v["tail"]) for k, v in out.items()})
