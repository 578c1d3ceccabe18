"""Causal attention of PyTorch, as a user would call it: the cases of `cairn-bench attention`."""

import re

import torch
import torch.nn.functional as F


def call(name):
    """The call of a case, or None where there is no such case."""
    match = re.fullmatch(r"attention-(\d+)(-forward|-backward)?", name)
    if not match:
        return None
    length, part = int(match[1]), match[2]
    torch.set_grad_enabled(True)
    torch.manual_seed(1)
    q, k, v = (torch.randn(1, 8, length, 64, requires_grad=True) for _ in range(3))
    g = torch.randn(1, 8, length, 64)

    def attend():
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)

    if part == "-forward":

        def forward():
            with torch.no_grad():
                return attend()

        return forward
    if part == "-backward":
        y = attend()
        return lambda: torch.autograd.grad(y, (q, k, v), g, retain_graph=True)
    return lambda: torch.autograd.grad(attend(), (q, k, v), g)
