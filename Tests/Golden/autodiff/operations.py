"""Values and gradients of tensor operations by PyTorch: writes operations.json beside itself.

    python operations.py        # torch 2.15.0

Everything is computed in double. The inputs are multiples of 1/64, so that they are the same numbers in single precision.
The gradients are those of sum(weights * value), with weights[i] = ((7 i) mod 11) / 4 - 9/8 in row-major order.
A name before a colon is an operation, the rest says which case of it.
"""
import json, math, pathlib
import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(2026)
cases = []


def numbers(tensor):
    values = tensor.detach().contiguous().reshape(-1).tolist()
    return [v if math.isfinite(v) else str(v) for v in values]


def draw(*shape, low=-2.0, high=2.0):
    return torch.tensor(np.round(rng.uniform(low, high, shape) * 64) / 64)


def case(name, function, *inputs):
    inputs = [x.clone().requires_grad_() for x in inputs]
    value = function(*inputs)
    count = value.numel()
    weights = (torch.arange(count) * 7 % 11).reshape(value.shape) / 4 - 9 / 8
    if value.requires_grad:
        gradients = torch.autograd.grad(value, inputs, weights, allow_unused=True)
    else:
        gradients = [None] * len(inputs)
    gradients = [torch.zeros_like(x) if g is None else g for x, g in zip(inputs, gradients)]
    cases.append(dict(name=name, inputs=[dict(shape=list(x.shape), values=numbers(x)) for x in inputs],
                      shape=list(value.shape), value=numbers(value), gradients=[numbers(g) for g in gradients]))


# Functions of one element: the usual range, then the edges.
whole = [-2.0, -0.75, 0.015625, 0.5, 1.25, 2.5]
domains = {"log": [0.015625, 0.25, 0.9375, 1.5, 7.0, 900.0], "asin": [-0.984375, -0.5, 0.015625, 0.25, 0.75, 0.984375],
           "acosh": [1.015625, 1.25, 2.0, 5.0, 90.0, 3.5], "log1p": [-0.984375, -0.5, 0.015625, 0.25, 3.0, 900.0]}
domains |= {name: domains["log"] for name in ["log2", "log10", "sqrt", "rsqrt", "cbrt"]}
domains |= {name: domains["asin"] for name in ["acos", "atanh"]}
unary = {"exp": torch.exp, "exp2": torch.exp2, "expm1": torch.expm1, "log": torch.log, "log2": torch.log2,
         "log10": torch.log10, "log1p": torch.log1p, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt,
         "reciprocal": torch.reciprocal, "cbrt": lambda x: x.sign() * x.abs() ** (1 / 3), "sin": torch.sin,
         "cos": torch.cos, "tan": torch.tan, "asin": torch.asin, "acos": torch.acos, "atan": torch.atan,
         "sinh": torch.sinh, "cosh": torch.cosh, "tanh": torch.tanh, "asinh": torch.asinh, "acosh": torch.acosh,
         "atanh": torch.atanh, "erf": torch.erf, "erfc": torch.erfc, "sigmoid": torch.sigmoid,
         "logSigmoid": F.logsigmoid, "softplus": lambda x: F.softplus(x, threshold=1e9),
         "gelu": F.gelu, "geluTanh": lambda x: F.gelu(x, approximate="tanh"), "silu": F.silu, "relu": F.relu,
         "abs": torch.abs, "negate": torch.neg, "square": torch.square, "sign": torch.sign, "floor": torch.floor,
         "ceil": torch.ceil, "round": torch.round, "trunc": torch.trunc}
for name, function in unary.items():
    case(name, function, torch.tensor(domains.get(name, whole)))
far = torch.tensor([0.0, -30.0, 30.0, -80.0, 80.0])
for name in ["sigmoid", "logSigmoid", "softplus", "gelu", "geluTanh", "silu", "relu", "abs", "tanh", "erf", "erfc", "square",
             "sign", "expm1", "atan", "asinh"]:
    case(f"{name}: far out", unary[name], far)
for name in ["sqrt", "log", "rsqrt", "reciprocal", "log1p", "log2", "log10"]:
    case(f"{name}: at 0", unary[name], torch.tensor([0.0, 1.0]))
case("round: halves", torch.round, torch.tensor([0.5, 1.5, 2.5, -0.5, -1.5]))

# Functions of two elements.
binary = {"add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div, "minimum": torch.minimum,
          "maximum": torch.maximum, "pow": torch.pow, "atan2": torch.atan2, "hypot": torch.hypot, "remainder": torch.fmod,
          "copySign": torch.copysign, "logAddExp": torch.logaddexp}
for name, function in binary.items():
    low = 0.25 if name == "pow" else -2.0
    case(name, function, draw(2, 3, low=low), draw(2, 3))
    case(f"{name}: broadcast both", function, draw(2, 1, 3, low=low), draw(4, 1))
    case(f"{name}: broadcast a number", function, draw(low=low), draw(2, 3))
    case(f"{name}: number right", lambda x: function(x, torch.tensor(1.5)), draw(2, 3, low=low))
    case(f"{name}: number left", lambda x: function(torch.tensor(1.5), x), draw(2, 3))
ties = torch.tensor([1.0, 2.0, -1.0, 0.0]), torch.tensor([1.0, 1.0, -1.0, 3.0])
case("maximum: ties", torch.maximum, *ties)
case("minimum: ties", torch.minimum, *ties)
case("pow: at 0", torch.pow, torch.tensor([0.0, 0.0, 0.0, 2.0, 0.0]), torch.tensor([0.0, 1.0, 2.0, 0.0, 0.5]))
case("pow: negative base, whole exponent", lambda x: x.pow(3), torch.tensor([-1.5, -0.5, 0.0, 2.0]))
case("pow: exponent 0", lambda x: x.pow(0), torch.tensor([-1.5, 0.0, 2.0]))
case("atan2: quadrants", torch.atan2, torch.tensor([1.0, 1.0, -1.0, -1.0, 0.0]), torch.tensor([1.0, -1.0, -1.0, 1.0, -1.0]))
case("atan2: at 0", torch.atan2, torch.tensor([0.0, 1.0]), torch.tensor([0.0, 0.0]))
case("hypot: on an axis", torch.hypot, torch.tensor([0.0, 3.0]), torch.tensor([2.0, 0.0]))
case("copySign: at 0", torch.copysign, torch.tensor([0.0, 3.0, -3.0]), torch.tensor([-2.0, 0.0, -1.0]))
case("logAddExp: far apart", torch.logaddexp, torch.tensor([-700.0, 700.0, 0.0]), torch.tensor([700.0, 690.0, -90.0]))
case("divide: by 0", torch.div, torch.tensor([1.0, -1.0]), torch.tensor([0.0, 0.0]))
case("clamped", lambda x: x.clamp(-1, 1), torch.tensor([-2.0, -0.5, 0.25, 0.75, 3.0]))

# Reductions.
def cube(): return draw(2, 3, 4)
def tied(): return torch.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
case("sum", lambda x: x.sum(), cube())
case("sum: over 1", lambda x: x.sum(1), cube())
case("sum: over 0 and 2, keeping", lambda x: x.sum((0, 2), keepdim=True), cube())
case("sum: of a view", lambda x: x.permute(2, 0, 1).sum(0), cube())
case("mean", lambda x: x.mean(), cube())
case("mean: over the last", lambda x: x.mean(-1), cube())
case("variance", lambda x: x.var(correction=0), cube())
case("variance: over 0 and 2, correction 1", lambda x: x.var((0, 2), correction=1), cube())
case("max", lambda x: x.max(), cube())
case("max: over 1", lambda x: x.max(1).values, cube())
case("max: over 1, ties", lambda x: x.max(1).values, tied())
case("max: of all, ties", lambda x: x.max(), tied())
case("min", lambda x: x.min(), cube())
case("min: over 1, keeping", lambda x: x.min(1, keepdim=True).values, cube())
case("min: over 0, ties", lambda x: x.min(0).values, tied().T.contiguous())
case("min: of all, ties", lambda x: x.min(), torch.tensor([2.0, 1.0, 1.0, 1.0]))
case("product", lambda x: x.prod(1), cube())
case("product: with zeros", lambda x: x.prod(1), torch.tensor([[1.0, 0.0, 3.0], [0.0, 0.0, 2.0], [2.0, 0.5, -3.0]]))
case("logSumExp", lambda x: x.logsumexp(1), cube())
case("logSumExp: far out", lambda x: x.logsumexp(1), torch.tensor([[900.0, 901.0, -900.0], [-900.0, -902.0, -900.0]]))
case("logSumExp: some -inf", lambda x: x.logsumexp(1), torch.tensor([[-math.inf, 1.0, 2.0]]))
case("cumulativeSum", lambda x: x.cumsum(1), cube())
case("cumulativeSum: over the last", lambda x: x.cumsum(-1), cube())
case("norm", lambda x: torch.linalg.vector_norm(x), cube())
case("norm: over 2", lambda x: torch.linalg.vector_norm(x, dim=2), cube())
case("norm: at 0", lambda x: torch.linalg.vector_norm(x), torch.zeros(3))
case("norm: over 1, one row 0", lambda x: torch.linalg.vector_norm(x, dim=1), torch.tensor([[0.0, 0.0], [3.0, 4.0]]))

# Movement and selection.
case("reshaped", lambda x: x.reshape(4, 6), cube())
case("reshaped: of a view", lambda x: x.permute(2, 0, 1).reshape(4, -1), cube())
case("flattened", lambda x: x.flatten(1), cube())
case("permuted", lambda x: x.permute(2, 0, 1), cube())
case("transposed", lambda x: x.transpose(-2, -1), cube())
case("transposed: 0 and 2", lambda x: x.transpose(0, 2), cube())
case("insertingAxis", lambda x: x.unsqueeze(1), cube())
case("removingAxis", lambda x: x.squeeze(1), draw(2, 1, 3))
case("broadcast", lambda x: x.expand(2, 4, 3), draw(4, 1))
case("summed", lambda x: x.sum_to_size(3, 1), cube())
case("slice", lambda x: x[:, 1:3], cube())
case("slice: by 3", lambda x: x[:, :, 0:4:3], cube())
case("subscript", lambda x: x[1], cube())
case("subscript: range", lambda x: x[0:1], cube())
case("subscript: mixed", lambda x: x[:, 1, None, ::2], cube())
case("subscript: ellipsis", lambda x: x[..., -1], cube())
case("flipped", lambda x: x.flip(0, 2), cube())
case("padded", lambda x: F.pad(x, (1, 2, 0, 1), value=3.0), draw(2, 3))
case("concatenated", lambda x, y: torch.cat([x, y, x], 1), draw(2, 3), draw(2, 1))
case("stacked", lambda x, y: torch.stack([x, y], -1), draw(2, 3), draw(2, 3))
case("split", lambda x: x.split(2, 1)[1], cube())
case("gathered", lambda x: x[torch.tensor([[1, 0], [1, 2]])], draw(3, 2))
case("scatteredSum", lambda x: torch.zeros(4, 2).index_add(0, torch.tensor([2, 0, 2]), x), draw(3, 2))
case("takenAlong", lambda x: x.gather(1, torch.tensor([[2, 0], [1, 1]])), draw(2, 3))
case("takenAlong: 0", lambda x: x.gather(0, torch.tensor([[1, 0, 1]])), draw(2, 3))
case("select", lambda x, y: torch.where(x > 0.25, x, y), draw(2, 3), draw(2, 3))
case("select: broadcast", lambda x, y: torch.where(y > 0.25, x, y), draw(1, 3), draw(2, 3))

# Products.
case("matmul", torch.matmul, draw(3, 4), draw(4, 5))
case("matmul: left transposed", lambda x, y: x.T @ y, draw(4, 3), draw(4, 5))
case("matmul: right transposed", lambda x, y: x @ y.T, draw(3, 4), draw(5, 4))
case("matmul: both transposed", lambda x, y: x.T @ y.T, draw(4, 3), draw(5, 4))
case("matmul: batched", torch.matmul, draw(2, 3, 4), draw(2, 4, 5))
case("matmul: batched, right transposed", lambda x, y: x @ y.mT, draw(2, 3, 4), draw(2, 5, 4))
case("matmul: batch broadcast", torch.matmul, draw(2, 1, 3, 4), draw(3, 4, 2))
case("matmul: batch times matrix", torch.matmul, draw(2, 3, 4), draw(4, 5))
case("matmul: matrix times batch", torch.matmul, draw(3, 4), draw(2, 4, 5))
case("matmul: matrix times vector", torch.matmul, draw(3, 4), draw(4))
case("matmul: vector times matrix", torch.matmul, draw(4), draw(4, 3))
case("matmul: vectors", torch.matmul, draw(4), draw(4))
case("matmul: heads", lambda x, y: x.reshape(2, 3, 2, 2).transpose(1, 2) @ y.reshape(2, 3, 2, 2).transpose(1, 2).mT,
     draw(2, 3, 4), draw(2, 3, 4))
case("matmul: columns of a slice", lambda x, y: x[:, ::2] @ y, draw(3, 4), draw(2, 5))
case("linear", lambda x, w, b: F.linear(x, w.T, b), draw(4, 3), draw(3, 2), draw(2))
case("linear: three axes", lambda x, w, b: F.linear(x, w.T, b), draw(2, 2, 3), draw(3, 2), draw(2))
case("linear: one axis", lambda x, w, b: F.linear(x, w.T, b), draw(3), draw(3, 2), draw(2))
case("linear: without bias", lambda x, w: F.linear(x, w.T), draw(4, 3), draw(3, 2))

# Sums of products by index. The name holds the equation.
einsum = [("i,i->", [4], [4]), ("i,j->ij", [3], [2]), ("ij->ji", [2, 3]), ("ij->", [2, 3]), ("ij->j", [2, 3]), ("ii->i", [3, 3]),
          ("ii->", [3, 3]), ("ii", [3, 3]), ("ba", [2, 3]), ("ij,jk", [2, 3], [3, 4]), ("ij,jk->ki", [2, 3], [3, 4]),
          ("ij,ij->ij", [2, 3], [2, 3]), ("ij,ij->", [2, 3], [2, 3]), ("bij,bjk->bik", [2, 3, 4], [2, 4, 2]),
          ("bhqd,bhkd->bhqk", [2, 2, 3, 4], [2, 2, 2, 4]), ("bqhd,bkhd->bhqk", [2, 3, 2, 4], [2, 2, 2, 4]),
          ("...ij,...jk->...ik", [2, 1, 2, 3], [3, 3, 2]), ("...i->...", [2, 3]), ("i...,i...", [3, 2], [3, 2]),
          ("ij,jk,kl->il", [2, 3], [3, 4], [4, 2]), ("i,j,k->ijk", [2], [3], [2]), ("a,ab,abc->abc", [2], [2, 3], [2, 3, 2]),
          ("iij,jk->ik", [3, 3, 2], [2, 4]), ("iji,kj->k", [2, 3, 2], [2, 3]), ("ab,cd->", [2, 2], [3, 2]),
          ("bn,anm,bm->ba", [2, 3], [4, 3, 2], [2, 2]), ("ijk,ilm,njm,nlk->", [2, 2, 3, ], [2, 2, 3], [2, 2, 3], [2, 2, 3]),
          (",ij->ij", [], [2, 3]), ("i,i->i", [1], [3]), (" i j , j -> i ", [2, 3], [3]), ("iI,Ij->ji", [2, 3], [3, 2])]
for equation, *shapes in einsum:
    case(f"einsum: {equation}", lambda *x: torch.einsum(equation, *x), *[draw(*shape) for shape in shapes])

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases), "cases,", path.stat().st_size, "bytes, torch", torch.__version__)
