#!/usr/bin/env python3
"""Recounts an account that `portcullis impact --json` made, from the files of its runs, and tries to find what it hides.

    impact.py ACCOUNT.json [--words FILE]... [--duties FILE]... RUN...

Nothing is shared with the program: what stands here is docs/impact.md in another language. Every count that is shown must be
the recounted one; no count of one to four may be shown; and none of those may follow from the counts that are shown. Exit code
0: all of that holds; 1: it does not, with a line for each difference.
"""
import argparse
import collections
import csv
import fractions
import json
import pathlib
import subprocess
import sys

HUMANITARIAN = "food agriculture medicine medical-device health relief shelter water education".split()
SECTORS = {
    "food and water": "food agriculture water",
    "health": "medicine medical-device health",
    "relief and shelter": "relief shelter",
    "education": "education",
    "development and peace": "democracy environment peacebuilding development",
    "families and wages": "remittance-family salary",
    "public services and law": "tax permit utilities import-duty legal-fees official-business",
    "trade": "commercial",
}
SECTOR_OF = {purpose: sector for sector, purposes in SECTORS.items() for purpose in purposes.split()}
BANKS = ("agent", "sender", "receiver")
MERGED, TOTAL, SMALL = "groups under five", "total", range(1, 5)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def fold(name):
    return " ".join(name.split()).lower()


def payments(run):
    """The payments of a run that touch a listed party: each with the records that tell of it."""
    copies, known = collections.Counter(), set()
    for name in ["alerts.jsonl", "released.jsonl", "unbound.jsonl", "suppressed.jsonl"]:
        groups = {}
        for record in lines(run / name) if (run / name).exists() else []:
            place = record["file"], record["line"]
            if place not in known:
                groups.setdefault(place, []).append(record)
        known |= set(groups)
        for records in groups.values():
            first = records[0]
            said = first["payment"]
            names = [fold(said.get(role, {}).get("name", "")) for role in ("debtor", "creditor")]
            key = (first["payment_id"], said.get("amount"), said.get("currency"), *names)
            copies[key] += 1
            yield (*key, copies[key]), name, records, said, {name for name in names if name}


def fate(record, name):
    outcome = record["outcome"]
    if outcome == "clear":
        return "passed because nothing binds" if name == "unbound.jsonl" else "released as a known namesake"
    return "released under a license" if outcome == "licensed" else outcome


def why(came, records):
    record = records[0]
    if came == "released under a license":
        return "released: " + record["license_ids"][0]
    if came == "released as a known namesake":
        return "released: a known namesake"
    if came == "passed because nothing binds":
        return "passed: nothing binds"
    kept = "refused" if came == "reject" else "held"
    for obligation in record["obligations"]:
        if "covered_by" in obligation:
            continue
        for nearest in obligation.get("failed", [])[:1]:
            failed = {SUBJECTS.get(c["clause"], c["clause"]) for c in nearest["clauses"] if not c["held"]}
            failed = {"purpose or country" if c.startswith("exclude") else c for c in failed}
            return f"{kept}: the nearest license fails by {', '.join(sorted(failed))}"
        break
    return f"{kept}: no license reaches it"


SUBJECTS = {
    "purposes": "purpose", "actors": "registered actor", "countries": "creditor country", "debtor_countries": "debtor country",
    "days_from_listing": "day of the listing", "currencies": "currency", "max_amount": "amount", "cap": "amount",
    "reference": "license reference", "designated_roles": "role of the designated party", "valid_from": "date",
    "valid_until": "date",
}


def last_words(files):
    """The words, each once; and the last one on each case."""
    rows = set()
    for path in files:
        with open(path, newline="", encoding="utf-8") as file:
            rows |= {(r["case"], r["when"], r["word"], r["who"]) for r in csv.DictReader(file)}
    return rows, {case: (word, when[:10]) for case, when, word, _ in sorted(rows)}


def count(args):
    tables = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
    once = {"cases": collections.defaultdict(set), "people": collections.defaultdict(set)}
    words, last = last_words([run / "words.csv" for run in args.runs if (run / "words.csv").exists()] + args.words)
    runs = sorted(args.runs, key=lambda run: (json.loads((run / "summary.json").read_text())["run"]["started_at"], run))
    seen, stopped = set(), {}
    for run in runs:
        for key, name, records, said, people in payments(run):
            came = fate(records[0], name)
            cases = {record["case_id"] for record in records if record.get("case_id")}
            if key in seen:
                if key in stopped:
                    later = {"released under a license": "released later under a license",
                             "released as a known namesake": "released later by a reviewer's word"}
                    stopped[key]["released"] = later.get(came, stopped[key]["released"])
                    stopped[key]["cases"] |= cases
                continue
            seen.add(key)
            month = said["as_of"][:7]
            tables["outcomes"][came][month] += 1
            for license_id in records[0].get("license_ids", []):
                tables["licenses"][license_id][month] += 1
            if said.get("purpose") in HUMANITARIAN:
                flow = {"released under a license": "released", "released as a known namesake": "released", "review": "held",
                        "block": "held", "reject": "refused"}.get(came, came)
                tables["humanitarian"][flow][month] += 1
                tables["humanitarian-why"][why(came, records)][month] += 1
            if came not in ("block", "reject", "review"):
                continue
            stopped[key] = {"month": month, "as_of": said["as_of"], "cases": cases, "released": None}
            parties = [value for role, value in said.items() if isinstance(value, dict) and not role_is_bank(role)]
            for country in {party["country"] for party in parties if "country" in party} or {"not stated"}:
                tables["countries"][country][month] += 1
            purpose = said.get("purpose", "not stated")
            tables["purposes"][purpose][month] += 1
            tables["sectors"][SECTOR_OF.get(purpose, "not stated")][month] += 1
            once["cases"][month] |= cases
            once["people"][month] |= people
        due(run, args, tables["duties"])
    for payment in stopped.values():
        said_of = [last.get(case) for case in payment["cases"]]
        by_word = said_of and all(
            word and word[0] in ("false-positive", "release") and word[1] >= payment["as_of"] for word in said_of
        )
        became = payment["released"] or ("released later by a reviewer's word" if by_word else "not released")
        tables["stopped"][became][payment["month"]] += 1
    for _, when, word, _ in words:
        tables["words"][word][when[:7]] += 1
    return tables, once


def role_is_bank(role):
    return any(word in role for word in BANKS)


def due(run, args, table):
    """The duties of a run, as the program prints them, and when they were met."""
    printed = subprocess.run([args.portcullis, "duties", run], capture_output=True, text=True, check=True).stdout
    for row in csv.DictReader(printed.splitlines()):
        if row["due"] == "promptly":
            continue
        key = (row["payment_id"], row["duty"], row["due"], row["designation_id"])
        met = args.met.get(key)
        became = "not told to be met" if not met else "met in time" if met.pop() <= row["due"] else "met late"
        table[became][row["due"][:7]] += 1


def met_duties(files):
    met = collections.defaultdict(list)
    for path in files:
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["met_on"]:
                    met[row["payment_id"], row["duty"], row["due"], row["designation_id"]].append(row["met_on"])
    return met


def months_of(period, periods):
    months = [p for p in periods if len(p) == 7]
    return [m for m in months if period == "all" or m.startswith(period)]


def equations(account, tables):
    """What is known to add up: cells that together are zero, with the sign of each. A cell is a table, a group and a period. The
    groups that are merged are cells as well, which nobody sees."""
    periods = account["periods"]
    shown = {table["id"]: {row["group"] for row in table["rows"]} for table in account["tables"]}
    groups = {id: (shown[id] | set(tables[id])) - {MERGED, TOTAL} for id in shown}
    rows = []
    for id, names in shown.items():
        merged = groups[id] - names
        vertical = [(sorted(merged), MERGED)] if MERGED in names else []
        vertical += [(sorted(names - {TOTAL}), TOTAL)] if TOTAL in names else []
        for parts, whole in vertical:
            rows.append(([(id, part) for part in parts], [(id, whole)]))
    stopped = [("outcomes", group) for group in ("block", "reject", "review")]
    rows.append((stopped, [("stopped", TOTAL)]))
    rows.append(([("sectors", TOTAL)], [("stopped", TOTAL)]))
    rows.append(([("purposes", TOTAL)], [("stopped", TOTAL)]))
    for sector in groups["sectors"]:
        of = [p for p in groups["purposes"] if SECTOR_OF.get(p, "not stated") == sector]
        rows.append(([("purposes", purpose) for purpose in of], [("sectors", sector)]))
    for flow in groups["humanitarian"]:
        of = [why for why in groups["humanitarian-why"] if why.startswith(flow.split()[0] + ":")]
        rows.append(([("humanitarian-why", why) for why in of], [("humanitarian", flow)]))
    of = [("purposes", purpose) for purpose in groups["purposes"] if purpose in HUMANITARIAN]
    rows.append((of, [("humanitarian", "held"), ("humanitarian", "refused")]))
    for parts, whole in rows:
        for period in periods:
            yield [(*cell, period) for cell in parts], [(*cell, period) for cell in whole]
    months = [period for period in periods if len(period) == 7]
    years = [period for period in periods if len(period) == 4]
    for id in shown:
        for group in groups[id] | shown[id] if id != "affected" else ():
            for year in years:
                yield [(id, group, month) for month in months if month.startswith(year)], [(id, group, year)]
            if len(years) > 1:
                yield [(id, group, year) for year in years], [(id, group, "all")]


def follows(account, tables):
    """The cells that are not shown, and follow from those that are."""
    seen = set()
    for table in account["tables"]:
        for row in table["rows"]:
            for period, count in zip(account["periods"], row["counts"]):
                if count is not None:
                    seen.add((table["id"], row["group"], period))
    known, solved = {}, []
    for parts, whole in equations(account, tables):
        row = collections.Counter()
        for cells, factor in ((parts, 1), (whole, -1)):
            for cell in cells:
                if cell not in seen:
                    row[cell] += factor
        row = {cell: fractions.Fraction(factor) for cell, factor in row.items() if factor}
        # By what is known so far, a leading cell a row.
        while lead := next((cell for cell in row if cell in known), None):
            row = minus(row, known[lead], row[lead])
        if not row:
            continue
        lead = next(iter(row))
        row = {cell: factor / row[lead] for cell, factor in row.items()}
        for other in [cell for cell, of in known.items() if lead in of]:
            known[other] = minus(known[other], row, known[other][lead])
        known[lead] = row
    return [lead for lead, row in known.items() if len(row) == 1]


def minus(row, other, times):
    """A row less another one, so many times."""
    result = dict(row)
    for cell, factor in other.items():
        result[cell] = result.get(cell, 0) - times * factor
        if not result[cell]:
            del result[cell]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("account")
    parser.add_argument("runs", nargs="+", type=pathlib.Path)
    parser.add_argument("--words", action="append", default=[])
    parser.add_argument("--duties", action="append", default=[])
    parser.add_argument("--portcullis", default="target/debug/portcullis")
    args = parser.parse_args()
    args.met = met_duties(args.duties)
    with open(args.account, encoding="utf-8") as file:
        account = json.load(file)
    periods = account["periods"]
    tables, once = count(args)
    problems, compared, hidden = [], 0, 0
    for table in account["tables"]:
        counted = tables[table["id"]]
        named = {row["group"] for row in table["rows"]} - {MERGED, TOTAL}
        left = [group for group in counted if group not in named]
        if left and not any(row["group"] == MERGED for row in table["rows"]):
            problems.append(f"{table['id']}: {', '.join(sorted(left))} are counted nowhere")
        for row in table["rows"]:
            for period, count_shown in zip(periods, row["counts"]):
                months = months_of(period, periods)
                if table["id"] == "affected":
                    value = len(set().union(*(once[row["group"]][month] for month in months)))
                else:
                    groups = [row["group"]]
                    if row["group"] in (MERGED, TOTAL):
                        groups = [g for g in counted if row["group"] == TOTAL or g not in named]
                    value = sum(counted[group][month] for group in groups for month in months)
                where = f"{table['id']}, {row['group']}, {period}"
                if count_shown is None:
                    hidden += 1
                    continue
                compared += 1
                if count_shown != value:
                    problems.append(f"{where}: {count_shown}, recounted {value}")
                if count_shown in SMALL:
                    problems.append(f"{where}: {count_shown} is shown")
    for id, group, period in follows(account, tables):
        months = months_of(period, periods)
        names = [group] if group not in (MERGED, TOTAL) else list(tables[id])
        if group == MERGED:
            rows = next(table["rows"] for table in account["tables"] if table["id"] == id)
            names = [name for name in names if name not in {row["group"] for row in rows}]
        if sum(tables[id][name][month] for name in names for month in months) in SMALL:
            problems.append(f"{id}, {group}, {period}: is not shown, and follows")
    parts = {"lawful-stopped": ("stopped", ["released later by a reviewer's word", "released later under a license"]),
             "duties-in-time": ("duties", ["met in time"])}
    for share in account["shares"]:
        of, groups = parts[share["id"]]
        for period, shown in zip(periods, share["shares"]):
            months = months_of(period, periods)
            part = sum(tables[of][group][month] for group in groups for month in months)
            whole = sum(tables[of][group][month] for group in tables[of] for month in months)
            if shown["share"] is not None:
                compared += 1
                if shown["share"] != f"{part * 10000 // whole / 10000:.4f}":
                    problems.append(f"{share['id']}, {period}: {shown['share']}, recounted {part} of {whole}")
    for problem in problems:
        print(problem)
    print(f"{compared} counts are those of the recount, {hidden} are hidden: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
