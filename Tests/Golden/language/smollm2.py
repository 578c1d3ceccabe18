"""SmolLM2-135M-Instruct (GGUF, Q4_1 and Q8_0) by two reference implementations: `smollm2.json`.

llama.cpp runs the quantised weights with activations of 8 bits; transformers runs the same weights, dequantised, in floats. Greedy tokens
of both, and after the prompt the logits of both for some tokens. Both differ from each other by what rounding activations costs: a
prompt whose two best tokens come closer than that has no single right continuation, and none of the prompts here is of that kind:
both give the same 64 tokens (`main` prints the least distance).
"""

import json
import os
import pathlib

import llama_cpp
import numpy as np
import torch
import transformers

HERE = pathlib.Path(__file__).parent
MODEL = pathlib.Path(os.environ.get("CAIRN_DATA") or pathlib.Path.home() / ".cache/cairn") / "models/smollm2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
COUNT = 64
CHAT = [
    "What is the capital of France?", "Count from one to ten.", "What is 7 times 8?", "Why is the sky blue?",
    "What is the capital of Italy?", "What is the capital of Japan?", "List the days of the week.",
    "List the months of the year.", "What is 2 + 2?", "What is the chemical formula of water?",
    "How many days are in a week?", "Write the alphabet.", "What is the capital of Germany?",
    "Count from one to twenty.", "What is the capital of Spain?", "What is the largest ocean?",
    "How many legs does a spider have?", "What is the boiling point of water?", "What is photosynthesis?",
    "Write a Python function that adds two numbers.", "What is gravity?", "What is the square root of 16?",
    "Who was the first president of the United States?", "What is the opposite of hot?", "Name the planets.",
    "What is 10 times 10?", "What do bees make?", "What is the capital of England?", "Is the Earth round?",
    "What is machine learning?",
]


def greedy_llama(model, prompt):
    model.reset()
    model.eval(prompt)
    first = np.array(model.scores[model.n_tokens - 1])
    tokens, gaps = [], []
    for _ in range(COUNT):
        logits = model.scores[model.n_tokens - 1]
        top = np.partition(logits, -2)[-2:]
        gaps.append(float(abs(top[1] - top[0])))
        tokens.append(int(np.argmax(logits)))
        model.eval(tokens[-1:])
    return first, tokens, min(gaps)


def check_torch(model, prompt, tokens):
    """Logits after the prompt, and how many of `tokens` are the best ones, each after those before it.

    Where all are, greedy choice gives just these tokens: by induction.
    """
    with torch.inference_mode():
        logits = model(torch.tensor([prompt + tokens[:-1]])).logits[0, len(prompt) - 1:]
    top = torch.topk(logits, 2)
    alike = (top.indices[:, 0] == torch.tensor(tokens)).tolist()
    same = next((i for i in range(COUNT) if not alike[i]), COUNT)
    return logits[0].numpy().copy(), same, float((top.values[:, 0] - top.values[:, 1]).min())


def main():
    theirs = llama_cpp.Llama(str(MODEL / FILE), n_ctx=512, n_threads=1, n_threads_batch=1, logits_all=True, verbose=False)
    exact = transformers.AutoModelForCausalLM.from_pretrained(str(MODEL), gguf_file=FILE, dtype=torch.float32).eval()
    texts = [f"<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n" for text in CHAT]
    records = []
    for text in texts:
        prompt = theirs.tokenize(text.encode(), add_bos=False, special=True)
        logits_l, tokens_l, gap_l = greedy_llama(theirs, prompt)
        logits_t, same, gap_t = check_torch(exact, prompt, tokens_l)
        difference = float(np.abs(logits_l - logits_t).max())
        print(f"{same:3d} tokens alike, gaps {gap_l:.3f} {gap_t:.3f}, logits {difference:.3f} apart: {text!r}", flush=True)
        if same < COUNT:
            continue
        some = np.unique(np.concatenate([np.argsort(-logits_t)[:12], np.arange(0, len(logits_t), 1171)]))
        records.append({
            "text": text, "prompt": prompt, "tokens": tokens_l, "gap": round(min(gap_l, gap_t), 4),
            "places": some.tolist(), "llama": [round(float(x), 5) for x in logits_l[some]],
            "exact": [round(float(x), 5) for x in logits_t[some]], "difference": round(difference, 5),
            "spread": round(float(logits_t.std()), 5)})
        if len(records) == 10:
            break
    assert len(records) == 10
    versions = (f"llama-cpp-python {llama_cpp.__version__}, transformers {transformers.__version__}, "
                f"PyTorch {torch.__version__.split('+')[0]}")
    (HERE / "smollm2.json").write_text(json.dumps({"versions": versions, "file": FILE, "prompts": records}) + "\n")


main()
