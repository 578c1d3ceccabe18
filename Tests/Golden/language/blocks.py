"""Blocks of quantised numbers: `blocks.json`.

Dequantisation and the simple quantisations are those of the Python package `gguf`; the K types, which it does not quantise, are those of
ggml's C library, of which only the squared error is kept.
"""

import ctypes
import json
import pathlib

import gguf
import llama_cpp
import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf.quants import dequantize, quantize

HERE = pathlib.Path(__file__).parent
TYPES = [Type.F32, Type.F16, Type.BF16, Type.Q8_0, Type.Q4_0, Type.Q4_1, Type.Q4_K, Type.Q6_K]
LENGTH = {Type.F32: 1, Type.F16: 1, Type.BF16: 1, Type.Q4_K: 256, Type.Q6_K: 256}


def numbers(generator):
    """Eight rows of 256 that try different things."""
    normal = generator.standard_normal((8, 256)).astype(np.float32)
    normal[1] *= 0.02
    normal[2] = np.abs(normal[2]) + 3
    normal[3, ::17] *= 50
    normal[4, :64] = 0
    normal[4, 64:128] = -1.25
    normal[5] = np.exp(3 * normal[5])
    normal[6] *= 1e-3 * np.linspace(0.001, 10, 256, dtype=np.float32)
    return normal


def sensible(generator, type):
    """Random blocks whose scales are finite."""
    block, width = gguf.GGML_QUANT_SIZES[type]
    blocks = generator.integers(0, 256, (1024 // block, width), dtype=np.uint8)
    scales = generator.standard_normal((len(blocks), 2)).astype(np.float16).view(np.uint8)
    if type == Type.Q8_0 or type == Type.Q4_0:
        blocks[:, :2] = scales[:, :2]
    elif type in (Type.Q4_1, Type.Q4_K):
        blocks[:, :4] = scales
    elif type == Type.Q6_K:
        blocks[:, -2:] = scales[:, :2]
    else:
        values = (generator.standard_normal(1024) * 10.0 ** generator.integers(-7, 5, 1024)).astype(np.float32)
        blocks = quantize(values, type).view(np.uint8)
    return blocks.reshape(-1)


def ggml_blocks(type, values):
    """The blocks that ggml's own C code makes."""
    folder = pathlib.Path(llama_cpp.__file__).parent / "lib"
    library = ctypes.CDLL(str(folder / "libggml-base.so"))
    block, width = gguf.GGML_QUANT_SIZES[type]
    target = np.zeros(values.size // block * width, np.uint8)
    function = library.ggml_quantize_chunk
    function.restype = ctypes.c_size_t
    function.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64,
                         ctypes.c_int64, ctypes.c_void_p]
    function(type.value, values.ctypes.data, target.ctypes.data, 0, len(values), values.shape[1], None)
    return target


def main():
    generator = np.random.default_rng(6)
    values = numbers(generator)
    result = {"versions": f"gguf {__import__('importlib.metadata').metadata.version('gguf')}, NumPy {np.__version__}, "
                          f"llama-cpp-python {llama_cpp.__version__}",
              "values": values.tobytes().hex(), "formats": []}
    for type in TYPES:
        blocks = sensible(generator, type)
        record = {"name": type.name, "number": type.value, "blocks": blocks.tobytes().hex(),
                  "numbers": dequantize(blocks, type).astype(np.float32).tobytes().hex()}
        if type in (Type.Q4_K, Type.Q6_K):
            theirs = dequantize(ggml_blocks(type, values), type).reshape(values.shape)
            record["errors"] = [float(x) for x in ((theirs.astype(float) - values) ** 2).sum(axis=1)]
        else:
            with np.errstate(over="ignore"):
                record["quantized"] = quantize(values, type).tobytes().hex()
        result["formats"].append(record)
    (HERE / "blocks.json").write_text(json.dumps(result, indent=0) + "\n")


main()
