"""Reference values for Tests/TablesTests/GoldenReaderTests: what pandas reads from hostile and from real CSV files, and from JSON.

Run with the pinned versions: python Tests/Golden/tables/readers.py
The real files are the first rows of public-domain data: palmerpenguins (CC0), and Seattle's weather and Iowa's electricity (US government)
as packaged in vega_datasets.
"""
import base64
import io
import json
import math
import os
import sysconfig

import numpy as np
import pandas as pd

site = sysconfig.get_paths()["purelib"]


def head(path, rows=30):
    with open(os.path.join(site, path), newline="", encoding="utf-8") as file:
        return "".join(file.readlines()[: rows + 1])


def cell(value):
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NA:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, float):
        return str(value) if math.isinf(value) else value
    return str(value)


def columns(frame):
    return [{"name": str(name), "values": [cell(value) for value in frame[name].tolist()]} for name in frame.columns]


cases = []


def add(name, text, ours=None, **options):
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    case = {"name": name, "bytes": base64.b64encode(data).decode(), "options": ours or {}}
    try:
        frame = pd.read_csv(io.BytesIO(data), **options)
        case["columns"] = columns(frame)
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        case["columns"] = None
    cases.append(case)


add("spaces around numbers", "a,b\n 1,2.5 \n3, 4\t\n")
add("negative zero", "a,b\n-0,1\n1.5,-0\n")
add("infinities", "a\ninf\n-Infinity\n+inf\n1\n")
add("booleans in three spellings", "a,b\nTrue,false\nFALSE,TRUE\ntrue,False\n")
add("booleans beside missing ones", "a,b\nTrue,1\n,2\nFalse,NA\n")
add("booleans beside numbers", "a\nTRUE\n1\n")
add("quotation marks inside", 'a,b\n"x"y,1\n"p"q"r",2\nk"l"m,3\n')
add("doubled quotation marks", 'a,b\n"x""y",""""\n"""",x\n')
add("an open quotation mark", 'a\n"x\n')
add("short rows", "a,b,c\n1\n2,3\n4,5,6\n")
add("a row too long", "a,b\n1,2\n1,2,3\n")
add("names that repeat or lack", "a,a,,\n1,2,3,4\n")
add("nothing", "")
add("empty lines only", "\n\n")
add("a header only", "a,b\n")
add("a header without a line end", "a,b")
add("quoted and missing", 'a,b\n"",x\n"NA","null"\nx,y\n')
add("every missing text", "a,b\n" + "".join(f"{text},1\n" for text in sorted(pd._libs.parsers.STR_NA_VALUES)))
add("texts near missing ones", "a\nNA \nna\nNone1\nN/A2\nnil\n-\n")
add("beyond all numbers", "a,b\n1e400,-1e400\n1e-400,1e-320\n")
add("shapes of numbers", "a\n.5\n5.\n+5\n1e5\n1E+5\n00012\n")
add("not quite numbers", "a,b,c,d,e,f\n1.,1e,1_0,0x1,1 2,--1\n-.,1,1,1,1,1\n")
add("a zero byte", "a,b\n\x00b,1\nc\x00,2\n")
add("all line ends", "a,b\r1,2\r\n3,4\n\r5,6")
add("line ends in quotation marks", 'a,b\r\n1,"2\r\n3"\r\n"\n",4\r\n')
add("quoted numbers", 'a,b\n"1","1.5"\n2,2\n')
add("empty rows of two", "a,b\n1,2\n,\n   \n3,4\n")
add("a single column with gaps", "a\n1\n\n2\n")
add("quoted names", '"a""b","c\nd"\n1,2\n')
add("limits of 64 bits", "a\n9223372036854775807\n-9223372036854775808\n")
add("accents and emoji", "ä,😀\nß,1\n\u2028,2\n")
add("a byte-order mark", b"\xef\xbb\xbfa,b\n1,x\n")
add("UTF-16", "a,b\n1,ü\n".encode("utf-16"), encoding="utf-16")
add("Windows-1252", "a,b\n1,Kö€\n".encode("cp1252"), encoding="cp1252")
add("semicolons and commas", "a;b\n1,5;2\n1.000,25;3\n", {"separator": ";", "decimal": ",", "thousands": "."},
    sep=";", decimal=",", thousands=".")
add("thousands", "a;b\n1,000;2\n1,000,000.5;2\n", {"separator": ";", "thousands": ","}, sep=";", thousands=",")
add("comments", "#c\na,b\n1,2#t\n#3\n\"4#\",5\n", {"comment": "#"}, comment="#")
add("tabs", "a\tb\n1\t x \n\t2\n", {"separator": "\t"}, sep="\t")
add("skipped lines", "junk\n,more,\na,b\n1,2\n", {"skip": 2}, skiprows=2)
add("no header", "1,x\n2,y\n", {"header": False}, header=None)
add("late fractions", "a\n" + "1\n" * 50 + "1.25\n")
add("late text", "a\n" + "1\n" * 50 + "x\n007\n")
add("long digits", "a,b\n0.1000000000000000055511151231257827,123456789012345678901234567890.5\n2.2250738585072011e-308,5e-324\n")
add("many columns", ",".join(f"c{i}" for i in range(300)) + "\n" + ",".join(str(i / 7) for i in range(300)) + "\n")
rng = np.random.default_rng(5)
pieces = ["1", "2.5", "x", '"a,b"', '"q""q"', "", "NA", "-7", "1e3", '"\n"', "é", " ", "true"]
for number in range(20):
    rows = [",".join(rng.choice(pieces, 4)) for _ in range(12)]
    add(f"random {number}", "p,q,r,s\n" + ["\n", "\r\n"][number % 2].join(rows))
add("penguins", head("palmerpenguins/data/penguins.csv"))
add("raw penguins", head("palmerpenguins/data/penguins-raw.csv", 12))
add("weather of Seattle", head("vega_datasets/_data/seattle-weather.csv"))
add("electricity of Iowa", head("vega_datasets/_data/iowa-electricity.csv"))

json_cases = []
for name, text in {
    "records": '[{"a": 1, "b": "x"}, {"b": null, "a": 2.5, "c": true}, {"c": false}]',
    "nested": '[{"a": {"b": 1, "c": {"d": "x"}}}, {"a": {"b": 2}, "e": "y"}]',
    "escapes": '[{"t": "\\ud83d\\ude00\\u00e9\\n\\"\\\\\\/"}, {"t": "\u00e9"}]',
    "numbers": '[{"x": -0.0, "y": 1e-320}, {"x": 12345678901234567, "y": 1.7976931348623157e308}]',
    "lines": '{"a": 1}\n{"a": 2, "b": "z"}\n',
}.items():
    records = [json.loads(line) for line in text.splitlines()] if name == "lines" else json.loads(text)
    json_cases.append({"name": name, "text": text, "columns": columns(pd.json_normalize(records))})

result = {"versions": {"pandas": pd.__version__, "numpy": np.__version__}, "csv": cases, "json": json_cases}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "readers.json")
with open(path, "w") as file:
    json.dump(result, file, ensure_ascii=True, separators=(",", ":"))
    file.write("\n")
print(result["versions"], len(cases), "files", os.path.getsize(path), "bytes")
