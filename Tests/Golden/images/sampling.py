"""Pictures seen through affine maps by PyTorch's affine_grid and grid_sample: sampling.json.

    python Tests/Golden/images/sampling.py
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(5)
cases = []
for channels, height, width in ((1, 8, 8), (2, 7, 10), (3, 1, 5)):
    maps = torch.tensor([
        [1, 0, 0, 0, 1, 0],
        [0.8, 0.3, 0.1, -0.2, 1.1, -0.3],
        [math.cos(0.5), math.sin(0.5), 0, -math.sin(0.5), math.cos(0.5), 0],
        [-1, 0, 0, 0, 1, 0],
        [1, 0, 5, 0, 1, 0],
        [1.7, 0.4, 0, 0.3, 2.1, 0],
    ], dtype=torch.float64)
    pictures = torch.rand(len(maps), channels, height, width, dtype=torch.float64).float().double()
    grid = F.affine_grid(maps.reshape(-1, 2, 3), list(pictures.shape), align_corners=False)
    result = F.grid_sample(pictures, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    cases.append({
        "shape": list(pictures.shape), "maps": maps.tolist(),
        "pictures": [round(v, 9) for v in pictures.flatten().tolist()],
        "result": [round(v, 9) for v in result.flatten().tolist()],
    })
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}, separators=(",", ":")) + "\n")
print(path.stat().st_size, "bytes")
