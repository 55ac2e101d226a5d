#!/usr/bin/env python3
"""Prints docs/lists-coverage.md: what `compile --coverage --json` says of the real lists beside the checkout.

usage: coverage_page.py PORTCULLIS [LISTS] > docs/lists-coverage.md

PORTCULLIS is the program, LISTS the folder of real lists (../shared/lists). With --check, it compares with the page and
exits with 1 where they differ.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

SOURCES = [
    ("eu:eu-2024-05", "The EU's list of 2024-05"),
    ("uk:uk-ofsi-2025-04/ConList.xlsx", "OFSI's list of 2025-04"),
    ("un:un-2026-08", "The UN's list of 2026-08"),
]
HEAD = """# What becomes of everything in the lists of the EU, the UK and the UN

`compile --coverage` accounts for every record and every value of a file: [lists.md](lists.md#what-became-of-everything) says how. This is what it
says of three real files. Of each field that has values which are not understood, the page shows up to three of them, and why.
`tests/coverage_page.py PORTCULLIS > docs/lists-coverage.md` makes this page, and with `--check` compares it.
"""
# Why what is left of a field is not understood, and what becomes of it.
WHY = {
    "sanctionEntity/nameAlias@wholeName": "a legal form or a dash alone, which names nobody, and names whose letters the file lost",
    "sanctionEntity/nameAlias@firstName": "a name that mixes letters of two scripts; the whole name beside it is read",
    "sanctionEntity/nameAlias@gender": "names of one party state both genders; the first counts",
    "sanctionEntity/birthdate@year": "a year of the Islamic calendar, which became the days that it has in ours",
    "sanctionEntity/birthdate@monthOfYear": "a month of the Islamic calendar, of which the year became the days that it has in ours",
    "sanctionEntity/citizenship@countryIso2Code": "a country that is no more (Serbia and Montenegro), and of which nobody is a citizen now",
    "sanctionEntity/identification@region": "where a document was issued, which stands in the remarks and is no fact of the party",
    "sanctionEntity/identification@number": "the code of a tax office, which thousands share, and a word beside a number, which stays in the record",
    "sanctionEntity/identification@issuedBy": "who issued a document, which stands in the remarks and is no fact of the party",
    "sanctionEntity/birthdate@countryIso2Code": "the words of the country stand in the place of birth, which has no code of its own",
    "UK Sanctions List Date Designated": "rows of one group have several days; the party is listed since the first of them",
    "National Identification Details": "a document of which no number is said (`Counterfeit Danish driving licence. Made out to …`)",
    "Passport Details": "a passport of which no number is said, but who issued it, when, and to whom",
    "Position": "one of several titles that another row of the group has in other words",
    "Nationality": "misspelled; a country is not guessed",
    "INDIVIDUAL/INDIVIDUAL_ALIAS/ALIAS_NAME": "what is said of a name in parentheses; the name before it is read",
    "INDIVIDUAL/NATIONALITY/VALUE": "no country, or one that is no more",
    "INDIVIDUAL/INDIVIDUAL_DOCUMENT/COUNTRY_OF_ISSUE": "the country of a document of which no number is said",
    "INDIVIDUAL/FOURTH_NAME": "`na`, which is no name",
}


def account(program, lists, source):
    kind, path = source.split(":", 1)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [program, "compile", "--coverage", "--json", "--out", f"{folder}/x.pcx", f"{kind}:{lists / path}"],
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
    if done.returncode != 0:
        sys.exit(f"{source}: {done.stderr.strip()}")
    return json.loads(done.stdout)["sources"][0]["coverage"]


def numbers(tally):
    keys = ("in_file", "indexed", "text_only", "not_understood", "left_out")
    return " | ".join(f"{tally[key]:,}" for key in keys)


def cell(text):
    return text.replace("|", "\\|")


def section(title, source, coverage):
    records, values = coverage["records"], coverage["values"]
    share = 100 * values["not_understood"] / values["in_file"]
    yield f"\n## {title}\n"
    yield (
        f"`{source}`: {records['in_file']:,} records, of which {records['of_designations']:,} are a designation or a part of one; "
        f"{records['designations']:,} designations. {share:.2f}% of the values are not understood.\n"
    )
    yield "| what the fields are about | in the file | indexed | text only | not understood | left out |"
    yield "|---|--:|--:|--:|--:|--:|"
    for thing, tally in coverage["things"].items():
        yield f"| {thing} | {numbers(tally)} |"
    yield f"| **all** | {numbers(values)} |"
    missed = [field for field in coverage["fields"] if field["not_understood"]]
    if missed:
        yield "\n| field | values | not understood | for example | why |"
        yield "|---|--:|--:|---|---|"
    for field in sorted(missed, key=lambda field: -field["not_understood"]):
        examples = "; ".join(f"`{cell(example['value'])}`" for example in field["examples"][:3])
        yield f"| `{cell(field['field'])}` | {field['in_file']:,} | {field['not_understood']:,} | {examples} | {WHY.get(field['field'], '')} |"
    left_out = [field for field in coverage["fields"] if field["left_out"]]
    if left_out:
        yield "\nLeft out on purpose: " + "; ".join(
            f"`{cell(field['field'])}` ({field['reason']})" for field in left_out
        ) + "."


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if not arguments:
        sys.exit(__doc__)
    checkout = pathlib.Path(__file__).resolve().parent.parent
    lists = pathlib.Path(arguments[1]) if len(arguments) > 1 else checkout.parent / "shared" / "lists"
    page = HEAD
    for source, title in SOURCES:
        page += "\n".join(section(title, source, account(arguments[0], lists, source))) + "\n"
    if "--check" not in sys.argv:
        print(page, end="")
        return
    if (checkout / "docs" / "lists-coverage.md").read_text(encoding="utf-8") != page:
        sys.exit("docs/lists-coverage.md is not what the program says: make it anew")


if __name__ == "__main__":
    main()
