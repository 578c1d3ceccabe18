"""Writes Sources/Randomness/ZigguratConstants.swift: the numbers of the two ziggurats that NumPy draws from.

The ziggurat of Marsaglia and Tsang (2000) with 256 layers is built here in 60 digits. NumPy's exponential tables are
that construction correctly rounded; its normal tables were made in double precision (relative error up to 2e-14), so
the construction alone cannot give them bit for bit. The script therefore reads the numbers out of the static library
that every NumPy wheel ships (numpy/random/lib/libnpyrandom.a; needs `nm` and `objcopy`), and checks each against the
construction.

    python Tests/Golden/randomness_ziggurat.py && swift format -i Sources/Randomness/ZigguratConstants.swift
"""

import os
import struct
import subprocess
import tempfile

import numpy
from mpmath import erfc, exp, log, mp, mpf, pi, sqrt

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(HERE, "..", "..", "Sources", "Randomness", "ZigguratConstants.swift")
LIBRARY = os.path.join(os.path.dirname(numpy.__file__), "random", "lib", "libnpyrandom.a")
OBJECT = "src_distributions_distributions.c.o"
LAYERS = 256


def shipped_tables():
    """The six arrays of doubles and 64-bit integers, by symbol name."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.check_call(["ar", "x", LIBRARY, OBJECT], cwd=folder)
        path = os.path.join(folder, OBJECT)
        data = os.path.join(folder, "rodata")
        subprocess.check_call(["objcopy", "-O", "binary", "--only-section=.rodata", path, data])
        with open(data, "rb") as file:
            constants = file.read()
        tables = {}
        for line in subprocess.check_output(["nm", path], text=True).splitlines():
            fields = line.split()
            if fields[-1] in {a + b + "_double" for a in "kwf" for b in "ie"}:
                code = "Q" if fields[-1].startswith("k") else "d"
                start = int(fields[0], 16)
                tables[fields[-1][:2]] = struct.unpack(f"<{LAYERS}{code}", constants[start : start + 8 * LAYERS])
        return tables


def construction(density, inverse, edge, area):
    """Right edges of the layers: x[255] is the edge of the tail, x[0] the width that gives the base its area."""
    x = [mpf(0)] * LAYERS
    x[-1] = edge
    for i in range(LAYERS - 2, 0, -1):
        x[i] = inverse(density(x[i + 1]) + area / x[i + 1])
    x[0] = area / density(edge)
    return x


def literal(values, hexadecimal):
    text = [hex(v) if hexadecimal else repr(v) for v in values]
    return ",\n        ".join(", ".join(text[i : i + 4]) for i in range(0, LAYERS, 4))


def main():
    mp.dps = 60
    tables = shipped_tables()
    edge = mpf("3.65415288536100879635194725185604664812733315920964488827")
    normal = construction(
        lambda x: exp(-x * x / 2), lambda y: sqrt(-2 * log(y)), edge,
        edge * exp(-edge * edge / 2) + sqrt(pi / 2) * erfc(edge / sqrt(2)))
    edge = mpf("7.69711747013104971404462804811408952334296818528283253278834867283241051210533")
    exponential = construction(lambda x: exp(-x), lambda y: -log(y), edge, (edge + 1) * exp(-edge))
    for i in range(LAYERS):
        assert float(exponential[i] / mpf(2) ** 53) == tables["we"][i]
        assert float(exp(-exponential[i]) if i else 1) == tables["fe"][i]
        assert abs(normal[i] / mpf(2) ** 52 / tables["wi"][i] - 1) < 2e-14
        assert abs((exp(-normal[i] ** 2 / 2) if i else 1) / tables["fi"][i] - 1) < 2e-14
    with open(TARGET, "w") as file:
        file.write(
            "// The numbers of the two ziggurats; Tests/Golden/randomness_ziggurat.py says where they come from.\n\n"
            "extension ZigguratConstants {\n")
        for key, name in (("i", "normal"), ("e", "exponential")):
            for kind, word, type_ in (("k", "Thresholds", "UInt64"), ("w", "Widths", "Double"), ("f", "Heights", "Double")):
                file.write(f"    package static let {name}{word}: [{type_}] = [\n        ")
                file.write(literal(tables[kind + key], kind == "k"))
                file.write(",\n    ]\n")
        file.write("}\n")


main()
