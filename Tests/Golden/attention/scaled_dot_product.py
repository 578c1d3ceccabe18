"""Scaled dot-product attention of PyTorch, forward and backward: scaled_dot_product.json.

Operands are (i * step % period - period // 2) / 32, exact in both precisions, so that the test makes them itself. Of large cases every
`stride`-th number is kept. Masks are handed to PyTorch as arrays: its `is_causal` counts queries from the first key, ours from the last.
"""
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

WAVES = dict(q=(37, 101), k=(23, 53), v=(29, 61), bias=(7, 29), g=(11, 31))
cases = []


def wave(name, shape):
    step, period = WAVES[name]
    i = torch.arange(math.prod(shape), dtype=torch.float64)
    return ((i * step % period - period // 2) / 32).reshape(shape)


def visible(batch, T, S, causal=False, window=None, lengths=None):
    i = torch.arange(T)[:, None] + S - T
    j = torch.arange(S)[None, :]
    seen = torch.ones(batch, 1, T, S, dtype=torch.bool)
    if causal or window:
        seen &= j <= i
    if window:
        seen &= j > i - window
    if lengths:
        seen &= (j[None] < torch.tensor(lengths)[:, None, None])[:, None]
    return seen


def keep(seed, rate, rows, n):
    """The draws of Sources/CAttention/dropout.h."""
    m64, m32 = (1 << 64) - 1, (1 << 32) - 1

    def split_mix(x):
        x = (x + 0x9E3779B97F4A7C15) & m64
        x = ((x ^ x >> 30) * 0xBF58476D1CE4E5B9) & m64
        x = ((x ^ x >> 27) * 0x94D049BB133111EB) & m64
        return x ^ x >> 31

    def mixed(x):
        x = ((x ^ x >> 16) * 0x7FEB352D) & m32
        x = ((x ^ x >> 15) * 0x846CA68B) & m32
        return x ^ x >> 16

    out = np.zeros((rows, n))
    for r in range(rows):
        key = split_mix(split_mix(seed) ^ (r * 0xD1342543DE82EF95) & m64)
        for j in range(n):
            u = mixed(mixed((j * 0x9E3779B9 + (key & m32)) & m32) ^ key >> 32)
            out[r, j] = 0 if u < int(rate * 2**32) else 1 / (1 - rate)
    return torch.tensor(out)


def case(name, q, k, v, bias=None, scale=None, stride=1, dropout=None, **mask):
    q, k, v = wave("q", q).requires_grad_(), wave("k", k).requires_grad_(), wave("v", v).requires_grad_()
    inputs = [q, k, v]
    B, H, T, d = q.shape
    S = k.shape[2]
    seen = visible(B, T, S, **mask)
    added = torch.zeros(B, 1, T, S, dtype=torch.float64).masked_fill(~seen, -math.inf)
    if bias is not None:
        bias = wave("bias", bias).requires_grad_()
        inputs.append(bias)
        added = added + bias
    group = H // k.shape[1]
    if dropout:
        weights = (q @ k.repeat_interleave(group, 1).mT * (scale or d**-0.5) + added).softmax(-1)
        factors = keep(dropout[1], dropout[0], B * H * T, S).reshape(B, H, T, S)
        y = (weights * factors) @ v.repeat_interleave(group, 1)
    else:
        with sdpa_kernel(SDPBackend.MATH):
            y = F.scaled_dot_product_attention(q, k, v, added, scale=scale, enable_gqa=group > 1)
    gradients = torch.autograd.grad(y, inputs, wave("g", tuple(y.shape)))

    def numbers(x):
        return [float(f"{n:.15g}") for n in x.detach().flatten()[::stride].tolist()]

    cases.append(dict(
        name=name, q=list(q.shape), k=list(k.shape), v=list(v.shape), bias=None if bias is None else list(bias.shape),
        scale=scale, causal=mask.get("causal", False), window=mask.get("window"), lengths=mask.get("lengths"),
        dropout=dropout[0] if dropout else 0, seed=dropout[1] if dropout else 0, stride=stride, y=numbers(y),
        gradients=[numbers(g) for g in gradients]))


def same(B, H, T, d):
    return (B, H, T, d), (B, H, T, d), (B, H, T, d)


case("plain", *same(2, 2, 5, 4))
case("causal", *same(2, 2, 5, 4), causal=True)
case("one position", *same(1, 1, 1, 3))
case("scale", *same(1, 2, 4, 4), scale=0.3)
case("wider values", (1, 2, 4, 3), (1, 2, 6, 3), (1, 2, 6, 5))
case("causal after a cache", (2, 2, 3, 4), (2, 2, 7, 4), (2, 2, 7, 4), causal=True)
case("more queries than keys", (1, 1, 5, 3), (1, 1, 3, 3), (1, 1, 3, 3))
case("causal, queries before the first key", (1, 2, 5, 3), (1, 2, 3, 3), (1, 2, 3, 3), causal=True)
case("one query after a cache", (2, 4, 1, 4), (2, 2, 9, 4), (2, 2, 9, 4), causal=True)
case("sliding window", *same(1, 2, 8, 4), window=3)
case("padding", *same(3, 1, 5, 3), lengths=[5, 2, 0])
case("causal padding", *same(2, 1, 6, 3), causal=True, lengths=[6, 3])
case("grouped queries", (2, 6, 4, 3), (2, 2, 4, 3), (2, 2, 4, 3), causal=True)
case("one key-value head", (1, 4, 4, 3), (1, 1, 4, 3), (1, 1, 4, 3))
case("bias", *same(2, 2, 4, 3), bias=(2, 2, 4, 4))
case("bias of heads, causal", *same(2, 2, 4, 3), bias=(2, 4, 4), causal=True)
case("bias of keys", *same(2, 2, 4, 3), bias=(2, 1, 1, 4))
case("bias of rows, padding", *same(2, 2, 4, 3), bias=(2, 1, 4, 4), lengths=[4, 1])
case("bias, grouped queries", (1, 4, 3, 3), (1, 2, 5, 3), (1, 2, 5, 3), bias=(4, 3, 5))
case("dropout", *same(2, 2, 5, 4), causal=True, dropout=(0.3, 12345678901234567))
case("dropout, grouped queries", (1, 4, 5, 4), (1, 2, 6, 4), (1, 2, 6, 4), dropout=(0.5, 7))
case("many blocks, causal", *same(1, 2, 300, 64), causal=True, stride=151)
case("many blocks", (2, 2, 131, 32), (2, 2, 1100, 32), (2, 2, 1100, 32), stride=401)
case("many blocks, window", *same(1, 1, 1500, 16), window=70, stride=97)
case("many blocks, padding and bias", (2, 2, 200, 24), (2, 1, 210, 24), (2, 1, 210, 24), bias=(2, 200, 210),
     causal=True, lengths=[210, 77], stride=401)
case("width 256", *same(1, 1, 70, 256), causal=True, stride=97)

out = pathlib.Path(__file__).with_suffix(".json")
out.write_text(json.dumps(dict(torch=torch.__version__.split("+")[0], cases=cases), separators=(",", ":")) + "\n")
print(len(cases), "cases,", out.stat().st_size, "bytes, PyTorch", torch.__version__)
