"""Losses, fused row functions and their gradients by PyTorch in double precision: losses.json.

Each case holds its inputs, of which all are differentiated by but those named as constants, what the function gives, and the gradients of
Σ w · result with weights w = cos(0, 1, 2, …). Inputs are multiples of 1/64, so that Float holds them exactly.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def wave(*shape, step=37, period=101, scale=32):
    n = 1
    for length in shape:
        n *= length
    i = torch.arange(n)
    return ((i * step % period - period // 2) / scale).reshape(shape).to(torch.float64)


def unit(*shape, step=29, period=61):
    """Between 0 and 1, both out of reach."""
    return torch.round((wave(*shape, step=step, period=period, scale=64) + 0.5) * 60 + 2) / 64


def signs(*shape, step=3, period=7):
    return torch.where(wave(*shape, step=step, period=period) > 0, 1.0, -1.0)


def numbers(t):
    return dict(shape=list(t.shape), elements=[float(f"{v:.16g}") for v in t.detach().flatten().tolist()])


cases = []


def add(name, function, *inputs, constants=()):
    inputs = [x.detach().clone() for x in inputs]
    for index, x in enumerate(inputs):
        x.requires_grad_(index not in constants)
    y = function(*inputs)
    w = torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
    tracked = [x for x in inputs if x.requires_grad]
    slopes = torch.autograd.grad((y * w).sum(), tracked)
    cases.append(dict(name=name, inputs=[numbers(x) for x in inputs], constants=list(constants), value=numbers(y),
                      gradients=[numbers(s) for s in slopes]))


def each(name, function, *inputs, constants=()):
    """Once for each reduction."""
    for reduction in ["none", "sum", "mean"]:
        add(f"{name}, {reduction}", lambda *x: function(*x, reduction=reduction), *inputs, constants=constants)


def reduce(losses, reduction):
    return losses if reduction == "none" else losses.sum() if reduction == "sum" else losses.mean()


z, w4 = wave(6, 4), torch.tensor([0.5, 2, 1, 0.25])
y = torch.tensor([0, 3, 1, 1, 2, 0])

# Rows
x345 = wave(3, 4, 5)
add("softmax over -1", lambda x: F.softmax(x, -1), x345)
add("softmax over 1", lambda x: F.softmax(x, 1), x345)
add("softmin over -1", lambda x: F.softmin(x, -1), x345)
add("logSoftmax over -1", lambda x: F.log_softmax(x, -1), x345)
add("logSoftmax over 0", lambda x: F.log_softmax(x, 0), x345)
add("layerNorm", lambda x, g, b: F.layer_norm(x, [5], g, b, 1e-5), x345, wave(5, step=7, period=13) + 1, wave(5, step=5, period=11))
add("layerNorm of two axes", lambda x: F.layer_norm(x, [4, 5]), x345)
add("rmsNorm", lambda x, g: F.rms_norm(x, [5], g, 1e-6), x345, wave(5, step=7, period=13) + 1)
add("linear with relu", lambda x, w, b: F.relu(x @ w + b), wave(6, 5), wave(5, 4, step=23, period=53), wave(4, step=5, period=11))

# Classes
each("crossEntropy", lambda z, reduction: F.cross_entropy(z, y, reduction=reduction), z)
each("crossEntropy weights", lambda z, reduction: F.cross_entropy(z, y, weight=w4, reduction=reduction), z)
each("crossEntropy smoothing", lambda z, reduction: F.cross_entropy(z, y, label_smoothing=0.125, reduction=reduction), z)
each("crossEntropy ignoring", lambda z, reduction: F.cross_entropy(z, y, ignore_index=1, reduction=reduction), z)
each("crossEntropy everything", lambda z, reduction: F.cross_entropy(
    z, y, weight=w4, ignore_index=1, label_smoothing=0.125, reduction=reduction), z)
each("crossEntropy probabilities", lambda z, t, reduction: F.cross_entropy(z, t.softmax(1), weight=w4, label_smoothing=0.125, reduction=reduction),
     z, wave(6, 4, step=23, period=53))
each("negativeLogLikelihood", lambda z, reduction: F.nll_loss(z, y, weight=w4, ignore_index=3, reduction=reduction), z)
each("multiMargin", lambda z, reduction: F.multi_margin_loss(z, y, reduction=reduction), z)
each("multiMargin power 2", lambda z, reduction: F.multi_margin_loss(z, y, p=2, margin=0.75, weight=w4, reduction=reduction), z)

# Yes and no
x, t = wave(3, 5), torch.tensor([0.0, 1, 1, 0, 0.25] * 3).reshape(3, 5)
each("binaryCrossEntropy", lambda p, t, reduction: F.binary_cross_entropy(p, t, reduction=reduction), unit(3, 5), t, constants=(1,))
each("binaryCrossEntropyWithLogits", lambda x, t, reduction: F.binary_cross_entropy_with_logits(x, t, reduction=reduction), x * 4, t)
each("binaryCrossEntropyWithLogits weight", lambda x, t, reduction: F.binary_cross_entropy_with_logits(
    x, t, pos_weight=torch.tensor(2.5), reduction=reduction), x * 4, t)


def focal(x, t, reduction, alpha=0.25, gamma=2.0):  # torchvision's sigmoid_focal_loss
    p = torch.sigmoid(x)
    ce = F.binary_cross_entropy_with_logits(x, t, reduction="none")
    miss = 1 - (p * t + (1 - p) * (1 - t))
    return reduce((alpha * t + (1 - alpha) * (1 - t)) * ce * miss**gamma, reduction)


each("focal", focal, x, t)

# Numbers
p, q = wave(3, 5), wave(3, 5, step=23, period=53)
each("meanSquaredError", lambda p, t, reduction: F.mse_loss(p, t, reduction=reduction), p, q)
each("meanAbsoluteError", lambda p, t, reduction: F.l1_loss(p, t, reduction=reduction), p, q)
each("huber", lambda p, t, reduction: F.huber_loss(p, t, delta=0.75, reduction=reduction), p, q)
each("smoothL1", lambda p, t, reduction: F.smooth_l1_loss(p, t, beta=0.5, reduction=reduction), p, q)
each("logCosh", lambda p, t, reduction: reduce(torch.log(torch.cosh(p - t)), reduction), p, q)
each("meanAbsolutePercentageError", lambda p, t, reduction: reduce((p - t).abs() / t.abs(), reduction), p, q + 1 / 64)
each("meanSquaredLogarithmicError", lambda p, t, reduction: reduce((torch.log1p(p) - torch.log1p(t)) ** 2, reduction),
     unit(3, 5) * 8, unit(3, 5, step=23) * 4)
each("quantileLoss", lambda p, t, reduction: reduce(torch.maximum(0.75 * (t - p), -0.25 * (t - p)), reduction), p, q)

# Distributions
share = unit(3, 5, step=23)
hard = torch.tensor([0.0, 1, 0, 0, 0] * 3).reshape(3, 5)
each("klDivergence", lambda l, t, reduction: F.kl_div(l, t, reduction=reduction), -unit(3, 5) * 4, share)
each("klDivergence hard", lambda l, t, reduction: F.kl_div(l, t, reduction=reduction), -unit(3, 5) * 4, hard, constants=(1,))
add("klDivergence, batchMean", lambda l, t: F.kl_div(l, t, reduction="batchmean"), -unit(3, 5) * 4, share)
each("klDivergence logarithms", lambda l, t, reduction: F.kl_div(l, t, log_target=True, reduction=reduction), -unit(3, 5) * 4, -share * 4)
counts = torch.tensor([0.0, 1, 2, 7, 3] * 3).reshape(3, 5)
each("poissonNegativeLogLikelihood", lambda p, t, reduction: F.poisson_nll_loss(p, t, reduction=reduction), p, counts)
each("poissonNegativeLogLikelihood full", lambda p, t, reduction: F.poisson_nll_loss(p, t, log_input=False, full=True, reduction=reduction),
     unit(3, 5) * 8, counts, constants=(1,))
each("gaussianNegativeLogLikelihood", lambda m, t, v, reduction: F.gaussian_nll_loss(m, t, v, full=True, reduction=reduction),
     p, q, torch.where(hard > 0, 0.0, unit(3, 5) * 2))


def bound(r, m, v, reduction):
    return reduce(r - 0.5 * (1 + v - m**2 - v.exp()).sum(1), reduction)


each("evidenceLowerBound", bound, wave(3), p, q)

# Margins
s = signs(3, 5)
each("hinge", lambda x, t, reduction: reduce(F.relu(1 - t * x), reduction), x, s, constants=(1,))
each("squaredHinge", lambda x, t, reduction: reduce(F.relu(1 - t * x) ** 2, reduction), x, s, constants=(1,))
each("marginRanking", lambda a, b, t, reduction: F.margin_ranking_loss(a, b, t, margin=0.3125, reduction=reduction), p, q, s, constants=(2,))

# Vectors
a, b, c = wave(4, 5), wave(4, 5, step=23, period=53), wave(4, 5, step=41, period=67)
for power in [1.0, 2.0, 3.0]:
    each(f"tripletMargin power {power:.0f}", lambda a, b, c, reduction: F.triplet_margin_loss(
        a, b, c, margin=1.5, p=power, reduction=reduction), a, b, c)
each("tripletMargin swap", lambda a, b, c, reduction: F.triplet_margin_loss(a, b, c, margin=1.5, swap=True, reduction=reduction), a, b, c)
pairs = torch.tensor([1.0, -1, -1, 1])
each("cosineEmbedding", lambda a, b, reduction: F.cosine_embedding_loss(a, b, pairs, margin=-0.5, reduction=reduction), a, b)
add("distance", lambda a, b: F.pairwise_distance(a, b), a, b)
add("cosineSimilarity", lambda a, b: F.cosine_similarity(a, b), a, b)


def contrastive(a, b, reduction):
    t, d = (pairs + 1) / 2, (a - b).norm(dim=1)
    return reduce(0.5 * (t * d**2 + (1 - t) * F.relu(3 - d) ** 2), reduction)


def infoNCE(q, k, reduction, symmetric=False):
    logits = F.normalize(q, dim=1) @ F.normalize(k, dim=1).T / 0.25
    own = torch.arange(len(q))
    losses = F.cross_entropy(logits, own, reduction=reduction)
    return (losses + F.cross_entropy(logits.T, own, reduction=reduction)) / 2 if symmetric else losses


each("contrastive", contrastive, a, b)
each("infoNCE", infoNCE, a, b)
each("infoNCE symmetric", lambda q, k, reduction: infoNCE(q, k, reduction, True), a, b)

# Regions
mask = torch.tensor([0.0, 1, 1, 0, 1, 0] * 4).reshape(2, 3, 4)


def tversky(p, t, reduction, alpha=0.25, beta=0.75, s=1.0):
    tp, fp, fn = (p * t).sum((1, 2)), (p * (1 - t)).sum((1, 2)), ((1 - p) * t).sum((1, 2))
    return reduce(1 - (tp + s) / (tp + alpha * fp + beta * fn + s), reduction)


each("dice", lambda p, t, reduction: reduce(
    1 - (2 * (p * t).sum((1, 2)) + 1) / (p.sum((1, 2)) + t.sum((1, 2)) + 1), reduction), unit(2, 3, 4), mask)
each("tversky", tversky, unit(2, 3, 4), mask)

# Sequences: logits of [batch, steps, classes]; PyTorch has the steps first.
labels = torch.tensor([[1, 2, 2, 3], [3, 1, 1, 1], [2, 4, 1, 0], [1, 2, 3, 4]])
steps, lengths = torch.tensor([7, 6, 5, 3]), torch.tensor([4, 1, 0, 4])  # the last has no path


def ctc(logits, reduction):
    logs = logits.log_softmax(2).transpose(0, 1)
    return F.ctc_loss(logs, labels, steps, lengths, blank=0, reduction=reduction, zero_infinity=True)


each("connectionistTemporalClassification", ctc, wave(4, 7, 5))

# Critics
u, v = wave(4, 3), wave(3, step=23, period=53)


def penalty(points, u, v):
    points = points.detach().requires_grad_()
    slopes, = torch.autograd.grad((torch.tanh(points @ u) @ v).sum(), points, create_graph=True)
    return 10 * ((slopes.norm(dim=1) - 1) ** 2).mean()


add("gradientPenalty", penalty, wave(5, 4), wave(4, 3), wave(3, step=23, period=53), constants=(0,))
add("wassersteinCritic", lambda r, f: f.mean() - r.mean(), wave(6), wave(4))

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(dict(torch=torch.__version__, cases=cases)) + "\n")
print("torch", torch.__version__, len(cases), "cases", path.stat().st_size, "bytes")
