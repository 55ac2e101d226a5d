#!/usr/bin/env bash
# What each memory of the matcher is worth: the same payments with all of them, and without each, where parties repeat as they do
# in banks and where every party is another.
#
# usage: memories.sh [--count N] [--threads N] [--callgrind]
#
# --callgrind counts instructions instead of time, under valgrind, for machines that others use too; take a smaller count.
source "$(dirname -- "${BASH_SOURCE[0]}")/measure.sh"

count=200000 threads=1 under=()
while (($# > 0)); do
    case $1 in
        --count | --threads)
            [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "$1 needs a number, for example 1"
            declare "${1#--}=$2"
            shift
            ;;
        --callgrind) under=(valgrind --tool=callgrind --callgrind-out-file=/dev/null) ;;
        *) fail "\`$1\` is neither --count N, --threads N nor --callgrind" ;;
    esac
    shift
done
prepare
find_lists
compile "$work/lists.pcx" "${sources[@]}"
echo "$title; $count payments, $threads thread(s)"
for kind in repeating distinct; do
    more=()
    [[ $kind == repeating ]] || more=(--distinct)
    "$bin/portcullis" generate payments --index "$work/lists.pcx" --count "$count" --seed 1 "${more[@]}" --out "$work/$kind.csv" 2>/dev/null
    for without in "" tokens no-hits; do
        options=()
        [[ -z $without ]] || options=(--without "$without")
        said=$("${under[@]}" "$bin/memories" --index "$work/lists.pcx" --threads "$threads" "${options[@]}" "$work/$kind.csv" 2>"$work/log.txt")
        line="payments=$(field payments "$said") hits=$(field hits "$said")"
        if ((${#under[@]} > 0)); then
            line+=" instructions=$(sed -n 's/.*Collected : //p' "$work/log.txt")"
        else
            line+=" a_second=$(field a_second "$said") peak_mib=$(field peak_mib "$said")"
        fi
        printf '%-10s %-16s %s\n' "$kind" "${without:+without $without}" "$line"
    done
done
