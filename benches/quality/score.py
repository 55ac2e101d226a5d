#!/usr/bin/env python3
"""Scores Portcullis, and the programs that a user would pick instead, on the same rows, and prints the tables.

usage: score.py [--bin PORTCULLIS] [--shared DIR] [--open DIR] [--rivals NAME,...] [--sample N] [--readme] [--json FILE]

The rows are those of rows.toml; one whose data is not there is left out after a line that says so. Portcullis answers every
row. Rivals answer every pair, and of queries and negatives every n-th row, N in all; Portcullis stands beside them on these
same rows. --readme prints README's table too: three named thresholds beside the first rival.
"""
import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as tree
from collections import defaultdict
from pathlib import Path

import rivals

HERE = Path(__file__).resolve().parent
SENSITIVITIES = ["strict", "balanced", "broad"]
BALANCED = "balanced"


def say(line):
    print(f"score.py: {line}", file=sys.stderr, flush=True)


def records(path):
    """The rows of a CSV file, each with the line on which it begins."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        heads, begins, rows = next(lines), lines.line_num + 1, []
        for cells in lines:
            rows.append(dict(zip(heads, cells), line=begins))
            begins = lines.line_num + 1
    return rows


class Portcullis:
    def __init__(self, program, folders, work):
        self.program, self.folders, self.work = program, folders, work
        self.indexes, self.answers = {}, {}

    def run(self, *arguments):
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"score.py: exit code {done.returncode} of {' '.join(map(str, arguments))}: {done.stderr.strip()}")
        return done.stdout

    def index(self, spec):
        """Compiles an index once. Its lists may have files that stand in the place of their own."""
        if spec["name"] not in self.indexes:
            folder, sources = self.folders[spec["data"]], []
            for source in spec["sources"]:
                kind, path = source.split(":", 1)
                path = folder / path
                if "instead" in spec:
                    copy = self.work / f"{spec['name']}-{kind}"
                    shutil.copytree(path, copy)
                    for file in (folder / spec["instead"]).iterdir():
                        (copy / file.name).unlink(missing_ok=True)
                        shutil.copyfile(file, copy / file.name)
                    path = copy
                sources.append(f"{kind}:{path}")
            made = self.work / f"{spec['name']}.pcx"
            self.run("compile", "--out", made, *sources)
            self.indexes[spec["name"]] = (made, [source.split(":", 1) for source in sources])
        return self.indexes[spec["name"]]

    def wrong(self, path, kind, index, sensitivity):
        """The lines of a file that are missed, or alert or match for nothing."""
        key = (path, kind, index and index["name"], sensitivity)
        if key not in self.answers:
            failures = self.work / "failures.jsonl"
            if kind == "pairs":
                self.run("evaluate", "pairs", path, "--failures", failures, "--json")
            else:
                named = "--queries" if kind == "queries" else "--negatives"
                self.run("evaluate", "screening", "--index", self.index(index)[0], named, path, "--sensitivity",
                         sensitivity, "--failures", failures, "--json")
            with open(failures, encoding="utf-8") as lines:
                self.answers[key] = {json.loads(line)["line"] for line in lines}
        return self.answers[key]

    def selftest(self, index):
        key = ("selftest", index["name"])
        if key not in self.answers:
            self.answers[key] = json.loads(self.run("evaluate", "selftest", "--index", self.index(index)[0], "--json"))
        return self.answers[key]


def listed_names(sources):
    """(id, schema, name) of the lists, weak aliases left out, for programs that have no reader of lists."""
    squeeze = lambda text: " ".join((text or "").split())
    schemas = {"individual": "Person", "-0-": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
    for kind, folder in sources:
        folder = Path(folder)
        if kind == "ofac-sdn":
            schema = {}
            with open(folder / "sdn.csv", encoding="latin-1", newline="") as file:
                for row in csv.reader(file):
                    if len(row) == 12:
                        schema[row[0].strip()] = schemas[row[2].strip()]
                        yield f"ofac-{row[0].strip()}", schema[row[0].strip()], row[1].strip()
            with open(folder / "alt.csv", encoding="latin-1", newline="") as file:
                for row in csv.reader(file):
                    if len(row) == 5 and row[0].strip() in schema:
                        yield f"ofac-{row[0].strip()}", schema[row[0].strip()], row[3].strip()
        else:
            root = tree.parse(next(folder.glob("*.xml"))).getroot()
            for tag, schema in (("INDIVIDUAL", "Person"), ("ENTITY", "Organization")):
                for entry in root.iter(tag):
                    key = "un-" + squeeze(entry.findtext("REFERENCE_NUMBER"))
                    parts = [squeeze(entry.findtext(part)) for part in
                             ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")]
                    yield key, schema, " ".join(filter(None, parts))
                    for alias in entry.iter(f"{tag}_ALIAS"):
                        name = squeeze(alias.findtext("ALIAS_NAME"))
                        if squeeze(alias.findtext("QUALITY")) != "Low" and name:
                            yield key, schema, name


def is_true(row):
    return row["is_match"].strip().lower() in ("true", "1", "yes")


def rival_answers(rival, kind, rows, names):
    """Whether the rival matches each row: a pair, a query its designation, a negative anything."""
    score, threshold, screen = rival
    if kind == "pairs":
        return [score(row["schema"], row["name1"], row["name2"]) >= threshold for row in rows]
    asked = [row.get("query") or row.get("full_name") or row["name"] for row in rows]
    found = screen(asked, [(schema, name) for _, schema, name in names])
    if kind == "negatives":
        return [bool(hits) for hits in found]
    wanted = [set(row["list_id"].split(";")) for row in rows]
    return [any(names[at][0] in ids for at in hits) for hits, ids in zip(found, wanted)]


def measured(measure, kind, rows, yes):
    """A measure over rows and whether each was matched: (figure, rows counted, the lowest of the categories)."""
    share = lambda answers: sum(answers) / len(answers) if answers else 0.0
    if measure == "mean":
        groups = defaultdict(list)
        for row, answer in zip(rows, yes):
            groups[row["category"]].append(answer)
        shares = [share(answers) for answers in groups.values()]
        return share(shares), len(rows), min(shares)
    if kind == "pairs":
        truth = [is_true(row) for row in rows]
        if measure == "f1":
            hit = sum(a and t for a, t in zip(yes, truth))
            return 2 * hit / max(1, sum(yes) + sum(truth)), len(rows), None
        yes = [answer for answer, true in zip(yes, truth) if true == (measure == "found")]
    return share(yes), len(yes), None


def scored(row, portcullis, indexes, folders, players, sample_size, cache):
    """What everybody has in a row: a figure at each sensitivity asked for, and figures on the sample."""
    index = indexes.get(row.get("index"))
    if row["kind"] == "selftest":
        groups, group = row["group"]
        found = portcullis.selftest(index)[groups][group]
        return {"n": found["n"], "at": {BALANCED: (found["recall"], None)}, "sample": None}
    path = folders[row["data"]] / row["file"]
    rows = records(path)
    chosen = [r for r in rows if all(r[column] == value for column, value in row.get("where", {}).items())]

    def answers(of, sensitivity):
        wrong = portcullis.wrong(path, row["kind"], index, sensitivity)
        right = [r["line"] not in wrong for r in of]
        if row["kind"] == "pairs":
            return [ok == is_true(r) for ok, r in zip(right, of)]
        return right if row["kind"] == "queries" else [not ok for ok in right]

    figure = lambda of, yes: measured(row["measure"], row["kind"], of, yes)
    result = {"at": {}, "sample": None}
    for sensitivity in SENSITIVITIES if row.get("readme") else [BALANCED]:
        value, result["n"], lowest = figure(chosen, answers(chosen, sensitivity))
        result["at"][sensitivity] = (value, lowest)
    if players:
        # Pairs are cheap; of the rest every n-th row of the file is asked.
        step = 1 if row["kind"] == "pairs" else max(1, len(rows) // sample_size)
        sample = rows[::step]
        mine = [r for r in sample if r in chosen] if row.get("where") else sample
        value, n, _ = figure(mine, answers(mine, BALANCED))
        result["sample"] = {"n": n, "portcullis": value}
        for name, player in players.items():
            key = (name, path)
            if key not in cache:
                say(f"{name} on {row['file']}: {len(sample)} rows")
                names = list(listed_names(portcullis.index(index)[1])) if index else None
                said = rival_answers(player, row["kind"], sample, names)
                cache[key] = {r["line"]: answer for r, answer in zip(sample, said)}
            value, _, lowest = figure(mine, [cache[key][r["line"]] for r in mine])
            result["sample"][name] = value
            result["sample"][f"{name} lowest"] = lowest
    return result


def missing(row, indexes, folders):
    """What a row needs and is not there."""
    folder = folders.get(row["data"])
    if folder is None:
        return f"no folder of {row['data']} data was named"
    needed = [row["file"]] if "file" in row else []
    index = indexes.get(row.get("index"), {})
    needed += [source.split(":", 1)[1] for source in index.get("sources", [])]
    needed += [index["instead"]] if "instead" in index else []
    return next((f"{folder / path} is not there" for path in needed if not (folder / path).exists()), None)


def shown(value, measure, digits=None):
    if value is None:
        return ""
    return f"{100 * value:.2f}%" if measure == "alerted" else f"{value:.{digits or 4}f}"


def shortfall(row, value):
    if "target" not in row:
        return ""
    short = value - row["target"] if row["measure"] == "alerted" else row["target"] - value
    # The figures have six digits.
    return "met" if short < 5e-7 else shown(short, row["measure"])


def main_table(results, players):
    heads = ["", "rows", "Portcullis", "target", "short by"]
    if players:
        heads += ["sampled", "Portcullis", *players]
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|--:" * (len(heads) - 1) + "|"]
    for row, result in results:
        value = result["at"][BALANCED][0]
        cells = [row["label"], f"{result['n']:,}", shown(value, row["measure"]),
                 shown(row.get("target"), row["measure"]), shortfall(row, value)]
        if players:
            sample = result["sample"]
            cells += [f"{sample['n']:,}", shown(sample["portcullis"], row["measure"]),
                      *(shown(sample[name], row["measure"]) for name in players)] if sample else [""] * (2 + len(players))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def readme_table(results, players):
    rival = next(iter(players), None)
    lines = ["| | strict 0.930 | balanced 0.895 (default) | broad 0.845 |" + (f" {rival} |" if rival else ""),
             "|---|---|---|---|" + ("---|" if rival else "")]
    for row, result in results:
        if "readme" not in row:
            continue
        def cell(value, lowest):
            return shown(value, row["measure"], 3) + (f" ({lowest:.2f})" if lowest is not None else "")
        cells = [cell(*result["at"][sensitivity]) for sensitivity in SENSITIVITIES]
        if rival:
            cells.append(cell(result["sample"][rival], result["sample"][f"{rival} lowest"]))
        lines.append(f"| {row['readme']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="portcullis")
    parser.add_argument("--shared", type=Path, default=os.environ.get("PORTCULLIS_SHARED"))
    parser.add_argument("--open", type=Path, help="the folder that fetch.py filled")
    parser.add_argument("--rivals", default=",".join(rivals.RIVALS), help="of " + ", ".join(rivals.RIVALS) + "; or none")
    parser.add_argument("--sample", type=int, default=500, help="rows of a file that rivals screen")
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    shared = Path(arguments.shared) if arguments.shared else HERE.parents[2] / "shared"
    folders = {"shared": shared if shared.exists() else None, "open": arguments.open}
    with open(HERE / "rows.toml", "rb") as file:
        spec = tomllib.load(file)
    indexes = {index["name"]: index for index in spec["index"]}
    players = {}
    for name in arguments.rivals.split(","):
        if name == "none":
            continue
        if name not in rivals.RIVALS:
            sys.exit(f"score.py: `{name}` is no rival; write some of {', '.join(rivals.RIVALS)}, or none")
        player = rivals.load(name)
        if player is None:
            say(f"skipped: {name}, whose packages are not installed; pip install -r {HERE / 'requirements.txt'}")
        else:
            players[name] = player
    results, cache = [], {}
    with tempfile.TemporaryDirectory() as work:
        portcullis = Portcullis(arguments.bin, folders, Path(work))
        for row in spec["row"]:
            lacks = missing(row, indexes, folders)
            if lacks:
                say(f"skipped: {row['label']}: {lacks}")
                continue
            results.append((row, scored(row, portcullis, indexes, folders, players, arguments.sample, cache)))
    print(main_table(results, players))
    if arguments.readme:
        print("\n" + readme_table(results, players))
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump([{**row, **result} for row, result in results], file, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
