#!/bin/sh
# Puts the header, the libraries and their pkg-config file under a prefix:
#   crates/capi/install.sh [--prefix /usr/local] [--destdir FOLDER] [--from target/release]
# The libraries must be built: cargo build --release -p portcullis-capi. --destdir is where the prefix lies while a package is made.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=/usr/local destdir='' from=$here/../../target/release
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || { echo "install.sh: $1 needs a value" >&2; exit 2; }
  case $1 in
    --prefix) prefix=$2 ;;
    --destdir) destdir=$2 ;;
    --from) from=$2 ;;
    *) echo "install.sh: $1 is not an option; known are --prefix, --destdir, --from" >&2; exit 2 ;;
  esac
  shift 2
done
[ -e "$from/libportcullis_capi.a" ] || {
  echo "install.sh: $from/libportcullis_capi.a is not there; run: cargo build --release -p portcullis-capi" >&2
  exit 3
}
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$here/../../Cargo.toml")
root=$destdir$prefix
mkdir -p "$root/include" "$root/lib/pkgconfig"
cp "$here/include/portcullis.h" "$root/include/"
for library in libportcullis_capi.a libportcullis_capi.so libportcullis_capi.dylib; do
  # Copied beside and renamed: a program that has the old one mapped goes on with it.
  [ ! -e "$from/$library" ] || { cp "$from/$library" "$root/lib/.$library" && mv -f "$root/lib/.$library" "$root/lib/$library"; }
done
sed -e "s|@prefix@|$prefix|" -e "s|@version@|$version|" "$here/portcullis_capi.pc.in" >"$root/lib/pkgconfig/portcullis_capi.pc"
