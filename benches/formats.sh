#!/usr/bin/env bash
# The same payments in every format: whether they have the same outcomes, and how fast each is. Prints a Markdown table.
#
# usage: formats.sh [--quick] [--count N] [--hit-rate R] [FORMAT...]
#
# For each format two files are made of the same payments: messages, and rows of CSV from which is left out what the messages do
# not carry. Both are screened. Without FORMAT: pacs008, mt103, ach and fedwire. parquet and arrow need a build of their own, which
# is made when one of them is named (a program in PORTCULLIS_BIN_DIR must have it). --quick: few payments, to see that it works.
# Exit code 1 where an outcome differs.
#
#   PORTCULLIS_SHARED, PORTCULLIS_BENCH_DIR, PORTCULLIS_BIN_DIR   as in whole-program.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/measure.sh"

count=10000
hit_rate=0.05
formats=()
while (($# > 0)); do
    case $1 in
        --quick) count=500 ;;
        --count)
            count=${2:-}
            [[ $count =~ ^[1-9][0-9]*$ ]] || fail "--count needs a number, for example 10000"
            shift
            ;;
        --hit-rate)
            hit_rate=${2:-}
            [[ $hit_rate =~ ^(0(\.[0-9]+)?|1)$ ]] || fail "--hit-rate needs a share, for example 0.05"
            shift
            ;;
        pacs008 | mt103 | ach | fedwire) formats+=("$1") ;;
        parquet | arrow)
            formats+=("$1")
            features=(--features portcullis-cli/arrow)
            ;;
        *) fail "\`$1\` is neither an option nor a format (pacs008, mt103, ach, fedwire, parquet, arrow)" ;;
    esac
    shift
done
((${#formats[@]} > 0)) || formats=(pacs008 mt103 ach fedwire)

# outcomes FORMAT CARRIED_BY: makes a file, screens it, and leaves id and outcome of each payment in $work/outcomes-FORMAT.
# Sets `measured_*` and `bytes`.
outcomes() {
    local file=$work/payments-$1
    "$bin/portcullis" generate payments --count "$count" --seed 7 --hit-rate "$hit_rate" --index "$work/lists.pcx" --format "$1" \
        --carried-by "$2" --out "$file" 2>/dev/null
    bytes=$(wc -c <"$file")
    rm -rf -- "$work/run"
    measure "$bin/portcullis" screen --index "$work/lists.pcx" --format "$1" --out "$work/run" "$file"
    cut -d, -f1,3 -- "$work/run/decisions.csv" >"$work/outcomes-$1"
    rejected=$(summary_number "$work/run/summary.json" rejected)
    need_person=$(summary_number "$work/run/summary.json" need_person)
}

prepare
find_lists
compile "$work/lists.pcx" "${sources[@]}"
echo "$title; $count payments, a share of $hit_rate with something listed; $(machine)"
echo
echo "| format | MB | payments/s | as CSV, payments/s | need a person | rejected | other outcomes than as CSV |"
echo "|---|--:|--:|--:|--:|--:|--:|"
status=0
for format in "${formats[@]}"; do
    outcomes csv "$format"
    csv_cs=$measured_cs
    outcomes "$format" "$format"
    differing=$(diff -- "$work/outcomes-csv" "$work/outcomes-$format" | grep -c '^>' || true)
    ((differing == 0 && rejected == 0)) || status=1
    echo "| $format | $(decimal "$bytes" 1000000 1) | $((count * 100 / measured_cs)) | $((count * 100 / csv_cs)) | $need_person | $rejected |" \
        "$differing |"
done
exit "$status"
