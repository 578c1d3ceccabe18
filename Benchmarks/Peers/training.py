"""Whole training steps in PyTorch's eager mode, as a user would write them: the cases of `cairn-bench training`."""

import torch
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


def momentum(model):
    return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)


def adam(model):
    return torch.optim.Adam(model.parameters(), lr=1e-3)


# Name -> (model, shape of the input, classes of the output, optimiser). The input of `lstm` is classes too.
CASES = {
    "mlp-tiny": (lambda: perceptron(4, 16, 3), (32, 4), 3, adam),
    "mlp-mnist": (lambda: perceptron(784, 256, 10), (64, 784), 10, adam),
    "mlp-wide": (lambda: perceptron(1024, 1024, 1024, 10), (256, 1024), 10, adam),
    "lenet": (lenet, (64, 1, 28, 28), 10, adam),
    "resconv": (residual, (32, 3, 32, 32), 10, momentum),
    "lstm": (Characters, (32, 64), 65, adam),
}


def step(name):
    """The step of a case as a call without arguments, or None where there is no such case."""
    if name not in CASES:
        return None
    build, shape, classes, make = CASES[name]
    torch.set_grad_enabled(True)
    torch.manual_seed(1)
    model = build()
    if name == "lstm":
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
