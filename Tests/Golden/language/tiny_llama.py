"""A Llama with random weights as a GGUF file, `tiny_llama.gguf`, and what transformers makes of the same weights: `tiny_llama.json`."""

import importlib.metadata
import json
import pathlib

import gguf
import numpy as np
import torch
import transformers
from gguf import GGMLQuantizationType as Type
from gguf.quants import dequantize, quantize

HERE = pathlib.Path(__file__).parent
WORDS, WIDTH, HEADS, SHARED, HIDDEN, LAYERS, CONTEXT = 80, 64, 4, 2, 256, 2, 200
HEAD = WIDTH // HEADS
generator = np.random.default_rng(135)
weights = {}


def to_neighbours(weight, heads):
    """Rows of a projection from Hugging Face's order (i, i + half) to that of GGUF (2i, 2i + 1)."""
    return weight.reshape(heads, 2, HEAD // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def to_halves(weight, heads):
    return weight.reshape(heads, HEAD // 2, 2, -1).swapaxes(1, 2).reshape(weight.shape)


def add(writer, name, shape, type, scale=None):
    if len(shape) == 1:
        values = (1 + 0.1 * generator.standard_normal(shape)).astype(np.float32)
    else:
        values = (generator.standard_normal(shape) * (scale or 1.5 / np.sqrt(shape[1]))).astype(np.float32)
    data = quantize(values, type)
    weights[name] = dequantize(data, type).reshape(shape).astype(np.float32)
    writer.add_tensor(name, data, raw_dtype=type)


def main():
    writer = gguf.GGUFWriter(str(HERE / "tiny_llama.gguf"), "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(SHARED)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(5000.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list([f"t{i}" for i in range(WORDS)])
    add(writer, "token_embd.weight", (WORDS, WIDTH), Type.Q8_0, 1)
    for i in range(LAYERS):
        kinds = [Type.Q4_1, Type.Q4_0, Type.F16, Type.Q8_0, Type.Q4_1, Type.BF16] if i == 0 else [
            Type.Q8_0, Type.Q8_0, Type.Q4_0, Type.F32, Type.Q4_0, Type.Q4_1]
        add(writer, f"blk.{i}.attn_norm.weight", (WIDTH,), Type.F32)
        add(writer, f"blk.{i}.attn_q.weight", (WIDTH, WIDTH), kinds[0], 0.5)
        add(writer, f"blk.{i}.attn_k.weight", (SHARED * HEAD, WIDTH), kinds[1], 0.5)
        add(writer, f"blk.{i}.attn_v.weight", (SHARED * HEAD, WIDTH), kinds[2])
        add(writer, f"blk.{i}.attn_output.weight", (WIDTH, WIDTH), kinds[3])
        add(writer, f"blk.{i}.ffn_norm.weight", (WIDTH,), Type.F32)
        add(writer, f"blk.{i}.ffn_gate.weight", (HIDDEN, WIDTH), kinds[4])
        add(writer, f"blk.{i}.ffn_up.weight", (HIDDEN, WIDTH), kinds[4])
        add(writer, f"blk.{i}.ffn_down.weight", (WIDTH, HIDDEN), kinds[5])
    add(writer, "output_norm.weight", (WIDTH,), Type.F32)
    add(writer, "output.weight", (WORDS, WIDTH), Type.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    tokens = [int(x) for x in generator.integers(0, WORDS, 150)]
    places = [0, 1, 7, 62, 63, 64, 65, 100, 127, 128, 149]
    results = {}
    for factor in (1.0, 4.0):
        rotary = {"rope_theta": 5000.0, "rope_type": "default"}
        if factor != 1:
            rotary = {"rope_theta": 5000.0, "rope_type": "linear", "factor": factor}
        config = transformers.LlamaConfig(
            vocab_size=WORDS, hidden_size=WIDTH, intermediate_size=HIDDEN, num_hidden_layers=LAYERS,
            num_attention_heads=HEADS, num_key_value_heads=SHARED, max_position_embeddings=CONTEXT, rms_norm_eps=1e-6,
            tie_word_embeddings=False, rope_parameters=rotary)
        model = transformers.LlamaForCausalLM(config).double().eval()
        state = {"model.embed_tokens.weight": weights["token_embd.weight"], "model.norm.weight": weights["output_norm.weight"],
                 "lm_head.weight": weights["output.weight"]}
        for i in range(LAYERS):
            ours, name = f"blk.{i}.", f"model.layers.{i}."
            for a, b in (("attn_norm", "input_layernorm"), ("attn_v", "self_attn.v_proj"),
                         ("attn_output", "self_attn.o_proj"), ("ffn_norm", "post_attention_layernorm"),
                         ("ffn_gate", "mlp.gate_proj"), ("ffn_up", "mlp.up_proj"), ("ffn_down", "mlp.down_proj")):
                state[f"{name}{b}.weight"] = weights[f"{ours}{a}.weight"]
            state[f"{name}self_attn.q_proj.weight"] = to_halves(weights[ours + "attn_q.weight"], HEADS)
            state[f"{name}self_attn.k_proj.weight"] = to_halves(weights[ours + "attn_k.weight"], SHARED)
        model.load_state_dict({k: torch.tensor(v).double() for k, v in state.items()}, strict=True)
        with torch.inference_mode():
            logits = model(torch.tensor([tokens])).logits[0].numpy()
        results[str(int(factor))] = [[float(f"{x:.8g}") for x in logits[p]] for p in places]
        print(factor, logits.std(), len(model.state_dict()))
    (HERE / "tiny_llama.json").write_text(json.dumps({
        "versions": f"transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}, "
                    f"gguf {importlib.metadata.version('gguf')}",
        "tokens": tokens, "places": places, "logits": results["1"], "linear": results["4"]}) + "\n")


main()
