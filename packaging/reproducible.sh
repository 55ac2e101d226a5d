#!/usr/bin/env bash
# Builds the binary twice, in two folders of other names, and compares the bytes: exit code 0 where they are equal, 1 where not.
#   packaging/reproducible.sh [PACKAGE [BINARY]]        (portcullis-cli portcullis)
# What of the place of a build would get into it is the folder of the sources and of Cargo's registry: both are written as /src
# and /cargo. Takes two release builds.
set -euo pipefail
package=${1:-portcullis-cli}
binary=${2:-portcullis}
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cargo_home=${CARGO_HOME:-$HOME/.cargo}
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH CARGO_INCREMENTAL=0
for folder in one another-of-a-longer-name; do
  mkdir "$scratch/$folder"
  git -C "$root" archive HEAD | tar -x -C "$scratch/$folder"
  (
    cd "$scratch/$folder"
    RUSTFLAGS="--remap-path-prefix=$scratch/$folder=/src --remap-path-prefix=$cargo_home=/cargo" \
      CARGO_TARGET_DIR="$scratch/$folder/target" cargo build --release --locked --quiet -p "$package"
  )
done
cd "$scratch"
sha256sum "one/target/release/$binary" "another-of-a-longer-name/target/release/$binary"
if cmp "one/target/release/$binary" "another-of-a-longer-name/target/release/$binary"; then
  echo "the same bytes twice"
else
  echo "the builds differ"
  exit 1
fi
