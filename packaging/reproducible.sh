#!/usr/bin/env bash
# Builds the binary twice, in two folders of other names, and compares the bytes: exit code 0 where they are equal, 1 where not.
#   packaging/reproducible.sh [PACKAGE [BINARY [TARGET]]]        (portcullis-cli portcullis, and the target of this machine)
# What of the place of a build would get into it is the folder of the sources and of Cargo's registry: both are written as /src
# and /cargo. Takes two release builds. KEEP=FILE keeps the binary there.
set -euo pipefail
package=${1:-portcullis-cli}
binary=${2:-portcullis}
target=${3:-$(rustc -vV | sed -n 's/^host: //p')}
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cargo_home=${CARGO_HOME:-$HOME/.cargo}
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH CARGO_INCREMENTAL=0
built=()
for folder in one another-of-a-longer-name; do
  mkdir "$scratch/$folder"
  git -C "$root" archive HEAD | tar -x -C "$scratch/$folder"
  (
    cd "$scratch/$folder"
    RUSTFLAGS="--remap-path-prefix=$scratch/$folder=/src --remap-path-prefix=$cargo_home=/cargo${STATIC:+ -C target-feature=+crt-static}" \
      CARGO_TARGET_DIR="$scratch/$folder/target" \
      cargo build --release --locked --quiet -p "$package" --target "$target"
  )
  built+=("$scratch/$folder/target/$target/release/$binary")
done
sha256sum "${built[@]}"
[[ -z ${KEEP:-} ]] || cp "${built[0]}" "$KEEP"
if cmp "${built[@]}"; then
  echo "the same bytes twice"
else
  echo "the builds differ"
  exit 1
fi
