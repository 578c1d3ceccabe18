"""Whole training steps in PyTorch's eager mode, as a user would write them: the cases of `cairn-bench training`."""

import math

import torch
import torch.nn.functional as F
from torch import nn


def perceptron(*sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 5 * 5, 128), nn.ReLU(), nn.Linear(128, 10))


def residual():
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class Characters(nn.Module):
    """The next character: embedding, LSTM, dense."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(65, 128)
        self.recurrent = nn.LSTM(128, 128, batch_first=True)
        self.output = nn.Linear(128, 65)

    def forward(self, tokens):
        return self.output(self.recurrent(self.embedding(tokens))[0]).flatten(0, 1)


class LayerNorm(nn.Module):
    """Layer normalisation without a bias."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, None, 1e-5)


class SelfAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.c_attn = nn.Linear(width, 3 * width, bias=False)
        self.c_proj = nn.Linear(width, width, bias=False)
        self.heads = heads

    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.c_attn(x).split(C, dim=2)
        q, k, v = (t.view(B, T, self.heads, C // self.heads).transpose(1, 2) for t in (q, k, v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).contiguous().view(B, T, C))


class MLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width, bias=False)
        self.gelu = nn.GELU()
        self.c_proj = nn.Linear(4 * width, width, bias=False)

    def forward(self, x):
        return self.c_proj(self.gelu(self.c_fc(x)))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1, self.attn = LayerNorm(width), SelfAttention(width, heads)
        self.ln_2, self.mlp = LayerNorm(width), MLP(width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT(nn.Module):
    """GPT-2 in the manner of nanoGPT: no biases, tied embedding."""

    def __init__(self, context, layers, heads, width, words=65):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(words, width), nn.Embedding(context, width)
        self.h = nn.ModuleList([Block(width, heads) for _ in range(layers)])
        self.ln_f = LayerNorm(width)
        self.lm_head = nn.Linear(width, words, bias=False)
        self.wte.weight = self.lm_head.weight
        for name, p in self.named_parameters():
            if p.dim() == 2:
                nn.init.normal_(p, 0, 0.02 / math.sqrt(2 * layers) if name.endswith("c_proj.weight") else 0.02)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.size(1)))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x)).flatten(0, 1)


def momentum(model):
    return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)


def adam(model):
    return torch.optim.Adam(model.parameters(), lr=1e-3)


def adam_w(model):
    """Weights decay, gains do not."""
    parameters = list(model.parameters())
    groups = [
        {"params": [p for p in parameters if p.dim() >= 2], "weight_decay": 0.1},
        {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.99))


# Name -> (model, shape of the input, classes of the output, optimiser). The inputs of `lstm` and `gpt-…` are classes too.
CASES = {
    "mlp-tiny": (lambda: perceptron(4, 16, 3), (32, 4), 3, adam),
    "mlp-mnist": (lambda: perceptron(784, 256, 10), (64, 784), 10, adam),
    "mlp-wide": (lambda: perceptron(1024, 1024, 1024, 10), (256, 1024), 10, adam),
    "lenet": (lenet, (64, 1, 28, 28), 10, adam),
    "resconv": (residual, (32, 3, 32, 32), 10, momentum),
    "lstm": (Characters, (32, 64), 65, adam),
    "gpt-cpu": (lambda: GPT(64, 4, 4, 128), (12, 64), 65, adam_w),
    "gpt-wide": (lambda: GPT(256, 6, 6, 384), (8, 256), 65, adam_w),
}


def step(name):
    """The step of a case as a call without arguments, or None where there is no such case."""
    if name not in CASES:
        return None
    build, shape, classes, make = CASES[name]
    torch.set_grad_enabled(True)
    torch.manual_seed(1)
    model = build()
    if name == "lstm" or name.startswith("gpt"):
        x, y = torch.randint(classes, shape), torch.randint(classes, shape).flatten()
    else:
        x, y = torch.randn(shape), torch.randint(classes, shape[:1])
    optimizer, criterion = make(model), nn.CrossEntropyLoss()

    def run():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return run
