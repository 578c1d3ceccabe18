"""What transformers' generate and cross-entropy say of the small models in models/: greedy tokens, and perplexity in windows.

    /work/venv/py/bin/python greedy.py

Writes greedy.json beside this file. Run models.py first: the folders that it writes are read here.
"""
import json, math, os
os.environ["HF_HUB_OFFLINE"] = "1"
import torch, transformers
from transformers import AutoModelForCausalLM, GenerationConfig

here = os.path.dirname(os.path.abspath(__file__))
versions = {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__}
print(versions)
PROMPTS = [[3, 1, 4, 1, 5], [2, 7], [30], [9, 0, 9, 0, 9, 0]]
STOP = 2
# How many bytes each token stands for, by its id: the Swift test makes a tokenizer of it.
BYTES = [1 + (7 * token) % 5 for token in range(64)]


def greedy(model, prompt, count):
    """The tokens, and how far the second best stays behind the best: a tie has no right answer."""
    config = GenerationConfig(max_new_tokens=count, do_sample=False, eos_token_id=STOP, pad_token_id=0,
                              output_logits=True, return_dict_in_generate=True)
    ids = torch.tensor([prompt])
    # Without a mask of its own, generate takes the tokens of the prompt that are 0 for padding.
    found = model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=config)
    best = [row[0].topk(2).values for row in found.logits]
    tokens = found.sequences[0, len(prompt):].tolist()
    has_stopped = tokens[-1] == STOP
    return tokens[:-1] if has_stopped else tokens, has_stopped, min(float(two[0] - two[1]) for two in best)


def likelihood(model, tokens, window, stride):
    """Windows that overlap, each token predicted once: the recipe of transformers' guide on perplexity."""
    total, counted, done = 0.0, 0, 0
    for begin in range(0, len(tokens), stride):
        end = min(begin + window, len(tokens))
        ids = torch.tensor([tokens[begin:end]])
        labels = ids.clone()
        labels[:, :-(end - done)] = -100
        kept = int((labels[:, 1:] != -100).sum())
        with torch.no_grad():
            total += model(ids, labels=labels).loss.item() * kept
        counted, done = counted + kept, end
        if end == len(tokens):
            break
    size = sum(BYTES[token] for token in tokens[1:])
    return {"window": window, "stride": stride, "tokens": counted, "perplexity": math.exp(total / counted),
            "bitsPerByte": total / math.log(2) / size}


out = {"versions": f"transformers {versions['transformers']}", "stop": STOP, "bytes": BYTES, "models": {}}
generator = torch.Generator().manual_seed(4)
for name, room in (("gpt2", 16), ("llama", 40), ("llama-tied", 40)):
    model = AutoModelForCausalLM.from_pretrained(os.path.join(here, "models", name)).eval()
    runs = []
    for prompt in PROMPTS:
        tokens, has_stopped, margin = greedy(model, prompt, room - len(prompt))
        print(name, tokens, margin)
        assert margin > 1e-3
        runs.append({"prompt": prompt, "tokens": tokens, "hasStopped": has_stopped})
    text = torch.randint(0, model.config.vocab_size, (60,), generator=generator).tolist()
    model = model.double()
    windows = [(16, 8), (16, 3), (9, 1)] + ([] if name == "gpt2" else [(60, 30), (32, 31)])
    out["models"][name] = {"runs": runs, "text": text, "windows": [likelihood(model, text, *w) for w in windows]}
    print(out["models"][name]["windows"])
with open(os.path.join(here, "greedy.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
