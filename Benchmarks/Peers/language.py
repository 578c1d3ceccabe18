"""SmolLM2 in llama.cpp (llama-cpp-python), as a user would run it: the cases of `cairn-bench language` whose names begin with smollm2."""

import os
import pathlib

MODEL = (pathlib.Path(os.environ.get("CAIRN_DATA") or pathlib.Path.home() / ".cache/cairn")
         / "models/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")


def load(threads):
    from llama_cpp import Llama

    return Llama(str(MODEL), n_ctx=1024, n_batch=512, n_threads=threads, n_threads_batch=threads, verbose=False)


def step(name, threads=2):
    """The work of a case as a call without arguments, or None where there is no such case or no model."""
    if not name.startswith("smollm2-") or not MODEL.exists():
        return None
    if name == "smollm2-load":
        return lambda: load(threads)
    import numpy as np

    model = load(threads)
    prompt = [(i * 7919 + 13) % 49152 for i in range(512)]

    def read():
        model.reset()
        model.eval(prompt)

    def generate():
        model.reset()
        model.eval([504, 2365, 253, 655])
        for _ in range(128):
            model.eval([int(np.argmax(model._scores[-1]))])

    return {"smollm2-prompt": read, "smollm2-generate": generate}.get(name)
