"""The recipes of the lesson `convolution` in PyTorch: what the lesson's targets are held against.

    python Examples/Stage4DeepLearning/Peers/lenet.py

Same pictures, same split, same network, batches, rates and changes; draws are PyTorch's own. Three seeds each.
"""
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

root = pathlib.Path(__file__).parents[3]
torch.set_num_threads(1)


def changed(degrees, spread, move):
    """Turned, magnified and moved at random: the lesson's `.affine`."""
    def change(x):
        n = len(x)
        u = lambda low, high: torch.rand(n) * (high - low) + low
        angle, scale = u(-degrees, degrees) * math.pi / 180, u(1 - spread, 1 + spread)
        right, down = 2 * u(-move, move), 2 * u(-move, move)
        a, b = torch.cos(angle) / scale, torch.sin(angle) / scale
        rows = [torch.stack([a, b, -(a * right + b * down)], 1), torch.stack([-b, a, -(-b * right + a * down)], 1)]
        grid = F.affine_grid(torch.stack(rows, 1), list(x.shape), align_corners=False)
        return F.grid_sample(x, grid, align_corners=False)
    return change


def lenet_mnist():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(800, 64), nn.ReLU(), nn.Linear(64, 10))


def lenet_digits():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 10))


def train(make, x, labels, test, test_labels, epochs, change, seed):
    torch.manual_seed(seed)
    net = make()
    steps = epochs * math.ceil(len(x) / 64)
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(64):
            loss = F.cross_entropy(net(change(x[rows])), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    with torch.no_grad():
        return (net(test).argmax(1) == test_labels).float().mean().item()


def report(name, *arguments):
    scores = [train(*arguments, seed) for seed in range(3)]
    print(f"{name}: {np.mean(scores):.4f} (from {min(scores):.4f} to {max(scores):.4f})", flush=True)


with np.load(root / "Sources/Datasets/Resources/mnist5000.npz") as data:
    x, labels = torch.tensor(data["images"]).reshape(-1, 1, 28, 28).float() / 255, torch.tensor(data["labels"]).long()
epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 8
mnist = (lenet_mnist, x[:4000], labels[:4000], x[4000:], labels[4000:], epochs)
print("PyTorch", torch.__version__)
with np.load(root / "Sources/Datasets/Resources/digits.npz") as data:
    d, digits = torch.tensor(data["images"]).reshape(-1, 1, 8, 8).float() / 16, torch.tensor(data["labels"]).long()
order = torch.tensor(np.random.default_rng(0).permutation(len(d)))
held, known = order[:360], order[360:]
report("digits", lenet_digits, d[known], digits[known], d[held], digits[held], 50, lambda x: x)
report("MNIST, as they are", *mnist, lambda x: x)
report("MNIST, changed", *mnist, changed(15, 0.15, 0.08))
