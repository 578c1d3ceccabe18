"""PEFT's LoRA beside single dense layers: outputs, gradients of A and B, merged weights.

    /work/venv/py/bin/python lora_layer.py

Writes lora_layer.json beside this file. Weights are stored as `[inputs, outputs]`, transposed from PyTorch's.
"""
import json, os
import peft, torch

here = os.path.dirname(os.path.abspath(__file__))
versions = f"PEFT {peft.__version__}, PyTorch {torch.__version__.split('+')[0]}"
print(versions)
generator = torch.Generator().manual_seed(2)


def numbers(t):
    return t.detach().flatten().tolist()


class Network(torch.nn.Module):
    def __init__(self, inputs, outputs, bias):
        super().__init__()
        self.dense = torch.nn.Linear(inputs, outputs, bias=bias, dtype=torch.float64)

    def forward(self, x):
        return self.dense(x)


cases = []
for inputs, outputs, rank, alpha, bias in [(7, 5, 2, 8, True), (4, 9, 3, 1.5, False), (6, 6, 1, 16, True)]:
    network = Network(inputs, outputs, bias)
    with torch.no_grad():
        for p in network.parameters():
            p.copy_(torch.randn(p.shape, generator=generator, dtype=torch.float64))
    weight, shift = numbers(network.dense.weight.T), numbers(network.dense.bias) if bias else None
    tuned = peft.get_peft_model(network, peft.LoraConfig(
        r=rank, lora_alpha=alpha, target_modules=["dense"], init_lora_weights=False), autocast_adapter_dtype=False)
    layer = tuned.base_model.model.dense
    down, up = layer.lora_A["default"].weight, layer.lora_B["default"].weight
    with torch.no_grad():
        for p in (down, up):
            p.data = torch.randn(p.shape, generator=generator, dtype=torch.float64)
    x, slope = (torch.randn(3, n, generator=generator, dtype=torch.float64) for n in (inputs, outputs))
    y = tuned(x)
    (y * slope).sum().backward()
    case = {"inputs": inputs, "outputs": outputs, "rank": rank, "alpha": alpha, "weight": weight, "bias": shift,
            "down": numbers(down.T), "up": numbers(up.T), "x": numbers(x), "slope": numbers(slope), "y": numbers(y),
            "downGradient": numbers(down.grad.T), "upGradient": numbers(up.grad.T)}
    assert all(not p.requires_grad for p in layer.base_layer.parameters())
    cases.append(case | {"merged": numbers(tuned.merge_and_unload().dense.weight.T)})
with open(os.path.join(here, "lora_layer.json"), "w") as file:
    json.dump({"versions": versions, "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
