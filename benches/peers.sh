#!/usr/bin/env bash
# The Python programs that a user would pick instead, over the same lists and queries: rapidfuzz (C++) over every name,
# and logic-v2, the strongest open matcher. Their scripts are in ../shared/peers (see PORTCULLIS_SHARED).
#
# usage: peers.sh [screen|pairs]...      both without an argument
#
# Makes a Python environment in a temporary folder (PORTCULLIS_BENCH_DIR keeps it) with the versions that
# requirements.txt beside the scripts names. logic-v2 takes minutes for the 6,000 names of `screen`; --only
# token-sort, passed on to screen_names.py through PEERS_ARGUMENTS, leaves it out.
source "$(dirname -- "${BASH_SOURCE[0]}")/measure.sh"

parts=("$@")
((${#parts[@]} > 0)) || parts=(screen pairs)
for part in "${parts[@]}"; do
    [[ $part == screen || $part == pairs ]] || fail "\`$part\` is neither screen nor pairs"
done
if [[ ! -f $shared/peers/screen_names.py ]]; then
    echo "$shared/peers: no scripts of the peers here, so nothing to run; point PORTCULLIS_SHARED at their folder" >&2
    exit 0
fi
prepare
python=$work/python
[[ -x $python/bin/python ]] || {
    python3 -m venv -- "$python"
    "$python/bin/pip" install --quiet --requirement "$shared/peers/requirements.txt"
}
find_lists
compile "$work/lists.pcx" "${sources[@]}"
echo "$title; $(machine)"
for part in "${parts[@]}"; do
    if [[ $part == screen ]]; then
        # shellcheck disable=SC2086 # Several words on purpose.
        "$python/bin/python" "$shared/peers/screen_names.py" --lists "$shared/lists" --eval "$shared/eval" ${PEERS_ARGUMENTS:-}
        echo
        echo "Portcullis:"
        "$bin/portcullis" evaluate screening --index "$work/lists.pcx" --queries "$shared"/eval/{positives_un,variants}.csv \
            --negatives "$shared"/eval/{negatives_global,negatives_us,companies,clean_variants}.csv
    else
        "$python/bin/python" "$shared/peers/score_pairs.py" "$shared/eval/name_pairs.csv"
        echo
        echo "Portcullis:"
        "$bin/portcullis" evaluate pairs "$shared/eval/name_pairs.csv"
    fi
done
