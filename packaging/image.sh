#!/usr/bin/env bash
# Makes the image of the Dockerfile from a static binary that is built already, with buildah: no registry is asked, no daemon runs.
#   packaging/image.sh [BINARY [ARCHIVE]]
#     BINARY    target/x86_64-unknown-linux-musl/release/portcullis
#     ARCHIVE   target/portcullis-image.tar, an OCI archive (podman load -i, skopeo copy oci-archive:)
# Says what the image weighs, unpacked and as it travels, and ends with 1 where that is not under 30 MB.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
binary=${1:-$root/target/x86_64-unknown-linux-musl/release/portcullis}
archive=${2:-$root/target/portcullis-image.tar}
limit=30000000
command -v buildah >/dev/null || { echo "skipped: buildah is not installed"; exit 0; }
[[ -f $binary ]] || { echo "image.sh: $binary: is not there; docs/packaging.md says how it is built" >&2; exit 3; }
if objdump -p "$binary" | grep -q NEEDED; then
  echo "image.sh: $binary: is not static, and an image has no libraries" >&2
  exit 3
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
"$root/packaging/root.sh" "$binary" "$scratch/image"
# Where nobody else's images are, and on any file system.
build=(buildah --root "$scratch/storage" --runroot "$scratch/run" --storage-driver vfs)
container=$("${build[@]}" from scratch)
"${build[@]}" copy --quiet "$container" "$scratch/image" / >/dev/null
"${build[@]}" config --env XDG_CACHE_HOME=/tmp --user 65534:65534 --workingdir /work \
  --entrypoint '["/usr/bin/portcullis"]' --cmd=--help "$container"
rm -f "$archive"
"${build[@]}" commit --quiet --timestamp "$SOURCE_DATE_EPOCH" "$container" "oci-archive:$archive:portcullis" >/dev/null
unpacked=$(du -sb --apparent-size "$scratch/image" | cut -f1)
travels=$(stat -c %s "$archive")
echo "$archive: $unpacked bytes unpacked, $travels as it travels"
[[ $unpacked -lt $limit ]]
