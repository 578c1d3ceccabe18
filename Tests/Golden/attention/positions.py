"""Rotary positions and linear biases of transformers: positions.json.

Inputs are ((37 i + 11 k) mod 101 - 50) / 101, i = 0, 1, ..., with k = 100 for queries.
"""
import json
import pathlib

import torch
import transformers
from transformers import LlamaConfig
from transformers.models.bloom.modeling_bloom import build_alibi_tensor
from transformers.models.gptj import modeling_gptj as gptj
from transformers.models.llama import modeling_llama as llama


def wave(k, shape):
    n = 1
    for length in shape:
        n *= length
    return ((torch.arange(n) * 37 + 11 * k) % 101 - 50).double().div(101).reshape(tuple(shape))


def numbers(tensor):
    return [float(f"{v:.10g}") for v in tensor.detach().double().flatten().tolist()]


q = wave(100, (2, 3, 5, 8))
positions = torch.tensor([3, 4, 5, 6, 7])
rotations, scalings = [], []


def config(**rope):
    return LlamaConfig(hidden_size=64, num_attention_heads=1, head_dim=64, max_position_embeddings=2048,
                       rope_parameters=dict(dict(rope_theta=10000.0), **rope))


small = LlamaConfig(hidden_size=8, num_attention_heads=1, head_dim=8, rope_parameters=dict(rope_type="default", rope_theta=10000.0))
cos, sin = llama.LlamaRotaryEmbedding(small)(q, positions[None])
rotations.append(dict(name="halves", y=numbers(llama.apply_rotary_pos_emb(q, q, cos, sin)[0])))

table = gptj.create_sinusoidal_positions(16, 8)[positions][None]  # [1, T, 8]: sines, then cosines
sin, cos = torch.split(table.double(), 4, dim=-1)
y = gptj.apply_rotary_pos_emb(q.transpose(1, 2), sin, cos).transpose(1, 2)
rotations.append(dict(name="neighbours", y=numbers(y)))

part = LlamaConfig(hidden_size=4, num_attention_heads=1, head_dim=4, rope_parameters=dict(rope_type="default", rope_theta=10000.0))
cos, sin = llama.LlamaRotaryEmbedding(part)(q, positions[None])
y = torch.cat([llama.apply_rotary_pos_emb(q[..., :4], q[..., :4], cos, sin)[0], q[..., 4:]], dim=-1)
rotations.append(dict(name="a part", y=numbers(y)))

for name, rope, seq in [
    ("none", dict(rope_type="default"), None),
    ("linear", dict(rope_type="linear", factor=4.0), None),
    ("llama3", dict(rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                    original_max_position_embeddings=8192), None),
    ("yarn", dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=2048, beta_fast=32.0, beta_slow=1.0), None),
    ("ntk", dict(rope_type="dynamic", factor=2.0), 8192),
]:
    model = llama.LlamaRotaryEmbedding(config(**rope))
    if seq:
        # NTK-aware with the factor that a text of this length asks for: 2 · 8192/2048 - 1 = 7.
        from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
        angles, magnitude = ROPE_INIT_FUNCTIONS["dynamic"](model.config, torch.device("cpu"), seq_len=seq)
    else:
        angles, magnitude = model.inv_freq, model.attention_scaling
    scalings.append(dict(name=name, angles=numbers(angles), magnitude=float(magnitude)))

biases = []
for heads in (1, 4, 6, 8, 12, 20):
    alibi = build_alibi_tensor(torch.ones(1, 3, dtype=torch.long), heads, torch.float32)
    biases.append(dict(heads=heads, slopes=numbers(alibi[:, 0, 1])))

document = dict(torch=torch.__version__.split("+")[0], transformers=transformers.__version__, rotations=rotations,
                scalings=scalings, alibi=biases)
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
