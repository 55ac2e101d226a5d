#!/bin/sh
# What a compliance team does in a morning, from the new lists to the report, with the data that ships. Prints its own
# transcript, which is docs/morning.md (kept by tests/tests/morning.rs).
#
#   PORTCULLIS=target/release/portcullis sh tests/morning.sh
#
# It needs the program and a POSIX shell, works in a temporary folder, and leaves nothing behind.
set -u
portcullis=${PORTCULLIS:-portcullis}
# A path to the program stays right when the folder changes.
case $portcullis in
/*) ;;
*/*) portcullis=$(pwd)/$portcullis ;;
esac
data=$(cd "$(dirname "$0")/../data" && pwd) || exit 3
work=$(mktemp -d) || exit 4
trap 'rm -rf "$work"' EXIT
mkdir "$work/lists" "$work/data"
cp -R "$data/programs" "$data/licenses" "$data/registries" "$work/data"
cp "$data/institution.example.toml" "$work/institution.toml"
cp "$data/payments/sample.csv" "$work/night.csv"
cd "$work" || exit 4

# Prose of the transcript.
say() { printf '\n%s\n' "$*"; }

# Shows a command, what it says, and how it ends where that is not 0.
run() {
  printf '\n```text\n$'
  for word in "$@"; do
    case $word in
    *[!A-Za-z0-9_./:=,-]*) printf " '%s'" "$word" ;;
    *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$@" 2>&1
  code=$?
  [ "$code" -eq 0 ] || printf '(exit code %s)\n' "$code"
  printf '```\n'
}

# The program under its own name, so that the transcript reads as one would type it.
portcullis() { "$portcullis" "$@"; }

# Two days of a list: yesterday the National Settlement Depository was not on it.
today=lists/2025-03-14.csv
yesterday=lists/2025-03-13.csv
cp "$data/lists/starter.csv" "$today"
sed -e '/^eu-national-settlement-depository,/d' "$today" >"$yesterday"

# What came in after it: a namesake of a listed man, a payment that US law alone would stop, and a charity's.
cat >late.csv <<'END'
payment_id,value_date,amount,currency,debtor_name,debtor_country,debtor_agent_bic,creditor_name,creditor_country,creditor_birth_date,purpose
LATE-1,2025-03-14,900.00,EUR,Johanna Meier,DE,DEUTDEFFXXX,Igor Sechin,AT,1991-02-17,commercial
LATE-2,2025-03-14,1200.00,EUR,Johanna Meier,DE,DEUTDEFFXXX,Viktor Bout,RU,,commercial
LATE-3,2025-03-14,350.00,USD,Johanna Meier,DE,DEUTDEFFXXX,Viktor Anatolevich But,RU,1967-01-14,commercial
END

# The totals that the core system sent with them.
cat >control.csv <<'END'
file,records,sums
late.csv,3,EUR:2100.00;USD:350.00
END

cat <<'END'
# A working morning

What a compliance team does with Portcullis between the new lists and the report, with the data that ships. `tests/morning.sh` did
this and printed it, and a test holds this page to what the program says today. Digests and times are written `…`.

The bank of this morning is bound by the UN and the EU always, and by the US when it pays in dollars (`institution.toml`).
END

say '## 1. The lists of today take the place of yesterday'"'"'s'
say 'Yesterday'"'"'s index was compiled yesterday. Today'"'"'s list is compiled beside it and held against it: a list that lost a
twentieth of what it held would be refused.'
run portcullis compile --out yesterday.pcx custom:$yesterday
run portcullis compile --out today.pcx --previous yesterday.pcx custom:$today
say 'A download that broke off is refused, and the index of today stays as it is.'
head -n 120 "$today" >lists/cut.csv
run portcullis compile --out today.pcx custom:lists/cut.csv
say 'What is new on it?'
run portcullis lists diff yesterday.pcx today.pcx

say '## 2. The batch of the night'
run portcullis screen --index today.pcx --programs data/programs --licenses data/licenses --registry data/registries \
  --institution institution.toml --out runs/night night.csv

say 'Some records could not be read, so nobody decided them. `touched` says whether a listed party is in one all the same.'
run cat runs/night/rejects.csv

say '## 3. What a person must look at'
say 'A case is one party of the payments and one listed party, however many payments there are. The gravest stand first.'
run head -n 6 runs/night/cases.csv
say 'And the last ones:'
run tail -n 3 runs/night/cases.csv
say 'Whoever asks about one payment finds its row:'
run grep PMT-0124 runs/night/decisions.csv

say '## 4. Three names at the counter'
say 'A name as a customer wrote it:'
run portcullis check --index today.pcx "viktor but"
say 'A birth date that is a day off hides nothing:'
run portcullis check --index today.pcx --born 1967-01-14 "Viktor Bout"
say 'A namesake of another generation is no hit, and it is said why:'
run portcullis check --index today.pcx --born 1991-02-17 "Igor Sechin"
say 'Somebody who is on no list:'
run portcullis check --index today.pcx "Johanna Meier"

say '## 5. Why is this payment held?'
run portcullis explain --index today.pcx --programs data/programs --licenses data/licenses --registry data/registries \
  --institution institution.toml --payment PMT-0032 night.csv

say '## 6. What was let go'
say 'Three payments came in late, with the totals of the core system. What passes although a name was found passes on record:
`LATE-1` is a namesake of another age (`discounted.jsonl`), `LATE-2` is in euros and names nobody and no bank in the United States, so US law does not bind (`unbound.jsonl`).'
run cat late.csv
run portcullis screen --index today.pcx --programs data/programs --licenses data/licenses --registry data/registries \
  --institution institution.toml --control control.csv --out runs/late late.csv
run cat runs/late/decisions.csv

say 'A license released five payments of the night (`released.jsonl`). This is one, with the license and what shows that it holds:'
run grep PMT-0181 runs/night/decisions.csv

say '## 7. What did the new list change?'
say 'The batch of the night, as yesterday'"'"'s list and as today'"'"'s list decide it. Only what differs is written.'
run portcullis screen --index today.pcx --delta yesterday.pcx --programs data/programs --licenses data/licenses \
  --registry data/registries --institution institution.toml --out runs/delta night.csv
run cat runs/delta/decisions.csv

say '## 8. Nothing of it was changed since'
run portcullis verify runs/night
say 'Somebody clears a payment by hand:'
sed -e 's/^\(PMT-0032,[0-9]*\),review,/\1,clear,/' runs/night/decisions.csv >edited.csv
cp edited.csv runs/night/decisions.csv
run portcullis verify runs/night

say '## 9. The report'
run portcullis report --out late.html runs/late
