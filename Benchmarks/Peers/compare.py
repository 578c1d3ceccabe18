"""Runs the cases of cairn-bench and of its peers in turn, in one go, and writes Docs/Benchmarks.md.

Each side is a process that waits for commands, so that a disturbance of the machine hits all of them: in every round
each case runs once on our side, once as the raw BLAS call and once in each library. The median over the rounds counts.
`make compare` runs this; `--quick` takes 3 minutes instead of 40.
"""

import argparse
import datetime
import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
LIBRARIES = {
    "numpy": "NumPy", "scipy": "SciPy", "torch": "PyTorch", "pandas": "pandas", "sklearn": "scikit-learn",
    "xgboost": "XGBoost", "lightgbm": "LightGBM", "umap": "umap-learn", "llama": "llama.cpp",
    "sentences": "sentence-transformers", "tokenizers": "tokenizers",
}
# OpenBLAS's and OpenMP's threads spin for a while after their last job; the next side shall not feel it.
PAUSE = 0.06


class Side:
    """A process that measures on request."""

    def __init__(self, command, threads):
        environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_CORETYPE"}
        for variable in ("CAIRN_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            environment.pop(variable, None)
        if threads != len(os.sched_getaffinity(0)):
            environment["CAIRN_NUM_THREADS"] = str(threads)
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended while asked for: {command}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Row:
    """One case and its times by side; of tables and training steps, its memory too."""

    def __init__(self, case, results, arguments):
        self.memory = {}
        self.case = case
        self.name, self.group = case["name"], case["group"]
        pick = statistics.median if arguments.statistic == "median" else min
        self.seconds = {side: pick(times) for side, times in results.items() if times}
        self.ours = self.seconds["ours"]
        self.theirs = {side: seconds for side, seconds in self.seconds.items() if side in LIBRARIES}
        if case.get("rival") == "fastest":
            case["rival"] = self.fastest_peer()

    def ratio(self, side):
        if side == "memory":
            return self.memory[self.case["rival"]]["peak"] / self.memory["ours"]["peak"]
        return self.seconds[side] / self.ours if side in self.seconds else None

    def bars(self):
        """What the case must reach: (side, ratio wanted)."""
        bars = []
        if self.case.get("rival") in self.seconds:
            # Decompositions may take 5 % longer; in a tiny net all but arithmetic is overhead.
            special = {"decompositions": 0.95}.get(self.group, 5.0 if self.name == "mlp-tiny" else 1.0)
            bars.append((self.case["rival"], special))
        if "ours" in self.memory and self.case.get("rival") in self.memory:
            bars.append(("memory", 1.0))
        square = re.fullmatch(r"matmul\.f\d\d\.(\d+)(\.\w\w)?", self.name)
        if square and "raw" in self.seconds and int(square[1]) >= 64:
            bars.append(("raw", 0.95 if int(square[1]) >= 256 else 0.85))
        return bars

    def missed(self):
        return [(side, wanted) for side, wanted in self.bars() if self.ratio(side) < wanted]

    def fastest_peer(self):
        return min(self.theirs, key=self.theirs.get) if self.theirs else None

    def share(self, peak):
        """The share of the measured peak, where the work is bound by it."""
        if self.case["kind"] == "flop":
            return self.case["amount"] / self.ours * 1e-9 / peak["allCoresF32" if ".f32" in self.name else "allCoresF64"]
        if self.case["kind"] == "bytes" and self.case["amount"] >= 40e6:
            return self.case["amount"] / self.ours * 1e-9 / peak["triad"]
        return None


def commands(arguments):
    """How each side is started."""
    bench = arguments.bench
    sides = {"ours": [bench, "worker"] + (["--quick"] if arguments.quick else []), "raw": [bench, "worker"]}
    for library in arguments.libraries.split(","):
        sides[library] = [sys.executable, HERE / "peer.py", "--worker", "--library", library, "--threads", arguments.threads]
    return sides


def memory(case, arguments):
    """The most that a fresh process of ours and of the rival held while it ran the case once."""
    found = {}
    for side, command in commands(arguments).items():
        if side in ("ours", case.get("rival")):
            process = Side(command, arguments.threads)
            answer = process.ask(f"memory {case['name']}")
            process.close()
            if "error" not in answer:
                found[side] = answer
    return found


def run(arguments):
    sides = {side: Side(command, arguments.threads) for side, command in commands(arguments).items()}
    cases = [case for case in sides["ours"].ask("list")
             if not case["name"].startswith("cblas.") and re.search(arguments.filter, case["name"])
             and (case["isQuick"] or not arguments.quick)]
    if not cases:
        sys.exit("no case matches")
    info = sides["ours"].ask("info")
    for warning in info["warnings"]:
        print("warning:", warning, file=sys.stderr)
    versions = [sides[library].ask("info")["version"] for library in LIBRARIES if library in sides]
    peaks = [sides["ours"].ask("peak")]
    rows, failures = [], []
    for number, case in enumerate(cases):
        if number % 25 == 24:
            # A disturbance can lower the peak for a while; the best of all counts.
            peaks.append(sides["ours"].ask("peak"))
        results = {}
        for round_number in range(arguments.rounds):
            for side, process in sides.items():
                name = case["name"]
                if side == "raw":
                    if not name.startswith("matmul."):
                        continue
                    name = name.replace("matmul.", "cblas.", 1)
                if side in results and not results[side]:
                    continue
                time.sleep(PAUSE)
                answer = process.ask(f"run {name} {arguments.seconds}")
                if "error" in answer:
                    if side == "ours":
                        failures.append(f"{name}: {answer['error']}")
                    results[side] = []
                    if side == "ours":
                        break
                    continue
                results.setdefault(side, []).append(
                    answer["seconds" if arguments.statistic == "median" else "fastest"])
            if not results["ours"]:
                break
        if not results["ours"]:
            continue
        rows.append(Row(case, results, arguments))
        if case["group"] in ("tables", "training", "classical", "language"):
            rows[-1].memory = memory(case, arguments)
        print(f"{number + 1}/{len(cases)} {line(rows[-1])}", file=sys.stderr, flush=True)
    peaks.append(sides["ours"].ask("peak"))
    peak = {key: max(measured[key] for measured in peaks) for key in peaks[0]}
    for process in sides.values():
        process.close()
    return rows, failures, info["machine"], versions, peak


def line(row):
    ratios = ", ".join(f"{side} {row.ratio(side):.2f}" for side in row.seconds if side != "ours")
    return f"{row.name}: {duration(row.ours)} ({ratios})" + (" BELOW" if row.missed() else "")


def duration(seconds):
    if seconds is None:
        return ""
    for limit, factor, unit in ((1e-6, 1e9, "ns"), (1e-3, 1e6, "µs"), (1, 1e3, "ms"), (math.inf, 1, "s")):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}" if seconds * factor < 999.5 else f"{seconds * factor:.0f} {unit}"


def number(value, digits=2):
    return "" if value is None else f"{value:.{digits}f}"


def megabytes(value):
    return "" if value is None else f"{value * 1e-6:.0f} MB"


def percent(value):
    return "" if value is None else f"{value * 100:.0f} %"


def bar_text(row):
    return ", ".join(f"{name(side)} ≥ {wanted:.2f}" for side, wanted in row.bars())


def name(side):
    return {"raw": "raw BLAS", "memory": "memory of the rival"}.get(side) or LIBRARIES[side]


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def report(rows, failures, machine, versions, peak, arguments):
    judged = [row for row in rows if row.bars()]
    missed = sorted((row for row in judged if row.missed()),
                    key=lambda row: min(row.ratio(side) / wanted for side, wanted in row.missed()))
    out = []
    write = out.append
    write(f"# {arguments.title}\n")
    write("Written by `make compare`; not by hand. A ratio is their time divided by ours: above 1 we are faster.\n")
    write("## Summary\n")
    write("| group | cases | reach the bar | median ratio | geometric mean | the bar |")
    write("|---|---:|---:|---:|---:|---|")
    for group in dict.fromkeys(row.group for row in judged):
        members = [row for row in judged if row.group == group]
        for side in dict.fromkeys(side for row in members for side, _ in row.bars()):
            ratios = [(row.ratio(side), wanted) for row in members for bar, wanted in row.bars() if bar == side]
            values = [ratio for ratio, _ in ratios]
            bars = sorted({wanted for _, wanted in ratios})
            write(f"| {group} | {len(values)} | {sum(ratio >= wanted for ratio, wanted in ratios)} | "
                  f"{statistics.median(values):.2f} | {geometric_mean(values):.2f} | "
                  f"{' or '.join(f'{bar:.2f}' for bar in bars)} × {name(side)} |")
    write("")
    write(f"{len(judged) - len(missed)} of {len(judged)} cases reach all their bars.")
    for failure in failures:
        write(f"\n**Wrong result**: {failure}.")
    write("\n## Below the bar\n")
    if missed:
        write("| case | ours | misses | ratio | share of peak |")
        write("|---|---:|---|---:|---:|")
        for row in missed:
            for side, wanted in row.missed():
                write(f"| `{row.name}` | {duration(row.ours)} | {name(side)} ≥ {wanted:.2f} | "
                      f"{row.ratio(side):.2f} | {percent(row.share(peak))} |")
    else:
        write("None.")
    write("\n## How it was measured\n")
    write(f"- {machine['processor']}; {machine['processors']} processors; {machine['system']}; "
          f"{datetime.date.today().isoformat()}.")
    write(f"- Ours: {machine['openBLASVersion']}, {machine['openBLASCore']} kernels, {arguments.threads} "
          f"thread{'s' if arguments.threads > 1 else ''}. Theirs, with as many threads: {'; '.join(versions)}. "
          "`OPENBLAS_CORETYPE` is unset for all.")
    write(f"- Peak: {peak['allCoresF32']:.0f} GFLOP/s of f32 and {peak['allCoresF64']:.0f} of f64 in registers, on all "
          f"threads ({peak['oneCoreF32']:.0f} and {peak['oneCoreF64']:.0f} on one); {peak['triad']:.1f} GB/s of "
          "`z = x + s y` over 240 MB. A share is given where that bounds the work: for products, and for arrays beyond "
          "the caches.")
    write(f"- {arguments.rounds} rounds; in each, every side runs a case for {arguments.seconds} s or three times, one side "
          f"after the other; the {arguments.statistic} of the rounds counts. Results are allocated within the "
          "measured call on all sides but the raw BLAS call, which writes into memory that is there already.")
    if load_at_start is not None and load_at_start > 0.5:
        write(f"- **The machine was not quiet**: its load was {load_at_start:.1f} at the start. "
              "Absolute times are too high, and OpenMP's spinning threads suffer most.")
    write("- Sizes: `matmul.f32.768x384x128` is C 768 × 384 with a sum over 128; `tn`, `nt`, `tt` say which operand is a "
          "transpose; rows come as `rows x columns`.")
    for group in dict.fromkeys(row.group for row in rows):
        members = [row for row in rows if row.group == group]
        present = [side for side in ("raw", *LIBRARIES) if any(side in row.seconds for row in members)]
        write(f"\n## {group[0].upper() + group[1:]}\n")
        weighed = [row for row in members if row.memory]
        headings = ["case", "ours", *(name(side) for side in present), *("× " + name(side) for side in present),
                    "× fastest library", "share of peak"]
        if weighed:
            headings[-1:] = ["our peak memory", "theirs", "added by us", "by them"]
        write("| " + " | ".join(headings) + " |")
        write("|---|" + "---:|" * (len(headings) - 1))
        for row in members:
            fastest = row.fastest_peer()
            cells = [f"`{row.name}`", duration(row.ours)]
            cells += [duration(row.seconds.get(side)) for side in present]
            cells += [number(row.ratio(side)) for side in present]
            cells += [number(row.ratio(fastest)) if fastest else "", percent(row.share(peak))]
            if weighed:
                cells[-1:] = [megabytes(row.memory.get(side, {}).get(kind))
                              for kind in ("peak", "added") for side in ("ours", row.case.get("rival"))]
            write("| " + " | ".join(cells) + " |")
    return "\n".join(out) + "\n"


load_at_start = None


def main():
    global load_at_start
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=HERE.parent / ".build/release/cairn-bench", help="the cairn-bench to run")
    parser.add_argument("--quick", action="store_true", help="fewer cases and rounds")
    parser.add_argument("--filter", default="", help="run the cases whose name matches this regular expression")
    parser.add_argument("--rounds", type=int, help="how often each case is run; 5, or 3 when quick")
    parser.add_argument("--seconds", type=float, help="how long each run is at least; 0.1, or 0.03 when quick")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--statistic", choices=("median", "fastest"), default="median",
                        help="what counts; on a machine that is not quiet the fastest run says more")
    parser.add_argument("--libraries", default="numpy,scipy,torch,pandas")
    parser.add_argument("--output", default=HERE.parent.parent / "Docs/Benchmarks.md")
    parser.add_argument("--title", default="Benchmarks", help="the head of the page")
    parser.add_argument("--json", help="also write the times to this file")
    arguments = parser.parse_args()
    arguments.rounds = arguments.rounds or (3 if arguments.quick else 5)
    arguments.seconds = arguments.seconds or (0.03 if arguments.quick else 0.1)
    load_at_start = os.getloadavg()[0]
    rows, *rest = run(arguments)
    output = pathlib.Path(arguments.output)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(report(rows, *rest, arguments))
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps({row.name: row.seconds for row in rows}, indent=1))
    print(f"wrote {output}", file=sys.stderr)


if __name__ == "__main__":
    main()
