"""Rates of torch.optim.lr_scheduler, step by step: schedules.json. Run with the venv of the golden files."""

import json
import math
import pathlib
import random
import warnings

import torch
from torch.optim import lr_scheduler as ls

warnings.filterwarnings("ignore")
STEPS = 130


def optimizer(rate):
    return torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=rate, momentum=0.9)


def run(rate, make, steps=STEPS, key="lr"):
    o = optimizer(rate)
    s = make(o)
    values = []
    for _ in range(steps):
        values.append(float(o.param_groups[0][key]))
        o.step()
        s.step()
    return values


def wsd(shape):
    def factor(t):
        if t < 20:
            return t / 20
        if t < 70:
            return 1
        f = min(t - 70, 40) / 40
        return {"linear": 1 - f, "cosine": (1 + math.cos(math.pi * f)) / 2, "root": 1 - math.sqrt(f)}[shape]

    return factor


cases = {
    "constant": run(0.1, lambda o: ls.ConstantLR(o, 0.25, 40)),
    "step": run(0.1, lambda o: ls.StepLR(o, 30, 0.3)),
    "multistep": run(0.1, lambda o: ls.MultiStepLR(o, [10, 50, 50, 90], 0.3)),
    "exponential": run(0.1, lambda o: ls.ExponentialLR(o, 0.97)),
    "linear": run(0.1, lambda o: ls.LinearLR(o, 0.2, 0.7, 60)),
    "polynomial": run(0.1, lambda o: ls.PolynomialLR(o, 90, 1.7)),
    "cosine": run(0.1, lambda o: ls.CosineAnnealingLR(o, 129, 0.004)),
    "restarts": run(0.1, lambda o: ls.CosineAnnealingWarmRestarts(o, 9, 2, 0.001)),
    "restarts1": run(0.1, lambda o: ls.CosineAnnealingWarmRestarts(o, 25, 1, 0.0)),
    "oneCycle": run(0.1, lambda o: ls.OneCycleLR(o, 0.1, total_steps=130), 130),
    "oneCycleMomentum": run(0.1, lambda o: ls.OneCycleLR(o, 0.1, total_steps=130), 130, "momentum"),
    "oneCycleLinear": run(0.1, lambda o: ls.OneCycleLR(o, 0.1, total_steps=130, pct_start=0.4, anneal_strategy="linear",
                                                       div_factor=10, final_div_factor=100), 130),
    "oneCycleThree": run(0.1, lambda o: ls.OneCycleLR(o, 0.1, total_steps=130, pct_start=0.35, three_phase=True), 130),
    "triangular": run(0.1, lambda o: ls.CyclicLR(o, 0.01, 0.1, 15, 25)),
    "triangular2": run(0.1, lambda o: ls.CyclicLR(o, 0.01, 0.1, 15, mode="triangular2")),
    "expRange": run(0.1, lambda o: ls.CyclicLR(o, 0.01, 0.1, 15, 20, mode="exp_range", gamma=0.99)),
    "warmupCosine": run(0.1, lambda o: ls.SequentialLR(
        o, [ls.LinearLR(o, 0.1, 1.0, 20), ls.CosineAnnealingLR(o, 110)], [20])),
    "sequential": run(0.1, lambda o: ls.SequentialLR(
        o, [ls.ConstantLR(o, 0.5, 1000), ls.ExponentialLR(o, 0.95)], [33])),
    "product": run(0.1, lambda o: ls.ChainedScheduler([ls.ExponentialLR(o, 0.98), ls.StepLR(o, 40, 0.5)])),
    "lambda": run(0.1, lambda o: ls.LambdaLR(o, lambda t: 1 / (1 + 0.05 * t))),
    "noam": run(1.0, lambda o: ls.LambdaLR(
        o, lambda t: 512 ** -0.5 * min((t + 1) ** -0.5, (t + 1) * 40 ** -1.5))),
    "wsdLinear": run(0.1, lambda o: ls.LambdaLR(o, wsd("linear"))),
    "wsdCosine": run(0.1, lambda o: ls.LambdaLR(o, wsd("cosine"))),
    "wsdRoot": run(0.1, lambda o: ls.LambdaLR(o, wsd("root"))),
}

random.seed(3)
metrics = [round(math.exp(-t / 15) + 0.05 * random.random(), 4) for t in range(STEPS)]
metrics[17] = None  # NaN


def plateau(**options):
    o = optimizer(0.1)
    s = ls.ReduceLROnPlateau(o, **options)
    rates = []
    for m in metrics:
        s.step(math.nan if m is None else (m if options.get("mode") != "max" else -m))
        rates.append(o.param_groups[0]["lr"])
    return rates


plateaus = {
    "relative": plateau(factor=0.5, patience=2),
    "absolute": plateau(factor=0.3, patience=3, threshold=0.01, threshold_mode="abs", cooldown=4, min_lr=1e-4),
    "maximum": plateau(mode="max", factor=0.5, patience=0, threshold=0.002, threshold_mode="abs", cooldown=1),
}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"versions": f"PyTorch {torch.__version__}", "cases": cases,
                            "metrics": metrics, "plateaus": plateaus}) + "\n")
print(torch.__version__, path.stat().st_size)
