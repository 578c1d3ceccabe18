"""Modified Kneser-Ney by its formulas, on the letters of the training text.

    /work/venv/py/bin/python Tests/Golden/language/ngrams_golden.py

Chen, Goodman 1999, equations 26 to 29, with plain dictionaries and no caching. The counts of the shorter sequences are continuation counts, but for those
at the beginning of the text, before which nothing stands.
"""

import collections
import json
import math
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
VOCABULARY = 30


def letters(text):
    codes = [ord(c) - 97 if c.isascii() and c.isalpha() else 26 for c in text.lower()]
    return [code for index, code in enumerate(codes) if code != 26 or index == 0 or codes[index - 1] != 26]


def grams(tokens, n):
    return [tuple(tokens[i:i + n]) for i in range(len(tokens) - n + 1)]


def counts(tokens, order):
    tables = {order: collections.Counter(grams(tokens, order))}
    for n in range(order - 1, 0, -1):
        before = collections.defaultdict(set)
        for gram in set(grams(tokens, n + 1)):
            before[gram[1:]].add(gram[0])
        tables[n] = {gram: len(before[gram]) for gram in before}
        first = tuple(tokens[:n])
        tables[n][first] = tables[n].get(first, 0) + 1
    return tables


def discounts(table):
    n1, n2, n3, n4 = (sum(1 for count in table.values() if count == k) for k in (1, 2, 3, 4))
    if not (n1 and n2 and n3):
        return [0.5, 0.5, 0.5]
    y = n1 / (n1 + 2 * n2)
    raw = [1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3]
    return [min(max(d, 0), k + 1) for k, d in enumerate(raw)]


def probability(tables, order, token, context):
    if order == 0:
        return 1 / VOCABULARY
    table = tables[order]
    context = tuple(context[len(context) - (order - 1):])
    seen = {gram[-1]: count for gram, count in table.items() if gram[:-1] == context}
    shorter = probability(tables, order - 1, token, context[1:])
    if not seen:
        return shorter
    d = discounts(table)
    total = sum(seen.values())
    kinds = [sum(1 for c in seen.values() if c == 1), sum(1 for c in seen.values() if c == 2),
             sum(1 for c in seen.values() if c >= 3)]
    own = seen.get(token, 0)
    freed = sum(x * k for x, k in zip(d, kinds))
    return (own - d[min(own, 3) - 1] if own else 0) / total + freed / total * shorter


def bits(tables, order, tokens):
    total = 0.0
    for i, token in enumerate(tokens):
        context = tokens[max(0, i - order + 1):i]
        total -= math.log2(probability(tables, min(order, len(context) + 1), token, context))
    return total / len(tokens)


def main():
    tokens = letters((HERE / "training.txt").read_text())[:6000]
    training, unseen = tokens[:5700], tokens[5700:]
    report = {"versions": f"transcript in Python {sys.version.split()[0]}", "training": training,
              "unseen": unseen, "discounts": [], "bits": []}
    for order in range(1, 6):
        tables = counts(training, order)
        report["discounts"].append([discounts(tables[n]) for n in range(1, order + 1)])
        report["bits"].append(bits(tables, order, unseen))
    (HERE / "ngrams.json").write_text(json.dumps(report, separators=(",", ":")))
    print(report["bits"])


if __name__ == "__main__":
    main()
