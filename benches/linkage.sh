#!/usr/bin/env bash
# What a call costs from C, beside the same call from Rust: the same payments as JSON, one by one, on one thread.
#
# usage: linkage.sh [--quick] [--count N]
#
#   PORTCULLIS_SHARED, PORTCULLIS_BENCH_DIR, PORTCULLIS_BIN_DIR   as in whole-program.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/measure.sh"

count=20000
while (($# > 0)); do
    case $1 in
        --quick) count=500 ;;
        --count)
            count=${2:-}
            [[ $count =~ ^[1-9][0-9]*$ ]] || fail "--count needs a number, for example 20000"
            shift
            ;;
        *) fail "\`$1\` is no option; known are --quick and --count N" ;;
    esac
    shift
done
command -v cc >/dev/null || fail "cc is not installed"
prepare
[[ -n ${PORTCULLIS_BIN_DIR:-} ]] || (cd -- "$root" && cargo build --release --quiet -p portcullis-capi)
[[ -f $bin/libportcullis_capi.so ]] || fail "$bin: holds no libportcullis_capi.so; cargo build --release -p portcullis-capi"
cc -O2 -I "$root/crates/capi/include" "$benches/linkage/one-call.c" -L "$bin" -lportcullis_capi -o "$work/one-call-c"
find_lists
"$bin/portcullis" compile --out "$work/lists.pcx" "${sources[@]}" >/dev/null
"$bin/portcullis" generate payments --count "$count" --seed 7 --out "$work/payments.csv"
"$bin/portcullis" payments show "$work/payments.csv" >"$work/payments.jsonl"
echo "$count payments against $title; microseconds a call"
for round in 1 2 3; do
    echo "Rust, round $round"
    "$bin/one-call" --index "$work/lists.pcx" --rules "$root/data" --json "$work/payments.jsonl"
    echo "C, round $round"
    LD_LIBRARY_PATH=$bin "$work/one-call-c" "{\"index\":\"$work/lists.pcx\",\"rules\":\"$root/data\"}" "$work/payments.jsonl" 3
done
