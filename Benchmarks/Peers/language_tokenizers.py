"""Hugging Face's `tokenizers` on the same text with the same vocabularies: tokenizer cases of `cairn-bench language`.

`case(name, threads)` is a call without arguments, or None where there is no such case.
"""

import json
import os
import pathlib

ROOT = pathlib.Path(__file__).parent.parent.parent


def text():
    """The guides and the sources of this repository in the order of their paths, two million bytes at most."""
    paths = [*(ROOT / "Docs").rglob("*.md"), *(ROOT / "Sources").rglob("*.swift")]
    data = b""
    for path in sorted(paths, key=lambda path: str(path.relative_to(ROOT)).encode()):
        if len(data) < 2_000_000:
            data += path.read_bytes()
    data = data[:2_000_000]
    while data and data[-1] >= 0x80:
        data = data[:-1]
    return data.decode()


def models():
    named = os.environ.get("CAIRN_DATA", "")
    return pathlib.Path(named or pathlib.Path.home() / ".cache/cairn") / "models"


def gpt2():
    from tokenizers import Tokenizer
    from tokenizers import models as kinds, pre_tokenizers

    folder = models() / "gpt2"
    vocabulary = json.loads((folder / "encoder.json").read_text())
    lines = (folder / "vocab.bpe").read_text().split("\n")[1:]
    tokenizer = Tokenizer(kinds.BPE(vocabulary, [tuple(line.split(" ")) for line in lines if line]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.add_special_tokens(["<|endoftext|>"])
    return tokenizer


def minilm():
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(models() / "minilm/tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def train(lines):
    from tokenizers import Tokenizer
    from tokenizers import models as kinds, pre_tokenizers, trainers

    tokenizer = Tokenizer(kinds.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=8000, min_frequency=2, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return tokenizer.get_vocab_size()


def case(name, threads):
    os.environ["TOKENIZERS_PARALLELISM"] = "false" if threads == 1 else "true"
    os.environ["RAYON_NUM_THREADS"] = str(threads)
    content = text()
    lines = [line for line in content.split("\n") if line]
    if name == "tokenizer-encode":
        tokenizer = gpt2()
        return lambda: tokenizer.encode(content).ids
    if name == "tokenizer-encode-batch":
        tokenizer = gpt2()
        return lambda: [row.ids for row in tokenizer.encode_batch_fast(lines, add_special_tokens=False)]
    if name == "wordpiece-encode":
        tokenizer = minilm()
        return lambda: [row.ids for row in tokenizer.encode_batch_fast(lines, add_special_tokens=False)]
    if name == "bpe-train":
        return lambda: train(lines)
    return None


if __name__ == "__main__":
    import sys
    import time

    for wanted in sys.argv[1:] or ["tokenizer-encode", "tokenizer-encode-batch", "wordpiece-encode", "bpe-train"]:
        run = case(wanted, 2)
        best = 1e9
        for _ in range(3):
            start = time.perf_counter()
            run()
            best = min(best, time.perf_counter() - start)
        print(f"{wanted}: {best:.3f} s, {len(text().encode()) / best / 1e6:.2f} MB/s")
