#!/usr/bin/env python3
"""Makes the Debian package as `cargo deb -p portcullis-cli --no-build` does, where cargo-deb is not installed: from
[package.metadata.deb] of crates/cli/Cargo.toml, with dpkg-deb. The binary must be built.

usage: packaging/deb.py [--binary target/release/portcullis] [--out FOLDER]

The package holds the binary without debug information. Prints its path. Equal files give an equal package: every time in it
is SOURCE_DATE_EPOCH, or that of the last commit.
"""

import argparse
import glob
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLI = ROOT / "crates/cli"


def fail(message):
    print(f"deb.py: {message}", file=sys.stderr)
    sys.exit(3)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def libc_version(binary):
    """The newest version of the C library that the binary asks for; None of a static one."""
    symbols = output("objdump", "-T", str(binary))
    versions = {tuple(map(int, v.split("."))) for v in re.findall(r"GLIBC_(\d+(?:\.\d+)+)", symbols)}
    return ".".join(map(str, max(versions))) if versions else None


def install(assets, binary, folder):
    for source, target, mode in assets:
        found = [str(binary)] if source.startswith("target/") else sorted(glob.glob(str(CLI / source)))
        if not found:
            fail(f"{source}: nothing is there")
        for path in map(pathlib.Path, found):
            if not path.is_file():
                continue
            place = folder / target / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            place.chmod(int(mode, 8))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "target/release/portcullis")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "target/debian")
    arguments = parser.parse_args()
    if not arguments.binary.is_file():
        fail(f"{arguments.binary}: is not there; run cargo build --release -p portcullis-cli")
    package = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]
    about = tomllib.loads((CLI / "Cargo.toml").read_text())["package"]
    deb = about["metadata"]["deb"]
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or output("git", "log", "-1", "--format=%ct")
    architecture = output("dpkg", "--print-architecture")
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "package"
        install(deb["assets"], arguments.binary, folder)
        binary = folder / "usr/bin/portcullis"
        subprocess.run(["strip", "--strip-unneeded", str(binary)], check=True)
        libc = libc_version(binary)
        doc = folder / "usr/share/doc/portcullis/copyright"
        doc.write_text(f"Copyright: {deb['copyright']}\nLicense: {package['license']}\n")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        control = {
            "Package": deb["name"],
            "Version": package["version"] + "-1",
            "Architecture": architecture,
            "Maintainer": deb["maintainer"],
            "Section": deb["section"],
            "Priority": "optional",
            "Installed-Size": str(-(-size // 1024)),
            "Homepage": package["repository"],
        }
        if libc:
            control["Depends"] = f"libc6 (>= {libc}), libgcc-s1"
        # Last: the lines of the longer description follow it.
        control["Description"] = about["description"]
        lines = [f"{key}: {value}" for key, value in control.items()]
        lines += [" " + line for line in deb["extended-description"].splitlines()]
        (folder / "DEBIAN").mkdir()
        (folder / "DEBIAN/control").write_text("\n".join(lines) + "\n")
        for path in [folder, *folder.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
            elif path.parent.name in ("DEBIAN", "portcullis"):
                path.chmod(0o644)
            os.utime(path, (int(epoch), int(epoch)))
        binary.chmod(0o755)
        name = f"{deb['name']}_{control['Version']}_{architecture}.deb"
        environment = dict(os.environ, SOURCE_DATE_EPOCH=epoch)
        made = arguments.out / name
        command = ["dpkg-deb", "--root-owner-group", "--build", str(folder), str(made)]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    print(made)


if __name__ == "__main__":
    main()
