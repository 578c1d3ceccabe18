"""Reference values for Tests/CKernelsTests: correctly rounded results of the functions of one argument in double,
and of pow. Arguments are spread over all exponents, denser where each function bends; results by mpmath, 80 digits.

`python kernels.py` writes kernels.json: name -> {"x": [bits], "y": [bits]} with bits as hexadecimal strings, 16 digits
a number and no separator, since JSON numbers do not hold infinities and grow long.
"""
import json
import math
import random
import struct
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 80
random.seed(20)


def bits(x):
    return struct.pack(">d", x).hex()


def stratified(low, high, count, signs=True):
    """Two-sided, uniform in the exponent from 2^low to 2^high."""
    out = []
    for i in range(count):
        e = low + (high - low) * (i + random.random()) / count
        x = 2.0**e if e > -1000 else 2.0 ** (e + 100) * 2.0**-100
        out.append(-x if signs and random.random() < 0.5 else x)
    return out


def rounded(y):
    """The nearest double, also among the subnormals (float(mpf) would round twice there)."""
    if not mp.isfinite(y) or y == 0:
        return float(y)
    m, e = mp.frexp(y)
    shift = min(53, int(e) + 1074)
    if shift < 0:
        return math.copysign(0.0, y)
    n = int(mp.nint(mp.ldexp(m, shift)))
    try:
        return math.ldexp(n, int(e) - shift) if n else math.copysign(0.0, y)
    except OverflowError:
        return math.copysign(math.inf, y)


wide = lambda: stratified(-1074, 1023, 60)
middle = lambda: stratified(-30, 10, 160)
exp_points = lambda: middle() + [random.uniform(-750, 712) for _ in range(120)] + wide()
positive = lambda: [abs(x) for x in middle() + wide()] + [1 + x for x in stratified(-50, -1, 80)]
angle = lambda: middle() + stratified(-1074, 19, 40) + [
    float(k * mp.pi / 2) for k in list(range(-20, 21)) + [1000, 12345, 300000]] + stratified(20, 1023, 30)
tail = lambda: middle() + [random.uniform(-39, 39) for _ in range(120)] + wide()
unit = lambda: [x for x in stratified(-60, 0, 150)]

sigmoid = lambda x: 1 / (1 + mp.exp(-x))
functions = {
    "exp": (mp.exp, exp_points), "exp2": (lambda x: mpf(2) ** x, exp_points), "expm1": (mp.expm1, exp_points),
    "log": (mp.log, positive), "log2": (lambda x: mp.log(x, 2), positive), "log10": (mp.log10, positive),
    "log1p": (mp.log1p, lambda: [abs(x) for x in wide()] + unit()),
    "sqrt": (mp.sqrt, positive), "rsqrt": (lambda x: 1 / mp.sqrt(x), positive), "cbrt": (
        lambda x: mp.sign(x) * mp.cbrt(abs(x)), wide),
    "sin": (mp.sin, angle), "cos": (mp.cos, angle), "tan": (mp.tan, angle),
    "asin": (mp.asin, unit), "acos": (mp.acos, unit), "atan": (mp.atan, lambda: middle() + wide()),
    "sinh": (mp.sinh, exp_points), "cosh": (mp.cosh, exp_points), "tanh": (mp.tanh, lambda: middle() + wide()),
    "asinh": (mp.asinh, lambda: middle() + wide()), "atanh": (mp.atanh, unit),
    "acosh": (mp.acosh, lambda: [1 + abs(x) for x in middle()]),
    "erf": (mp.erf, tail), "erfc": (mp.erfc, tail),
    "sigmoid": (sigmoid, exp_points), "silu": (lambda x: x * sigmoid(x), exp_points),
    "log_sigmoid": (lambda x: -mp.log1p(mp.exp(-x)), exp_points),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), exp_points),
    "gelu": (lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2, tail),
    "gelu_tanh": (lambda x: x * sigmoid(2 * mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3)),
                  lambda: middle() + [random.uniform(-23, 23) for _ in range(120)]),
}

result = {}
for name, (f, points) in functions.items():
    xs, ys = [], []
    for x in points():
        # Beyond these mpmath would need astronomically many digits, and the result has long settled.
        if name not in ("sqrt", "rsqrt", "cbrt", "log", "log2", "log10", "log1p", "asinh", "atan", "sin", "cos", "tan"):
            if abs(x) > 1e5:
                continue
        with mp.workdps(400 if abs(x) > 1e10 or abs(x) < 1e-10 else 80):
            ys.append(bits(rounded(f(mpf(x)))))
        xs.append(bits(x))
    result[name] = {"x": "".join(xs), "y": "".join(ys)}

xs, zs, ys = [], [], []
for i in range(400):
    x = random.choice(stratified(-1074, 1023, 1) + stratified(-2, 2, 1))
    z = random.uniform(-1080, 1080) / max(abs(math.log2(abs(x))), 1e-12)
    if abs(z) > 1e300:
        continue
    if i % 5 == 0:
        z = float(random.randint(-40, 40))
    if x < 0 and z != round(z):
        x = -x
    xs.append(bits(x)), zs.append(bits(z)), ys.append(bits(rounded(mpf(x) ** mpf(z))))
result["pow"] = {"x": "".join(xs), "z": "".join(zs), "y": "".join(ys)}

path = Path(__file__).with_name("kernels.json")
path.write_text(json.dumps(result, indent=0))
print(path.stat().st_size, {k: len(v["x"]) // 16 for k, v in result.items()})
