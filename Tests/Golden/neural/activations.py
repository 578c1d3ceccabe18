"""Activations and their gradients by PyTorch in double precision: activations.json.

Each case holds its inputs, by all of which gradients are taken, what the function gives, and the gradients of Σ w · result with weights
w = cos(0, 1, 2, …). Inputs are odd multiples of 1/16, so that Float holds them exactly and none falls on a corner.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def wave(*shape, step=37, period=101, scale=8):
    n = 1
    for length in shape:
        n *= length
    i = torch.arange(n)
    return ((i * step % period - period // 2) / scale + 1 / 16).reshape(shape).to(torch.float64)


def numbers(t):
    return dict(shape=list(t.shape), elements=[float(f"{v:.16g}") for v in t.detach().flatten().tolist()])


cases = []


def add(name, function, *inputs):
    inputs = [x.detach().clone().requires_grad_() for x in inputs]
    y = function(*inputs)
    w = torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
    slopes = torch.autograd.grad((y * w).sum(), inputs)
    cases.append(dict(name=name, inputs=[numbers(x) for x in inputs], constants=[], value=numbers(y),
                      gradients=[numbers(s) for s in slopes]))


x = wave(4, 6)
for name, function in {
    "ReLU": F.relu, "ReLU6": F.relu6, "LeakyReLU": F.leaky_relu, "LeakyReLU slope": lambda x: F.leaky_relu(x, 0.25),
    "SquaredReLU": lambda x: F.relu(x) ** 2, "Threshold": lambda x: F.threshold(x, 1.5, -2.0),
    "ELU": F.elu, "ELU alpha": lambda x: F.elu(x, 1.5), "CELU": lambda x: F.celu(x, 1.5), "SELU": F.selu,
    "GELU": F.gelu, "GELU tanh": lambda x: F.gelu(x, approximate="tanh"), "SiLU": F.silu, "Mish": F.mish,
    "Softplus": F.softplus, "Softplus beta": lambda x: F.softplus(x, beta=0.5), "Softsign": F.softsign,
    "Tanh": torch.tanh, "TanhShrink": F.tanhshrink, "Sigmoid": torch.sigmoid, "LogSigmoid": F.logsigmoid,
    "HardSigmoid": lambda x: torch.clamp(x + 3, 0, 6) / 6,  # F.hardsigmoid multiplies by 1/6 in single precision
    "HardSwish": F.hardswish, "HardTanh": lambda x: F.hardtanh(x, -1.5, 2.0),
    "HardShrink": F.hardshrink, "SoftShrink": F.softshrink,
    "Softmax": lambda x: F.softmax(x, -1), "LogSoftmax": lambda x: F.log_softmax(x, 0), "Softmin": lambda x: F.softmin(x, -1),
    "GLU": F.glu, "GLU axis": lambda x: F.glu(x, 0),
}.items():
    add(name, function, x)

add("PReLU", F.prelu, x, torch.tensor([0.25]))
add("PReLU channels", F.prelu, wave(2, 3, 4), torch.tensor([0.25, -0.5, 2.0]))

u, g, v, d = wave(5, 4, scale=16), wave(4, 6, step=23, period=53, scale=32), wave(4, 6, step=29, period=61, scale=32), wave(
    6, 4, step=41, period=67, scale=32)
add("SwiGLU", lambda u, g, v, d: (F.silu(u @ g) * (u @ v)) @ d, u, g, v, d)
add("GEGLU", lambda u, g, v, d: (F.gelu(u @ g) * (u @ v)) @ d, u, g, v, d)
add("GEGLU tanh", lambda u, g, v, d: (F.gelu(u @ g, approximate="tanh") * (u @ v)) @ d, u, g, v, d)
add("Maxout", lambda u, g, b: (u @ g + b).reshape(5, 2, 3).max(2).values, u, g, wave(6, step=5, period=11, scale=16))

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(dict(torch=torch.__version__, cases=cases)) + "\n")
print("torch", torch.__version__, len(cases), "cases", path.stat().st_size, "bytes")
