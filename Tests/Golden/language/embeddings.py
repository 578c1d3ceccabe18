"""Sentence vectors of all-MiniLM-L6-v2 by sentence-transformers, for 200 varied texts.

    /work/venv/py/bin/python embeddings.py FOLDER

FOLDER is what `make models` fetched (~/.cache/cairn/models/minilm). Writes embeddings.json (texts, token ids) and
embeddings.safetensors (the vectors, rounded to 16 bits: their cosine with themselves unrounded is above 1 - 1e-7).
"""
import glob, json, os, random, sys
os.environ["HF_HUB_OFFLINE"] = "1"
import numpy as np, sentence_transformers, torch, transformers
from safetensors.numpy import save_file

here = os.path.dirname(os.path.abspath(__file__))
folder = sys.argv[1] if len(sys.argv) > 1 else os.path.expanduser("~/.cache/cairn/models/minilm")
texts = [
    "", " ", "a", "A", "cat", "The cat sits on the mat.", "A kitten is lying on a rug.", "Il gatto dorme.", "Кошка спит на ковре.",
    "猫が寝ている。", "고양이가 잔다", "القطة نائمة", "The café's naïve résumé", "THE CAT SITS ON THE MAT!!!", "🙂🙃 emoji 👩‍👩‍👧‍👦",
    "1 + 1 = 2", "3.14159265358979", "http://example.com/a?b=c&d=e", "x" * 300, "word " * 400, "\tTabs\nand\r\nlines ",
    "e\u0301 is é", "İstanbul", "ﬁne ligatures ﬀ", "…—–‘quotes’“double”", "#include <stdio.h>\nint main(void) { return 0; }",
    "SELECT name FROM people WHERE age > 30;", "E = mc²", "∑ᵢ xᵢ² ≤ ∞", "[MASK] [CLS] [SEP] [PAD]", "##ing un##known",
    "antidisestablishmentarianism", "How do I train a decision tree?", "What is the capital of France?", "Paris is the capital of France.",
    "Interest rates were raised by a quarter of a point.", "The central bank increased its key rate.", "It rains.", "It pours!",
]
random.seed(5)
subjects = ["A man", "Two children", "The old engineer", "Nobody", "My neighbour's dog", "The committee", "She"]
verbs = ["plays", "repairs", "describes", "sells", "forgets", "paints", "measures"]
objects = ["a violin", "the bicycle", "an equation", "a loaf of bread", "the weather", "several maps", "this sentence"]
places = ["in the park", "at midnight", "without a word", "on a train to Prague", "for the third time", "under the bridge", ""]
while len(texts) < 150:
    texts.append(" ".join(random.choice(c) for c in (subjects, verbs, objects, places)).strip() + random.choice([".", "?", "!", ""]))
while len(texts) < 200:
    texts.append(" ".join(" ".join(random.choice(c) for c in (subjects, verbs, objects, places)).strip() + "." for _ in range(random.randint(2, 24))))
model = sentence_transformers.SentenceTransformer(folder, device="cpu")
vectors = model.encode(texts, batch_size=32).astype(np.float32)
ids = [model.tokenizer(t, truncation=True, max_length=model.max_seq_length)["input_ids"] for t in texts]
save_file({"vectors": vectors.astype(np.float16)}, os.path.join(here, "embeddings.safetensors"))
versions = {"sentence-transformers": sentence_transformers.__version__, "transformers": transformers.__version__, "torch": torch.__version__.split("+")[0]}
with open(os.path.join(here, "embeddings.json"), "w") as file:
    json.dump({"versions": versions, "texts": texts, "ids": ids}, file, separators=(",", ":"))
    file.write("\n")
rounded = vectors.astype(np.float16).astype(np.float64)
print(versions, max(map(len, ids)), sum(map(len, ids)), 1 - ((rounded * vectors).sum(1) / np.linalg.norm(rounded, axis=1) / np.linalg.norm(vectors.astype(np.float64), axis=1)).min())
