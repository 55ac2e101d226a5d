#!/usr/bin/env bash
# How the cost grows: with the lists, and with the batch. Prints Markdown tables with the fitted growth.
#
# usage: scale.sh [--quick] [--sizes "N..."] [lists] [batches] [stream COUNT]
#
#   lists           the real lists, and lists 10 and 100 times as large, against one batch
#   batches         100 thousand, 1 and 10 million payments with the repeats of real traffic; what a core-hour and a
#                   Swift day take
#   stream COUNT    COUNT payments in batches of a million, generated, screened and thrown away one after the other: any
#                   number in the space of one. The programs run anew for each, as an intraday operation does
#
# Without a part: lists and batches. --sizes: batches of so many payments instead. Environment as for whole-program.sh. Not quick: 100 times the lists takes 4 GB of
# memory and minutes to compile, 10 million payments 3 GB of disk.
source "$(dirname -- "${BASH_SOURCE[0]}")/measure.sh"

# Messages of a peak day on Swift.
SWIFT_DAY=30400000

quick=
own_sizes=
stream=0
parts=()
while (($# > 0)); do
    case $1 in
        --quick) quick=yes ;;
        --sizes)
            own_sizes=${2:-}
            [[ $own_sizes =~ ^[1-9][0-9]*(\ [1-9][0-9]*)+$ ]] || fail "--sizes needs two numbers or more, for example \"100000 1000000\""
            shift
            ;;
        lists | batches) parts+=("$1") ;;
        stream)
            [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "stream needs a number of payments"
            stream=$2
            parts+=("$1")
            shift
            ;;
        *) fail "\`$1\` is neither an option nor a part (lists, batches, stream COUNT)" ;;
    esac
    shift
done
((${#parts[@]} > 0)) || parts=(lists batches)

seed=7
cores=$(nproc 2>/dev/null || echo 2)
times_of_lists=(1 10 100)
lists_size=20000
sizes=(100000 1000000 10000000)
piece=1000000
if [[ -n $quick ]]; then
    times_of_lists=(1 4)
    lists_size=1000
    sizes=(2000 8000)
    piece=2000
fi
[[ -z $own_sizes ]] || read -ra sizes <<<"$own_sizes"

generate() { # COUNT SEED FILE OPTION...
    "$bin/portcullis" generate payments --count "$1" --seed "$2" --out "$3" "${@:4}" 2>/dev/null
}

screen() { # INDEX FILE
    rm -rf -- "$work/run"
    measure "$bin/portcullis" screen --index "$1" --threads "$cores" --out "$work/run" "$2"
}

lists_part() {
    local times own line points_cpu=() points_bytes=() file=$work/scale-lists.csv
    generate "$lists_size" "$seed" "$file" --distinct
    echo "### As the lists grow ($lists_size payments, every party distinct, $cores threads)"
    echo
    echo "| lists | names searched | tokens | index MB | compile, s | compile, MiB | open, ms | processor µs a payment | payments with hits | of its own MiB |"
    echo "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for times in "${times_of_lists[@]}"; do
        own=("${sources[@]}")
        if ((times > 1)); then
            "$bin/synthesize" --index "$work/lists.pcx" --times "$times" --seed "$seed" --out "$work/made-up.csv" 2>/dev/null
            own+=("custom:$work/made-up.csv")
        fi
        compile "$work/lists-$times.pcx" "${own[@]}"
        local compile_cs=$measured_cs compile_mib=$measured_peak_mib
        line=$("$bin/open-index" --rounds 3 "$work/lists-$times.pcx")
        screen "$work/lists-$times.pcx" "$file"
        echo "| ×$times | $(field searched_names "$line") | $(field tokens "$line") | $(decimal "$(field bytes "$line")" 1000000 1) |" \
            "$(decimal "$compile_cs" 100 1) | $compile_mib | $(field open_ms "$line") |" \
            "$(decimal $((measured_cpu_cs * 10000)) "$lists_size" 1) |" \
            "$(summary_number "$work/run/summary.json" payments_with_hits) | $measured_own_mib |"
        points_cpu+=("$(field searched_names "$line"):$(decimal $((measured_cpu_cs * 10000)) "$lists_size" 1)")
        points_bytes+=("$(field searched_names "$line"):$(field bytes "$line")")
        rm -f -- "$work/made-up.csv" "$work/lists-$times.pcx"
    done
    echo
    echo "Processor time a payment grows with the power $(field exponent "$("$bin/fit-growth" "${points_cpu[@]}")") of the names," \
        "the index with $(field exponent "$("$bin/fit-growth" "${points_bytes[@]}")")."
    echo
    rm -rf -- "$file" "$work/run"
}

batches_part() {
    local size points=() fit micros wall_rate file=$work/scale-batch.csv
    echo "### As the batch grows (repeats of real traffic, $cores threads)"
    echo
    echo "| payments | file MB | s | payments/s | processor s | processor µs a payment | of its own MiB |"
    echo "|--:|--:|--:|--:|--:|--:|--:|"
    for size in "${sizes[@]}"; do
        generate "$size" "$seed" "$file"
        screen "$work/lists.pcx" "$file"
        local bytes
        bytes=$(wc -c <"$file")
        echo "| $size | $(decimal "$bytes" 1000000 0) | $(decimal "$measured_cs" 100 2) | $((size * 100 / measured_cs)) |" \
            "$(decimal "$measured_cpu_cs" 100 1) | $(decimal $((measured_cpu_cs * 10000)) "$size" 2) | $measured_own_mib |"
        points+=("$size:$(decimal "$measured_cpu_cs" 100 2)")
        # Of the largest batch, which says most about a long run.
        micros=$((measured_cpu_cs * 10000000 / size)) # thousandths of a µs
        wall_rate=$((size * 100 / measured_cs))
        rm -rf -- "$file" "$work/run"
    done
    fit=$("$bin/fit-growth" --at 100000000 "${points[@]}")
    ((micros > 0)) || micros=1
    echo
    echo "Processor time grows with the power $(field exponent "$fit") of the batch: 10^8 payments take ${fit##*:} s of one core." \
        "A core-hour screens $(decimal $((3600 * 1000000000 / micros)) 1000000 1) million payments." \
        "A Swift day of $(decimal $SWIFT_DAY 1000000 1) million messages takes $(decimal $SWIFT_DAY $((wall_rate > 0 ? wall_rate : 1)) 0) s here."
    echo
}

stream_part() {
    local done_=0 next=$seed count cs=0 cpu_cs=0 most=0 persons=0 file=$work/scale-stream.csv
    while ((done_ < stream)); do
        count=$((stream - done_ < piece ? stream - done_ : piece))
        generate "$count" "$next" "$file"
        screen "$work/lists.pcx" "$file"
        cs=$((cs + measured_cs))
        cpu_cs=$((cpu_cs + measured_cpu_cs))
        [[ $measured_own_mib == - ]] || ((measured_own_mib <= most)) || most=$measured_own_mib
        persons=$((persons + $(summary_number "$work/run/summary.json" need_person)))
        done_=$((done_ + count))
        next=$((next + 1))
        echo "$done_ of $stream" >&2
        rm -rf -- "$file" "$work/run"
    done
    echo "### $stream payments, streamed in batches of $piece ($cores threads)"
    echo
    echo "| payments | screening, s | payments/s | processor µs a payment | of its own MiB, at most | need a person |"
    echo "|--:|--:|--:|--:|--:|--:|"
    echo "| $stream | $(decimal "$cs" 100 1) | $((stream * 100 / cs)) | $(decimal $((cpu_cs * 10000)) "$stream" 2) | $most | $persons |"
    echo
}

prepare
find_lists
compile "$work/lists.pcx" "${sources[@]}"
echo "$title; seed $seed; $(machine)"
echo
for part in "${parts[@]}"; do
    case $part in
        lists) lists_part ;;
        batches) batches_part ;;
        stream) stream_part ;;
    esac
done
