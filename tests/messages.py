#!/usr/bin/env python3
"""What `payments show` reads of sample messages, beside what an independent reader expects.

    tests/messages.py [--bin target/debug/portcullis] [--messages ../shared/messages] [PREFIX]...

A line for each difference: file, number of the transaction, what is compared, what was read, what was expected. PREFIX: only files whose
name begins so (`pacs008/`). Exit code 0 (none), 1 (some), 2 (usage). Differences that docs/messages.md explains are in EXPLAINED and counted.
"""

import argparse
import json
import pathlib
import subprocess
import sys

ISO = ("pacs008/", "pacs009/", "pacs004/", "pain001/")

# Where the expectation is not what is read; docs/messages.md says why. (file, what)
EXPLAINED = {
    ("pain001/rustiso_p1_09_generated.xml", "value_date"),
}


def shown(binary, path):
    run = subprocess.run([binary, "payments", "show", str(path)], capture_output=True, text=True, timeout=60)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")], run


def everyone(payment):
    yield from payment.get("parties", [])
    yield from payment.get("agents", [])
    below = payment.get("underlying")
    if below:
        yield from everyone(below)


def everything(payment):
    """All text that was read, to look for a value wherever it stands."""
    return json.dumps(payment, ensure_ascii=False)


def of_role(payment, role, field):
    found = next((p for p in payment.get("parties", []) + payment.get("agents", []) if p["role"] == role), {})
    return found.get(field)


def compare(payment, expected):
    """Yields (what, read, expected) of each difference."""
    plain = {
        "payment_id": payment.get("payment_id"),
        "currency": payment.get("currency"),
        "value_date": payment.get("value_date"),
        "amount": payment.get("amount"),
        "debtor_name": of_role(payment, "debtor", "name"),
        "creditor_name": of_role(payment, "creditor", "name"),
        "debtor_account": of_role(payment, "debtor", "account"),
        "creditor_account": of_role(payment, "creditor", "account"),
        "debtor_agent_bic": of_role(payment, "debtor_agent", "bic"),
        "creditor_agent_bic": of_role(payment, "creditor_agent", "bic"),
    }
    for what, read in plain.items():
        if read != expected.get(what):
            yield what, read, expected.get(what)
    names = [p.get("name") for p in everyone(payment)]
    bics = [p.get("bic") for p in everyone(payment)]
    leis = [p.get("lei") for p in everyone(payment)]
    text = everything(payment)
    # A cover payment's customers stand in `underlying` as well as among the other parties.
    people = [(p["role"], p) for p in expected["other_parties"]]
    people += [(who, expected[who]) for who in ("debtor", "creditor")]
    for who, party in people:
        if party.get("name") and " ".join(party["name"].split()) not in names:
            yield f"{who} name", names, party["name"]
        if party.get("bic") and party["bic"] not in bics:
            yield f"{who} bic", bics, party["bic"]
        if party.get("lei") and party["lei"] not in leis:
            yield f"{who} lei", leis, party["lei"]
        values = list(party.get("ids", [])) + list(party.get("address_lines", []))
        values += [party[key] for key in ("member", "branch", "birth_city", "birth_date", "country") if party.get(key)]
        # The type of an address (`HOME`) and its scheme are no part of it.
        skipped = ("Cd", "Id", "Issr", "SchmeNm")
        values += [part for key, part in party.get("address", {}).items() if key not in skipped]
        for value in values:
            if json.dumps(value, ensure_ascii=False)[1:-1] not in text:
                yield f"{who} {value!r}", "nowhere", value
    below = expected.get("underlying")
    if below:
        read = payment.get("underlying", {})
        for what, value in below.items():
            # Numbered after those of the cover payment: `debtor_2`.
            role, field = what.rsplit("_", 1)
            got = of_role(read, f"{role}_2", field) or of_role(read, role, field)
            if got != value:
                yield f"underlying {what}", got, value
    texts = [t["text"] for t in payment.get("texts", []) + payment.get("underlying", {}).get("texts", [])]
    for line in expected.get("remittance", []):
        if line.strip() not in texts:
            yield "remittance", texts, line
    for free in expected.get("free_text", []):
        if json.dumps(free["text"].strip(), ensure_ascii=False)[1:-1] not in text:
            yield f"text {free['at']}", "nowhere", free["text"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", default="target/debug/portcullis")
    parser.add_argument("--messages", default="../shared/messages")
    parser.add_argument("prefix", nargs="*", default=list(ISO))
    options = parser.parse_args()
    folder = pathlib.Path(options.messages)
    if not folder.is_dir():
        print(f"skipped: {folder} is not there")
        return 0
    expected = {}
    for line in (folder / "expected.jsonl").read_text().splitlines():
        row = json.loads(line)
        expected.setdefault(row["file"], []).append(row)
    files = sorted(p for p in (folder / "files").rglob("*") if p.is_file())
    compared = differences = explained = 0
    for path in files:
        name = str(path.relative_to(folder / "files"))
        if not name.startswith(tuple(options.prefix)):
            continue
        read, run = shown(options.bin, path)
        payments = [p for p in read if "error" not in p]
        rows = expected.get(name, [])
        if not rows:
            errors = [p["error"] for p in read if "error" in p]
            print(f"{name}: not in expected.jsonl: {len(payments)} read, rejected: {errors}, exit {run.returncode}")
            continue
        if len(payments) != len(rows):
            print(f"{name}: {len(payments)} payments, expected {len(rows)}: {read[-1:]} {run.stderr.strip()}")
            differences += 1
            continue
        for row in rows:
            compared += 1
            for what, got, want in compare(payments[row["index"]], row):
                if (name, what) in EXPLAINED:
                    explained += 1
                    continue
                differences += 1
                print(f"{name} {row['index']}: {what}: {str(got)[:300]!r}, expected {want!r}")
    print(f"{compared} transactions compared, {differences} differences, {explained} explained in docs/messages.md")
    return int(differences > 0)


if __name__ == "__main__":
    sys.exit(main())
