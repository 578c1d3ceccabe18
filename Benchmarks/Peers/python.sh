#!/bin/sh
# Prints the path of a Python that has what requirements.txt asks for: CAIRN_VENV's where that is set, else that of a
# virtual environment beside this file, made on first use.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ -n "${CAIRN_VENV:-}" ]; then
    echo "$CAIRN_VENV/bin/python"
    exit 0
fi
venv="$here/.venv"
if [ ! -f "$venv/complete" ]; then
    echo "Making a Python environment with NumPy, SciPy and PyTorch in $venv" >&2
    python3 -m venv "$venv" >&2
    # PyTorch's own index has a build without CUDA, a tenth of the size.
    index=https://download.pytorch.org/whl/cpu
    if curl --silent --fail --max-time 10 --output /dev/null "$index/torch/" 2>/dev/null; then
        "$venv/bin/pip" install --quiet --extra-index-url "$index" -r "$here/requirements.txt" >&2
    else
        "$venv/bin/pip" install --quiet -r "$here/requirements.txt" >&2
    fi
    touch "$venv/complete"
fi
echo "$venv/bin/python"
