"""The cases of cairn-bench in NumPy, SciPy, PyTorch and pandas, as a user of each would write them.

    peer.py --library torch --filter 'exp' --json     one object: case name -> median seconds
    peer.py --library numpy --worker                  one side of compare.py, driven over stdin and stdout

Results are allocated within the measured call, as they are on our side; inputs are built before.
"""

import argparse
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time


def measure(run, minimum_seconds=0.2, minimum_samples=5):
    """The median time of one run; sampled as Trial.measure does in Swift."""
    clock = time.perf_counter
    run()
    start = clock()
    run()
    batch = max(1, math.ceil(100e-6 / max(clock() - start, 1e-8)))
    loop = range(batch)
    samples, total = [], 0.0
    while (len(samples) < minimum_samples or total < minimum_seconds) and len(samples) < 100_000:
        start = clock()
        for _ in loop:
            run()
        elapsed = clock() - start
        samples.append(elapsed / batch)
        total += elapsed
    samples.sort()
    return {"seconds": samples[len(samples) // 2], "fastest": samples[0], "runs": len(samples) * batch}


# The range of the inputs of each function of one argument.
RANGES = {
    "exp": (-5, 5), "log": (0.1, 10), "tanh": (-5, 5), "sigmoid": (-5, 5), "erf": (-3, 3), "gelu": (-5, 5),
    "silu": (-5, 5), "sqrt": (0, 10), "pow": (0.1, 10), "sin": (-10, 10), "cos": (-10, 10), "relu": (-5, 5),
}


class Library:
    """What the libraries have in common: inputs, and taking a name apart."""

    def __init__(self, threads):
        import numpy

        self.threads = threads
        self.numpy = numpy
        self.random = numpy.random.default_rng(1)

    def array(self, shape, kind, low=-1, high=1):
        numpy = self.numpy
        values = self.random.uniform(low, high, shape)
        return self.own(numpy.ascontiguousarray(values.astype({"f32": numpy.float32, "f64": numpy.float64}[kind])))

    def positive_definite(self, n, kind):
        numpy = self.numpy
        a = self.random.uniform(-1, 1, (n, n))
        a = (a + a.T) / 2 + n * numpy.eye(n)
        return self.own(a.astype({"f32": numpy.float32, "f64": numpy.float64}[kind]))

    def own(self, array):
        """The array as the library's own type."""
        return array

    def case(self, name):
        """The call to time, or None where the library has no such thing."""
        if "." not in name:
            return None
        topic, kind, *rest = name.split(".")
        size = [int(number) for number in rest[0].split("x")] if rest else []
        build = getattr(self, topic, None)
        if build:
            return build(kind, size, *rest[1:])
        for table, make in self.families().items():
            if topic in table:
                return make(table[topic], topic, kind, size)
        return None

    def families(self):
        return {}

    # How each family of cases builds its inputs.

    def unary(self, function, topic, kind, size):
        x = self.array(size[0], kind, *RANGES[topic])
        return lambda: function(x)

    def binary(self, function, topic, kind, size):
        x, y = self.array(size[0], kind), self.array(size[0], kind)
        return lambda: function(x, y)

    def plain(self, function, topic, kind, size):
        x = self.array(size, kind)
        return lambda: function(x)

    def symmetric(self, function, topic, kind, size):
        a = self.positive_definite(size[0], kind)
        return lambda: function(a)

    def square(self, function, topic, kind, size):
        a = self.array((size[0], size[0]), kind)
        return lambda: function(a)

    def system(self, function, topic, kind, size):
        a, b = self.array((size[0], size[-1]), kind), self.array(size[0], kind)
        return lambda: function(a, b)

    # Products are spelled alike everywhere.

    def matmul(self, kind, size, transposes="nn"):
        m, n, k = size * 3 if len(size) == 1 else size
        a = self.array((k, m), kind).T if transposes[0] == "t" else self.array((m, k), kind)
        b = self.array((n, k), kind).T if transposes[1] == "t" else self.array((k, n), kind)
        return lambda: a @ b

    def gemv(self, kind, size):
        a, x = self.array((size[0], size[0]), kind), self.array(size[0], kind)
        return lambda: a @ x

    def dot(self, kind, size):
        x, y = self.array(size[0], kind), self.array(size[0], kind)
        return lambda: x @ y

    def heads(self, kind, size):
        batch, m, n, k = size
        a, b = self.array((batch, m, k), kind), self.array((batch, k, n), kind)
        return lambda: a @ b


class NumPy(Library):
    def version(self):
        configuration = self.numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
        return f"NumPy {self.numpy.__version__} ({configuration['name']} {configuration['version']})"

    def families(self):
        np = self.numpy
        return {
            Table(exp=np.exp, log=np.log, tanh=np.tanh, sqrt=np.sqrt, sin=np.sin, cos=np.cos,
                  pow=lambda x: x**1.7, relu=lambda x: np.maximum(x, 0)): self.unary,
            Table(add=np.add, mul=np.multiply): self.binary,
            Table(sum=np.sum, mean=np.mean, var=np.var, min=np.min, max=np.max, argmax=np.argmax,
                  sum_rows=lambda x: x.sum(axis=1), sum_columns=lambda x: x.sum(axis=0),
                  max_rows=lambda x: x.max(axis=1), mean_rows=lambda x: x.mean(axis=1),
                  var_columns=lambda x: x.var(axis=0)): self.plain,
            Table(qr=np.linalg.qr, svd=lambda a: np.linalg.svd(a, full_matrices=False), eig=np.linalg.eig,
                  inverse=np.linalg.inv): self.square,
            Table(cholesky=np.linalg.cholesky, eigh=np.linalg.eigh): self.symmetric,
            Table(solve=np.linalg.solve, lstsq=lambda a, b: np.linalg.lstsq(a, b)): self.system,
        }

    def random_(self, method, size):
        np, generator, n = self.numpy, self.numpy.random.default_rng(42), size[0]
        weights = np.arange(1, 1001) / np.arange(1, 1001).sum()
        values = np.arange(n)
        return {
            "random": lambda: generator.random(n),
            "integers": lambda: generator.integers(0, 1000, n),
            "normal": lambda: generator.normal(1.0, 2.0, n),
            "standardNormal": lambda: generator.standard_normal(n),
            "standardNormalFloat": lambda: generator.standard_normal(n, dtype=np.float32),
            "exponential": lambda: generator.exponential(2.0, n),
            "gamma": lambda: generator.gamma(2.5, 1.0, n),
            "beta": lambda: generator.beta(2.0, 3.0, n),
            "binomial": lambda: generator.binomial(20, 0.3, n),
            "poisson": lambda: generator.poisson(5.0, n),
            "permutation": lambda: generator.permutation(n),
            "shuffle": lambda: generator.shuffle(values),
            "choice": lambda: generator.choice(1000, n),
            "weightedChoice": lambda: generator.choice(1000, n, p=weights),
        }.get(method)

    def sample(self, kind, size):
        """The draws behind each distribution's `sample`."""
        generator, n = self.numpy.random.default_rng(42), size[0]
        return {
            "normal": lambda: generator.normal(1.0, 2.0, n),
            "uniform": lambda: generator.uniform(-1.0, 3.0, n),
            "exponential": lambda: generator.exponential(2.0, n),
            "logNormal": lambda: generator.lognormal(0.0, 0.5, n),
            "gamma": lambda: generator.gamma(2.5, 1.0, n),
            "beta": lambda: generator.beta(2.0, 3.0, n),
            "studentT": lambda: generator.standard_t(5.0, n),
            "chiSquared": lambda: generator.chisquare(4.0, n),
            "weibull": lambda: generator.weibull(1.5, n),
            "poisson": lambda: generator.poisson(5.0, n),
            "binomial": lambda: generator.binomial(20, 0.3, n),
            "geometric": lambda: generator.geometric(0.3, n),
        }.get(kind)

    def case(self, name):
        topic, *rest = name.split(".")
        if topic == "draw":
            return self.random_(rest[0], [int(rest[1])])
        if topic == "sample" and type(self) is NumPy:
            return self.sample(rest[0], [int(rest[1])])
        return super().case(name) if topic not in ("sample", "cdf", "quantile", "pdf") else None


class SciPy(NumPy):
    def __init__(self, threads):
        super().__init__(threads)
        import scipy.linalg
        import scipy.special
        import scipy.stats

        self.scipy = scipy

    def version(self):
        configuration = self.scipy.show_config(mode="dicts")["Build Dependencies"]["blas"]
        return f"SciPy {self.scipy.__version__} ({configuration['name']} {configuration['version']})"

    matmul = gemv = dot = heads = None

    def distribution(self, function, kind, n):
        """What `scipy.stats` does with n numbers spread evenly over the middle of a distribution."""
        stats = self.scipy.stats
        frozen = {
            "normal": lambda: stats.norm(1.0, 2.0), "exponential": lambda: stats.expon(scale=2.0),
            "gamma": lambda: stats.gamma(2.5), "beta": lambda: stats.beta(2.0, 3.0),
            "studentT": lambda: stats.t(5.0), "chiSquared": lambda: stats.chi2(4.0),
            "poisson": lambda: stats.poisson(5.0), "binomial": lambda: stats.binom(20, 0.3),
        }[kind]()
        if function == "quantile":
            x = self.random.uniform(0.001, 0.999, n)
        elif kind in ("poisson", "binomial"):
            x = self.random.integers(0, 15, n).astype(float)
        else:
            low, high = frozen.ppf(0.001), frozen.ppf(0.999)
            x = self.random.uniform(low, high, n)
        call = {"cdf": frozen.cdf, "quantile": frozen.ppf,
                "pdf": frozen.pdf if hasattr(frozen.dist, "pdf") else frozen.pmf}[function]
        return lambda: call(x)

    def case(self, name):
        topic, *rest = name.split(".")
        if topic in ("cdf", "quantile", "pdf"):
            return self.distribution(topic, rest[0], int(rest[1]))
        return None if topic in ("draw", "sample") else Library.case(self, name)

    def families(self):
        linalg, special = self.scipy.linalg, self.scipy.special
        return {
            Table(sigmoid=special.expit, erf=special.erf): self.unary,
            Table(softmax=lambda x: special.softmax(x, axis=1),
                  log_softmax=lambda x: special.log_softmax(x, axis=1)): self.plain,
            Table(lu=linalg.lu_factor, qr=lambda a: linalg.qr(a, mode="economic"), eig=linalg.eig,
                  svd=lambda a: linalg.svd(a, full_matrices=False), inverse=linalg.inv): self.square,
            Table(cholesky=lambda a: linalg.cholesky(a, lower=True), eigh=linalg.eigh): self.symmetric,
            Table(solve=linalg.solve, lstsq=linalg.lstsq): self.system,
        }


class PyTorch(Library):
    def __init__(self, threads):
        super().__init__(threads)
        import torch

        torch.set_num_threads(threads)
        torch.set_grad_enabled(False)
        self.torch = torch

    def case(self, name):
        if "." in name:
            return super().case(name)
        from attention import call  # only where asked for: they turn gradients on
        from training import step
        return step(name) or call(name)

    def version(self):
        return f"PyTorch {self.torch.__version__} ({self.torch.backends.cpu.get_cpu_capability()})"

    def own(self, array):
        return self.torch.from_numpy(array)

    def layer_norm(self, kind, size):
        x, gain, bias = self.array(size, kind), self.array(size[1], kind), self.array(size[1], kind)
        function, shape = self.torch.nn.functional.layer_norm, (size[1],)
        return lambda: function(x, shape, gain, bias)

    def families(self):
        torch = self.torch
        function, linalg = torch.nn.functional, torch.linalg
        return {
            Table(exp=torch.exp, log=torch.log, tanh=torch.tanh, sigmoid=torch.sigmoid, erf=torch.erf,
                  gelu=function.gelu, silu=function.silu, sqrt=torch.sqrt, sin=torch.sin, cos=torch.cos,
                  relu=torch.relu, pow=lambda x: torch.pow(x, 1.7)): self.unary,
            Table(add=torch.add, mul=torch.mul): self.binary,
            Table(sum=torch.sum, mean=torch.mean, var=lambda x: torch.var(x, correction=0), min=torch.min,
                  max=torch.max, argmax=torch.argmax, sum_rows=lambda x: x.sum(dim=1),
                  sum_columns=lambda x: x.sum(dim=0), max_rows=lambda x: x.amax(dim=1),
                  mean_rows=lambda x: x.mean(dim=1), var_columns=lambda x: x.var(dim=0, correction=0),
                  softmax=lambda x: torch.softmax(x, 1),
                  log_softmax=lambda x: torch.log_softmax(x, 1)): self.plain,
            Table(lu=linalg.lu_factor, qr=linalg.qr, svd=lambda a: linalg.svd(a, full_matrices=False),
                  eig=linalg.eig, inverse=linalg.inv): self.square,
            Table(cholesky=linalg.cholesky, eigh=linalg.eigh): self.symmetric,
            Table(solve=linalg.solve, lstsq=lambda a, b: linalg.lstsq(a, b[:, None])): self.system,
        }


class Pandas(Library):
    """Tables, from the file that cairn-bench wrote."""

    def __init__(self, threads):
        super().__init__(threads)
        import pandas

        self.pandas = pandas

    def version(self):
        return f"pandas {self.pandas.__version__}"

    def case(self, name):
        topic, *rest = name.split(".")
        return self.table(rest[0], int(rest[1])) if topic == "table" else None

    def table(self, task, rows):
        pandas = self.pandas
        path = pathlib.Path(tempfile.gettempdir()) / f"cairn-bench-{rows}.csv"
        if not path.exists():
            sys.exit(f"{path} is missing: cairn-bench writes it when it runs table.{task}.{rows}")
        if task == "readCSV":
            return lambda: pandas.read_csv(path)
        frame = pandas.read_csv(path)
        copy = pathlib.Path(tempfile.gettempdir()) / "cairn-bench-peer-copy.csv"
        if task.startswith("join"):
            key = {"joinInteger": "id", "joinText": "name", "joinMany": "user"}[task]
            other = frame[[key, "amount"]].drop_duplicates(key).rename(columns={"amount": "other"})
            other = other.sample(frac=1, random_state=1)
            return lambda: frame.merge(other, on=key)
        return {
            "writeCSV": lambda: frame.to_csv(copy, index=False),
            "groupInteger": lambda: frame.groupby("user").agg(
                total=("amount", "sum"), average=("price", "mean"), rows=("id", "count")),
            "groupText": lambda: frame.groupby("city").agg(
                total=("amount", "sum"), average=("price", "mean"), rows=("id", "count")),
            "groupTwo": lambda: frame.groupby(["city", "kind"]).agg(
                total=("amount", "sum"), average=("price", "mean"), rows=("id", "count")),
            "groupMedian": lambda: frame.groupby("user").agg(middle=("amount", "median")),
            "sortNumber": lambda: frame.sort_values("amount"),
            "sortInteger": lambda: frame.sort_values("user"),
            "sortText": lambda: frame.sort_values("name"),
            "sortTwo": lambda: frame.sort_values(["city", "amount"]),
            "filter": lambda: frame[(frame["amount"] > 0.5) & (frame["city"] == "city 7")],
            "valueCounts": lambda: frame["city"].value_counts(),
            "describe": lambda: frame.describe(),
        }.get(task)


class Table(dict):
    """A dictionary that can be a key."""

    def __hash__(self):
        return id(self)


class Classical(Library):
    """scikit-learn and its like: the cases of classical.py."""

    module = ""

    def version(self):
        module = __import__(self.module)
        return f"{module.__name__} {module.__version__}"

    def case(self, name):
        import classical

        return classical.case(name, self.module)


class ScikitLearn(Classical):
    module = "sklearn"


class XGBoost(Classical):
    module = "xgboost"


class LightGBM(Classical):
    module = "lightgbm"


class UMAP(Classical):
    module = "umap"


class LlamaCpp:
    """llama.cpp, for the cases of a language model."""

    def __init__(self, threads):
        self.threads = threads

    def version(self):
        import llama_cpp

        return f"llama-cpp-python {llama_cpp.__version__}"

    def case(self, name):
        if not name.startswith("smollm2-"):
            return None
        from language import step
        return step(name, self.threads)


class SentenceTransformers:
    """sentence-transformers, for the cases of sentence vectors."""

    def __init__(self, threads):
        import torch

        torch.set_num_threads(threads)

    def version(self):
        import sentence_transformers

        return f"sentence-transformers {sentence_transformers.__version__}"

    def case(self, name):
        if not name.startswith("minilm-"):
            return None
        from language_embeddings import step
        return step(name)


class Tokenizers:
    """Hugging Face's tokenizers."""

    def __init__(self, threads):
        self.threads = threads

    def version(self):
        import tokenizers

        return f"tokenizers {tokenizers.__version__}"

    def case(self, name):
        if not name.startswith(("tokenizer-", "wordpiece-", "bpe-")):
            return None
        from language_tokenizers import case
        return case(name, self.threads)


LIBRARIES = {
    "numpy": NumPy, "scipy": SciPy, "torch": PyTorch, "pandas": Pandas, "sklearn": ScikitLearn, "xgboost": XGBoost,
    "lightgbm": LightGBM, "umap": UMAP, "llama": LlamaCpp,
    "sentences": SentenceTransformers, "tokenizers": Tokenizers,
}


def work(library):
    """Answers a line of JSON to each command: `info`, `run NAME SECONDS`."""
    name, run = None, None
    for line in sys.stdin:
        command, *words = line.split()
        if command == "info":
            answer = {"version": library.version()}
        elif command == "run":
            if name != words[0]:
                run = None
                name, run = words[0], library.case(words[0])
            answer = measure(run, float(words[1]), 3) if run else {"error": "no such case"}
        elif command == "memory":
            answer = memory(library, words[0])
        else:
            return
        print(json.dumps(answer), flush=True)


def resident(field):
    """Bytes: VmRSS is what is held now, VmHWM the most that ever was."""
    status = pathlib.Path("/proc/self/status").read_text()
    return 1024 * int(re.search(field + r":\s+(\d+)", status)[1])


def memory(library, name):
    """What one run of a case, its inputs included, takes at its highest; asked of a fresh process."""
    before = resident("VmRSS")
    run = library.case(name)
    if run is None:
        return {"error": "no such case"}
    result = run()
    del result
    return {"peak": resident("VmHWM"), "added": resident("VmHWM") - before}


def names():
    """The names of the cases, from cairn-bench."""
    bench = pathlib.Path(__file__).parent.parent / ".build/release/cairn-bench"
    return [name for command in ("kernels", "randomness", "statistics", "tables", "training", "attention", "classical", "language")
            for name in subprocess.check_output([bench, command, "--list"], text=True).split()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", choices=LIBRARIES, required=True)
    parser.add_argument("--filter", default="", help="run the cases whose name matches this regular expression")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", action="store_true", help="print one object: case name -> seconds")
    parser.add_argument("--worker", action="store_true", help="answer commands on stdin; for compare.py")
    arguments = parser.parse_args()
    # Read when the libraries are loaded, so set before.
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(arguments.threads)
    library = LIBRARIES[arguments.library](arguments.threads)
    if arguments.worker:
        return work(library)
    times = {}
    for name in names():
        run = library.case(name) if re.search(arguments.filter, name) else None
        if run is None:
            continue
        times[name] = measure(run)["seconds"]
        if not arguments.json:
            print(f"{name:32} {times[name] * 1e6:12.2f} µs", flush=True)
    if arguments.json:
        print(json.dumps(times))


if __name__ == "__main__":
    main()
