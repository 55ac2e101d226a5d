#!/usr/bin/env bash
# The whole program: payments in, decisions out. Prints Markdown tables.
#
# usage: whole-program.sh [--quick] [--sizes "N..."] [PART...]
#
#   batches   batches of 100 thousand, 1 and 2 million payments, every party distinct and with the repeats of real
#             traffic, on one thread and on all; beside it parsing and counting alone; memory
#   open      opening an index
#   lists     the same batch against lists ten times as large
#
# Without PART: all. --quick: small batches, to see that it works (its figures mean nothing). --sizes: batches of so many
# payments instead.
#
#   PORTCULLIS_SHARED      the folder that holds lists/ (default: ../shared beside the checkout)
#   PORTCULLIS_BENCH_DIR   a folder to keep files in (default: a temporary one, removed at the end)
#   PORTCULLIS_BIN_DIR     programs that are built already
source "$(dirname -- "${BASH_SOURCE[0]}")/measure.sh"

quick=
parts=()
own_sizes=
while (($# > 0)); do
    case $1 in
        --quick) quick=yes ;;
        --sizes)
            own_sizes=${2:-}
            [[ $own_sizes =~ ^[1-9][0-9]*(\ [1-9][0-9]*)*$ ]] || fail "--sizes needs numbers, for example \"100000 1000000\""
            shift
            ;;
        batches | open | lists) parts+=("$1") ;;
        *) fail "\`$1\` is neither an option nor a part (batches, open, lists)" ;;
    esac
    shift
done
((${#parts[@]} > 0)) || parts=(batches open lists)

seed=7
cores=$(nproc 2>/dev/null || echo 2)
sizes=(100000 1000000 2000000)
lists_size=200000
if [[ -n $quick ]]; then
    sizes=(2000 5000)
    lists_size=2000
fi
[[ -z $own_sizes ]] || read -ra sizes <<<"$own_sizes"

# payments KIND COUNT: a file of that many payments; KIND is distinct or repeats.
payments() {
    local file=$work/$1-$2.csv options=()
    [[ $1 != distinct ]] || options=(--distinct)
    if [[ ! -f $file ]]; then
        "$bin/portcullis" generate payments --count "$2" --seed "$seed" ${options[@]+"${options[@]}"} --out "$file.new" 2>/dev/null
        mv -- "$file.new" "$file"
    fi
    echo "$file"
}

# screen INDEX FILE THREADS: a run; sets `measured_*`. Its results stay in $work/run-THREADS.
screen() {
    rm -rf -- "$work/run-$3"
    measure "$bin/portcullis" screen --index "$1" --threads "$3" --out "$work/run-$3" "$2"
}

batches() {
    local kind size file threads parse_cs same
    echo "### Batches"
    echo
    echo "| parties | payments | threads | s | payments/s | processor µs a payment | parse and count, s | times that | resident MiB | of its own MiB | need a person | equal |"
    echo "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|"
    for kind in distinct repeats; do
        for size in "${sizes[@]}"; do
            file=$(payments "$kind" "$size")
            # Not the first to read the file.
            "$bin/parse-only" "$file" >/dev/null
            for threads in 1 "$cores"; do
                measure "$bin/parse-only" --threads "$threads" "$file"
                parse_cs=$measured_cs
                screen "$work/lists.pcx" "$file" "$threads"
                same=-
                if ((threads > 1)); then
                    same=no
                    if cmp -s -- "$work/run-1/decisions.csv" "$work/run-$threads/decisions.csv" &&
                        cmp -s -- "$work/run-1/alerts.jsonl" "$work/run-$threads/alerts.jsonl"; then
                        same=yes
                    fi
                fi
                echo "| $kind | $size | $threads | $(decimal "$measured_cs" 100 2) | $((size * 100 / measured_cs)) |" \
                    "$(decimal $((measured_cpu_cs * 10000)) "$size" 2) | $(decimal "$parse_cs" 100 2) |" \
                    "$(decimal "$measured_cs" "$parse_cs" 1)× | $measured_peak_mib | $measured_own_mib |" \
                    "$(summary_number "$work/run-$threads/summary.json" need_person) | $same |"
                ((threads < cores)) || break
            done
            rm -rf -- "$work"/run-*
            [[ -n ${PORTCULLIS_BENCH_DIR:-} ]] || rm -f -- "$file"
        done
    done
    echo
    echo "\"Equal\": decisions and alerts are byte for byte those of one thread. \"Resident\" counts the mapped payments file, which the"
    echo "system takes back when it wants; \"of its own\" does not."
    echo
}

open_part() {
    local line
    line=$("$bin/open-index" "$work/lists.pcx")
    echo "### Opening an index"
    echo
    echo "| names | tokens | bytes | open, ms | without the checksum, ms |"
    echo "|--:|--:|--:|--:|--:|"
    echo "| $(field names "$line") | $(field tokens "$line") | $(field bytes "$line") | $(field open_ms "$line") | $(field trusted_open_ms "$line") |"
    echo
}

lists_part() {
    local file times line cpu_of_one=0 own
    file=$(payments distinct "$lists_size")
    echo "### Lists ten times as large ($lists_size payments, every party distinct, $cores threads)"
    echo
    echo "| lists | names searched | tokens | index MB | compile, s | open, ms | s | processor µs a payment | times the real lists | payments with hits | of its own MiB |"
    echo "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for times in 1 10; do
        own=("${sources[@]}")
        if ((times > 1)); then
            "$bin/synthesize" --index "$work/lists.pcx" --times "$times" --seed "$seed" --out "$work/made-up-$times.csv" 2>/dev/null
            own+=("custom:$work/made-up-$times.csv")
        fi
        compile "$work/lists-$times.pcx" "${own[@]}"
        local compile_cs=$measured_cs
        line=$("$bin/open-index" --rounds 5 "$work/lists-$times.pcx")
        screen "$work/lists-$times.pcx" "$file" "$cores"
        ((times > 1)) || cpu_of_one=$measured_cpu_cs
        echo "| ×$times | $(field searched_names "$line") | $(field tokens "$line") | $(decimal "$(field bytes "$line")" 1000000 1) |" \
            "$(decimal "$compile_cs" 100 1) | $(field open_ms "$line") | $(decimal "$measured_cs" 100 2) |" \
            "$(decimal $((measured_cpu_cs * 10000)) "$lists_size" 2) | $(decimal "$measured_cpu_cs" $((cpu_of_one > 0 ? cpu_of_one : 1)) 2) |" \
            "$(summary_number "$work/run-$cores/summary.json" payments_with_hits) | $measured_own_mib |"
        rm -rf -- "$work"/run-*
    done
    echo
}

prepare
find_lists
compile "$work/lists.pcx" "${sources[@]}"
echo "$title; seed $seed; $(machine)"
echo
for part in "${parts[@]}"; do
    case $part in
        batches) batches ;;
        open) open_part ;;
        lists) lists_part ;;
    esac
done
