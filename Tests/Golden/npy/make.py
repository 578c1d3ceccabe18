"""Makes the .npy, .npz and deflate files of this folder, and expected.json, with NumPy 2.4.6 and zlib.

    python Tests/Golden/npy/make.py
"""
import io
import json
import pathlib
import random
import zlib

import numpy as np
from numpy.lib import format as npy_format

folder = pathlib.Path(__file__).parent
expected = {"numpy": np.__version__, "arrays": [], "deflate": []}


def plain(value):
    """A Python number, 0 or 1 for a truth value."""
    value = value.item()
    return int(value) if isinstance(value, bool) else value


def keep(name, array, version=None, byte_exact=False):
    with open(folder / name, "wb") as file:
        npy_format.write_array(file, array, version=version, allow_pickle=False)
    expected["arrays"].append({
        "file": name, "shape": list(array.shape), "type": array.dtype.newbyteorder("=").name,
        "values": [str(plain(v)) for v in array.flatten(order="C")], "byteExact": byte_exact,
    })


rng = np.random.default_rng(20240607)
for name in ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16",
             "float32", "float64"]:
    dtype = np.dtype(name)
    if dtype.kind == "b":
        array = np.array([[True, False, True], [False, False, True]])
    elif dtype.kind == "f":
        info = np.finfo(dtype)
        array = np.array([[0.0, -0.0, info.max], [info.tiny, info.smallest_subnormal, -1.5]], dtype)
    else:
        info = np.iinfo(dtype)
        array = np.array([[info.min, info.max, 0], [1, 2, 100]], dtype)
    keep(f"{name}.npy", array, byte_exact=True)
    if dtype.itemsize > 1:
        keep(f"{name}-big-endian.npy", array.astype(dtype.newbyteorder(">")))
    keep(f"{name}-fortran.npy", np.asfortranarray(array))

keep("float64-3d-fortran.npy", np.asfortranarray(rng.standard_normal((3, 4, 5)).round(3)))
keep("int16-4d-fortran-big-endian.npy", np.asfortranarray(rng.integers(-999, 999, (2, 3, 1, 4)).astype(">i2")))
keep("version2.npy", np.arange(6.0).reshape(2, 3), version=(2, 0))
keep("version3.npy", np.arange(6.0).reshape(2, 3), version=(3, 0))
keep("number.npy", np.array(42.5), byte_exact=True)
keep("empty.npy", np.zeros((0,)), byte_exact=True)
keep("empty-0x5.npy", np.zeros((0, 5), np.float32), byte_exact=True)
keep("empty-5x0x3.npy", np.zeros((5, 0, 3), np.int64), byte_exact=True)
keep("vector.npy", np.linspace(-1, 1, 7), byte_exact=True)
keep("one-by-one.npy", np.ones((1, 1)), byte_exact=True)
keep("column.npy", np.arange(4.0).reshape(4, 1), byte_exact=True)
keep("many-dimensions.npy", np.arange(2.0).reshape((1,) * 31 + (2,)), byte_exact=True)
np.save(folder / "transpose.npy", np.arange(6.0).reshape(2, 3).T)

half = np.arange(65536, dtype=np.uint16).view(np.float16).astype(np.float32).view(np.uint32)
expected["halfChecksum"] = zlib.crc32(half.tobytes())

# What must be refused.
np.save(folder / "bad-object.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
np.save(folder / "bad-records.npy", np.zeros(2, dtype=[("a", "<f8"), ("b", "<i4")]))
np.save(folder / "bad-records-utf8.npy", np.zeros(2, dtype=[("é", "<f8")]))
np.save(folder / "bad-complex.npy", np.zeros(2, complex))
np.save(folder / "bad-text.npy", np.array(["ab", "c"]))
np.save(folder / "bad-dates.npy", np.array(["2020-01-01"], "datetime64[D]"))

# Archives.
arrays = {"weights": rng.standard_normal((5, 4)), "labels": np.arange(7), "mask": np.array([True, False]),
          "größe": np.array(3, np.uint8)}
np.savez(folder / "stored.npz", **arrays)
np.savez_compressed(folder / "compressed.npz", zeros=np.zeros((300, 100)),
                    text=np.frombuffer(b"the quick brown fox jumps over the lazy dog. " * 40, np.uint8),
                    noise=rng.integers(0, 256, 2000, np.uint8), ramp=np.arange(3000, dtype=np.int32), **arrays)
np.savez(folder / "objects.npz", good=np.arange(3.0), bad=np.array([None], dtype=object))
np.savez(folder / "none.npz")
expected["weights"] = arrays["weights"].flatten().tolist()


# Deflate streams of every kind, and broken ones with zlib's verdict.
def deflate(data, level, strategy):
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return packer.compress(data) + packer.flush()


def verdict(stream, limit=1 << 20):
    """The checksum of what zlib unpacks; None where it refuses, wants more, or leaves bytes over."""
    unpacker = zlib.decompressobj(-15)
    try:
        data = unpacker.decompress(stream, limit)
    except zlib.error:
        return None
    if not unpacker.eof or unpacker.unused_data:
        return None
    return {"count": len(data), "checksum": zlib.crc32(data)}


source = random.Random(7)
words = ["alpha", "beta", "gamma", "delta", " ", "\n", "0123456789"]
samples = [b"", b"a", b"a" * 1000, bytes(range(256)) * 2, source.randbytes(400),
           "".join(source.choice(words) for _ in range(150)).encode(),
           bytes(min(255, int(source.expovariate(0.05))) for _ in range(900))]
streams = []
for sample in samples:
    for level, strategy in [(0, 0), (1, 0), (6, 0), (9, 0), (6, zlib.Z_FIXED), (6, zlib.Z_HUFFMAN_ONLY), (6, zlib.Z_RLE)]:
        streams.append(deflate(sample, level, strategy))
skewed = bytes(b for n in range(14) for b in [n] * (1 << n))  # counts that double: codes of up to 13 bits
streams.append(deflate(skewed, 6, zlib.Z_HUFFMAN_ONLY))
short = [s for s in streams if 2 < len(s) < 400]
for _ in range(700):
    stream = bytearray(source.choice(short))
    for _ in range(source.randint(1, 3)):
        stream[min(int(source.expovariate(0.05)), len(stream) - 1)] ^= 1 << source.randrange(8)
    streams.append(bytes(stream[: source.randint(1, len(stream))] if source.random() < 0.1 else stream))
blob = b""
for stream in streams:
    found = verdict(stream)
    expected["deflate"].append([len(stream), found["count"] if found else -1, found["checksum"] if found else 0])
    blob += stream
(folder / "deflate.bin").write_bytes(blob)

(folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
print(len(streams), "streams,", sum(1 for d in expected["deflate"] if d[1] >= 0), "sound")
