"""Blocks of PyTorch, and of transformers: outputs, gradients of the inputs and of every parameter: blocks.json.

Tensor k of n numbers is ((37 i + 11 k) mod 101 - 50) / 101, i = 0, 1, ..., so that the test can make it itself: parameters are k = 0, 1, ... in the
order of Cairn's visit and in its shapes ([inputs, outputs]), gains of normalisations 1 more than that; inputs are k = 100, 101, ..., and the gradient
of the output is k = 900.
"""
import json
import pathlib

import torch
import transformers
from torch import nn
from torch.nn import functional as F
from transformers.models.mixtral import modeling_mixtral as mixtral

torch.set_default_dtype(torch.float64)
torch.backends.mha.set_fastpath_enabled(False)


def wave(k, shape):
    n = 1
    for length in shape:
        n *= length
    return ((torch.arange(n) * 37 + 11 * k) % 101 - 50).double().div(101).reshape(tuple(shape))


def numbers(tensor):
    return [float(f"{v:.13g}") for v in tensor.detach().flatten().tolist()]


def part(parameter, rows=slice(None), shift=0.0, transposed=True):
    """A parameter, or some of its rows; matrices are seen transposed. `shift` is added to the wave that fills it."""
    return parameter, rows, shift, transposed and parameter.dim() == 2


def fill(parts):
    for k, (parameter, rows, shift, transposed) in enumerate(parts):
        with torch.no_grad():
            view = parameter[rows]
            view.copy_(wave(k, tuple(view.shape)[::-1]).T if transposed else wave(k, view.shape) + shift)


def linear(layer):
    return [part(p) for p in (layer.weight, layer.bias) if p is not None]


def norm(layer):
    """Gains are 1 and a wave: with gains around 0 PyTorch's own single precision is 2e-5 from its double."""
    return [part(layer.weight, shift=1.0)] + ([part(layer.bias)] if getattr(layer, "bias", None) is not None else [])


def attention(layer):
    return [part(p) for p in (layer.in_proj_weight, layer.in_proj_bias) if p is not None] + linear(layer.out_proj)


def cross(layer):
    e = layer.embed_dim
    if layer.in_proj_weight is None:
        raise ValueError("memory of another width")
    both = [p for p in (layer.in_proj_weight, layer.in_proj_bias) if p is not None]
    return ([part(p, slice(0, e)) for p in both] + [part(p, slice(e, 3 * e)) for p in both] + linear(layer.out_proj))


def encoder_layer(layer):
    return norm(layer.norm1) + attention(layer.self_attn) + norm(layer.norm2) + linear(layer.linear1) + linear(layer.linear2)


def decoder_layer(layer):
    return (norm(layer.norm1) + attention(layer.self_attn) + norm(layer.norm2) + cross(layer.multihead_attn)
            + norm(layer.norm3) + linear(layer.linear1) + linear(layer.linear2))


def case(name, parts, inputs, run, extra=()):
    fill(parts)
    inputs = [x.clone().requires_grad_() for x in inputs]
    y = run(*inputs)
    parameters = []
    for parameter, *_ in parts:
        parameter.grad = None
    (y * wave(900, y.shape)).sum().backward()
    for parameter, rows, _, transposed in parts:
        g = parameter.grad[rows]
        parameters.append(numbers(g.T if transposed else g))
    return dict(name=name, shape=list(y.shape), y=numbers(y), dx=[numbers(x.grad) for x in inputs], dp=parameters,
                extra=[numbers(e) for e in extra])


def causal(n):
    return torch.triu(torch.full((n, n), float("-inf")), diagonal=1)


def padding(lengths, n):
    return torch.arange(n)[None, :] >= torch.tensor(lengths)[:, None]


cases = []
E, H, T, S, B = 8, 2, 5, 4, 2
x, memory = wave(100, (B, T, E)), wave(101, (B, S, E))


def self_attention(name, bias=True, mask=None, lengths=None):
    layer = nn.MultiheadAttention(E, H, bias=bias, batch_first=True)
    parts = attention(layer)
    fill(parts)
    arguments = dict(attn_mask=None if mask is None else mask, key_padding_mask=None if lengths is None else padding(lengths, T))
    weights = layer(x, x, x, average_attn_weights=False, **arguments)[1]
    cases.append(case(name, parts, [x], lambda x: layer(x, x, x, **arguments)[0], [weights]))


self_attention("self")
self_attention("self, no bias", bias=False)
self_attention("self, causal", mask=causal(T))
self_attention("self, padding", lengths=[5, 3])
window = torch.where((torch.arange(T)[:, None] - torch.arange(T)[None, :] < 2), causal(T), torch.tensor(float("-inf")))
self_attention("self, window", mask=window)

layer = nn.MultiheadAttention(E, H, batch_first=True)
parts = cross(layer)
fill(parts)
hidden = padding([4, 2], S)
weights = layer(x, memory, memory, key_padding_mask=hidden, average_attn_weights=False)[1]
cases.append(case("cross", parts, [x, memory], lambda x, m: layer(x, m, m, key_padding_mask=hidden)[0], [weights]))


class Grouped(nn.Module):
    """Four queries and two keys for each place, with normalised heads on request."""

    def __init__(self, normalizes):
        super().__init__()
        self.projection, self.output = nn.Linear(E, (4 + 2 * 2) * 4, bias=False), nn.Linear(16, E, bias=False)
        self.q, self.k = (nn.RMSNorm(4, eps=1e-6), nn.RMSNorm(4, eps=1e-6)) if normalizes else (None, None)

    def forward(self, x):
        rows = self.projection(x).reshape(B, T, 8, 4)
        q, k, v = rows[:, :, :4], rows[:, :, 4:6], rows[:, :, 6:]
        if self.q is not None:
            q, k = self.q(q), self.k(k)
        y = F.scaled_dot_product_attention(*[t.transpose(1, 2) for t in (q, k, v)], is_causal=True, enable_gqa=True)
        return self.output(y.transpose(1, 2).reshape(B, T, 16))


for normalizes in (False, True):
    layer = Grouped(normalizes)
    parts = linear(layer.projection) + linear(layer.output) + (norm(layer.q) + norm(layer.k) if normalizes else [])
    cases.append(case("grouped, normalised" if normalizes else "grouped", parts, [x], layer))

for first in (True, False):
    for activation, bias in (("relu", True), ("gelu", False)):
        layer = nn.TransformerEncoderLayer(E, H, 12, dropout=0, activation=activation, batch_first=True, norm_first=first, bias=bias)
        name = f"encoder layer, {'before' if first else 'after'}, {activation}"
        cases.append(case(name, encoder_layer(layer), [x], lambda x: layer(x, src_key_padding_mask=padding([5, 3], T))))
    layer = nn.TransformerDecoderLayer(E, H, 12, dropout=0, batch_first=True, norm_first=first)
    cases.append(case(f"decoder layer, {'before' if first else 'after'}", decoder_layer(layer), [x, memory], lambda x, m: layer(
        x, m, tgt_mask=causal(T), memory_key_padding_mask=padding([4, 2], S))))

# nn.Transformer has normalisations after its last blocks in either case; Cairn where rows are normalised before.
whole = nn.Transformer(E, H, 2, 2, 12, dropout=0, batch_first=True, norm_first=True)
parts = ([p for layer in whole.encoder.layers for p in encoder_layer(layer)] + norm(whole.encoder.norm)
         + [p for layer in whole.decoder.layers for p in decoder_layer(layer)] + norm(whole.decoder.norm))
cases.append(case("transformer", parts, [memory, x], lambda m, x: whole(m, x, tgt_mask=causal(T))))


class Translator(nn.Module):
    """Words with sines and cosines, both halves, and the table of words again."""

    def __init__(self):
        super().__init__()
        self.words, self.halves = nn.Embedding(11, E), whole

    def rows(self, words):
        t, pair = torch.arange(words.shape[1])[:, None], torch.arange(E // 2)[None]
        angle = t / 10000 ** (2 * pair / E)
        return self.words(words) * E ** 0.5 + torch.stack([angle.sin(), angle.cos()], -1).reshape(-1, E)

    def forward(self, source, target):
        return self.halves(self.rows(source), self.rows(target), tgt_mask=causal(T)) @ self.words.weight.T


layer = Translator()
source, target = (3 * torch.arange(B * S) + 1).reshape(B, S) % 11, (5 * torch.arange(B * T) + 2).reshape(B, T) % 11
cases.append(case("encoder-decoder", [part(layer.words.weight, transposed=False)] + parts, [], lambda: layer(source, target)))


class Mixture(nn.Module):
    """The sparse block of Mixtral, in double throughout."""

    def __init__(self, experts, active, hidden):
        super().__init__()
        self.active, self.router = active, nn.Linear(E, experts, bias=False)
        self.experts = nn.ModuleList([nn.ModuleList([nn.Linear(E, hidden, bias=False), nn.Linear(E, hidden, bias=False),
                                                     nn.Linear(hidden, E, bias=False)]) for _ in range(experts)])

    def forward(self, x):
        rows = x.reshape(-1, E)
        weights, chosen = torch.topk(self.router(rows).softmax(-1), self.active, dim=-1)
        weights = weights / weights.sum(-1, keepdim=True)
        y = torch.zeros_like(rows)
        for index, (gate, up, down) in enumerate(self.experts):
            row, slot = torch.where(chosen == index)
            y = y.index_add(0, row, down(F.silu(gate(rows[row])) * up(rows[row])) * weights[row, slot, None])
        return y.reshape(x.shape)

    def loss(self, x):
        """load_balancing_loss_func, in double."""
        p = self.router(x.reshape(-1, E)).softmax(-1)
        chosen = torch.topk(p, self.active, dim=-1).indices
        share = F.one_hot(chosen, p.shape[1]).double().mean(0)
        return (share * p.mean(0)[None]).sum() * p.shape[1]


def as_mixtral(layer, hidden):
    config = transformers.MixtralConfig(hidden_size=E, intermediate_size=hidden, num_local_experts=len(layer.experts),
                                        num_experts_per_tok=layer.active)
    config._experts_implementation = "eager"
    block = mixtral.MixtralSparseMoeBlock(config)
    with torch.no_grad():
        block.gate.weight.copy_(layer.router.weight)
        for i, (gate, up, down) in enumerate(layer.experts):
            block.experts.gate_up_proj[i].copy_(torch.cat([gate.weight, up.weight]))
            block.experts.down_proj[i].copy_(down.weight)
    return block


for experts, active in ((4, 2), (5, 3)):
    layer = Mixture(experts, active, 6)
    parts = linear(layer.router) + [p for e in layer.experts for l in e for p in linear(l)]
    fill(parts)
    theirs = as_mixtral(layer, 6)
    assert (theirs.eval()(x.clone()) - layer(x)).abs().max() < 1e-7
    loss = layer.loss(x)
    reference = mixtral.load_balancing_loss_func((layer.router(x.reshape(-1, E)),), experts, active)
    assert abs(float(reference) - float(loss)) < 1e-6
    gradient = torch.autograd.grad(loss, layer.router.weight)[0]
    cases.append(case(f"mixture, {active} of {experts}", parts, [x], layer, [loss, gradient.T]))


class Additive(nn.Module):
    """Bahdanau's attention as its formula."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.score = nn.Linear(E, 6, bias=False), nn.Linear(E, 6, bias=False), nn.Linear(6, 1, bias=False)

    def forward(self, q, k):
        scores = self.score(torch.tanh(self.query(q)[:, :, None] + self.key(k)[:, None]))[..., 0]
        return scores.masked_fill(padding([4, 2], S)[:, None], float("-inf")).softmax(-1) @ k


layer = Additive()
cases.append(case("additive", linear(layer.query) + linear(layer.key) + linear(layer.score), [x, memory], layer))

document = dict(torch=torch.__version__.split("+")[0], transformers=transformers.__version__, cases=cases)
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
