#!/bin/sh
# Holds the pages that the program makes to axe's accessibility rules, at three widths and in both themes.
#
#   tests/accessible.sh [PORTCULLIS] [PICTURES]
#
# PORTCULLIS is the program (target/debug/portcullis); with PICTURES, a folder, screenshots are written there. It needs node,
# Chromium, and the packages playwright-core and axe-core in the folder NODE_MODULES_OF (`npm install playwright-core axe-core`);
# where one of them is missing it says so in a line and does nothing.
set -eu
program=$(realpath "${1:-target/debug/portcullis}")
pictures=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
modules=${NODE_MODULES_OF:-$here}

skip() {
    echo "skipped: accessibility of the pages: $1"
    exit 0
}
command -v node >/dev/null || skip "there is no node"
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "there is no Chromium"
for package in playwright-core axe-core; do
    [ -d "$modules/node_modules/$package" ] || skip "$modules/node_modules has no $package"
done
[ -x "$program" ] || skip "there is no $program"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here/.."
# Exit code 1: a payment needs a person.
screen() { "$program" screen "$@" >"$work/log" 2>&1 || [ $? -eq 1 ] || { cat "$work/log"; exit 1; }; }
screen --out "$work/a" data/payments/sample.csv
"$program" generate payments --count 200 --seed 7 --hit-rate 0.1 --out "$work/b.csv" >"$work/log" 2>&1
screen --out "$work/b" "$work/b.csv"
"$program" report --out "$work/report.html" "$work/a" 2>"$work/log"
"$program" report --out "$work/generated.html" "$work/b" 2>"$work/log"
"$program" report --compare "$work/a" "$work/b" --out "$work/compared.html" 2>"$work/log"
"$program" impact --html "$work/impact.html" "$work/a" "$work/b" 2>"$work/log"
# Exit code 1: the name is a hit.
"$program" check --certificate "$work/certificate.html" --born 1967 "Viktor But" >"$work/log" 2>&1 || [ $? -eq 1 ] || { cat "$work/log"; exit 1; }
cp -r docs/snapback "$work/snapback"
cd "$work/snapback"
"$program" compile --out lists.pcx custom:lists.csv 2>"$work/log"
"$program" programs simulate --program UN-NORLAND --steps notice,freeze,trade --programs programs --licenses licenses.toml \
    --registry registry.csv --index lists.pcx --html payments.csv >"$work/steps.html" 2>"$work/log"
"$program" programs record --programs programs --html UN-NORLAND >"$work/record.html" 2>"$work/log"
node "$here/accessible.mjs" "$modules" "$chromium" "$pictures" "$work/report.html" "$work/generated.html" "$work/compared.html" \
    "$work/impact.html" "$work/certificate.html" "$work/steps.html" "$work/record.html"
