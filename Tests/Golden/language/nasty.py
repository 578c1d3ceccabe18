"""Nasty strings by a rule that Python and Swift both follow: NumPy's PCG64 chooses pieces of a fixed list."""

import numpy

# What texts are made of: each entry is one piece.
PIECES = [
    "the", " the", "Hello", " world", "don't", "'s", "'S", "'re", "'VE", "'ll", "'\u017f", "''", "I'm", " he'd", "'",
    " ", "  ", "   ", "\t", "\n", "\r\n", "\r", "\n\n", " \n ", "\u00a0", "\u2003", "\u3000", "\u2028", "\u0085", "\v", "\f",
    "\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\u00ad", "\u061c", "\u202e", "\u2066",
    "0", "7", "42", "123", "1234567", "3.14159", "1e-9", "\u00bd", "\u00b2", "\u2167", "\u0663\u0664", "\u096a", "\u4e09", "\u3007", "\U0001d7d9", "\u2460",
    ".", "...", ",", "!", "?!", "--", "\u2014", "\u2026", "(", ")", "[", "]", "{", "}", "<", ">", "/", "\\", "|", "_", "__init__", "#", "##", "$", "%", "^", "&", "*", "+", "=", "~", "`", "@", "\"", "\u201c", "\u201d", "\u00ab", "\u2019", "\u00a1", "\u00bf",
    "\u20ac", "\u00a3", "\u00a9", "\u2122", "\u2212", "\u2260", "\u221e", "\u2211", "\u2190", "\u2603", "\u2714\ufe0f",
    "caf\u00e9", "cafe\u0301", "na\u00efve", "\u00c5ngstr\u00f6m", "\u212b", "A\u030a", "stra\u00dfe", "STRASSE", "\u1e9e", "\u0130stanbul", "\u0131", "\u01c5", "\ufb01le", "\ufb03", "\u0149", "\u1fb3", "\u0390",
    "a\u0300\u0301\u0302\u0303", "\u0301", "o\u0323\u0302", "\u1ed9", "e\u20dd", "\u0334x", "Z\u0351\u0356a\u0321l\u0489g\u0337o",
    "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1", "\u041f\u0440\u0438\u0432\u0435\u0442", " \u043c\u0438\u0440", "\u0419\u043e\u0433\u0443\u0440\u0442", "\u0401", "\u0587", "\u10d0\u10d1", "\u1c90", "\u13a0\uab70",
    "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", "\u05d0\u05d1", "\u0627\u0644\u0633\u0644\u0627\u0645", " \u0639\u0644\u064a\u0643\u0645", "\u0640", "\u0651", "\ufdfa", "\u06f1\u06f2", "\u0712\u0730",
    "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0915\u094d\u0937", "\u0995\u09cb", "\u0ba8\u0bbf", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "\u0e33", "\u0f40\u0f72", "\u1780\u17b6", "\u1019\u103c",
    "\u4f60\u597d", "\u4e16\u754c", "\u6f22\u5b57", "\u3042\u3044", "\u30ab\u3099", "\u30ac", "\uff76\uff9e", "\uff21\uff22", "\uff11", "\u3002", "\u300c", "\uf900", "\U00020000", "\U0002f800", "\u31c0", "\u3400",
    "\ud55c\uad6d\uc5b4", "\u1112\u1161\u11ab", "\u1100\u1161", "\uac01", "\u3131", "\ua960\ud7b0", "\u302e",
    "\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f1e9\U0001f1ea", "\U0001f44d\U0001f3fd", "1\ufe0f\u20e3", "\U0001f3f4\U000e0067\U000e0062\U000e007f", "\u2764\ufe0f\u200d\U0001f525", "\U0001faf6", "\U0001f9d1\U0001f3fb\u200d\U0001f680",
    "\U0001d400\U0001d4d0", "\U00010330", "\U00012000", "\U00013000", "\U0001f100", "\ua9c1", "\U00010fff", "\U000e0100", "\ufe0e", "\U0010ffff", "\ue000", "\ufffd", "\ufffe", "\ufdd0", "\u0378", "\ud7ff", "\U00010400\U00010428",
    "\x00", "\x01", "\x07", "\x08", "\x1b[31m", "\x1c", "\x1f", "\x7f", "\x80", "\x9f",
    "https://example.com/a?b=c&d=%20#e", "user.name+tag@mail.example.org", "192.168.0.1", "C:\\path\\to", "/usr/bin/env", "2026-11-21T23:24:25Z", "+49 (0) 30 / 123-456", "#hash @at", "a_b-c.d",
    "def f(x):\n    return x**2\n", "if (a != b && !c) { i++; }", "\t\tfoo = bar;\n", "<div class=\"x\">&nbsp;</div>", "SELECT * FROM t WHERE a='b';", "\\n\\t\\u0000", "{\"a\": [1, 2.5e3, null]}", "$\\frac{1}{2}$", "x\u2032 \u2208 \u211d",
    "aaaaaaaa", "ABABABAB", "hahahahaha", "--------", "        ", "\n\n\n\n", "=====", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "0000000000",
    "Donaudampfschifffahrtsgesellschaft", "antidisestablishmentarianism", "internationalization", "unbelievable", "Tokenizer", "subword", "ing", " ed", "playing", "McDonald's", "e.g.", "U.S.A.", "O'Neill", "rock'n'roll", "y'all'd've",
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "<s>", "</s>", "<unk>", "<pad>", "<mask>", "<0x0A>", "<|endoftext", "endoftext|>", "<|im_", "[MASK", "\u2581", "\u2581the", "\u0120", "\u010a", "\u0120the",
]


def nasty_string(generator):
    """One string: a few pieces side by side, at times one of them many times over, at times any scalars."""
    kind = int(generator.integers(0, 16))
    if kind == 0:  # any scalars of the whole range
        count = int(generator.integers(0, 12))
        text = ""
        for _ in range(count):
            value = int(generator.integers(0, 0x110000 - 0x800))
            text += chr(value if value < 0xD800 else value + 0x800)
        return text
    if kind == 1:  # scalars of the first planes, where scripts are
        count = int(generator.integers(0, 16))
        return "".join(chr(int(generator.integers(0, 0x3000))) for _ in range(count))
    if kind == 2:  # one piece many times
        piece = PIECES[int(generator.integers(0, len(PIECES)))]
        return piece * int(generator.integers(1, 60))
    count = int(generator.integers(0, 14))
    text = ""
    for _ in range(count):
        text += PIECES[int(generator.integers(0, len(PIECES)))]
        if int(generator.integers(0, 3)) == 0:
            text += " "
    return text


def nasty_strings(count, seed=6):
    """`count` strings; the first is empty, then come the pieces themselves."""
    generator = numpy.random.default_rng(seed)
    strings = [""] + PIECES
    while len(strings) < count:
        strings.append(nasty_string(generator))
    return strings[:count]
