#!/usr/bin/env bash
# The lists of all authorities in one index, beside those of OFAC and the UN alone. Prints Markdown tables.
#
# usage: all-lists.sh [--quick] [--count N] [PART...]
#
#   compile   time, memory and size of each list, of the two together, and of all; what was linked across authorities
#   open      opening the indexes
#   alerts    clean names that alert, by file
#   recall    listed names that are found, by file
#   speed     payments a second, in alternating runs: every party distinct, and with the repeats of real traffic
#
# Without PART: all. --quick: few payments, to see that it works (its figures of speed mean nothing). --count: so many payments
# instead of a million.
#
#   PORTCULLIS_SHARED      the folder that holds lists/ and eval/ (default: ../shared beside the checkout)
#   PORTCULLIS_BENCH_DIR   a folder to keep files in (default: a temporary one, removed at the end)
#   PORTCULLIS_BIN_DIR     programs that are built already
source "$(dirname -- "${BASH_SOURCE[0]}")/measure.sh"

payments=1000000
rounds=3
parts=()
while (($# > 0)); do
    case $1 in
        --quick)
            payments=5000
            rounds=1
            ;;
        --count)
            payments=${2:-}
            [[ $payments =~ ^[1-9][0-9]*$ ]] || fail "--count needs a number, for example 100000"
            shift
            ;;
        compile | open | alerts | recall | speed) parts+=("$1") ;;
        *) fail "\`$1\` is neither an option nor a part (compile, open, alerts, recall, speed)" ;;
    esac
    shift
done
((${#parts[@]} > 0)) || parts=(compile open alerts recall speed)

lists=$shared/lists
eval=$shared/eval
two=("ofac-sdn:$lists/ofac-sdn-2023-12" "un:$lists/un-2026-08")
# The days of the lists that do not state theirs stand in the names of their folders.
others=("eu:$lists/eu-2024-05" "uk:$lists/uk-ofsi-2020-04" "csl:$lists/csl-2022-04" "ca:$lists/ca-2025-05"
    "au:$lists/au-2026-08" "bis-dpl:$lists/bis-dpl-2022-09")
all=("${two[@]}" "${others[@]}")
for source in "${all[@]}"; do
    if [[ ! -e ${source#*:} ]]; then
        echo "${source#*:}: not here, so nothing to measure; point PORTCULLIS_SHARED at the folder that holds lists/" >&2
        exit 0
    fi
done

compile_part() {
    local source name
    echo "### Compiling"
    echo
    echo "| lists | s | processor s | MiB at the peak | index MB |"
    echo "|---|--:|--:|--:|--:|"
    for source in "${all[@]}"; do
        compile "$work/one.pcx" "$source"
        row "\`$(basename -- "${source#*:}")\`" "$work/one.pcx"
        rm -f -- "$work/one.pcx"
    done
    for name in two all; do
        local -n sources_of=$name
        rm -f -- "$work/$name.pcx"
        compile "$work/$name.pcx" "${sources_of[@]}"
        row "$name" "$work/$name.pcx"
    done
    echo
    echo "What \`compile\` says of all of them:"
    echo
    rm -f -- "$work/all.pcx"
    "$bin/portcullis" compile --out "$work/all.pcx" "${all[@]}" 2>/dev/null | sed "s|$lists/||; s|$work/||; s|^\(.\)|    \1|"
    echo
}

row() {
    echo "| $1 | $(decimal "$measured_cs" 100 2) | $(decimal "$measured_cpu_cs" 100 2) | $measured_peak_mib |" \
        "$(decimal "$(wc -c <"$2")" 1000000 1) |"
}

# Both indexes, where no part before made them.
indexes() {
    [[ -f $work/two.pcx ]] || compile "$work/two.pcx" "${two[@]}"
    [[ -f $work/all.pcx ]] || compile "$work/all.pcx" "${all[@]}"
}

open_part() {
    local name line
    echo "### Opening"
    echo
    echo "| lists | names searched | tokens | bytes | open, ms |"
    echo "|---|--:|--:|--:|--:|"
    for name in two all; do
        line=$("$bin/open-index" "$work/$name.pcx")
        echo "| $name | $(field searched_names "$line") | $(field tokens "$line") | $(field bytes "$line") | $(field open_ms "$line") |"
    done
    echo
}

# evaluate INDEX ARGUMENT...: the figures as one line of JSON.
evaluate() {
    local index=$1
    shift
    "$bin/portcullis" evaluate screening --index "$index" --json "$@" | tr -d ' \n'
}

# halves NAME: that file with its header, in two: `train` has the rows of odd lines, `held` those of even ones. Rules were
# made by looking at `train` alone.
halves() {
    mkdir -p -- "$work/train" "$work/held"
    awk -v train="$work/train/$1.csv" -v held="$work/held/$1.csv" \
        'NR == 1 { print > train; print > held; next } { print > (NR % 2 ? train : held) }' "$eval/$1.csv"
}

alerts_part() {
    local file name half json cells
    echo "### Clean names that alert, at the default threshold"
    echo
    echo "| file | names | two | all | two, train | all, train | two, held out | all, held out |"
    echo "|---|--:|--:|--:|--:|--:|--:|--:|"
    for file in companies clean_variants negatives_us negatives_global; do
        halves "$file"
        cells=
        for half in "$eval" "$work/train" "$work/held"; do
            for name in two all; do
                json=$(evaluate "$work/$name.pcx" --negatives "$half/$file.csv")
                [[ $json =~ \"n\":([0-9]+),\"alerted\":([0-9]+) ]] || fail "no figures of $file"
                [[ -n $cells ]] || cells="${BASH_REMATCH[1]} |"
                cells+=" ${BASH_REMATCH[2]} ($(decimal $((BASH_REMATCH[2] * 100)) "${BASH_REMATCH[1]}" 2)%) |"
            done
        done
        echo "| \`$file\` | $cells"
    done
    echo
}

# found JSON FILE: the recall of a file.
found() {
    [[ $1 =~ \"$2\":\{\"n\":([0-9]+),\"found\":([0-9]+) ]] || fail "no figures of $2"
    echo "${BASH_REMATCH[2]} of ${BASH_REMATCH[1]} ($(decimal "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}" 3))"
}

# The labelled files ask for designations of older lists, some of which have left those above. So the lists that they were
# made from stand in the place of OFAC's and the UN's here, and the others are added to them.
recall_part() {
    local name file json_full json_reduced
    local full=("ofac-sdn:$lists/ofac-sdn-2021-07" "un:$lists/un-2026-02")
    rm -rf -- "$work/reduced"
    mkdir -- "$work/reduced"
    cp -- "$lists"/ofac-sdn-2021-07/*.csv "$work/reduced/"
    cp -f -- "$eval/heldout_alias_lists/alt.csv" "$work/reduced/alt.csv"
    # The Consolidated Screening List repeats OFAC's aliases, those that are held out among them.
    local without_csl=()
    for name in "${others[@]}"; do
        [[ $name == csl:* ]] || without_csl+=("$name")
    done
    compile "$work/full-two.pcx" "${full[@]}"
    compile "$work/full-all.pcx" "${full[@]}" "${others[@]}"
    compile "$work/reduced-two.pcx" "ofac-sdn:$work/reduced"
    compile "$work/reduced-all.pcx" "ofac-sdn:$work/reduced" "${without_csl[@]}"
    echo "### Listed names that are found"
    echo
    echo "| file | OFAC 2021-07 and UN 2026-02 | with the others |"
    echo "|---|--:|--:|"
    local -A json
    for name in two all; do
        json[full-$name]=$(evaluate "$work/full-$name.pcx" --queries "$eval/variants.csv" --queries "$eval/positives_un.csv")
        json[reduced-$name]=$(evaluate "$work/reduced-$name.pcx" --queries "$eval/heldout_aliases.csv" \
            --queries "$eval/cross_script.csv")
    done
    for file in full:variants full:positives_un reduced:heldout_aliases reduced:cross_script; do
        echo "| \`${file#*:}\` | $(found "${json[${file%:*}-two]}" "${file#*:}") | $(found "${json[${file%:*}-all]}" "${file#*:}") |"
    done
    echo
    echo "The last two ask OFAC's list without the aliases that are asked for, alone and with the other lists but the Consolidated"
    echo "Screening List, which has them."
    echo
}

speed_part() {
    local kind file name round options
    local -A cpu=() wall=() people=()
    echo "### Payments a second ($payments payments, $rounds alternating rounds, all processors)"
    echo
    echo "| parties | lists | need a person | s | payments/s | processor µs a payment | beside two |"
    echo "|---|---|--:|--:|--:|--:|--:|"
    for kind in distinct repeats; do
        file=$work/$kind-$payments.csv
        options=()
        [[ $kind != distinct ]] || options=(--distinct)
        [[ -f $file ]] || "$bin/portcullis" generate payments --count "$payments" --seed 7 ${options[@]+"${options[@]}"} --out "$file" 2>/dev/null
        cpu=() wall=()
        for ((round = 0; round < rounds; round++)); do
            for name in two all; do
                rm -rf -- "$work/run"
                measure "$bin/portcullis" screen --index "$work/$name.pcx" --out "$work/run" "$file"
                # The best of the rounds: what else runs on the machine only adds.
                ((${cpu[$name]:-999999999} <= measured_cpu_cs)) || cpu[$name]=$measured_cpu_cs
                ((${wall[$name]:-999999999} <= measured_cs)) || wall[$name]=$measured_cs
                people[$name]=$(summary_number "$work/run/summary.json" need_person)
            done
        done
        for name in two all; do
            echo "| $kind | $name | ${people[$name]} | $(decimal "${wall[$name]}" 100 2) | $((payments * 100 / wall[$name])) |" \
                "$(decimal $((cpu[$name] * 10000)) "$payments" 2) | $(decimal "${cpu[$name]}" "${cpu[two]}" 2)× |"
        done
        rm -rf -- "$work/run"
    done
    echo
}

prepare
echo "OFAC SDN 2023-12 and UN 2026-08 (two), and with EU 2024-05, UK OFSI 2020-04, CSL 2022-04, Canada 2025-05,"
echo "Australia 2026-08 and BIS 2022-09 (all); $(machine)"
echo
for part in "${parts[@]}"; do
    [[ $part == compile ]] || indexes
    case $part in
        compile) compile_part ;;
        open) open_part ;;
        alerts) alerts_part ;;
        recall) recall_part ;;
        speed) speed_part ;;
    esac
done
