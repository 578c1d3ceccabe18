"""Sentences to vectors with sentence-transformers: the cases `minilm-batch` and `minilm-single` of `cairn-bench language`."""

import os
import pathlib

WORDS = ("the of a to and in is it you that he was for on are with as his they be at one have this from or had by hot word but what "
         "some we can out other were all there when up use your how said an each she which do their time if will way about many then "
         "them write would like so these her long make thing see him two has look more day could go come did number sound no most "
         "people my over know water than call first who may down side been now find").split()


def sentences(count):
    """The sentences of Cases+Embeddings.swift: words by a linear congruence."""
    state = 1

    def below(bound):
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return (state >> 16) % bound

    result = []
    for _ in range(count):
        length = 5 + below(26)
        result.append(" ".join(WORDS[below(len(WORDS))] for _ in range(length)) + ".")
    return result


def step(name):
    """A call without arguments, or None where there is no such case."""
    if name not in ("minilm-batch", "minilm-single"):
        return None
    os.environ["HF_HUB_OFFLINE"] = "1"
    import sentence_transformers

    root = os.environ.get("CAIRN_DATA") or str(pathlib.Path.home() / ".cache/cairn")
    model = sentence_transformers.SentenceTransformer(root + "/models/minilm", device="cpu")
    if name == "minilm-batch":
        texts = sentences(128)
        return lambda: model.encode(texts, batch_size=32)
    texts = sentences(16)
    return lambda: [model.encode([text]) for text in texts]
