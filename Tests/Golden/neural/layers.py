"""The layers of PyTorch, forward and backward: layers.json.

Operands are (i * 37 % 101 - 50) / 32 and the like, exact in both precisions, so that the test can make them itself. A case holds the
shape of x, the shapes of the parameters in our order and layout, and what follows: y, the gradients of x and of the parameters given
(i * 29 % 61 - 30) / 32 as that of y, and buffers after the pass.
"""
import json
import pathlib

import torch
import torch.nn.functional as F
from torch.nn.utils.parametrizations import _SpectralNorm


def wave(shape, step, period):
    i = torch.arange(int(torch.tensor(shape).prod()) if len(shape) else 1, dtype=torch.float64)
    return ((i * step % period - period // 2) / 32).reshape(shape)


def numbers(tensor):
    return [float(f"{v:.16g}") for v in tensor.detach().contiguous().flatten().tolist()]


WAVES = [(23, 53), (7, 29), (5, 11), (11, 31), (13, 37)]
cases = []


def case(name, x, parameters, f, buffers=lambda: []):
    x = wave(x, 37, 101).requires_grad_()
    shapes = parameters
    parameters = [wave(s, *WAVES[k]).requires_grad_() for k, s in enumerate(parameters)]
    y = f(x, *parameters)
    g = wave(tuple(y.shape), 29, 61)
    gradients = torch.autograd.grad(y, [x, *parameters], g, allow_unused=True)
    cases.append(dict(
        name=name, input=list(x.shape), parameters=[list(s) for s in shapes], shape=list(y.shape), y=numbers(y),
        dx=numbers(gradients[0]) if gradients[0] is not None else [], dp=[numbers(d) for d in gradients[1:]],
        buffers=[numbers(b) for b in buffers()]))


case("Linear", (4, 3), [(3, 5), (5,)], lambda x, w, b: F.linear(x, w.T, b))
case("Convolution1D", (2, 4, 9), [(6, 2, 3), (6,)], lambda x, w, b: F.conv1d(x, w, b, 2, 1, 2, 2))
case("Convolution2D", (2, 3, 5, 4), [(4, 3, 3, 3), (4,)], lambda x, w, b: F.conv2d(x, w, b, 1, 1))
case("Convolution2D, grouped", (1, 4, 8, 7), [(6, 2, 3, 3)],
     lambda x, w: F.conv2d(x, w, None, (2, 1), (2, 0), (2, 2), 2))
case("Convolution3D", (2, 2, 5, 5, 4), [(4, 1, 3, 2, 3), (4,)],
     lambda x, w, b: F.conv3d(x, w, b, (2, 1, 1), (1, 0, 1), (1, 2, 1), 2))
case("TransposedConvolution1D", (2, 3, 5), [(3, 4, 4), (4,)],
     lambda x, w, b: F.conv_transpose1d(x, w, b, 3, 1, 1))
case("TransposedConvolution2D", (2, 4, 3, 3), [(4, 2, 3, 2), (4,)],
     lambda x, w, b: F.conv_transpose2d(x, w, b, (2, 3), (1, 0), (1, 2), 2, (1, 2)))
case("DepthwiseConvolution2D", (2, 3, 4, 5), [(6, 1, 3, 3), (6,)], lambda x, w, b: F.conv2d(x, w, b, 1, 1, 1, 3))
case("SeparableConvolution2D", (2, 3, 5, 4), [(3, 1, 3, 3), (3,), (4, 3, 1, 1), (4,)],
     lambda x, w, b, v, c: F.conv2d(F.conv2d(x, w, b, 2, 1, 1, 3), v, c))
case("unfolded", (2, 2, 5, 6), [], lambda x: F.unfold(x, (3, 2), (1, 2), (1, 0), (2, 1)))
case("folded", (2, 12, 12), [], lambda x: F.fold(x, (5, 6), (3, 2), (1, 2), (1, 0), (2, 1)))

case("MaxPooling1D", (2, 3, 11), [], lambda x: F.max_pool1d(x, 3, 2, 1))
case("AveragePooling1D", (2, 3, 11), [], lambda x: F.avg_pool1d(x, 3, 2, 1, False, False))
case("MaxPooling2D", (2, 2, 7, 6), [], lambda x: F.max_pool2d(x, (3, 2), 2, (1, 0)))
case("AveragePooling2D", (2, 2, 7, 6), [], lambda x: F.avg_pool2d(x, 3, 2, 1))
case("MaxPooling3D", (1, 2, 6, 5, 7), [], lambda x: F.max_pool3d(x, (2, 3, 2), 2, 1))
case("AveragePooling3D", (1, 2, 6, 5, 7), [], lambda x: F.avg_pool3d(x, (2, 3, 2), 2, 1, False, True))
case("AveragePooling3D, padding not counted", (1, 1, 5, 5, 4), [],
     lambda x: F.avg_pool3d(x, 3, 2, 1, False, False))
case("AdaptiveAveragePooling2D", (2, 2, 7, 5), [], lambda x: F.adaptive_avg_pool2d(x, (3, 4)))
case("AdaptiveMaxPooling2D", (2, 2, 7, 5), [], lambda x: F.adaptive_max_pool2d(x, (3, 4)))
case("AdaptiveMaxPooling2D, even", (2, 2, 6, 4), [], lambda x: F.adaptive_max_pool2d(x, (3, 2)))
case("GlobalAveragePooling", (2, 3, 4, 5), [], lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1))
case("LPPooling1D", (2, 2, 9), [], lambda x: F.lp_pool1d(x, 2, 3, 2))
case("LPPooling2D", (2, 2, 5, 6), [], lambda x: F.lp_pool2d(x, 4, (2, 3), 2))

for mode, value in [("zero", 0), ("constant", 0.75), ("reflect", 0), ("replicate", 0), ("circular", 0)]:
    torch_mode = "constant" if mode == "zero" else mode
    case(f"Padding2D, {mode}", (2, 2, 4, 5), [], lambda x: F.pad(x, (3, 1, 2, 0), torch_mode, value))
case("Padding1D", (2, 2, 4), [], lambda x: F.pad(x, (3, 1), "reflect"))

mean, variance = wave((3,), 3, 7), wave((3,), 5, 11).abs() + 0.5
for training in [True, False]:
    m, v = mean.clone(), variance.clone()
    case("BatchNormalization, " + ("training" if training else "inference"), (2, 3, 4, 3), [(3,), (3,)],
         lambda x, w, b: F.batch_norm(x, m, v, w, b, training, 0.1, 1e-5), lambda: [m, v])
m1, v1 = mean.clone(), variance.clone()
case("BatchNormalization, rank 2", (7, 3), [], lambda x: F.batch_norm(x, m1, v1, None, None, True, 0.3, 1e-3),
     lambda: [m1, v1])
case("LayerNormalization", (2, 5, 3, 4), [(3, 4), (3, 4)], lambda x, w, b: F.layer_norm(x, (3, 4), w, b))
case("RMSNormalization", (3, 4, 6), [(6,)], lambda x, w: F.rms_norm(x, (6,), w, 1e-6))
case("GroupNormalization", (2, 6, 3, 2), [(6,), (6,)], lambda x, w, b: F.group_norm(x, 2, w, b))
case("InstanceNormalization", (2, 3, 4, 3), [(3,), (3,)], lambda x, w, b: F.instance_norm(x, weight=w, bias=b))
case("LocalResponseNormalization", (2, 5, 3, 2), [], lambda x: F.local_response_norm(x, 4, 0.3, 0.75, 1.5))
case("WeightNormalized<Linear>", (4, 3), [(1, 5), (3, 5), (5,)],
     lambda x, g, v, b: F.linear(x, torch._weight_norm(v.T, g.T, 0), b))
case("WeightNormalized<Convolution2D>", (2, 2, 4, 3), [(3, 1, 1, 1), (3, 2, 2, 2), (3,)],
     lambda x, g, v, b: F.conv2d(x, torch._weight_norm(v, g, 0), b))
u, v = F.normalize(wave((3,), 3, 7), dim=0), F.normalize(wave((8,), 5, 11), dim=0)
state = []


def spectral(x, w, b):
    module = _SpectralNorm(torch.ones((3, 8), dtype=torch.float64), 1, 0)
    module._u, module._v = u.clone(), v.clone()
    y = F.conv2d(x, module(w), b)
    state[:] = [module._u, module._v]
    return y


case("SpectrallyNormalized<Convolution2D>", (2, 2, 4, 3), [(3, 2, 2, 2), (3,)], spectral, lambda: state)

words = torch.tensor([[1, 0, 3], [3, 2, 3]])
case("Embedding", (1,), [(4, 3)], lambda x, w: F.embedding(words, w, padding_idx=0))
flat, starts, factors = words.flatten(), torch.tensor([0, 4, 4]), wave((6,), 3, 7)
case("EmbeddingBag, sum", (1,), [(4, 3)],
     lambda x, w: F.embedding_bag(flat, w, starts, mode="sum", per_sample_weights=factors))
case("EmbeddingBag, mean", (1,), [(4, 3)], lambda x, w: F.embedding_bag(flat, w, starts, mode="mean"))
case("EmbeddingBag, maximum", (1,), [(4, 3)], lambda x, w: F.embedding_bag(flat, w, starts, mode="max"))
z = wave((2, 3, 2), 19, 43)
case("Bilinear", (2, 3, 4), [(5, 4, 2), (5,)], lambda x, w, b: F.bilinear(x, z, w, b))
case("Flatten", (2, 3, 2, 2), [], lambda x: x.flatten(1))
case("Sequential", (4, 3), [(3, 5), (5,), (5, 2)], lambda x, w, b, v: F.linear(torch.tanh(F.linear(x, w.T, b)), v.T))
case("Residual", (4, 3), [(3, 5), (5,), (3, 5)], lambda x, w, b, v: F.linear(x, w.T, b) + F.linear(x, v.T))
case("Parallel", (4, 3), [(3, 5), (5,), (3, 2)],
     lambda x, w, b, v: torch.cat([F.linear(x, w.T, b), F.linear(x, v.T)], 1))

case("PixelShuffle", (2, 8, 2, 3), [], lambda x: F.pixel_shuffle(x, 2))
case("Upsample2D, nearest, scale", (1, 2, 4, 5), [], lambda x: F.interpolate(x, scale_factor=1.5))
case("Upsample2D, nearest, size", (1, 2, 4, 5), [], lambda x: F.interpolate(x, (7, 3)))
case("Upsample2D, bilinear", (1, 2, 4, 5), [],
     lambda x: F.interpolate(x, (7, 3), mode="bilinear", align_corners=False))
case("Upsample2D, bilinear, scale", (1, 2, 4, 5), [],
     lambda x: F.interpolate(x, scale_factor=2.5, mode="bilinear", align_corners=False))
case("Upsample2D, bilinear, corners", (1, 2, 4, 5), [],
     lambda x: F.interpolate(x, (7, 3), mode="bilinear", align_corners=True))

case("LearnedPositions", (2, 3, 4), [(5, 4)], lambda x, w: x + w[:3])


def sinusoidal(x):
    t = torch.arange(5, dtype=torch.float64)[:, None]
    rate = 10000.0 ** (-torch.arange(0, 6, 2, dtype=torch.float64) / 6)
    return x + torch.stack([torch.sin(t * rate), torch.cos(t * rate)], -1).reshape(5, 6)


case("SinusoidalPositions", (2, 5, 6), [], sinusoidal)


def align(x, boxes, size, scale, samples, aligned):
    """ROI align by its definition: F.grid_sample at the points of each cell, whose border the definition extends by one element."""
    results = []
    h, w = x.shape[2:]
    for image, left, top, right, bottom in boxes:
        origin = 0.5 if aligned else 0.0
        l, t = left * scale - origin, top * scale - origin
        width, height = (right - left) * scale, (bottom - top) * scale
        if not aligned:
            width, height = max(width, 1.0), max(height, 1.0)
        rows = t + height / (size[0] * samples) * (torch.arange(size[0] * samples, dtype=torch.float64) + 0.5)
        columns = l + width / (size[1] * samples) * (torch.arange(size[1] * samples, dtype=torch.float64) + 0.5)
        inside = ((rows >= -1) & (rows <= h))[:, None] & ((columns >= -1) & (columns <= w))[None, :]
        grid = torch.stack(torch.broadcast_tensors(2 * columns[None, :] / (w - 1) - 1, 2 * rows[:, None] / (h - 1) - 1), -1)
        points = F.grid_sample(x[image:image + 1], grid[None], padding_mode="border", align_corners=True) * inside
        results.append(F.avg_pool2d(points, samples)[0])
    return torch.stack(results)


BOXES = [(0, 1.0, 2.5, 9.0, 11.0), (1, -6.0, 3.0, 7.0, 30.0), (1, 4.0, 4.0, 4.5, 4.25)]
case("regionOfInterestAlign, aligned", (2, 2, 6, 5), [], lambda x: align(x, BOXES, (3, 2), 0.5, 2, True))
case("regionOfInterestAlign", (2, 2, 6, 5), [], lambda x: align(x, BOXES, (2, 3), 0.5, 3, False))

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(dict(torch=torch.__version__, cases=cases)) + "\n")
print("torch", torch.__version__, path.stat().st_size, "bytes", len(cases), "cases")
