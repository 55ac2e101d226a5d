#!/usr/bin/env python3
"""What checkpoints and reviewers' words cost a run, in instructions and processor time.

    benches/runs.py --bin target/release --index lists.pcx [--rounds N] payments.csv

BIN is a folder with `portcullis` and `run-parts` (`cargo build --release -p portcullis-cli -p portcullis-benches`). The payments are screened plain
(with checkpoints, as always), without checkpoints, and with 10,000 words, of which 100 are on cases of this very batch and apply. Instructions
are those that `perf stat` counts in user mode; without `perf`, or a counter, processor time alone is told. Needs Python 3.10 and nothing else.
"""
import argparse
import csv
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

WORDS = 10_000
APPLY = 100


def words(program: pathlib.Path, run: pathlib.Path, path: pathlib.Path) -> int:
    """Writes a file of words on cases of a run, and of others who are called otherwise. Returns how many are on its cases."""
    with open(run / "cases.csv", newline="", encoding="utf-8") as file:
        cases = [row["case_id"] for row in csv.DictReader(file)]
    for case in cases[:: max(1, len(cases) // (4 * APPLY))]:
        command = [program, "cases", "decide", case, "false-positive", "--reason", "measured", "--who", "bench"]
        subprocess.run([*command, "--run", run, "--words", path], check=True, capture_output=True)
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known = [row for row in rows if row["known_by"]][:APPLY]
    if not known:
        sys.exit("no case of this batch shows an identifier; generate payments with accounts")
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, known[0].keys(), lineterminator="\n")
        out.writeheader()
        out.writerows(known)
        for n in range(WORDS - len(known)):
            other = dict(known[n % len(known)])
            other["case"] = f"{n:016x}"
            other["party"] = f"{other['party']} {n}"
            other["known_by"] = f"account:ZZ{n:012}"
            out.writerow(other)
    return len(known)


def measured(command: list, folder: pathlib.Path) -> tuple[float, float, str]:
    """Instructions (0 without perf) and processor seconds of a command, and what it printed."""
    counts = folder / "perf"
    perf = ["perf", "stat", "-x,", "-e", "instructions:u", "-o", counts] if shutil.which("perf") else []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*perf, *command], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    instructions = 0.0
    if perf:
        lines = [line.split(",") for line in counts.read_text().splitlines() if "instructions" in line]
        # A virtual machine may have no counter: `<not supported>`.
        if lines and lines[0][0].isdigit():
            instructions = float(lines[0][0])
    return instructions, seconds, done.stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--index", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("payments", type=pathlib.Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        parts = [args.bin / "run-parts", "--index", args.index]
        subprocess.run([*parts, "--out", folder / "first", args.payments], check=True, capture_output=True)
        apply = words(args.bin / "portcullis", folder / "first", folder / "words.csv")
        kinds = {
            "without checkpoints": ["--without-checkpoints"],
            "with checkpoints": [],
            f"with checkpoints and {WORDS} words, {apply} of them on these payments": ["--words", folder / "words.csv"],
        }
        best: dict[str, tuple[float, float]] = {}
        for _ in range(args.rounds):
            for kind, more in kinds.items():
                out = folder / "run"
                instructions, seconds, said = measured([*parts, *more, "--out", out, args.payments], folder)
                shutil.rmtree(out)
                least = best.get(kind, (float("inf"), float("inf")))
                best[kind] = (min(least[0], instructions), min(least[1], seconds))
                counted = f"{instructions / 1e9:.3f} G instructions, " if instructions else ""
                print(f"{kind}: {counted}{seconds:.2f} s of processor; {said}", flush=True)
        first = best["without checkpoints"]
        for kind, (instructions, seconds) in best.items():
            more = f"{100 * (instructions / first[0] - 1):+.2f}%" if first[0] else "not counted"
            print(f"best, {kind}: instructions {more}, processor time {100 * (seconds / first[1] - 1):+.1f}%")


if __name__ == "__main__":
    main()
