"""Low-rank adapters as PEFT makes, runs and saves them, on the random models of models.py; preference losses by formula in PyTorch."""

import json
import os
import shutil

import numpy
import peft
import torch
import transformers

here = os.path.dirname(os.path.abspath(__file__))
ids = torch.tensor([[3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8, 1, 8]])
result = {"versions": f"PEFT {peft.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__}", "cases": []}


def run(name, base, **options):
    model = transformers.AutoModelForCausalLM.from_pretrained(f"{here}/models/{base}", attn_implementation="eager").float().eval()
    torch.manual_seed(7)
    configuration = peft.LoraConfig(task_type="CAUSAL_LM", init_lora_weights=False, **options)
    tuned = peft.get_peft_model(model, configuration)
    # Magnitudes begin as lengths of columns; other lengths show more.
    with torch.no_grad():
        for key, parameter in tuned.named_parameters():
            if "magnitude" in key:
                parameter.mul_(1 + 0.1 * torch.rand_like(parameter))
    tuned.eval()
    logits = tuned(ids).logits
    loss = torch.nn.functional.cross_entropy(logits[:, :-1].reshape(-1, logits.shape[-1]), ids[:, 1:].reshape(-1))
    loss.backward()
    folder = f"{here}/adapters/{name}"
    shutil.rmtree(folder, ignore_errors=True)
    tuned.save_pretrained(folder)
    os.remove(f"{folder}/README.md")
    with open(f"{folder}/adapter_config.json") as file:
        fields = json.load(file) | {"base_model_name_or_path": base}
    with open(f"{folder}/adapter_config.json", "w") as file:
        json.dump(fields, file, indent=2, sort_keys=True)
    gradients = {}
    for key, parameter in tuned.named_parameters():
        if parameter.requires_grad:
            gradients[key.replace(".default", "")] = [float(f"{x:.7g}") for x in parameter.grad.flatten().tolist()]
    result["cases"].append({
        "name": name, "base": base, "loss": loss.item(),
        "logits": [float(f"{x:.7g}") for x in logits.detach()[1].flatten().tolist()], "gradients": gradients,
    })


run("llama", "llama", r=2, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"])
run("llama-dora", "llama", r=3, lora_alpha=6, target_modules=["k_proj", "gate_proj"], use_dora=True)
run("gpt2", "gpt2", r=4, lora_alpha=4, target_modules=["c_attn", "c_fc"], use_rslora=True, fan_in_fan_out=True)

# Preference losses: log-probabilities of the chosen and the rejected answer, by the policy and by the reference.
generator = numpy.random.default_rng(5)
values = [torch.tensor(generator.normal(-20, 8, 6), dtype=torch.float64, requires_grad=k < 2) for k in range(4)]
policy_chosen, policy_rejected, reference_chosen, reference_rejected = values
preferences = {"values": [v.tolist() for v in values], "cases": []}
for kind in ["sigmoid", "hinge", "ipo"]:
    for beta, smoothing, free in [(0.1, 0.0, False), (0.5, 0.2, False), (0.3, 0.1, True)]:
        if kind != "sigmoid" and smoothing > 0 and not free:
            continue
        reference = 0.0 if free else reference_chosen - reference_rejected
        h = (policy_chosen - policy_rejected) - reference
        if kind == "sigmoid":
            losses = -torch.nn.functional.logsigmoid(beta * h) * (1 - smoothing) - torch.nn.functional.logsigmoid(-beta * h) * smoothing
        elif kind == "hinge":
            smoothing, losses = 0.0, torch.relu(1 - beta * h)
        else:
            smoothing, losses = 0.0, (h - 1 / (2 * beta)) ** 2
        gradients = torch.autograd.grad(losses.mean(), [policy_chosen, policy_rejected])
        preferences["cases"].append({
            "kind": kind, "beta": beta, "smoothing": smoothing, "free": free, "losses": losses.tolist(),
            "gradients": [g.tolist() for g in gradients]})
result["preferences"] = preferences
with open(f"{here}/adapters.json", "w") as file:
    json.dump(result, file, separators=(",", ":"))
