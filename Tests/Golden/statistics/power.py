"""Makes power.json: statsmodels.stats.power.

    python Tests/Golden/statistics/power.py
"""
import json
import pathlib
import warnings

import numpy as np
import statsmodels
from statsmodels.stats import power as sp

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
SIDES = {"twoSided": "two-sided", "less": "smaller", "greater": "larger"}
powers, solutions, questions = [], [], [0]


def add(design, parameter, side, model, names, effect, n, level, **extra):
    options = dict(extra)
    if side:
        options["alternative"] = SIDES[side]
    value = float(model.power(effect, n, level, **options))
    if not np.isfinite(value):
        return
    row = dict(design=design, parameter=parameter, alternative=side or "greater", effect=effect, n=n, level=level, power=value)
    powers.append(row)
    if not (level * 1.5 < value < 1 - 1e-6) or n > 2000 or n < 6:
        return
    questions[0] += 1
    if questions[0] % 9:
        return
    answers = {}
    for unknown, truth in [(names[0], n), ("effect_size", effect), ("alpha", level)]:
        given = {names[0]: n, "effect_size": effect, "alpha": level, "power": value, **options}
        given[unknown] = None
        try:
            answer = float(np.squeeze(model.solve_power(**given)))
        except ValueError:  # its root search found no bracket
            continue
        key = {names[0]: "n", "effect_size": "effect", "alpha": "level"}[unknown]
        # A root search that failed, or found the root of the other sign.
        if np.isfinite(answer) and abs(answer / truth - 1) < 1e-4:
            answers[key] = answer
    solutions.append(dict(row, answers=answers))


for effect in [0.1, 0.35, 0.5, 0.8, 1.4]:
    for n in [5.0, 12, 30, 63.5, 250, 1000]:
        for level in [0.001, 0.05, 0.1]:
            for side in SIDES:
                sign = -1 if side == "less" else 1
                add("tTest.oneSample", 0, side, sp.TTestPower(), ["nobs"], sign * effect, n, level)
                for ratio in [1.0, 2.5]:
                    add("tTest.twoSample", ratio, side, sp.TTestIndPower(), ["nobs1"], sign * effect, n, level, ratio=ratio)
                add("zTest.twoSample", 1.0, side, sp.NormalIndPower(), ["nobs1"], sign * effect, n, level, ratio=1.0)
                add("zTest.oneSample", 0, side, sp.NormalIndPower(), ["nobs1"], sign * effect, n, level, ratio=0)
                if effect < 1:
                    z = float(np.arctanh(effect))
                    value = float(sp.NormalIndPower(ddof=3).power(sign * z, n, level, ratio=0, alternative=SIDES[side]))
                    powers.append(dict(design="correlation", parameter=0, alternative=side, effect=sign * effect, n=n, level=level, power=value))
            for groups in [2, 4]:
                if n > groups + 2:
                    add("anova", groups, None, sp.FTestAnovaPower(), ["nobs"], effect, n, level, k_groups=groups)
            for bins in [2, 5]:
                add("chiSquare", bins - 1, None, sp.GofChisquarePower(), ["nobs"], effect, n, level, n_bins=bins)
powers = powers[::4]
text = json.dumps(dict(statsmodels=statsmodels.__version__, powers=powers, solutions=solutions), separators=(",", ":"))
(here / "power.json").write_text(text + "\n")
print(len(text), "bytes", len(powers), len(solutions), statsmodels.__version__)
