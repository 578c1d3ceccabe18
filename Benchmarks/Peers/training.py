"""Whole training steps in PyTorch's eager mode, as a user would write them: the cases of `cairn-bench training`."""

import torch
from torch import nn


def perceptron(*sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def adam(model):
    return torch.optim.Adam(model.parameters(), lr=1e-3)


# Name -> (model, input, classes of the output, optimiser).
CASES = {
    "mlp-tiny": (lambda: perceptron(4, 16, 3), (32, 4), 3, adam),
    "mlp-mnist": (lambda: perceptron(784, 256, 10), (64, 784), 10, adam),
    "mlp-wide": (lambda: perceptron(1024, 1024, 1024, 10), (256, 1024), 10, adam),
}


def step(name):
    """The step of a case as a call without arguments, or None where there is no such case."""
    if name not in CASES:
        return None
    build, shape, classes, make = CASES[name]
    torch.set_grad_enabled(True)
    torch.manual_seed(1)
    model, x = build(), torch.randn(shape)
    y = torch.randint(classes, shape[:1])
    optimizer, criterion = make(model), nn.CrossEntropyLoss()

    def run():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return run
