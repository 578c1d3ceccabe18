"""Token ids of Hugging Face's `tokenizers` on nasty strings, and small tokenizers that it trained.

    /work/venv/py/bin/python Tests/Golden/language/tokenizers_golden.py

The strings come from `nasty.py`, the rule of which `NastyStrings.swift` repeats.
"""

import json
import os
import pathlib

import tokenizers
from tokenizers import (
    AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers)

from nasty import nasty_strings

HERE = pathlib.Path(__file__).parent
CACHE = pathlib.Path(os.environ.get("CAIRN_DATA", pathlib.Path.home() / ".cache/cairn")) / "models"
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace("{1,3}", "")


def gpt2():
    vocabulary = json.loads((CACHE / "gpt2/encoder.json").read_text())
    lines = (CACHE / "gpt2/vocab.bpe").read_text().split("\n")[1:]
    merges = [tuple(line.split(" ")) for line in lines if line]
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<|endoftext|>"])
    return tokenizer


def smollm2():
    import gguf
    fields = gguf.GGUFReader(CACHE / "smollm2/SmolLM2-135M-Instruct.Q4_1.gguf").fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    kinds = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(line.split(" ")) for line in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE({token: index for index, token in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([token for token, kind in zip(tokens, kinds) if kind == 3])
    return tokenizer


def minilm():
    tokenizer = Tokenizer.from_file(str(CACHE / "minilm/tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def with_splits(base, split, normalizer=None):
    """GPT-2's vocabulary behind another pattern."""
    tokenizer = base()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(split), "isolated"),
         pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    if normalizer:
        tokenizer.normalizer = normalizer
    return tokenizer


# The small tokenizers: trained here, written beside this script.

def text():
    return (HERE / "training.txt").read_text().split("\n")


def bytes_bpe():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600, show_progress=False, special_tokens=["<s>", "</s>", "<pad>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(text(), trainer)
    tokenizer.add_tokens([
        AddedToken("<mask>", lstrip=True, special=True), AddedToken("[MASK]", rstrip=True, normalized=False),
        AddedToken("the", single_word=True, normalized=True), AddedToken("caf\u00e9", normalized=True)])
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(
            single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 1)])])
    return tokenizer


def llama_like():
    trained = Tokenizer(models.BPE())
    trained.normalizer = normalizers.Replace(" ", "\u2581")
    trained.train_from_iterator(
        [word for line in text() for word in (" " + line).replace(" ", " \u2581").split(" ")],
        trainers.BpeTrainer(vocab_size=400, show_progress=False))
    model = json.loads(trained.to_str())["model"]
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    tokens += [token for token in model["vocab"] if token not in tokens]
    tokenizer = Tokenizer(models.BPE(
        {token: index for index, token in enumerate(tokens)}, [tuple(m) for m in model["merges"]],
        unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.decoder = decoders.Sequence([
        decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(),
        decoders.Strip(content=" ", left=1, right=0)])
    tokenizer.add_special_tokens(["<unk>", "<s>", "</s>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    return tokenizer


def unigram(byte_fallback, scheme):
    trained = Tokenizer(models.Unigram())
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    trained.train_from_iterator(text(), trainers.UnigramTrainer(
        vocab_size=400, show_progress=False, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>"))
    pieces = [tuple(piece) for piece in json.loads(trained.to_str())["model"]["vocab"]]
    pieces = [(piece, round(score, 6)) for piece, score in pieces]
    if byte_fallback:
        pieces += [(f"<0x{byte:02X}>", 0.0) for byte in range(256)]
    tokenizer = Tokenizer(models.Unigram(pieces, 2, byte_fallback))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=scheme != "first")
    tokenizer.decoder = decoders.Sequence(
        [decoders.ByteFallback(), decoders.Metaspace(prepend_scheme=scheme)]
        if byte_fallback else [decoders.Metaspace(prepend_scheme=scheme)])
    tokenizer.add_special_tokens(["<pad>", "</s>", "<unk>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    return tokenizer


def cased_wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=20))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(
        text(), trainers.WordPieceTrainer(vocab_size=500, show_progress=False, special_tokens=special))
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def suffixed_words():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("merged_with_previous"),
        pre_tokenizers.Digits(individual_digits=False)])
    tokenizer.decoder = decoders.BPEDecoder()
    tokenizer.train_from_iterator(text(), trainers.BpeTrainer(
        vocab_size=500, show_progress=False, special_tokens=["<unk>", "<pad>"], end_of_word_suffix="</w>"))
    return tokenizer


def plain_words():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.NFD()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(text(), trainers.BpeTrainer(
        vocab_size=400, show_progress=False, special_tokens=["<unk>"], limit_alphabet=60))
    return tokenizer


def trained_merges():
    """What Hugging Face's trainer learns from the training text, as spelled pairs."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(text(), trainers.BpeTrainer(
        vocab_size=2000, min_frequency=2, show_progress=False, special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return [" ".join(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]]


def trained_counts():
    """How many tokens the training text has in pieces that Hugging Face's trainers learn from it."""
    pieces = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    pieces.normalizer = normalizers.BertNormalizer()
    pieces.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces.train_from_iterator(text(), trainers.WordPieceTrainer(
        vocab_size=1000, min_frequency=2, show_progress=False, special_tokens=special))
    cuts = Tokenizer(models.Unigram())
    cuts.pre_tokenizer = pre_tokenizers.Metaspace()
    cuts.train_from_iterator(text(), trainers.UnigramTrainer(
        vocab_size=1000, show_progress=False, special_tokens=["<unk>"], unk_token="<unk>"))
    count = lambda tokenizer: sum(len(row.ids) for row in tokenizer.encode_batch(text()))
    return {"wordpiece": count(pieces), "unigram": count(cuts)}


# Digests: 64-bit FNV-1a over numbers.

def mix(values):
    state = 0xCBF29CE484222325
    for value in values:
        state = ((state ^ value) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return state


def digests(rows):
    """One digest for each thousand rows; a row ends with 2³² - 1."""
    result = []
    for start in range(0, len(rows), 1000):
        values = [value for row in rows[start:start + 1000] for value in [*row, 0xFFFFFFFF]]
        result.append(f"{mix(values):016x}")
    return result


def facts(tokenizer, strings):
    ids = [encoding.ids for encoding in tokenizer.encode_batch(strings)]
    decoded = [tokenizer.decode(row, skip_special_tokens=True).encode() for row in ids]
    spelled = [tokenizer.decode(row, skip_special_tokens=False).encode() for row in ids]
    return {"ids": digests(ids), "decoded": digests(decoded), "spelled": digests(spelled), "full": ids[1:1000:17]}


def main():
    strings = nasty_strings(10_000)
    report = {
        "versions": f"tokenizers {tokenizers.__version__}", "merges": trained_merges(),
        "counts": trained_counts(),
        "strings": digests([text.encode() for text in strings]), "tokenizers": {}}
    real = {
        "gpt2": gpt2(), "smollm2": smollm2(), "minilm": minilm(), "llama3": with_splits(gpt2, LLAMA3),
        "qwen2": with_splits(gpt2, QWEN2, normalizers.NFC())}
    small = {
        "bytes-bpe": bytes_bpe(), "llama-like": llama_like(), "unigram": unigram(False, "always"),
        "unigram-bytes": unigram(True, "first"), "cased-wordpiece": cased_wordpiece(),
        "suffixed-words": suffixed_words(), "plain-words": plain_words()}
    (HERE / "tokenizers").mkdir(exist_ok=True)
    for name, tokenizer in small.items():
        path = str(HERE / f"tokenizers/{name}.json")
        tokenizer.save(path, pretty=False)
        small[name] = Tokenizer.from_file(path)  # what the file says, which is not always what was built
    for name, tokenizer in (real | small).items():
        report["tokenizers"][name] = facts(tokenizer, strings)
    (HERE / "tokenizers.json").write_text(json.dumps(report, separators=(",", ":"), ensure_ascii=False))
    print(report["versions"], {name: len(facts["full"]) for name, facts in report["tokenizers"].items()})


if __name__ == "__main__":
    main()
