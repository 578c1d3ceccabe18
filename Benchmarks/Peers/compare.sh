#!/bin/sh
# `make compare`: builds cairn-bench, sees to Python, runs both sides in turn and writes Docs/Benchmarks.md.
# Arguments go to compare.py: --quick, --filter REGEX, --rounds N.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
package=$(dirname "$here")
swift build -c release --package-path "$package" --product cairn-bench
python=$("$here/python.sh")
exec "$python" "$here/compare.py" --bench "$package/.build/release/cairn-bench" "$@"
