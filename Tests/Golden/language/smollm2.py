"""SmolLM2-135M-Instruct (GGUF, Q4_1 and Q8_0) by two reference implementations: `smollm2.json`.

llama.cpp runs the quantised weights with activations of 8 bits; transformers runs the same weights, dequantised, in floats. Greedy tokens
of both, and after the prompt the logits of both for some tokens. Both differ from each other by what rounding activations costs: a
prompt whose two best tokens come closer than that has no single right continuation. So of the prompts below, those count on which both
references give the same 64 tokens, ordered by how far apart the two best tokens stay in both (`main` prints the distance). Rounded
activations are held to the first ten, floats to all. Nothing of ours takes part in the choice.
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
    "Repeat after me: the quick brown fox jumps over the lazy dog.", "Count backwards from ten to one.",
    "List the numbers from 1 to 20.", "Write the first ten even numbers.", "Write the multiples of 5 up to 50.",
    "Write the days of the week in order.", "Write the months of the year in order.", "Say hello ten times.",
    "Write the word banana five times.", "List the letters of the alphabet, one per line.",
    "What is the capital of Portugal?", "What is the capital of Greece?", "What is the capital of Canada?",
    "Write a Python function that multiplies two numbers.", "Write a Python function that returns the square of a number.",
    "Write a Python function that prints the numbers from 1 to 10.", "Write a Python function that reverses a string.",
    "Write a Python function that computes the factorial of a number.", "Write a Python function that checks whether a number is even.",
    "Write a Python function that returns the largest number in a list.", "Write a Python function that computes the sum of a list.",
    "Write a Python function that subtracts two numbers.", "Write a Python function that divides two numbers.",
    "Write a Python function that computes the area of a circle.", "Write a Python program that prints hello world.",
    "Write a Python function for Fibonacci numbers.", "Write hello world in C.", "Write a SQL query that selects all rows of a table.",
    "Write a JavaScript function that adds two numbers.", "Write a Python class for a point with x and y.",
]
PLAIN = [
    "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,", "Monday, Tuesday, Wednesday, Thursday, Friday,", "a b c d e f g h i j k l m",
    "January, February, March, April, May,", "2, 4, 6, 8, 10, 12, 14, 16,", "10, 20, 30, 40, 50, 60,", "100, 99, 98, 97, 96, 95,",
    "def add(a, b):\n    return a + b\n\ndef subtract(a, b):\n", "one two three four five six seven",
    "The quick brown fox jumps over the lazy dog. The quick brown fox jumps over the lazy dog.",
    "import numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\n", "for i in range(10):\n    print(i)\n\nfor i in range(",
    "1 x 7 = 7\n2 x 7 = 14\n3 x 7 = 21\n", "row, row, row your boat, gently down the stream.", "A is for apple. B is for",
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
    texts = [f"<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n" for text in CHAT] + PLAIN
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
    records = sorted(records, key=lambda record: -record["gap"])
    assert len(records) >= 10
    for record in records:
        print(f"gap {record['gap']:.4f}: {record['text']!r}")
    versions = (f"llama-cpp-python {llama_cpp.__version__}, transformers {transformers.__version__}, "
                f"PyTorch {torch.__version__.split('+')[0]}")
    (HERE / "smollm2.json").write_text(json.dumps({"versions": versions, "file": FILE, "prompts": records}) + "\n")


main()
