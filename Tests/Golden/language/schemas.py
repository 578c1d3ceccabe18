"""Schemas and values, and whether the values satisfy them by the Python package jsonschema (draft 2020-12).

    /work/venv/py/bin/python schemas.py

Writes schemas.json beside this file. `cases` use every keyword that JSONSchema understands; each of them has values on both sides. `refused` are
schemas with a keyword that it does not understand: the script makes sure that passing over the keyword would change a verdict.
"""
import importlib.metadata, json, pathlib
from jsonschema import Draft202012Validator

HERE = pathlib.Path(__file__).parent
VERSIONS = f"jsonschema {importlib.metadata.version('jsonschema')}"
# Values of all kinds, held against every schema beside its own.
KINDS = ["null", "true", "0", "-1.5", '"ab"', "[]", '[1, "a"]', "{}", '{"a": 1}']
PERSON = {"type": "object", "required": ["name", "age"], "additionalProperties": False, "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 5}, "age": {"type": "integer", "minimum": 0, "maximum": 130},
    "email": {"type": ["string", "null"]}, "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2}}}
TREE = {"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "required": ["value"], "properties": {
    "value": {"type": "integer"}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}, "maxItems": 2}}}}}
CASES = [
    (True, []),
    ({}, []),
    ({"title": "t", "description": "d", "default": 3, "examples": [1], "format": "email", "$comment": "c", "type": "string"},
     ['"no mail"']),
    ({"type": "null"}, ["false"]),
    ({"type": "boolean"}, ["false", "1"]),
    ({"type": "integer"}, ["1.0", "1.5", "-7", "1e3", "1e300", "123456789012345678901234567890", "true", '"1"']),
    ({"type": "number"}, ["1", "1e-7", "-0.0", "false", '"1"']),
    ({"type": ["string", "null"]}, ['""', "1"]),
    ({"type": ["integer", "array", "boolean"]}, ["2.0", "2.5", "[[]]"]),
    ({"type": "integer", "minimum": -3, "maximum": 12}, ["-3", "-4", "12", "13", "12.0", "12.5", "-3.0", "1e300"]),
    ({"type": "integer", "exclusiveMinimum": -3, "exclusiveMaximum": 12}, ["-3", "-2", "12", "11", "11.0"]),
    ({"type": "integer", "minimum": 0.5, "maximum": 2.5}, ["0", "1", "2", "3"]),
    ({"type": "integer", "multipleOf": 1}, ["3", "3.0", "3.5"]),
    ({"type": "number", "minimum": -1.25, "maximum": 3.5}, ["-1.25", "-1.26", "3.5", "3.51", "3", "4", "1e-300"]),
    ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001}, ["0", "0.0", "1e-9", "0.001", "0.0009"]),
    ({"type": "number", "minimum": 1, "exclusiveMinimum": 1}, ["1", "1.0000001"]),
    ({"type": "number", "minimum": 2, "exclusiveMinimum": 1}, ["1.5", "2"]),
    ({"type": ["number", "string"], "maximum": 5, "minLength": 3}, ["5", "6", '"abc"', '"6"']),
    ({"type": "string", "minLength": 2, "maxLength": 3}, ['""', '"a"', '"äö"', '"\\u00e4\\u00f6"', '"a\\u0308b"', '"abcd"',
                                                          '"😀😀"', '"\\ud83d\\ude00"']),
    ({"type": "string", "enum": ["red", "green", "blue"]}, ['"red"', '"Red"', '"blue"', '"yellow"']),
    ({"enum": ["red", 3, None, {"a": [1, "x"]}, -0.5, [True]]},
     ['"red"', "3", "3.0", "null", '{"a": [1, "x"]}', '{"a": [1.0, "x"]}', '{"a": ["x", 1]}', "-0.5", "0.5", "[true]", "[1]"]),
    ({"type": "integer", "enum": [1, 2.5, 3, "4"]}, ["1", "2.5", "3", '"4"']),
    ({"const": {"k": "é\"\n", "l": [0]}}, ['{"k": "é\\"\\n", "l": [0]}', '{"l": [0], "k": "\\u00e9\\"\\n"}',
                                           '{"k": "é\\"\\n", "l": [false]}', '{"k": "é\\"\\n"}']),
    ({"const": 1}, ["1", "1.0", "true"]),
    ({"const": False}, ["false", "0"]),
    ({"const": "a", "enum": ["a", "b"], "type": "string"}, ['"a"', '"b"']),
    ({"type": "array", "items": {"type": "integer", "minimum": 0}}, ["[1, 2, 3]", "[1, -2]", '[1, "2"]', "[[1]]"]),
    ({"type": "array", "minItems": 1, "maxItems": 2}, ["[1]", "[1, 2]", "[1, 2, 3]", "[[], []]"]),
    ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
     ['["a"]', '["a", 1]', '["a", "b"]', '["a", 1, null]']),
    ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False, "minItems": 1},
     ['["a"]', '["a", 1]', '["a", 1, null]', '["a", 1.5]']),
    ({"type": "array", "prefixItems": [{"type": "boolean"}], "items": {"type": "null"}}, ["[true]", "[true, null, null]",
                                                                                          "[true, true]", "[null]"]),
    ({"type": "array", "items": {"type": "array", "minItems": 2, "items": {"type": "array", "items": {"type": "number",
      "maximum": 1}}}}, ["[[[], []]]", "[[[0.5], [1]]]", "[[[0.5], [2]]]", "[[[1]]]", "[[1, 1]]"]),
    ({"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}},
     ['{"b": "x"}', '{"a": 1, "b": 2}', '{"a": "1"}', '{"c": null}', '{"b": "x", "a": 2, "c": []}']),
    ({"type": "object", "properties": {"a": {}, "b": {"const": 1}}, "required": ["b"]},
     ['{"b": 1}', '{"a": [], "b": 1}', '{"a": 1, "b": 2}']),
    ({"type": "object", "required": ["x"], "additionalProperties": {"type": "boolean"}}, ['{"x": true}', '{"x": 1}',
                                                                                          '{"y": true}', '{"x": true, "y": 0}']),
    ({"type": "object", "properties": {"a": {"type": "null"}}, "additionalProperties": False}, ['{"a": null}', '{"b": null}']),
    ({"type": "object", "properties": {"a": {"type": "null"}}, "additionalProperties": {"type": "integer"}},
     ['{"a": null, "b": 1}', '{"b": null}', '{"a": 1}']),
    ({"type": "object", "minProperties": 1, "maxProperties": 2}, ['{"a": 1, "b": 2}', '{"a": 1, "b": 2, "c": 3}']),
    ({"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a"], "minProperties": 1, "maxProperties": 3},
     ['{"a": 1, "b": 2, "c": 3}', '{"a": 1, "b": 2, "c": 3, "d": 4}', '{"b": 1}']),
    (PERSON, ['{"name": "Ada", "age": 36}', '{"name": "", "age": 36}', '{"name": "Ada"}', '{"name": "Ada", "age": 131}',
              '{"age": 36, "name": "Ada", "email": null, "tags": ["x", "y"]}', '{"name": "Ada", "age": 36, "tags": [1]}',
              '{"name": "Ada", "age": 36, "tags": ["x", "y", "z"]}', '{"name": "Ada", "age": 36, "phone": "1"}',
              '{"name": "Ada", "age": 36.0, "email": "a@b"}', '{"name": "Adaaaa", "age": 3}']),
    (TREE, ['{"value": 1}', '{"value": 1, "children": [{"value": 2, "children": []}]}', '{"value": 1, "children": [{}]}',
            '{"value": 1, "children": [{"value": 1}, {"value": 1}, {"value": 1}]}', '{"children": []}']),
    ({"definitions": {"short": {"type": "string", "maxLength": 2}}, "type": "array", "items": {"$ref": "#/definitions/short"}},
     ['["a", "bc"]', '["abc"]', "[1]"]),
    ({"type": "array", "items": {"$ref": "#"}, "maxItems": 2}, ["[[], [[]]]", "[[], [], []]", "[1]"]),
    ({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "array", "maxItems": 1}, {"const": 7}]},
     ['"abc"', '"abcd"', "[1]", "[1, 2]", "7", "8"]),
    ({"type": "string", "anyOf": [{"minLength": 3}, {"maxLength": 1}]}, ['"a"', '"abc"', "3"]),
    ({"oneOf": [{"type": "string"}, {"type": "number", "minimum": 5}, {"type": "null"}]}, ["5", "4.9", '"x"']),
    ({"allOf": [{"type": "object", "required": ["a"]}]}, ['{"a": null}', '{"b": 1}']),
]
REFUSED = [
    ("pattern", {"type": "string", "pattern": "^a+$"}, '"aa"', '"b"'),
    ("not", {"not": {"type": "string"}}, "1", '"b"'),
    ("multipleOf", {"type": "integer", "multipleOf": 3}, "6", "7"),
    ("multipleOf", {"type": "number", "multipleOf": 1}, "6", "6.5"),
    ("multipleOf", {"multipleOf": 1}, "6", "6.5"),
    ("uniqueItems", {"type": "array", "uniqueItems": True}, "[1, 2]", "[1, 1]"),
    ("contains", {"type": "array", "contains": {"const": 1}}, "[1]", "[2]"),
    ("patternProperties", {"type": "object", "patternProperties": {"^a": {"type": "null"}}}, '{"a": null}', '{"a": 1}'),
    ("propertyNames", {"type": "object", "propertyNames": {"maxLength": 1}}, '{"a": 1}', '{"ab": 1}'),
    ("dependentRequired", {"type": "object", "dependentRequired": {"a": ["b"]}}, '{"b": 1}', '{"a": 1}'),
    ("dependentSchemas", {"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}}, '{"b": 1}', '{"a": 1}'),
    ("if", {"if": {"type": "string"}, "then": {"minLength": 2}}, '"ab"', '"a"'),
    ("unevaluatedItems", {"type": "array", "unevaluatedItems": False}, "[]", "[1]"),
    ("unevaluatedProperties", {"type": "object", "unevaluatedProperties": False}, "{}", '{"a": 1}'),
    ("oneOf whose branches share a type", {"oneOf": [{"type": "string", "minLength": 2}, {"type": "string", "maxLength": 2}]},
     '"abc"', '"ab"'),
    ("allOf of several", {"allOf": [{"type": "string"}, {"type": "string", "maxLength": 1}]}, '"a"', '"ab"'),
    ("maxLength beside enum", {"enum": ["a", "ab"], "maxLength": 1}, '"a"', '"ab"'),
    ("anyOf beside enum", {"enum": ["a", "ab"], "anyOf": [{"const": "a"}]}, '"a"', '"ab"'),
    ("minLength beside anyOf", {"minLength": 2, "anyOf": [{"type": "string"}]}, '"ab"', '"a"'),
    ("$ref to an anchor", {"$ref": "#x", "$defs": {"x": {"$anchor": "x", "type": "null"}}}, "null", "1"),
    ("minProperties above the number of required ones", {"type": "object", "properties": {"a": {}}, "minProperties": 1},
     '{"a": 1}', "{}"),
    ("maxProperties below the number of properties",
     {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 1}, '{"a": 1}', '{"a": 1, "b": 2}'),
    ("false", {"type": "object", "properties": {"a": False}}, "{}", '{"a": 1}'),
]


def verdict(schema, text):
    return Draft202012Validator(schema).is_valid(json.loads(text))


def main():
    cases = []
    for schema, texts in CASES:
        Draft202012Validator.check_schema(schema)
        values = list(dict.fromkeys(texts + KINDS))
        cases.append({"schema": json.dumps(schema, ensure_ascii=False),
                      "values": [{"text": text, "isValid": verdict(schema, text)} for text in values]})
        if schema not in (True, {}):
            assert {value["isValid"] for value in cases[-1]["values"]} == {True, False}, schema
    refused = []
    for keyword, schema, accepted, rejected in REFUSED:
        Draft202012Validator.check_schema(schema)
        assert verdict(schema, accepted) and not verdict(schema, rejected), schema
        refused.append({"schema": json.dumps(schema), "keyword": keyword})
    (HERE / "schemas.json").write_text(
        json.dumps({"versions": VERSIONS, "cases": cases, "refused": refused}, ensure_ascii=False, indent=0) + "\n")
    pairs = [value["isValid"] for case in cases for value in case["values"]]
    print(VERSIONS, len(cases), "schemas,", len(pairs), "pairs,", sum(pairs), "valid")


main()
