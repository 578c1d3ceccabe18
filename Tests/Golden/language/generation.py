"""Logits after transformers' processors, and its beam search on a table of logits. Writes generation.json beside this file."""

import json
import math
import pathlib

import torch
import transformers
from transformers import GenerationConfig, GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.generation import logits_process as lp
from transformers.modeling_outputs import CausalLMOutputWithPast

torch.manual_seed(0)


def table(vocabulary, seed):
    """Logits of the next token by the last one, from integers, so that Swift makes the same."""
    rows = []
    for i in range(vocabulary):
        rows.append([((i * 7919 + j * 104729 + i * j * 31 + seed * 977) % 1000) / 1000 * 6 - 3 for j in range(vocabulary)])
    return torch.tensor(rows, dtype=torch.float32)


class TableConfig(PretrainedConfig):
    model_type = "table"

    def __init__(self, vocab_size=12, table_seed=0, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size, self.table_seed = vocab_size, table_seed
        self.num_hidden_layers, self.hidden_size, self.num_attention_heads = 1, 1, 1


class TableModel(PreTrainedModel, GenerationMixin):
    config_class = TableConfig

    def __init__(self, config):
        super().__init__(config)
        self.anchor = torch.nn.Parameter(torch.zeros(1))
        self.rows = table(config.vocab_size, config.table_seed)
        self.post_init()

    def forward(self, input_ids=None, attention_mask=None, **kwargs):
        # The last token decides, the one before it a little: beams with the same last token differ.
        logits = self.rows[input_ids]
        before = torch.nn.functional.pad(input_ids, (1, 0))[:, :-1]
        logits = logits + 0.5 * self.rows[before].roll(1, -1)
        return CausalLMOutputWithPast(logits=logits)

    def prepare_inputs_for_generation(self, input_ids, **kwargs):
        return {"input_ids": input_ids}

    @property
    def _supports_default_dynamic_cache(self):
        return False


def finite(values):
    return [None if math.isinf(v) else v for v in values]


def chains():
    cases = []
    generator = torch.Generator().manual_seed(1)
    for index in range(24):
        count = 40
        logits = torch.randn(1, count, generator=generator) * 3
        prompt = torch.randint(0, count, (6,), generator=generator).tolist()
        written = torch.randint(0, count, (8,), generator=generator).tolist()
        if index % 2:
            written[-3:] = written[:3]
        options = {}
        processors = lp.LogitsProcessorList()
        if index % 3 == 0:
            options["bias"] = {str(3): 2.5, str(7): -1.25}
            processors.append(lp.SequenceBiasLogitsProcessor([[[3], 2.5], [[7], -1.25]]))
        if index % 2 == 0:
            options["repetition"] = 1.3
            processors.append(lp.RepetitionPenaltyLogitsProcessor(1.3))
        if index % 4 < 2:
            options["noRepeat"] = 2
            processors.append(lp.NoRepeatNGramLogitsProcessor(2))
        if index % 5 != 4:
            options["temperature"] = [0.7, 1.6, 0.3, 2.0][index % 5]
            processors.append(lp.TemperatureLogitsWarper(options["temperature"]))
        if index % 6 in (1, 2):
            options["topK"] = 9
            processors.append(lp.TopKLogitsWarper(9))
        if index % 6 in (2, 3):
            options["topP"] = 0.85
            processors.append(lp.TopPLogitsWarper(0.85))
        if index % 6 == 4:
            options["minP"] = 0.08
            processors.append(lp.MinPLogitsWarper(0.08))
        if index % 6 == 5:
            options["typicalP"] = 0.7
            processors.append(lp.TypicalLogitsWarper(0.7))
        result = processors(torch.tensor([prompt + written]), logits.clone())
        cases.append({
            "logits": logits[0].tolist(), "prompt": prompt, "written": written, "options": options,
            "result": finite(result[0].tolist()),
        })
    return cases


def beams():
    cases = []
    early = {"heuristic": False, "full": True, "never": "never"}
    for seed in range(6):
        model = TableModel(TableConfig(vocab_size=12, table_seed=seed)).eval()
        for beam_count, penalty, ending in [(1, 1.0, "heuristic"), (3, 1.0, "heuristic"), (4, 0.0, "never"), (4, 2.0, "full"),
                                            (5, -0.5, "heuristic"), (3, 1.5, "never")]:
            if beam_count == 1:
                continue
            config = GenerationConfig(
                num_beams=beam_count, num_return_sequences=beam_count, max_new_tokens=8, do_sample=False, eos_token_id=2,
                pad_token_id=0, length_penalty=penalty, early_stopping=early[ending], output_scores=True,
                return_dict_in_generate=True, use_cache=False)
            with torch.no_grad():
                out = model.generate(torch.tensor([[5, 1]]), generation_config=config)
            found = []
            for row, score in zip(out.sequences.tolist(), out.sequences_scores.tolist()):
                tokens = row[2:]
                stopped = 2 in tokens
                if stopped:
                    tokens = tokens[: tokens.index(2)]
                found.append({"tokens": tokens, "score": score, "stopped": stopped})
            cases.append({"seed": seed, "beams": beam_count, "penalty": penalty, "ending": ending, "found": found})
    return cases


here = pathlib.Path(__file__).parent
print("transformers", transformers.__version__, "torch", torch.__version__)
(here / "generation.json").write_text(json.dumps({"chains": chains(), "beams": beams()}))
