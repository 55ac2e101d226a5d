#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh environment, and holds it to its tests and types.
#
# usage: test.sh [--cluster] [--release]
#
#   --cluster   also tests Spark with two executors of which one is killed
#   --release   builds the wheel as it is shipped, not as tests are
#
#   PORTCULLIS_BIN     the command line; target/debug/portcullis by default
#   PORTCULLIS_WHEEL   a wheel that is built already, by maturin; none is built then
#   PORTCULLIS_TOOLS   an environment that has requirements-test.txt; by default one in target/, made at need
set -euo pipefail
crate=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$crate/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
profile=dev
while (($# > 0)); do
    case $1 in
        --cluster) export PORTCULLIS_SPARK_CLUSTER=1 ;;
        --release) profile=release ;;
        *) echo "\`$1\` is no option; known are --cluster and --release" >&2 && exit 2 ;;
    esac
    shift
done

skip() {
    echo "skipped: $1"
    exit 0
}
command -v python3 >/dev/null || skip "Python, its wheel and Spark: python3 is not installed"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' || skip "Python, its wheel and Spark: python3 is older than 3.9"
tools=${PORTCULLIS_TOOLS:-}
if [[ -z $tools ]]; then
    tools=$target/python-tools
    wanted=$(cat "$crate/requirements-test.txt")
    if [[ $(cat "$tools/made-of" 2>/dev/null || true) != "$wanted" ]]; then
        rm -rf "$tools"
        python3 -m venv "$tools" || skip "Python, its wheel and Spark: python3 has no venv"
        "$tools/bin/pip" install --quiet --disable-pip-version-check -r "$crate/requirements-test.txt" ||
            skip "Python, its wheel and Spark: what crates/python/requirements-test.txt names cannot be installed"
        printf '%s\n' "$wanted" >"$tools/made-of"
    fi
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

wheel=${PORTCULLIS_WHEEL:-}
if [[ -z $wheel ]]; then
    "$tools/bin/maturin" build --quiet --locked --profile "$profile" --manifest-path "$crate/Cargo.toml" \
        --interpreter "$tools/bin/python" --out "$scratch/dist"
    wheel=$(echo "$scratch"/dist/portcullis-*.whl)
fi
export PORTCULLIS_BIN=${PORTCULLIS_BIN:-$target/debug/portcullis}
[[ -x $PORTCULLIS_BIN ]] || (cd -- "$root" && cargo build --locked --quiet -p portcullis-cli)

# Fresh: the wheel, and of all others only what the tools have; what is tested is what was installed, not the checkout.
"$tools/bin/python" -m venv --without-pip "$scratch/fresh"
fresh=$scratch/fresh/bin/python
site=$("$fresh" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
"$tools/bin/python" -m zipfile -e "$wheel" "$site"
"$tools/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >"$site/tools.pth"
"$fresh" -c "import portcullis; assert portcullis.__file__.startswith('$site'); print('portcullis', portcullis.__version__, 'is installed')"

(cd "$crate" && "$fresh" -m mypy --no-error-summary --cache-dir "$scratch/mypy" --python-executable "$fresh" -p portcullis)
echo "the types hold"
(cd "$crate" && "$fresh" -m pytest -q -p no:cacheprovider -rs tests) || exit 1

"$PORTCULLIS_BIN" compile --out "$scratch/lists.pcx" "custom:$root/data/lists" >/dev/null
(cd "$crate/examples" && PORTCULLIS_INDEX=$scratch/lists.pcx PORTCULLIS_DATA=$root/data IPYTHONDIR=$scratch/ipython \
    "$fresh" - analyst.ipynb <<'PYTHON'
import sys
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
# This interpreter, whatever kernels the machine knows.
from jupyter_client.manager import KernelManager
manager = KernelManager()
manager.kernel_spec.argv[0] = sys.executable
client = NotebookClient(notebook, km=manager, timeout=120)
client.execute()
shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
print(f"the notebook runs: {len(notebook.cells)} cells, {len(shown)} outputs")
PYTHON
)

"$fresh" "$root/tests/same_decisions.py" --count "${PORTCULLIS_COUNT:-2000}"
