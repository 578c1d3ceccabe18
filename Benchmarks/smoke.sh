#!/bin/sh
# Runs a few cases and looks at the shape of what they print: one JSON object, case name → seconds.
set -eu
cd "$(dirname "$0")"
bench=.build/release/cairn-bench
json=$(env -u OPENBLAS_CORETYPE "$bench" kernels --quick --json --filter '^(matmul|cblas)\.f..\.64$' 2>/dev/null)
echo "$json"
pair='"(matmul|cblas)\.f(32|64)\.64":[0-9.]+(e-[0-9]+)?'
if ! echo "$json" | grep -qE "^\{$pair,$pair,$pair,$pair\}$"; then
    echo "cairn-bench --json: expected four cases and their seconds" >&2
    exit 1
fi
if [ "$("$bench" kernels --list | sort | uniq -d)" ]; then
    echo "cairn-bench: two cases have one name" >&2
    exit 1
fi
