# What whole-program.sh and scale.sh share: where things are, and how a program is timed. Sourced, not run.
#
# Only bash, cargo, cmp and, where there is one, /usr/bin/time are needed. All arithmetic is in whole numbers.

set -euo pipefail

benches=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$benches/.." && pwd)
shared=${PORTCULLIS_SHARED:-$root/../shared}
# What the program is built with beside its default features.
features=()
# Where programs and scratch files are; set up by `prepare`.
bin=
work=

fail() {
    echo "${0##*/}: $1" >&2
    exit 2
}

# Builds what is measured, and makes a folder for the rest. Everything in it is thrown away at the end, unless
# PORTCULLIS_BENCH_DIR names a folder to keep.
prepare() {
    if [[ -n ${PORTCULLIS_BIN_DIR:-} ]]; then
        bin=$PORTCULLIS_BIN_DIR
    else
        (cd -- "$root" && cargo build --release --quiet ${features[@]+"${features[@]}"} -p portcullis-cli -p portcullis-benches --bins)
        bin=${CARGO_TARGET_DIR:-$root/target}/release
    fi
    [[ -x $bin/portcullis ]] || fail "$bin: holds no portcullis; build it, or unset PORTCULLIS_BIN_DIR"
    if [[ -n ${PORTCULLIS_BENCH_DIR:-} ]]; then
        work=$PORTCULLIS_BENCH_DIR
        mkdir -p -- "$work"
    else
        work=$(mktemp -d -- "${TMPDIR:-/tmp}/portcullis-bench.XXXXXX")
        trap 'rm -rf -- "$work"' EXIT
    fi
}

# Sets `sources` to the full lists, or to the list that ships.
find_lists() {
    local ofac=$shared/lists/ofac-sdn-2021-07 un=$shared/lists/un-2026-02/consolidated.xml
    if [[ -d $ofac && -f $un ]]; then
        sources=("ofac-sdn:$ofac" "un:$un")
        title='OFAC SDN 2021-07 and UN 2026-02'
    else
        echo "$shared: no full lists here, so the figures are those of the small list that ships;" \
            "point PORTCULLIS_SHARED at a folder that holds lists/" >&2
        sources=("custom:$root/data/lists/starter.csv")
        title='the list that ships'
    fi
}

# compile INDEX SOURCE...: an index, once. Sets `measured_*` as `measure` does.
compile() {
    local index=$1
    shift
    measure "$bin/portcullis" compile --out "$index" "$@"
}

# Sets `measured_cs` (wall time, hundredths of a second), `measured_cpu_cs` (processor time of all threads),
# `measured_peak_mib` (most memory resident, mapped files included; - where unknown) and `measured_own_mib` (most memory
# of its own, mapped files not included; - where unknown) for a program. Its exit code may be 0 or 1 (a person is needed).
measure() {
    local times=$work/times.txt log=$work/log.txt timer status=0 own=0 wall user system peak
    measured_own_mib=-
    if [[ -x /usr/bin/time ]]; then
        /usr/bin/time -f '%e %U %S %M' -o "$times" "$@" >"$log" 2>&1 &
        timer=$!
        watch_own_memory "$timer"
        wait "$timer" || status=$?
        # A failing program's status stands in a line before.
        wall=$(tail_line "$times")
        read -r wall user system peak <<<"$wall"
        measured_peak_mib=$((peak / 1024))
    else
        local TIMEFORMAT='%2R %2U %2S'
        { time "$@" >"$log" 2>&1 || status=$?; } 2>"$times"
        read -r wall user system <"$times"
        measured_peak_mib=-
    fi
    if ((status > 1)); then
        cat -- "$log" >&2
        fail "exit code $status of: $*"
    fi
    measured_cs=$(hundredths "$wall")
    measured_cpu_cs=$(($(hundredths "$user") + $(hundredths "$system")))
    ((measured_cs > 0)) || measured_cs=1
}

# Looks at the memory of the only child of a process until that is gone (Linux; elsewhere the figure stays -).
watch_own_memory() {
    local timer=$1 child= name value rest most=0
    [[ -r /proc/self/status ]] || return 0
    while kill -0 "$timer" 2>/dev/null; do
        [[ -n $child ]] || read -r child 2>/dev/null <"/proc/$timer/task/$timer/children" || true
        child=${child%% *}
        if [[ -n $child && -r /proc/$child/status ]]; then
            while read -r name value rest; do
                if [[ $name == RssAnon: ]] && ((value > most)); then most=$value; fi
            done 2>/dev/null <"/proc/$child/status" || true
        fi
        # The process may be a zombie that only `wait` takes away.
        local state=
        read -r _ _ state rest 2>/dev/null <"/proc/$timer/stat" || break
        [[ $state != Z ]] || break
        sleep 0.05
    done
    ((most == 0)) || measured_own_mib=$((most / 1024))
}

tail_line() {
    local line last=
    while IFS= read -r line; do last=$line; done <"$1"
    printf '%s' "$last"
}

# hundredths 12.34: 1234.
hundredths() {
    local whole=${1%%.*} part=${1#*.}
    [[ $1 == *.* ]] || part=0
    part=${part}00
    echo $((10#$whole * 100 + 10#${part:0:2}))
}

# decimal NUMERATOR DENOMINATOR DIGITS: the quotient, rounded.
decimal() {
    local scale=1 i
    for ((i = 0; i < $3; i++)); do scale=$((scale * 10)); done
    local rounded=$((($1 * scale * 2 + $2) / ($2 * 2)))
    if (($3 == 0)); then
        echo "$rounded"
    else
        printf "%d.%0$3d\n" $((rounded / scale)) $((rounded % scale))
    fi
}

# field NAME LINE: the value of NAME=VALUE in a line of such.
field() {
    local word
    for word in $2; do
        [[ $word != "$1="* ]] || echo "${word#*=}"
    done
}

# summary_number FILE KEY: a top-level number of a run's summary.json.
summary_number() {
    local line
    while IFS= read -r line; do
        if [[ $line =~ ^\ {0,2}\"$2\":\ ([0-9]+) ]]; then
            echo "${BASH_REMATCH[1]}"
            return
        fi
    done <"$1"
    echo 0
}

# The machine, for the head of a report.
machine() {
    local name=processor line
    while IFS= read -r line; do
        if [[ $line == 'model name'* ]]; then
            name=${line#*: }
            break
        fi
    done 2>/dev/null </proc/cpuinfo || true
    echo "$name, $(nproc 2>/dev/null || echo '?') processors, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo '?')"
}
