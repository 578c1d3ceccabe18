"""Random small models as transformers saves them, and what they answer: GPT-2, Llama, BERT, ViT.

    /work/venv/py/bin/python models.py

Writes the folders models/NAME in the Hugging Face layout, and models.json with inputs, outputs, losses and gradients.
"""
import json, os, shutil, sys
os.environ["HF_HUB_OFFLINE"] = "1"
import torch, transformers, safetensors
from transformers import (GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, BertConfig, BertForPreTraining,
                          BertForSequenceClassification, BertModel, ViTConfig, ViTForImageClassification)

here = os.path.dirname(os.path.abspath(__file__))
versions = {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__,
            "safetensors": safetensors.__version__}
print(versions)
torch.manual_seed(0)
generator = torch.Generator().manual_seed(1)
out = {"versions": versions, "models": {}}


def randomised(model):
    """Every parameter drawn anew, biases and gains too: none is 0 or 1, none is forgotten unseen."""
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() == 1:
                p.copy_(torch.randn(p.shape, generator=generator) * 0.2 + (1.0 if "norm" in name.lower() or "ln_" in name else 0.0))
            else:
                p.copy_(torch.randn(p.shape, generator=generator) * 0.25)
    return model.eval()


def ids(*shape, top):
    return torch.randint(0, top, shape, generator=generator)


def numbers(t):
    return [float(f"{v:.8g}") for v in t.detach().double().flatten().tolist()]


def gradients(model, names):
    found = dict(model.named_parameters())
    return {n: {"shape": list(found[n].shape), "values": numbers(found[n].grad)} for n in names}


def save(model, name, **options):
    folder = os.path.join(here, "models", name)
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder, **options)
    for extra in ("generation_config.json",):
        if os.path.exists(os.path.join(folder, extra)):
            os.remove(os.path.join(folder, extra))
    print(name, sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder)), sorted(os.listdir(folder)))


def language(model, name, names, top, length=9, **options):
    save(randomised(model), name, **options)
    x = ids(2, length, top=top)
    logits = model(input_ids=x).logits
    loss = torch.nn.functional.cross_entropy(logits[:, :-1].reshape(-1, logits.shape[-1]), x[:, 1:].reshape(-1))
    loss.backward()
    out["models"][name] = {"ids": x.tolist(), "logits": numbers(logits), "loss": loss.item(),
                           "gradients": gradients(model, names)}


language(GPT2LMHeadModel(GPT2Config(vocab_size=53, n_positions=16, n_embd=24, n_layer=2, n_head=4, resid_pdrop=0.1)),
         "gpt2", ["transformer.wte.weight", "transformer.wpe.weight", "transformer.h.0.attn.c_attn.weight",
                  "transformer.h.1.attn.c_proj.bias", "transformer.h.1.mlp.c_fc.weight", "transformer.h.0.ln_1.weight",
                  "transformer.ln_f.bias"], 53)
language(LlamaForCausalLM(LlamaConfig(
    vocab_size=61, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=128, rms_norm_eps=1e-5,
    rope_parameters={"rope_type": "llama3", "rope_theta": 1000.0, "factor": 4.0, "low_freq_factor": 1.0,
                     "high_freq_factor": 4.0, "original_max_position_embeddings": 16})),
    "llama", ["model.embed_tokens.weight", "model.layers.0.self_attn.q_proj.weight", "model.layers.1.self_attn.k_proj.weight",
              "model.layers.0.mlp.gate_proj.weight", "model.layers.1.mlp.down_proj.weight",
              "model.layers.1.input_layernorm.weight", "model.norm.weight", "lm_head.weight"], 61, length=24,
    max_shard_size="30KB")
language(LlamaForCausalLM(LlamaConfig(
    vocab_size=31, hidden_size=16, intermediate_size=24, num_hidden_layers=1, num_attention_heads=2,
    num_key_value_heads=1, head_dim=12, max_position_embeddings=64, tie_word_embeddings=True, attention_bias=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 500.0, "factor": 3.0})),
    "llama-tied", ["model.embed_tokens.weight", "model.layers.0.self_attn.q_proj.bias"], 31, length=12)

config = dict(vocab_size=47, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40,
              max_position_embeddings=20, type_vocab_size=2)
bert = randomised(BertForPreTraining(BertConfig(**config)))
save(bert, "bert")
x, kinds = ids(2, 11, top=47), torch.tensor([[0] * 6 + [1] * 5, [0] * 11])
real = torch.ones(2, 11, dtype=torch.long)
real[1, 7:] = 0
r = bert(input_ids=x, token_type_ids=kinds, attention_mask=real)
h = bert.bert(input_ids=x, token_type_ids=kinds, attention_mask=real)
targets = torch.where(real == 1, ids(2, 11, top=47), torch.tensor(-100))
loss = torch.nn.functional.cross_entropy(r.prediction_logits.reshape(-1, 47), targets.reshape(-1)) \
    + torch.nn.functional.cross_entropy(r.seq_relationship_logits, torch.tensor([1, 0]))
loss.backward()
out["models"]["bert"] = {
    "ids": x.tolist(), "kinds": kinds.tolist(), "lengths": [11, 7], "targets": targets.tolist(),
    "hidden": numbers(h.last_hidden_state), "pooled": numbers(h.pooler_output), "logits": numbers(r.prediction_logits),
    "relation": numbers(r.seq_relationship_logits), "loss": loss.item(),
    "gradients": gradients(bert, [
        "bert.embeddings.word_embeddings.weight", "bert.embeddings.token_type_embeddings.weight",
        "bert.embeddings.LayerNorm.weight", "bert.encoder.layer.0.attention.self.query.weight",
        "bert.encoder.layer.1.attention.output.LayerNorm.bias", "bert.encoder.layer.1.intermediate.dense.weight",
        "bert.pooler.dense.weight", "cls.predictions.transform.dense.weight", "cls.predictions.bias",
        "cls.seq_relationship.weight"])}

classifier = randomised(BertForSequenceClassification(BertConfig(**{**config, "hidden_size": 12, "num_hidden_layers": 1,
                                                                     "intermediate_size": 16}, num_labels=3)))
save(classifier, "bert-classifier")
x = ids(2, 7, top=47)
out["models"]["bert-classifier"] = {"ids": x.tolist(), "logits": numbers(classifier(input_ids=x).logits)}

vit = randomised(ViTForImageClassification(ViTConfig(
    hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40, image_size=12, patch_size=4,
    num_channels=3, num_labels=5)))
save(vit, "vit")
pixels = torch.randn(2, 3, 12, 12, generator=generator)
logits = vit(pixel_values=pixels).logits
loss = torch.nn.functional.cross_entropy(logits, torch.tensor([3, 1]))
loss.backward()
out["models"]["vit"] = {
    "pixels": numbers(pixels), "logits": numbers(logits), "loss": loss.item(), "labels": [3, 1],
    "gradients": {}}
# In memory transformers 5 names the layers otherwise than in the files that it writes: the file's names are kept here.
for theirs, name in (("vit.embeddings.cls_token", "vit.embeddings.cls_token"),
                     ("vit.embeddings.position_embeddings", "vit.embeddings.position_embeddings"),
                     ("vit.embeddings.patch_embeddings.projection.weight",) * 2,
                     ("vit.layers.0.attention.q_proj.weight", "vit.encoder.layer.0.attention.attention.query.weight"),
                     ("vit.layers.1.mlp.fc2.weight", "vit.encoder.layer.1.output.dense.weight"),
                     ("vit.layernorm.weight",) * 2, ("classifier.weight",) * 2):
    out["models"]["vit"]["gradients"][name] = gradients(vit, [theirs])[theirs]

with open(os.path.join(here, "models.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
print(os.path.getsize(os.path.join(here, "models.json")))
