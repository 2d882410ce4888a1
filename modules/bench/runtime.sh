#!/bin/sh
# Makes the Java runtime of a module's small image as its Dockerfile does, and adds what the profile and
# Fabric8's JDK transport need: runtime.sh JDK MODULE FOLDER, from the root of the repository.
set -eu
cd "modules/$2/target"
if [ "$3/complete" -nt "$2.jar" ]; then exit; fi
rm -rf "$3"
modules=$("$1/bin/jdeps" --print-module-deps --ignore-missing-deps --multi-release 25 --recursive -q \
  --class-path 'lib/*' "$2.jar")
"$1/bin/jlink" --add-modules "$modules,jdk.jfr,java.net.http" --strip-java-debug-attributes --no-header-files --no-man-pages \
  --output "$3" >&2
rm "$3/lib/security/cacerts"
sed -i -E '/^security\.provider\.([6-9]|1[0-9])=/d' "$3/conf/security/java.security"
touch "$3/complete"
