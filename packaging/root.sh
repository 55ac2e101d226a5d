#!/bin/sh
# Lays out the file system of an image: the binary, the lists and rules that ship, and the folders that a user without rights may write.
#   packaging/root.sh BINARY FOLDER
# The binary must be static, because nothing else is there. FOLDER must not be there yet.
set -eu
[ $# -eq 2 ] || { echo "usage: packaging/root.sh BINARY FOLDER" >&2; exit 2; }
binary=$1
folder=$2
data=$(cd "$(dirname "$0")/../data" && pwd)
[ -f "$binary" ] || { echo "root.sh: $binary: is not there" >&2; exit 3; }
[ ! -e "$folder" ] || { echo "root.sh: $folder: is there already" >&2; exit 3; }
mkdir -p "$folder/usr/bin" "$folder/usr/share/portcullis" "$folder/work" "$folder/tmp"
cp "$binary" "$folder/usr/bin/portcullis"
strip "$folder/usr/bin/portcullis"
chmod 755 "$folder/usr/bin/portcullis"
cp -r "$data/lists" "$data/licenses" "$data/programs" "$data/registries" "$folder/usr/share/portcullis/"
chmod -R u=rwX,go=rX "$folder/usr/share"
chmod 755 "$folder/work"
chmod 1777 "$folder/tmp"
if [ "$(id -u)" -eq 0 ]; then chown 65534:65534 "$folder/work"; fi
