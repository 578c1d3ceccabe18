"""Convolution, pooling and batch normalisation of PyTorch, forward and backward: convolution.json.

Operands are (i * 37 % 101 - 50) / 32 and the like, so that the test can make them itself.
"""
import json
import pathlib

import torch
import torch.nn.functional as F


def wave(shape, step, period):
    i = torch.arange(int(torch.tensor(shape).prod()), dtype=torch.float64)
    return ((i * step % period - period // 2) / 32).reshape(shape).requires_grad_()


def numbers(tensor):
    return [float(f"{v:.16g}") for v in tensor.detach().flatten().tolist()]


def backward(y, *operands):
    g = wave(tuple(y.shape), 29, 61).detach()
    return [numbers(d) for d in torch.autograd.grad(y, operands, g)]


convolutions = []
# batch, channels, height, width, outputs, kernel, stride, padding, dilation, groups
for n, c, h, w, o, k, s, p, d, groups in [
    (2, 3, 7, 6, 4, (3, 3), (1, 1), (1, 1), (1, 1), 1),
    (2, 2, 9, 8, 3, (3, 2), (2, 2), (1, 1), (1, 1), 1),
    (1, 4, 8, 9, 6, (3, 3), (2, 1), (2, 0), (2, 2), 2),
    (2, 3, 5, 5, 3, (2, 3), (1, 1), (0, 1), (1, 1), 3),
]:
    x, weight, bias = wave((n, c, h, w), 37, 101), wave((o, c // groups, *k), 23, 53), wave((o,), 5, 11)
    y = F.conv2d(x, weight, bias, s, p, d, groups)
    dx, dw, db = backward(y, x, weight, bias)
    convolutions.append(dict(sizes=[n, c, h, w, o, *k, *s, *p, *d, groups], y=numbers(y), dx=dx, dw=dw, db=db))

poolings = []
for planes, h, w, k, s, p, counts in [(3, 7, 6, 2, 2, 0, True), (2, 8, 9, 3, 2, 1, True), (2, 8, 9, 3, 2, 1, False)]:
    x = wave((1, planes, h, w), 37, 101)
    top, at = F.max_pool2d(x, k, s, p, return_indices=True)
    mean = F.avg_pool2d(x, k, s, p, count_include_pad=counts)
    poolings.append(dict(sizes=[planes, h, w, k, s, p, int(counts)], maximum=numbers(top), indices=at.flatten().tolist(),
                         maximumGradient=backward(top, x)[0], average=numbers(mean), averageGradient=backward(mean, x)[0]))

x, scale, shift = wave((3, 2, 4, 3), 37, 101), wave((2,), 7, 13), wave((2,), 5, 11)
y = F.batch_norm(x, None, None, scale, shift, True, 0.1, 1e-5)
dx, ds, db = backward(y, x, scale, shift)
norm = dict(y=numbers(y), dx=dx, dScale=ds, dShift=db)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(dict(torch=torch.__version__, convolutions=convolutions, poolings=poolings, norm=norm)) + "\n")
print("torch", torch.__version__)
