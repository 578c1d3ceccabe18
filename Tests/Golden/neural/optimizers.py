"""Parameters after 100 steps of the optimisers of torch.optim, in both precisions: optimizers.json.

The gradients are integers over 32, exact in both types and the same whatever the parameters are:
g[i] = ((37 i + 61 t + 13 i t) mod 101 - 50) / 32 at step t = 1, 2, ...; the parameters start as (i - 10) / 8.
Lion (Chen et al. 2023) is not in torch.optim and is written out in tensors here.
"""

import json
import pathlib

import torch

COUNT, STEPS = 21, (1, 2, 10, 100)


class Lion(torch.optim.Optimizer):
    def __init__(self, params, lr, betas, weight_decay):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr, (beta1, beta2), decay = group["lr"], group["betas"], group["weight_decay"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                p.mul_(1 - lr * decay)
                p.add_((m * beta1).add_(p.grad, alpha=1 - beta1).sign_(), alpha=-lr)
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)


o = torch.optim
CASES = {
    "sgd": lambda p: o.SGD(p, lr=0.05, foreach=False),
    "sgd decay": lambda p: o.SGD(p, lr=0.05, weight_decay=0.01, foreach=False),
    "sgd momentum": lambda p: o.SGD(p, lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.01, foreach=False),
    "sgd nesterov": lambda p: o.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01, foreach=False),
    "sgd maximize": lambda p: o.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.01, maximize=True, foreach=False),
    "adam": lambda p: o.Adam(p, lr=0.01, foreach=False),
    "adam decay": lambda p: o.Adam(p, lr=0.01, betas=(0.8, 0.99), weight_decay=0.1, foreach=False),
    "adam amsgrad": lambda p: o.Adam(p, lr=0.01, betas=(0.9, 0.9), amsgrad=True, foreach=False),
    "adamw": lambda p: o.AdamW(p, lr=0.01, weight_decay=0.1, foreach=False),
    "rmsprop": lambda p: o.RMSprop(p, lr=0.01, weight_decay=0.01, foreach=False),
    "rmsprop momentum": lambda p: o.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.8, foreach=False),
    "rmsprop centered": lambda p: o.RMSprop(p, lr=0.01, alpha=0.9, centered=True, foreach=False),
    "rmsprop both": lambda p: o.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.8, centered=True, foreach=False),
    "adagrad": lambda p: o.Adagrad(
        p, lr=0.1, lr_decay=0.01, weight_decay=0.01, initial_accumulator_value=0.1, foreach=False),
    "adadelta": lambda p: o.Adadelta(p, lr=1.0, rho=0.9, weight_decay=0.01, foreach=False),
    "adamax": lambda p: o.Adamax(p, lr=0.01, weight_decay=0.01, foreach=False),
    "nadam": lambda p: o.NAdam(p, lr=0.01, weight_decay=0.1, foreach=False),
    "nadam decoupled": lambda p: o.NAdam(p, lr=0.01, weight_decay=0.1, decoupled_weight_decay=True, foreach=False),
    "radam": lambda p: o.RAdam(p, lr=0.01, weight_decay=0.1, foreach=False),
    "radam decoupled": lambda p: o.RAdam(p, lr=0.01, weight_decay=0.1, decoupled_weight_decay=True, foreach=False),
    "lion": lambda p: Lion(p, lr=0.01, betas=(0.9, 0.99), weight_decay=0.1),
    "rprop": lambda p: o.Rprop(p, lr=0.01, step_sizes=(0.002, 0.05), foreach=False),
    "asgd": lambda p: o.ASGD(p, lr=0.05, lambd=0.01, alpha=0.75, t0=5, weight_decay=0.01, foreach=False),
}


def run(make, dtype):
    torch.set_default_dtype(dtype)  # the scalars of nadam and asgd are kept in it
    i = torch.arange(COUNT)
    p = torch.nn.Parameter((i - 10).to(dtype) / 8)
    optimizer, seen = make([p]), []
    for t in range(1, STEPS[-1] + 1):
        p.grad = ((37 * i + 61 * t + 13 * i * t) % 101 - 50).to(dtype) / 32
        optimizer.step()
        if t in STEPS:
            seen.append(p.tolist())
    if isinstance(optimizer, o.ASGD):
        seen.append(optimizer.state[p]["ax"].tolist())
    return seen


# A float of 32 bits needs 9 digits.
cases = {
    name: {"f32": [[float(f"{v:.9g}") for v in row] for row in run(make, torch.float32)],
           "f64": run(make, torch.float64)}
    for name, make in CASES.items()
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"torch": torch.__version__.split("+")[0], "steps": STEPS, "cases": cases}) + "\n")
print("torch", torch.__version__, path.stat().st_size, "bytes")
