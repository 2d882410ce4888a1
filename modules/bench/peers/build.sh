#!/bin/sh
# Builds a peer from its registry and prints how to call it, a word a line:
# build.sh client-go|python FOLDER, from the root of the repository.
set -eu
case $1 in
  client-go)
    go=$(.ci/cluster/go.sh)
    cd modules/bench/peers/client-go
    "$go" build -trimpath -o "$2/client-go" . >&2
    echo "$2/client-go"
    ;;
  python)
    python=${PYTHON_WITH_KUBERNETES:-$2/python/bin/python}
    if [ ! -x "$python" ]; then
      python3 -m venv "$2/python" >&2
      "$2/python/bin/pip" install -q --disable-pip-version-check -r .ci/python/requirements.txt >&2
    fi
    "$python" -c 'import kubernetes'
    echo "$python"
    echo "$PWD/modules/bench/peers/python/list_pods.py"
    ;;
esac
