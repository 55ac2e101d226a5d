#!/usr/bin/env python3
"""Takes the open sets of sources.toml from where they are published, into a folder for score.py --open.

usage: fetch.py DIR [--bin PORTCULLIS]

Each file must have the digest that stands beside its address. Lists have no fixed digest: `portcullis lists fetch` takes
OFAC's SDN and the UN's list of today, with a note of when and from where.
"""
import argparse
import csv
import hashlib
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = ["schema", "name1", "name2", "is_match", "case_group"]
# Of each script: enough for a figure to the percent.
PAIRS_OF_A_SCRIPT = 500


def download(source):
    with urllib.request.urlopen(source["url"], timeout=60) as answer:
        content = answer.read()
    digest = hashlib.sha256(content).hexdigest()
    if digest != source["sha256"]:
        sys.exit(f"fetch.py: {source['url']}: its SHA-256 is {digest}, not {source['sha256']}; it is another file")
    return content.decode("utf-8")


def pairs(text, _group):
    return [{c: row.get(c, "") for c in [*COLUMNS, "quality"]} for row in csv.DictReader(text.splitlines())]


def tokens(text, group):
    """Names of two tokens, true (both are the same two words) and false (neither is), in an order that only the words decide."""
    words = [line.split("\t")[:2] for line in text.splitlines() if line.count("\t") == 2]
    words = [(latin.capitalize(), other.replace(" ", "")) for latin, other in words]
    words.sort(key=lambda word: hashlib.sha256("\t".join(word).encode()).digest())
    rows = []
    for at in range(0, 4 * PAIRS_OF_A_SCRIPT, 4):
        if at + 4 > len(words):
            break
        (a, a2), (b, b2), (_, c2), (_, d2) = words[at : at + 4]
        rows.append(dict(schema="Person", name1=f"{a} {b}", name2=f"{a2} {b2}", is_match="true", case_group=group))
        rows.append(dict(schema="Person", name1=f"{a} {b}", name2=f"{c2} {d2}", is_match="false", case_group=group))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--bin", default="portcullis", help="the program, for the lists")
    parser.add_argument("--no-lists", action="store_true", help="only the labelled sets")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with open(HERE / "sources.toml", "rb") as file:
        sources = tomllib.load(file)["source"]
    written = {}
    for source in sources:
        form = {"pairs": pairs, "tokens": tokens}[source["form"]]
        written.setdefault(source["file"], []).extend(form(download(source), source.get("group")))
    for name, rows in written.items():
        with open(arguments.folder / name, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        print(f"written: {arguments.folder / name}: {len(rows)} rows")
    if not arguments.no_lists:
        lists = arguments.folder / "lists"
        subprocess.run([arguments.bin, "lists", "fetch", "--out", lists, "ofac-sdn", "un"], check=True)
        for kind in ("ofac-sdn", "un"):
            # The newest of that kind: fetched folders are named by their day.
            newest = max(lists.glob(f"{kind}-2*"))
            link = lists / kind
            link.unlink(missing_ok=True)
            link.symlink_to(newest.name)


if __name__ == "__main__":
    main()
