#!/usr/bin/env bash
# Holds the bill of materials to the JSON schema of CycloneDX, as the Python package cyclonedx-python-lib ships it.
#   packaging/check-sbom.sh [BILL]        (makes one by packaging/sbom.py where none is named)
#   PORTCULLIS_TOOLS   an environment of Python that has the package; by default one in target/, made at need
# Ends with 0 where it holds, 1 where not; says `skipped: ...` where the package cannot be had.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
tools=${PORTCULLIS_TOOLS:-$root/target/sbom-tools}
if ! "$tools/bin/python" -c 'import cyclonedx.validation.json, jsonschema' 2>/dev/null; then
  python3 -m venv "$tools" 2>/dev/null &&
    "$tools/bin/pip" install --quiet --disable-pip-version-check 'cyclonedx-python-lib[json-validation]>=11,<12' 2>/dev/null ||
    { echo "skipped: the schema of CycloneDX: cyclonedx-python-lib cannot be installed"; exit 0; }
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bill=${1:-$scratch/portcullis.cdx.json}
[[ $# -gt 0 ]] || "$root/packaging/sbom.py" >"$bill"
"$tools/bin/python" - "$bill" <<'PYTHON'
import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
validator = JsonStrictValidator(SchemaVersion.V1_5)
# A check that cannot fail is none: the same bill with a component of an unknown kind is refused.
spoiled = json.loads(text)
spoiled["components"][0]["type"] = "no kind"
if validator.validate_str(json.dumps(spoiled)) is None:
    sys.exit("the schema lets a component of no kind pass")
error = validator.validate_str(text)
if error is not None:
    sys.exit(f"{sys.argv[1]}: {error.data.message}")
print(f"{len(json.loads(text)['components'])} components, valid CycloneDX 1.5")
PYTHON
