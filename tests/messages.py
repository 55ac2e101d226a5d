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

import messages_mt

# What we expect of files that the collection says nothing of, read by eye.
OURS = ("messages-mt.jsonl",)

# The same in a line for each payment, and what is said of each reject: all other files, and those of which nothing is a payment.
BY_EYE = "messages-by-eye.jsonl"

# Where the expectation is not what is read; docs/messages.md says why. (file, what)
EXPLAINED = {
    ("mt103/mx_mt103.txt", "debtor_agent_bic"),
    ("mt103/mx_mt103.txt", "creditor_agent_bic"),
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
        values += [party[key] for key in ("branch", "birth_city", "birth_date", "country") if party.get(key)]
        # `USABA:021040078` is `other:021040078@US`.
        values += [party["member"].split(":", 1)[-1]] if party.get("member") else []
        # The type of an address (`HOME`) and its scheme are no part of it.
        skipped = ("AdrTp", "Cd", "Id", "Issr", "SchmeNm")
        values += [part for key, part in party.get("address", {}).items() if key not in skipped]
        for value in values:
            if json.dumps(value, ensure_ascii=False)[1:-1] not in text:
                yield f"{who} {value!r}", "nowhere", value
    below = expected.get("underlying")
    if below:
        read = payment.get("underlying", {})
        for what, value in below.items():
            role, field = what.rsplit("_", 1)
            got = of_role(read, role, field)
            if got != value:
                yield f"underlying {what}", got, value
    texts = [t["text"] for t in payment.get("texts", []) + payment.get("underlying", {}).get("texts", [])]
    for line in expected.get("remittance", []):
        if line.strip() not in texts:
            yield "remittance", texts, line
    for free in expected.get("free_text", []):
        if json.dumps(free["text"].strip(), ensure_ascii=False)[1:-1] not in text:
            yield f"text {free['at']}", "nowhere", free["text"]


def compare_international(payment, row):
    """Yields (what, read, expected) of each difference from a row of an international entry of ACH."""
    date = row["value_date"]
    pairs = [
        ("payment_id", payment.get("payment_id"), row["payment_id"]),
        ("amount", payment.get("amount"), row["amount"]),
        ("value_date", payment.get("value_date"), f"20{date[:2]}-{date[2:4]}-{date[4:]}"),
        ("debtor_name", of_role(payment, "debtor", "name"), row["debtor_name"]),
        ("creditor_name", of_role(payment, "creditor", "name"), row["creditor_name"]),
        ("debtor_account", of_role(payment, "debtor", "account"), row["debtor_account"]),
        ("creditor_account", of_role(payment, "creditor", "account"), row["creditor_account"]),
    ]
    text = everything(payment)
    banks = [row["odfi"], row["rdfi"], *row["other_parties"]]
    values = [bank[key] for bank in banks for key in ("name", "id") if bank.get(key)]
    for party in (row["originator"], row["receiver"]):
        values += [party["street"], *party["city_state"], party.get("id")]
        # `US19305` is the country and the code of the post.
        values += [part[2:] if part[:2] == "US" else part for part in party["country_postal"]]
    values += row["remittance"]
    countries = [p.get("country") for p in everyone(payment)]
    pairs += [("country", countries, bank["country"]) for bank in banks if bank.get("country") not in countries]
    pairs += [(value, "nowhere", value) for value in values if value and json.dumps(value, ensure_ascii=False)[1:-1] not in text]
    return [pair for pair in pairs if pair[1] != pair[2]]


def in_a_line(payment):
    """A payment as a row of messages-by-eye.jsonl has it."""

    def who(role):
        party = next((p for p in payment.get("parties", []) + payment.get("agents", []) if p["role"] == role), {})
        is_faim = payment["file"].endswith(".txt") and "/fedwire/" in payment["file"]
        number = party.get("account", "") + (" ".join(party.get("ids", [])) if is_faim else "")
        is_xml = payment["file"].endswith(".xml")
        return " ".join(part for part in (party.get("name", ""), "" if is_xml else number) if part)

    head = " ".join(payment.get(key, "") for key in ("payment_id", "amount", "value_date"))
    return f"{head} {who('debtor')} > {who('creditor')}".rstrip()


def compare_by_eye(read, row):
    """Yields (what, read, expected) of each difference of a whole file."""
    lines = [in_a_line(p) for p in read if "error" not in p]
    if lines != [line.rstrip() for line in row["lines"]]:
        yield "payments", lines, row["lines"]
    errors = [p["error"] for p in read if "error" in p]
    is_said = len(errors) == len(row["rejects"]) and all(map(str.__contains__, errors, row["rejects"]))
    if not is_said:
        yield "rejects", errors, row["rejects"]


def differences_of(payment, row):
    """The differences of a payment from a row, by the format of the row."""
    if "odfi" in row:
        return compare_international(payment, row)
    if "roles" in row:
        return messages_mt.compare_roles(payment, row)
    if "mt" in row:
        return messages_mt.compare(payment, row)
    return compare(payment, row)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", default="target/debug/portcullis")
    parser.add_argument("--messages", default="../shared/messages")
    parser.add_argument("prefix", nargs="*")
    options = parser.parse_args()
    folder = pathlib.Path(options.messages)
    if not folder.is_dir():
        print(f"skipped: {folder} is not there")
        return 0
    expected = {}
    ours = [pathlib.Path(__file__).with_name(name) for name in OURS]
    for table in [folder / "expected.jsonl", *ours]:
        for line in table.read_text().splitlines():
            row = json.loads(line)
            # Returns and corrections of ACH are rejects, in BY_EYE.
            if row.get("category", "forward") != "forward":
                continue
            expected.setdefault(row["file"], []).append(row)
    by_eye = [json.loads(line) for line in pathlib.Path(__file__).with_name(BY_EYE).read_text().splitlines()]
    by_eye = {row["file"]: row for row in by_eye}
    files = sorted(p for p in (folder / "files").rglob("*") if p.is_file())
    compared = differences = explained = 0
    for path in files:
        name = str(path.relative_to(folder / "files"))
        if options.prefix and not name.startswith(tuple(options.prefix)):
            continue
        read, run = shown(options.bin, path)
        payments = [p for p in read if "error" not in p]
        if name in by_eye:
            row = by_eye[name]
            compared += len(row["lines"]) + len(row["rejects"])
            for what, got, want in compare_by_eye(read, row):
                differences += 1
                print(f"{name}: {what}: {got}, expected {want}")
        rows = expected.get(name, [])
        if not rows and name in by_eye:
            continue
        if not rows:
            errors = [p["error"] for p in read if "error" in p]
            print(f"{name}: not in expected.jsonl: {len(payments)} read, rejected: {errors}, exit {run.returncode}")
            continue
        # Rows of rejects, in the order of the file.
        errors = [p for p in read if "error" in p]
        rejected, rows = [row for row in rows if "error" in row], [row for row in rows if "error" not in row]
        for row in rejected:
            compared += 1
            got = errors[row["index"]] if row["index"] < len(errors) else {}
            if row["error"] not in got.get("error", "") or row["payment_id"] != got.get("payment_id"):
                differences += 1
                print(f"{name} {row['index']}: reject: {got}, expected {row['error']!r}")
        if len(payments) != len(rows):
            print(f"{name}: {len(payments)} payments, expected {len(rows)}: {read[-1:]} {run.stderr.strip()}")
            differences += 1
            continue
        for row in rows:
            compared += 1
            for what, got, want in differences_of(payments[row["index"]], row):
                if (name, what) in EXPLAINED:
                    explained += 1
                    continue
                differences += 1
                print(f"{name} {row['index']}: {what}: {str(got)[:300]!r}, expected {want!r}")
    print(f"{compared} transactions compared, {differences} differences, {explained} explained in docs/messages.md")
    return int(differences > 0)


if __name__ == "__main__":
    sys.exit(main())
