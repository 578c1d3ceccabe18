"""Files of the reference implementation of safetensors, and what stands in them: *.safetensors and expected.json.

Run with the venv of the golden files. With the path of a file as argument: reads that file (one that our writer wrote
from the values of every.safetensors) and holds it against every.safetensors.
"""

import json
import pathlib
import sys

import safetensors
import torch
from safetensors import safe_open
from safetensors.torch import load, save

HERE = pathlib.Path(__file__).parent
INF, NAN = float("inf"), float("nan")

FLOATS = [0.0, -0.0, 1.0, -2.5, 0.1, 65504.0, 65519.0, 65520.0, 1e-7, 6e-8, 2.9e-8, 6.1e-5, 3.3895e38, 1e-40, INF, -INF, NAN]
DOUBLES = FLOATS + [1.7976931348623157e308, 5e-324, 1 / 3]


def bounds(type):
    info = torch.iinfo(type)
    return torch.tensor([info.min, 0, 1, 2, 100, info.max], dtype=type).reshape(2, 3)


every = {
    "F64": torch.tensor(DOUBLES, dtype=torch.float64).reshape(4, 5),
    "F32": torch.tensor(FLOATS, dtype=torch.float32),
    "F16": torch.tensor(FLOATS, dtype=torch.float32).to(torch.float16),
    "BF16": torch.tensor(FLOATS, dtype=torch.float32).to(torch.bfloat16),
    "I64": bounds(torch.int64),
    "I32": bounds(torch.int32),
    "I16": bounds(torch.int16),
    "I8": bounds(torch.int8),
    "U64": torch.tensor([0, 1, 2, 2**63 - 1, 2**63, 2**64 - 1], dtype=torch.uint64).reshape(2, 3),
    "U32": bounds(torch.uint32),
    "U16": bounds(torch.uint16),
    "U8": bounds(torch.uint8),
    "BOOL": torch.tensor([[True, False], [False, False], [True, True]]),
}
# PyTorch rounds a NaN to bfloat16 as 0xFFFF or 0x7FC0, as the machine has it; here it is the quiet NaN.
every["BF16"][-1:] = torch.tensor([0x7FC0], dtype=torch.int16).view(torch.bfloat16)
shapes = {"blocks.%d.weight" % i: torch.arange(6, dtype=torch.float32).reshape(3, 2) + i for i in (0, 2, 10)}
for name, tensor in list(every.items()):
    shapes[f"single {name}"] = tensor.flatten()[1].clone()
    shapes[f"empty {name}"] = torch.zeros((0, 3), dtype=tensor.dtype)
shapes["empty between"] = torch.zeros((2, 0, 4))
shapes['a "name"\n\\with/\t\u0001é漢😀'] = torch.tensor([7], dtype=torch.uint8)

FILES = {
    "every": (every, {"format": "pt"}),
    "shapes": (shapes, {'quoted "key"\n': "é\u0001\\ 😀"}),
    "metadata": ({"x": torch.tensor([1.5])}, {"b": "2", "a": "1", "é": ""}),
    "none": ({}, None),
}


def number(value):
    if isinstance(value, bool) or isinstance(value, int):
        return str(int(value))
    return repr(value)


def expected(tensors):
    entries = {}
    for name, tensor in tensors.items():
        wide = tensor.to(torch.float64) if tensor.is_floating_point() else tensor
        kind = "float" if tensor.is_floating_point() else "integer"
        entries[name] = {"shape": list(tensor.shape), "kind": kind, "values": [number(v) for v in wide.flatten().tolist()]}
    return entries


def make():
    out = {"versions": f"safetensors {safetensors.__version__}, torch {torch.__version__.split('+')[0]}", "files": {}}
    for name, (tensors, metadata) in FILES.items():
        path = HERE / f"{name}.safetensors"
        path.write_bytes(save(tensors, metadata=metadata))
        raw = path.read_bytes()
        header = json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])
        order = [tensor for tensor in header if tensor != "__metadata__"]
        out["files"][name] = {"metadata": metadata or {}, "order": order, "tensors": expected(tensors)}
    (HERE / "expected.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
    print(out["versions"])


def compare(path):
    ours, theirs = load(pathlib.Path(path).read_bytes()), load((HERE / "every.safetensors").read_bytes())
    assert ours.keys() == theirs.keys(), (ours.keys(), theirs.keys())
    for name in theirs:
        assert ours[name].dtype == theirs[name].dtype and ours[name].shape == theirs[name].shape, name
        raw = [t[name].contiguous().view(torch.uint8).tolist() for t in (ours, theirs)]
        assert raw[0] == raw[1], (name, raw)
    with safe_open(path, "pt") as file:
        print(f"read back by safetensors {safetensors.__version__}: {len(ours)} tensors equal, metadata {file.metadata()}")


if len(sys.argv) > 1:
    compare(sys.argv[1])
else:
    make()
