"""Runs of 100 steps of torch's optimisers on a small net, loss by loss: training.json.

The net is dense 3-5-2 with tanh between and mean squared error over 8 rows, in double precision. Inputs, targets and first
parameters are small fractions made of integers, so that no generator has to agree. Each run notes the loss before each step
and the parameters after the last.

Lion, LAMB and LARS are not in torch.optim. They are written out below, from program 1 of Chen et al. (2023), algorithm 2 of
You et al. (2020) with bias correction, and algorithm 1 of You, Gitman and Ginsburg (2017). Muon orthogonalises in bfloat16 in torch; here the
same steps run in double precision. Weights stand as [inputs, outputs]; Muon's ratio of the sides is therefore taken of the transpose.
"""

import json
import math
import pathlib
import warnings

import torch
from torch.optim import _muon
from torch.optim import lr_scheduler as ls

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
STEPS = 100
o = torch.optim


def orthogonal(grad, coefficients, steps, eps):
    a, b, c = coefficients
    x = grad.T if grad.size(0) > grad.size(1) else grad
    x = x / x.norm().clamp(min=eps)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if grad.size(0) > grad.size(1) else x


_muon._zeropower_via_newtonschulz = orthogonal
_muon._adjust_lr = lambda lr, rule, shape: lr * {
    None: math.sqrt(max(1, shape[1] / shape[0])), "match_rms_adamw": 0.2 * math.sqrt(max(shape))}[rule]


class Written(o.Optimizer):
    """An optimiser written out in tensors."""

    def __init__(self, params, **settings):
        super().__init__(params, settings)
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        for group in self.param_groups:
            for p in group["params"]:
                self.move(p, p.grad, self.state[p], **{k: v for k, v in group.items() if k != "params"})


class Lion(Written):
    def move(self, p, g, state, lr, betas, decay, **_):
        m = state.setdefault("m", torch.zeros_like(p))
        p.mul_(1 - lr * decay).add_(torch.sign(betas[0] * m + (1 - betas[0]) * g), alpha=-lr)
        m.mul_(betas[1]).add_(g, alpha=1 - betas[1])


class LAMB(Written):
    def move(self, p, g, state, lr, betas, eps, decay, **_):
        m, v = state.setdefault("m", torch.zeros_like(p)), state.setdefault("v", torch.zeros_like(p))
        m.mul_(betas[0]).add_(g, alpha=1 - betas[0])
        v.mul_(betas[1]).add_(g * g, alpha=1 - betas[1])
        r = (m / (1 - betas[0] ** self.t)) / ((v / (1 - betas[1] ** self.t)).sqrt() + eps) + decay * p
        weight, update = p.norm(), r.norm()
        trust = (weight / update).item() if weight > 0 and update > 0 else 1.0
        p.add_(r, alpha=-lr * trust)


class LARS(Written):
    def move(self, p, g, state, lr, momentum, trust, decay, **_):
        v = state.setdefault("v", torch.zeros_like(p))
        weight, slope = p.norm(), g.norm()
        local = trust * weight / (slope + decay * weight) if weight > 0 and slope > 0 else 1.0
        v.mul_(momentum).add_((g + decay * p) * lr * local)
        p.sub_(v)


OPTIMIZERS = {
    "SGD": lambda p: o.SGD(p, lr=0.1),
    "SGD momentum": lambda p: o.SGD(p, lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.01),
    "SGD Nesterov": lambda p: o.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "Adam": lambda p: o.Adam(p, lr=0.02),
    "Adam AMSGrad": lambda p: o.Adam(p, lr=0.05, betas=(0.9, 0.9), weight_decay=0.01, amsgrad=True),
    "AdamW": lambda p: o.AdamW(p, lr=0.02, weight_decay=0.1),
    "AdamW AMSGrad": lambda p: o.AdamW(p, lr=0.02, betas=(0.8, 0.95), amsgrad=True),
    "Adagrad": lambda p: o.Adagrad(p, lr=0.1, lr_decay=0.01, weight_decay=0.01, initial_accumulator_value=0.1),
    "Adadelta": lambda p: o.Adadelta(p, lr=1.0, rho=0.9, weight_decay=0.01),
    "RMSprop": lambda p: o.RMSprop(p, lr=0.002),
    "RMSprop centered": lambda p: o.RMSprop(p, lr=0.001, alpha=0.9, momentum=0.8, centered=True, weight_decay=0.01),
    "Adamax": lambda p: o.Adamax(p, lr=0.02, weight_decay=0.01),
    "NAdam": lambda p: o.NAdam(p, lr=0.005, weight_decay=0.01),
    "NAdam decoupled": lambda p: o.NAdam(p, lr=0.005, weight_decay=0.1, decoupled_weight_decay=True),
    "RAdam": lambda p: o.RAdam(p, lr=0.02, weight_decay=0.01),
    "RAdam decoupled": lambda p: o.RAdam(p, lr=0.02, weight_decay=0.1, decoupled_weight_decay=True),
    "Rprop": lambda p: o.Rprop(p, lr=0.01, step_sizes=(1e-5, 0.1)),
    "ASGD": lambda p: o.ASGD(p, lr=0.1, lambd=0.01, alpha=0.75, t0=20, weight_decay=0.01),
    "Adafactor": lambda p: o.Adafactor(p, lr=0.005, weight_decay=0.01),
    "Lion": lambda p: Lion(p, lr=0.003, betas=(0.9, 0.99), decay=0.1),
    "LAMB": lambda p: LAMB(p, lr=0.02, betas=(0.9, 0.999), eps=1e-6, decay=0.01),
    "LARS": lambda p: LARS(p, lr=0.3, momentum=0.9, trust=0.02, decay=1e-4),
}
SCHEDULES = {
    "StepSchedule": lambda x: ls.StepLR(x, 30, 0.3),
    "MultistepSchedule": lambda x: ls.MultiStepLR(x, [10, 50, 90], 0.3),
    "ExponentialSchedule": lambda x: ls.ExponentialLR(x, 0.97),
    "LinearSchedule": lambda x: ls.LinearLR(x, 0.2, 0.7, 60),
    "PolynomialSchedule": lambda x: ls.PolynomialLR(x, 90, 1.7),
    "CosineSchedule": lambda x: ls.CosineAnnealingLR(x, 99, 0.004),
    "CosineRestartsSchedule": lambda x: ls.CosineAnnealingWarmRestarts(x, 9, 2, 0.001),
    "OneCycleSchedule": lambda x: ls.OneCycleLR(x, 0.1, total_steps=STEPS + 1, cycle_momentum=False),
    "CyclicSchedule": lambda x: ls.CyclicLR(x, 0.01, 0.1, 15, 25, cycle_momentum=False),
    "WarmupSchedule": lambda x: ls.SequentialLR(
        x, [ls.LinearLR(x, 0.1, 1.0, 20), ls.CosineAnnealingLR(x, 80)], [20]),
    "SequentialSchedule": lambda x: ls.SequentialLR(
        x, [ls.ConstantLR(x, 0.5, 1000), ls.ExponentialLR(x, 0.95)], [33]),
    "ProductSchedule": lambda x: ls.ChainedScheduler([ls.ExponentialLR(x, 0.98), ls.StepLR(x, 40, 0.5)]),
    "LambdaSchedule": lambda x: ls.LambdaLR(x, lambda t: 1 / (1 + 0.05 * t)),
    "NoamSchedule": lambda x: ls.LambdaLR(x, lambda t: 10 * 64 ** -0.5 * min((t + 1) ** -0.5, (t + 1) * 40 ** -1.5)),
    "WarmupStableDecaySchedule": lambda x: ls.LambdaLR(
        x, lambda t: t / 20 if t < 20 else 1 if t < 70 else 1 - min(t - 70, 30) / 30),
}


def integers(rows, columns, a, b, modulus, divisor):
    i = torch.arange(rows * columns)
    return ((((a * i * i + b * i) % modulus) - modulus // 2).double() / divisor).reshape(rows, columns)


def net():
    parts = [integers(3, 5, 7, 5, 19, 16), integers(1, 5, 3, 2, 7, 16)[0],
             integers(5, 2, 5, 3, 23, 16), integers(1, 2, 1, 1, 5, 16)[0]]
    return [torch.nn.Parameter(part.clone()) for part in parts]


X, Y = integers(8, 3, 3, 7, 17, 8), integers(8, 2, 5, 2, 11, 8)


class Lookahead:
    """SGD with the slow weights of algorithm 1 of Zhang et al. (2019)."""

    def __init__(self, params, period, share, **settings):
        self.params, self.inner, self.period, self.share, self.t = params, o.SGD(params, **settings), period, share, 0
        self.slow = [p.detach().clone() for p in params]

    @torch.no_grad()
    def step(self):
        self.inner.step()
        self.t += 1
        if self.t % self.period == 0:
            for p, s in zip(self.params, self.slow):
                s += self.share * (p - s)
                p.copy_(s)


def averaged(make_average):
    """The average of the parameters after each step of SGD, by torch.optim.swa_utils."""
    parameters = net()
    model = torch.nn.ParameterList(parameters)
    average, optimizer = make_average(model), o.SGD(parameters, lr=0.1)
    for _ in range(STEPS):
        w1, b1, w2, b2 = parameters
        optimizer.zero_grad()
        (((X @ w1 + b1).tanh() @ w2 + b2 - Y) ** 2).mean().backward()
        optimizer.step()
        average.update_parameters(model)
    return [p.flatten().tolist() for p in average.module]


def run(make, schedule=None, clip=None, only=None):
    parameters = net()
    optimizers = [make(parameters if only is None else [p for p in parameters if only(p)])]
    scheduler = schedule(optimizers[0]) if schedule else None
    losses, rates = [], []
    for _ in range(STEPS):
        w1, b1, w2, b2 = parameters
        loss = (((X @ w1 + b1).tanh() @ w2 + b2 - Y) ** 2).mean()
        for p in parameters:
            p.grad = None
        loss.backward()
        if clip:
            clip(parameters)
        optimizers[0].step()
        if scheduler:
            scheduler.step()
        losses.append(loss.item())
    return {"losses": losses, "parameters": [p.flatten().tolist() for p in parameters]}


def matrices(p):
    return p.ndim == 2


def groups(parameters):
    return o.AdamW([{"params": [parameters[0], parameters[2]], "weight_decay": 0.1, "lr": 0.01},
                    {"params": [parameters[1], parameters[3]], "weight_decay": 0.0, "lr": 0.02}], lr=0.01)


runs = {name: run(make) for name, make in OPTIMIZERS.items()}
runs["Muon"] = run(lambda p: o.Muon(p, lr=0.02, weight_decay=0.1), only=matrices)
runs["Muon match"] = run(lambda p: o.Muon(p, lr=0.02, nesterov=False, adjust_lr_fn="match_rms_adamw"), only=matrices)
runs["groups"] = run(groups)
runs["clip norm"] = run(lambda p: o.SGD(p, lr=0.3), clip=lambda p: torch.nn.utils.clip_grad_norm_(p, 0.1))
runs["clip value"] = run(lambda p: o.SGD(p, lr=0.3), clip=lambda p: torch.nn.utils.clip_grad_value_(p, 0.02))
runs["Lookahead"] = run(lambda p: Lookahead(p, 5, 0.5, lr=0.1, momentum=0.9))
swa = o.swa_utils
averages = {"ema": averaged(lambda m: swa.AveragedModel(m, multi_avg_fn=swa.get_ema_multi_avg_fn(0.9))),
            "swa": averaged(swa.AveragedModel)}
scheduled = {name: run(lambda p: o.SGD(p, lr=0.1, momentum=0.5), schedule) for name, schedule in SCHEDULES.items()}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({
    "torch": torch.__version__.split("+")[0], "x": X.flatten().tolist(), "y": Y.flatten().tolist(),
    "start": [p.flatten().tolist() for p in net()], "runs": runs, "averages": averages, "scheduled": scheduled}) + "\n")
print(torch.__version__, path.stat().st_size, "bytes")
for name, r in {**runs, **scheduled}.items():
    print(f"{name:28} {r['losses'][0]:.4f} -> {r['losses'][-1]:.6f}")
