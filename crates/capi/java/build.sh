#!/bin/sh
# Makes portcullis.jar, and classes of the example and the test, with javac and jar alone:
#   crates/capi/java/build.sh [FOLDER]      (target/java)
# JNA is taken from JNA_JAR, or from where Debian's libjna-java puts it. Says `skipped:` and ends with 0 where a tool is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../../target/java}
jna=${JNA_JAR:-/usr/share/java/jna.jar}
for tool in javac jar; do
  command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
[ -e "$jna" ] || { echo "skipped: $jna is not there (apt-get install libjna-java, or set JNA_JAR)"; exit 0; }
mkdir -p "$out/classes" "$out/programs"
javac --release 17 -encoding UTF-8 -Xlint:all -Werror -cp "$jna" -d "$out/classes" "$here"/src/org/portcullis/*.java
jar --create --file "$out/portcullis.jar" -C "$out/classes" .
javac --release 17 -encoding UTF-8 -Xlint:all -Werror -cp "$out/portcullis.jar:$jna" -d "$out/programs" \
  "$here"/example/*.java "$here"/test/*.java
echo "$out/portcullis.jar"
