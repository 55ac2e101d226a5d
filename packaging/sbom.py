#!/usr/bin/env python3
"""The software bill of materials of the binary: CycloneDX 1.5 as JSON, from Cargo's own metadata and lock file, without network.

usage: packaging/sbom.py [--package portcullis-cli] [--features arrow] [--target TRIPLE] > portcullis.cdx.json

Names what is built into the program: no development dependency, and no build-time tool but as `excluded`. Equal trees give
equal bytes.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tomllib
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent


def cargo_metadata(features, target):
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    if features:
        command += ["--features", features]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"sbom.py: {done.stderr.strip()}", file=sys.stderr)
        sys.exit(3)
    return json.loads(done.stdout)


def host():
    lines = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout.splitlines()
    return next(line.split(": ")[1] for line in lines if line.startswith("host: "))


def reached(nodes, root):
    """What a package is built of, by id, and whether it is there at build time alone."""
    scopes = {root: "required"}
    waiting = [root]
    while waiting:
        package = waiting.pop()
        for dependency in nodes[package]["deps"]:
            kinds = {kind["kind"] for kind in dependency["dep_kinds"]}
            if kinds == {"dev"}:
                continue
            built_in = None in kinds and scopes[package] == "required"
            scope = "required" if built_in else "excluded"
            known = scopes.get(dependency["pkg"])
            if known == scope or known == "required":
                continue
            scopes[dependency["pkg"]] = scope
            waiting.append(dependency["pkg"])
    return scopes


def component(package, scope, checksums):
    name, version = package["name"], package["version"]
    described = {
        "type": "library",
        "bom-ref": f"pkg:cargo/{name}@{version}",
        "name": name,
        "version": version,
        "scope": scope,
        "purl": f"pkg:cargo/{name}@{version}",
    }
    if package.get("license"):
        described["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if (name, version) in checksums:
        described["hashes"] = [{"alg": "SHA-256", "content": checksums[name, version]}]
    if package.get("repository"):
        described["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return described


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", default="portcullis-cli")
    parser.add_argument("--features", default="")
    parser.add_argument("--target", default=None)
    arguments = parser.parse_args()
    metadata = cargo_metadata(arguments.features, arguments.target or host())
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = next((id for id, package in packages.items() if package["name"] == arguments.package), None)
    if root is None:
        print(f"sbom.py: no package is called {arguments.package}", file=sys.stderr)
        sys.exit(2)
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    checksums = {(p["name"], p["version"]): p["checksum"] for p in lock["package"] if "checksum" in p}
    scopes = reached(nodes, root)
    ref = {id: f"pkg:cargo/{packages[id]['name']}@{packages[id]['version']}" for id in scopes}
    of_root = component(packages[root], "required", checksums)
    of_root["type"] = "application"
    others = sorted((id for id in scopes if id != root), key=ref.get)
    dependencies = []
    for id in sorted(scopes, key=ref.get):
        kept = (dep["pkg"] for dep in nodes[id]["deps"] if {kind["kind"] for kind in dep["dep_kinds"]} != {"dev"})
        dependencies.append({"ref": ref[id], "dependsOn": sorted({ref[dep] for dep in kept})})
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": of_root},
        "components": [component(packages[id], scopes[id], checksums) for id in others],
        "dependencies": dependencies,
    }
    content = json.dumps(bill, sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    json.dump(bill, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
