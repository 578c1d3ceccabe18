"""Reference values for Tests/CKernelsTests: softmax, log softmax, layer norm, sum and variance of rows, exact and then
rounded to double; by mpmath, 50 digits.

`python kernels_rows.py` writes kernels_rows.json: name -> bits as hexadecimal strings, 16 digits a number. The arguments
are multiples of 2^-12 below 2^5 in size, so that floats hold them and their differences exactly: what is measured is
the kernel, not how sensitive the function is to a rounding of its argument.
"""
import json
import random
import struct
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 50
random.seed(7)

ROWS, COLS, EPS = 7, 45, mpf(2) ** -16


def grid(spread):
    return max(-31.0, min(31.0, round(random.gauss(0, spread) * 4096) / 4096))


def bits(values):
    return "".join(struct.pack(">d", float(v)).hex() for v in values)


x = [[grid([0.1, 1, 1, 3, 10, 10, 2][i]) + (20 if i == 6 else 0) * 1.0 for _ in range(COLS)] for i in range(ROWS)]
x = [[max(-31.0, min(31.0, v)) for v in row] for row in x]
gamma, beta = [1 + grid(0.3) for _ in range(COLS)], [grid(1) for _ in range(COLS)]

softmax, logs, norm, sums, variances = [], [], [], [], []
for row in x:
    v = [mpf(a) for a in row]
    total = mp.fsum(mp.exp(a) for a in v)
    softmax += [mp.exp(a) / total for a in v]
    logs += [a - mp.log(total) for a in v]
    mean = mp.fsum(v) / COLS
    variance = mp.fsum((a - mean) ** 2 for a in v) / COLS
    norm += [(a - mean) / mp.sqrt(variance + EPS) * mpf(g) + mpf(b) for a, g, b in zip(v, gamma, beta)]
    sums.append(mp.fsum(v))
    variances.append(variance)

result = {"x": bits(a for row in x for a in row), "gamma": bits(gamma), "beta": bits(beta), "softmax": bits(softmax),
          "log_softmax": bits(logs), "layer_norm": bits(norm), "sum": bits(sums), "var": bits(variances)}
path = Path(__file__).with_name("kernels_rows.json")
path.write_text(json.dumps(result, indent=0))
print(path.stat().st_size)
