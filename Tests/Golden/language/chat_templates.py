"""Conversations through chat templates as transformers renders them. Writes chat_templates.json beside this file.

The templates are those of the model families as published by their makers, written down here from knowledge of their formats; the
first is read from the GGUF file of SmolLM2 where `make models` has fetched it.
"""

import datetime
import itertools
import json
import pathlib

import jinja2
import transformers
from transformers.utils import chat_template_utils

here = pathlib.Path(__file__).parent


class FixedDate(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2024, 7, 4, 9, 5, 3)


chat_template_utils.datetime = FixedDate

SMOLLM2 = "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"

CHATML = """{%- for message in messages %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""

LLAMA2 = """{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if loop.index0 == 0 and system_message != false %}{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}"""

LLAMA3 = """{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"""

LLAMA32 = """{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not tools_in_user_message is defined %}
    {%- set tools_in_user_message = true %}
{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- This block extracts the system message, so we can slot it into the right place. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}

{#- System message #}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if tools is not none %}
    {{- "Environment: ipython\\n" }}
{%- endif %}
{{- "Cutting Knowledge Date: December 2023\\n" }}
{{- "Today Date: " + date_string + "\\n\\n" }}
{%- if tools is not none and not tools_in_user_message %}
    {{- "You have access to the following functions. To call a function, please respond with JSON for a function call." }}
    {{- 'Respond in the format {"name": function name, "parameters": dictionary of argument name and its value}.' }}
    {{- "Do not use variables.\\n\\n" }}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\\n\\n" }}
    {%- endfor %}
{%- endif %}
{{- system_message }}
{{- "<|eot_id|>" }}

{#- Custom tools are passed in a user message with some extra guidance #}
{%- if tools_in_user_message and not tools is none %}
    {#- Extract the first user message so we can plug it in here #}
    {%- if messages | length != 0 %}
        {%- set first_user_message = messages[0]['content']|trim %}
        {%- set messages = messages[1:] %}
    {%- else %}
        {{- raise_exception("Cannot put tools in the first user message when there's no first user message!") }}
    {%- endif %}
    {{- '<|start_header_id|>user<|end_header_id|>\\n\\n' -}}
    {{- "Given the following functions, please respond with a JSON for a function call " }}
    {{- "with its proper arguments that best answers the given prompt.\\n\\n" }}
    {{- 'Respond in the format {"name": function name, "parameters": dictionary of argument name and its value}.' }}
    {{- "Do not use variables.\\n\\n" }}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\\n\\n" }}
    {%- endfor %}
    {{- first_user_message + "<|eot_id|>"}}
{%- endif %}

{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("This model only supports single tool-calls at once!") }}
        {%- endif %}
        {%- set tool_call = message.tool_calls[0].function %}
        {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' -}}
        {{- '{"name": "' + tool_call.name + '", ' }}
        {{- '"parameters": ' }}
        {{- tool_call.arguments | tojson }}
        {{- "}" }}
        {{- "<|eot_id|>" }}
    {%- elif message.role == "tool" or message.role == "ipython" %}
        {{- "<|start_header_id|>ipython<|end_header_id|>\\n\\n" }}
        {%- if message.content is mapping or message.content is iterable %}
            {{- message.content | tojson }}
        {%- else %}
            {{- message.content }}
        {%- endif %}
        {{- "<|eot_id|>" }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
"""

QWEN25 = """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0]['role'] == 'system' %}
        {{- messages[0]['content'] }}
    {%- else %}
        {{- 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.' }}
    {%- endif %}
    {{- "\\n\\n# Tools\\n\\nYou may call one or more functions to assist with the user query.\\n\\nYou are provided with function signatures within <tools></tools> XML tags:\\n<tools>" }}
    {%- for tool in tools %}
        {{- "\\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "\\n</tools>\\n\\nFor each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\\n<tool_call>\\n{\\"name\\": <function-name>, \\"arguments\\": <args-json-object>}\\n</tool_call><|im_end|>\\n" }}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>system\\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role }}
        {%- if message.content %}
            {{- '\\n' + message.content }}
        {%- endif %}
        {%- for tool_call in message.tool_calls %}
            {%- if tool_call.function is defined %}
                {%- set tool_call = tool_call.function %}
            {%- endif %}
            {{- '\\n<tool_call>\\n{"name": "' }}
            {{- tool_call.name }}
            {{- '", "arguments": ' }}
            {{- tool_call.arguments | tojson }}
            {{- '}\\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\\n<tool_response>\\n' }}
        {{- message.content }}
        {{- '\\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
            {{- '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""

QWEN3 = """{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if '</think>' in content %}
            {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or (not loop.last and reasoning_content)) %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""

MISTRAL = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}

{#- This block checks for alternating user/assistant messages, skipping tool calling messages #}
{%- set ns = namespace() %}
{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if not (message.role == "tool" or message.role == "tool_results" or (message.tool_calls is defined and message.tool_calls is not none)) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("After the optional system message, conversation roles must alternate user/assistant/user/assistant/...") }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}

{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if tools is not none and (message == user_messages[-1]) %}
            {{- "[AVAILABLE_TOOLS] [" }}
            {%- for tool in tools %}
                {%- set tool = tool.function %}
                {{- '{"type": "function", "function": {' }}
                {%- for key, val in tool.items() if key != "return" %}
                    {%- if val is string %}
                        {{- '"' + key + '": "' + val + '"' }}
                    {%- else %}
                        {{- '"' + key + '": ' + val|tojson }}
                    {%- endif %}
                    {%- if not loop.last %}
                        {{- ", " }}
                    {%- endif %}
                {%- endfor %}
                {{- "}}" }}
                {%- if not loop.last %}
                    {{- ", " }}
                {%- else %}
                    {{- "]" }}
                {%- endif %}
            {%- endfor %}
            {{- "[/AVAILABLE_TOOLS]" }}
            {%- endif %}
        {%- if loop.last and system_message is defined %}
            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST] " + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"]|trim + eos_token}}
    {%- elif message["role"] == "tool" %}
        {{- '[TOOL_RESULTS] {"content": ' + message.content|string + "}[/TOOL_RESULTS]" }}
    {%- else %}
        {{- raise_exception("Only user and assistant roles are supported, with the exception of an initial optional system message!") }}
    {%- endif %}
{%- endfor %}
"""

GEMMA = """{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %}"""

GEMMA3 = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set first_user_prefix = messages[0]['content'] + '\n\n' -%}
    {%- else -%}
        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '\n\n' -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Conversation roles must alternate user/assistant/user/assistant/...") }}
    {%- endif -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<start_of_turn>' + role + '\n' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}
                {{ '<start_of_image>' }}
            {%- elif item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- else -%}
        {{ raise_exception("Invalid content type") }}
    {%- endif -%}
    {{ '<end_of_turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start_of_turn>model\n'}}
{%- endif -%}
"""

PHI3 = """{% for message in messages %}{% if message['role'] == 'system' and message['content'] %}{{'<|system|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'user' %}{{'<|user|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'assistant' %}{{'<|assistant|>\n' + message['content'] + '<|end|>\n'}}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}"""

ZEPHYR = """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\n'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}"""

MACROS = """{%- macro part(item, indent=2, mark='-') -%}
{{ ' ' * indent }}{{ mark }} {{ item.type }}: {{ item.get('text', 'nothing')|upper }}
{% endmacro -%}
{% generation %}{% for m in messages %}{{ loop.index }}/{{ loop.length }} {{ m.role.title() }}
{%- if m.content is string %}: {{ m.content|replace('e', '3')|indent(4) }}
{% else %}

{% for c in m.content %}{{ part(c, indent=loop.index * 2) }}{% else %}none
{% endfor %}{% endif %}{% if loop.index > 5 %}{% break %}{% endif %}
{% endfor %}{% endgeneration %}"""

templates = {
    "smollm2": SMOLLM2, "chatml": CHATML, "llama2": LLAMA2, "llama3": LLAMA3, "llama3.2": LLAMA32, "qwen2.5": QWEN25,
    "qwen3": QWEN3, "mistral": MISTRAL, "gemma": GEMMA, "gemma3": GEMMA3, "phi3": PHI3, "zephyr": ZEPHYR, "macros": MACROS,
}

system = {"role": "system", "content": "  You are terse.\nAnswer in French. "}
hello = {"role": "user", "content": " Hello, \"world\"!\n"}
answer = {"role": "assistant", "content": "Bonjour à tous ! 👋🏽 \\n <b>"}
thought = {"role": "assistant", "content": "<think>\nHm, 2 + 2.\n</think>\n\nQuatre."}
question = {"role": "user", "content": "What is 2 + 2? 世界"}
call = {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": {"name": "add", "arguments": {"a": 2, "b": 2.5, "deep": {"x": [None, True]}}}}]}
result = {"role": "tool", "content": "4.5"}
parts = {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": " What is this? "}]}
conversations = {
    "one": [hello], "system": [system, hello], "turns": [hello, answer, question],
    "system and turns": [system, hello, answer, question, thought, hello], "ends with the model": [hello, thought],
    "tool": [system, question, call, result, {"role": "assistant", "content": "It is 4.5."}], "two users": [hello, question],
    "empty": [{"role": "user", "content": ""}], "parts": [parts], "two tools": [question, call, result, result],
}
tools = [{"type": "function", "function": {"name": "add", "description": "Adds two numbers, \"a\" & 'b'.", "parameters": {
    "type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number", "default": 1e-05}}, "required": ["a", "b"]}}}]

# Small templates, one for each feature of the language; rendered with `values`.
snippets = [
    "{{ 1 + 2 * 3 ** 2 // 4 % 5 - -1 }} {{ 7 / 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** -1 }} {{ 1e16 }} {{ 1e-5 }} {{ 0.1 + 0.2 }} {{ 123456789012345680.0 }}",
    "{{ [1, 'a', none, true, 2.0, {'k': (1,)}] }} {{ 'it\\'s' }} {{ ['it\\'s', 'q\"'] }} {{ () }} {{ {} }} {{ 'é\n\t\\\\' }} {{ ['é\n\t\\\\'] }}",
    "{% if a %}A{% elif b is defined and b is not none %}B{% else %}C{% endif %}|{{ missing }}|{{ missing is defined }}|{{ missing|default('d') }}|{{ ''|default('e', true) }}",
    "{% for k, v in d.items() %}{{ loop.index0 }}{{ k }}={{ v }}{{ ', ' if not loop.last }}{% endfor %} {{ d.keys()|list }} {{ d.values()|list }} {{ d|length }} {{ d|dictsort }} {{ 'x' in d }} {{ d.get('q') }} {{ d.get('q', 5) }}",
    "{% for i in range(10) if i is odd %}{{ i }}{{ loop.first }}{{ loop.last }}{{ loop.revindex }}{{ loop.previtem }}{{ loop.nextitem }} {% else %}none{% endfor %}{% for i in [] %}x{% else %}empty{% endfor %}",
    "{% set x = 1 %}{% for i in range(3) %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}{% set ns = namespace(t=0) %}{% for i in range(4) %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}",
    "{% set y %}a {{ 1 }} b{% endset %}[{{ y }}]{% set z | upper %}shout{% endset %}{{ z }}{% set p, q = 1, 2 %}{{ p }}{{ q }}{% filter upper %}loud {{ q }}{% endfilter %}",
    "{% macro m(a, b='B', c=3) %}<{{ a }}{{ b }}{{ c }}>{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m(1, c=9) }}{{ m('x', b=m(2)) }}",
    "{{ s[1:] }}|{{ s[:-1] }}|{{ s[::-1] }}|{{ s[::2] }}|{{ s[-3:-1] }}|{{ l[1:3] }}|{{ l[-1] }}|{{ l[5:1:-2] }}|{{ s[0] }}|{{ l[99] }}|{{ l[:99] }}",
    "{{ s.upper() }}{{ s.split() }}{{ s.split('l') }}{{ s.split('l', 1) }}{{ s.replace('l', 'L') }}{{ s.startswith('He') }}{{ s.find('l') }}{{ 'a,b,,c'.split(',') }}{{ ' x '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'a\nb\n'.splitlines() }}{{ 'abc'.title() }}{{ '-'.join(['a', 'b']) }}{{ 'x'.zfill(3) }}{{ '7'.isdigit() }}{{ s.rsplit(' ', 1) }}{{ 'hello world'.capitalize() }}{{ s.count('l') }}",
    "{{ l|join(', ') }} {{ l|first }} {{ l|last }} {{ l|length }} {{ l|sum }} {{ l|max }} {{ l|min }} {{ l|sort(reverse=true) }} {{ l|reverse|list }} {{ l|unique|list }} {{ ['b', 'A', 'c']|sort }} {{ l|map('string')|join('+') }} {{ l|select('odd')|list }} {{ l|reject('odd')|list }} {{ l|select('gt', 2)|list }}",
    "{{ o|map(attribute='n')|list }} {{ o|selectattr('n', 'equalto', 2)|map(attribute='t')|join }} {{ o|rejectattr('f')|list|length }} {{ o|selectattr('f')|list|length }} {{ o|map(attribute='q', default='-')|join(',') }} {{ o|sort(attribute='t')|map(attribute='t')|list }} {{ o|sum(attribute='n') }}",
    "{{ d|tojson }} {{ d|tojson(indent=2) }} {{ 'é\"\\\\\n</a>'|tojson }} {{ 1.0|tojson }} {{ [1, [], {}]|tojson(indent=1) }} {{ none|tojson }} {{ d|tojson(sort_keys=true, separators=(',', ':')) }} {{ 'é'|tojson(ensure_ascii=true) }}",
    "  {% if true %}\n  a\n  {%- if true -%}\n b \n{% endif %}\n  {% endif %}  \n{# note #}\nc\n  {#- note -#}  d\n\n{{ 1 }}\n{{- 2 -}}\n  e {%+ if true %} f{% endif %}\n\n",
    "{% raw %}{{ not this }} {% nor this %}{% endraw %}{{ 'a' ~ 1 ~ none ~ [2] }}{{ 'b' 'c' }}{{ 'ab' * 2 }}{{ [1] + [2] }}{{ [0] * 3 }}",
    "{{ 1 < 2 <= 2 != 3 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ not 1 in [1] }} {{ 2 not in [1] }} {{ 'el' in s }} {{ none is none }} {{ 1 is number }} {{ 'x' is string }} {{ d is mapping }} {{ l is iterable }} {{ s is sequence }} {{ 4 is even }} {{ 9 is divisibleby 3 }} {{ 1 is sameas 1 }} {{ true is boolean }} {{ 3 is not none }} {{ 1 in [1] and 2 in [2] or x.y }}",
    "{{ '%s is %d and %.2f %5s|%-5s|%05d' % ('x', 3, 1.234, 'r', 'l', 42) }} {{ '%s' % 7 }} {{ '{} {1} {a}'.format('p', 'q', a=1) if false else '{} {}'.format(1, 'z') }} {{ 3.7|int }} {{ '12'|int }} {{ 'x'|int(5) }} {{ '1.5'|float }} {{ -3|abs }} {{ 2.567|round(1) }} {{ 2.5|round }} {{ 7|string ~ 'x' }} {{ ' a b '|trim }} {{ 'a b c'|wordcount }} {{ 'hello there'|title }} {{ 'a\nb'|indent(2) }} {{ 'a\n\nb'|indent(2, true, true) }}",
    "{% for i in range(6) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{{ loop.cycle('a', 'b') }}{% endfor %}{% with a = 3, b = 4 %}{{ a + b }}{% endwith %}{{ a }}{{ strftime_now('%d %B %Y, %A %j %H:%M:%S %I %p %y-%m %% %b %a') }}",
    "{{ 'x' if a }}{{ 'x' if a else 'y' }}{{ (1, 2)[1] }}{{ {'a': 1}['a'] }}{{ {'a': {'b': [5]}}.a.b.0 }}{{ dict(a=1) }}{{ range(3)|list }}{{ range(5, 1, -2)|list }}{{ d['x'] }}{{ d.x }}{{ d['items'] }}",
    "{% macro outer() %}({{ caller() }}){% endmacro %}{% call outer() %}in{% endcall %}{% macro twice(f) %}{{ f }}{{ f }}{% endmacro %}{{ twice('z') }}{{ 'abc'|first }}{{ 'abc'|last }}{{ 'abc'|list }}{{ 'abc'|reverse }}{{ 'cab'|sort }}{{ l|batch(2)|list if false else '' }}",
    "{{ 'ß'.upper() }}{{ 'ÉCOLE'|lower }}{{ '👋🏽e\u0301'|length }}{{ '👋🏽e\u0301'[::-1] }}{{ 'e\u0301' == 'é' }}{{ '\r\n'|length }}{{ 'a\r\nb'.splitlines() }}{{ '\u00a0x\u2003'.strip() }}|{{ 'ǆ'|title }}",
]
values = {"d": {"x": 1, "B": [2, 3], "a": "t\"", "items": 4}, "s": "Hello world", "l": [3, 1, 2, 3], "b": 0,
          "o": [{"n": 1, "t": "b", "f": True}, {"n": 2, "t": "a", "f": False}, {"n": 2, "t": "c"}]}
failing = [
    "{{ missing.x }}", "{{ missing + 1 }}", "{{ 1 / 0 }}", "{{ 'a' + 1 }}", "{{ raise_exception('no') }}", "{{ none.x.y }}", "{{ 5() }}",
    "{% for i in 5 %}{% endfor %}", "{{ l.append(1) }}", "{% set d.x = 1 %}", "{{ 'a' < 1 }}", "{{ s|nofilter }}", "{{ s is notest }}",
    "{% if %}{% endif %}", "{% if 1 %}", "{{ (1 }}", "{{ 'x }}", "{% endfor %}", "{% nothing %}", "{{ 1 +}}", "{{ }}", "{# x", "{% for x %}{% endfor %}",
    "{{ a b }}", "{{ 1 is }}", "{% set 1 = 2 %}", "{{ range(1000000)|list }}",
]


def render(template, messages, **kwargs):
    try:
        texts, _ = chat_template_utils.render_jinja_template([messages], chat_template=template, **kwargs)
        return {"text": texts[0]}
    except Exception as error:
        return {"error": type(error).__name__}


cases = []
for (name, template), (kind, messages) in itertools.product(templates.items(), conversations.items()):
    for prompt, tooled in itertools.product([False, True], [False, True]):
        if tooled and name not in ("llama3.2", "qwen2.5", "mistral"):
            continue
        found = render(template, messages, add_generation_prompt=prompt, tools=tools if tooled else None, bos_token="<s>", eos_token="</s>")
        cases.append({"template": name, "conversation": kind, "prompt": prompt, "tools": tooled, **found})
plain = [{"template": text, **render(text, [], **values)} for text in snippets + failing]
print("transformers", transformers.__version__, "jinja2", jinja2.__version__, len(cases), "cases", sum("text" in c for c in cases), "rendered")
for case in plain:
    print(repr(case.get("text", case.get("error")))[:230])
(here / "chat_templates.json").write_text(json.dumps(
    {"templates": templates, "conversations": conversations, "tools": tools, "values": values, "cases": cases, "plain": plain},
    ensure_ascii=False))
