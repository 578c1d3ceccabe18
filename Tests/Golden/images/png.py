"""PNG files of every kind, and the samples that Pillow (and, for 16 bits, the writer below) says are in them: png.json.

    python Tests/Golden/images/png.py
"""
import base64
import io
import json
import pathlib
import struct
import zlib

import numpy as np
import PIL
from PIL import Image

rng = np.random.default_rng(3)
cases = []


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, color, rows, extra=b"", interlace=0):
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def case(name, data, samples, bits=8):
    samples = np.asarray(samples)
    samples = samples[..., None] if samples.ndim == 2 else samples
    cases.append({
        "name": name, "file": base64.b64encode(data).decode(), "shape": list(samples.shape), "bits": bits,
        "samples": [int(v) for v in samples.flatten()],
    })


def pillow(name, image, mode=None, **options):
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **options)
    read = Image.open(io.BytesIO(buffer.getvalue()))
    case(name, buffer.getvalue(), np.array(read.convert(mode) if mode else read))


grey = rng.integers(0, 256, (5, 7), dtype=np.uint8)
pillow("grey of 8 bits", Image.fromarray(grey))
pillow("grey and alpha", Image.fromarray(rng.integers(0, 256, (5, 7, 2), dtype=np.uint8), "LA"))
pillow("colour", Image.fromarray(rng.integers(0, 256, (6, 5, 3), dtype=np.uint8)))
pillow("colour and alpha", Image.fromarray(rng.integers(0, 256, (6, 5, 4), dtype=np.uint8)))
pillow("palette of 8 bits", Image.fromarray(rng.integers(0, 256, (9, 8, 3), dtype=np.uint8)).quantize(30), "RGB")
pillow("palette of 4 bits", Image.fromarray(rng.integers(0, 256, (9, 7, 3), dtype=np.uint8)).quantize(12), "RGB", bits=4)
pillow("palette with a transparent colour", Image.fromarray(rng.integers(0, 256, (4, 4, 3), dtype=np.uint8)).quantize(8),
       "RGBA", transparency=2)
for depth in (1, 2, 4):
    width, height = 11, 3
    values = rng.integers(0, 1 << depth, (height, width))
    rows = []
    for line in values:
        bits = "".join(format(v, f"0{depth}b") for v in line)
        bits += "0" * (-len(bits) % 8)
        rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big"))
    case(f"grey of {depth} bits", png(width, height, depth, 0, rows), values * (255 // ((1 << depth) - 1)))
for name, color, channels in (("grey", 0, 1), ("colour", 2, 3), ("grey and alpha", 4, 2), ("colour and alpha", 6, 4)):
    values = rng.integers(0, 65536, (4, 5, channels))
    rows = [line.astype(">u2").tobytes() for line in values]
    case(f"{name} of 16 bits", png(5, 4, 16, color, rows), values, 16)

# Adam7: seven passes, each with its first pixel and steps.
values = rng.integers(0, 256, (13, 11, 3), dtype=np.uint8)
rows = []
for x, y, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
    rows += [line.tobytes() for line in values[y::dy, x::dx] if line.size]
data = png(11, 13, 8, 2, rows, interlace=1)
assert (np.array(Image.open(io.BytesIO(data))) == values).all()
case("interlaced colour", data, values)
# A gamma that a viewer would apply and a reader of samples must not.
data = png(7, 5, 8, 0, [line.tobytes() for line in grey], extra=chunk(b"gAMA", struct.pack(">I", 100000)))
case("grey with a gamma", data, grey)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"pillow": PIL.__version__, "cases": cases}, separators=(",", ":")) + "\n")
print(len(cases), "files,", path.stat().st_size, "bytes")
