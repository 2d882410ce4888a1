#!/usr/bin/env bash
# Builds the image java-base:25 (or :21, :17), for machines that cannot pull a public Java image: a
# runtime made by jlink from a JDK at hand, on the C library of this machine, and nothing else. With the
# argument jdk: the image java-build:25, with the whole JDK and a shell, to build images in. Prints the
# image's name. The JDK: JDK25_HOME, else the newest of 25, 21 and 17 under /usr/lib/jvm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

fail() { echo "java-base: $*" >&2; exit 1; }
command -v docker >/dev/null || fail "docker is missing. Install the Debian package docker.io."

# A JDK is told by its release file; the first of the version wins.
jdk() { { grep -lsE "^JAVA_VERSION=\"$1[.\"]" "${@:2}" || true; } | head -n 1 | xargs -r dirname; }
home=$(jdk 25 ${JDK25_HOME:+"$JDK25_HOME/release"} /usr/lib/jvm/*/release)
home=${home:-$(jdk 21 /usr/lib/jvm/*/release)}
home=${home:-$(jdk 17 /usr/lib/jvm/*/release)}
[ -x "${home:-/nonexistent}/bin/jlink" ] ||
  fail "no JDK 25, 21 or 17 with jlink. Set JDK25_HOME, or install the Debian package openjdk-17-jdk-headless."
feature=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")

case ${1:-} in
  '') image=java-base:$feature ;;
  jdk) image=java-build:$feature ;;
  *) fail "the argument is jdk, or there is none." ;;
esac
recipe=$(cat "$here/java-base.sh" "$home/release" | sha256sum | cut -c1-16)
if [ "$(docker image inspect -f '{{index .Config.Labels "recipe"}}' "$image" 2>/dev/null)" = "$recipe" ]; then
  echo "$image"
  exit 0
fi

# What jdeps names for the three clients and their libraries. jdk.crypto.ec: the curves of the cluster's
# keys, up to 21. The last two lines: without them Spring Boot and Quarkus do not start.
modules=java.base,java.compiler,java.logging,java.management,java.naming,java.net.http,java.security.jgss
modules+=,java.sql,java.xml,jdk.crypto.ec,jdk.net,jdk.unsupported
modules+=,java.desktop,java.instrument
modules+=,jdk.zipfs
case $feature in 17) compress=2 ;; *) compress=zip-2 ;; esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "${1:-}" = jdk ]; then
  mkdir -p "$work/root/bin" "$work/root/opt/java"
  cp -rL "$home"/{bin,conf,lib,release} "$work/root/opt/java"
  rm -f "$work/root/opt/java/lib/src.zip"
  cp "$(command -v busybox)" "$work/root/bin" || fail "busybox is missing. Install the Debian package busybox-static."
  for applet in $("$work/root/bin/busybox" --list | grep -vx busybox); do ln -sf busybox "$work/root/bin/$applet"; done
  # The script of the C library wants bash; it asks the loader, as this does.
  printf '#!/bin/sh\nexec /lib*/ld-linux*.so.* --list "$@"\n' >"$work/root/bin/ldd"
  chmod +x "$work/root/bin/ldd"
else
  "$home/bin/jlink" --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
    --compress="$compress" --generate-cds-archive --output "$work/root/opt/java" \
    >"$work/jlink.log" 2>&1 || { cat "$work/jlink.log" >&2; fail "jlink failed; see above."; }
fi

# The libraries of this machine that the runtime's own files are linked to, where they are looked for.
# ldd fails on the files among them that are not linked at all.
{ find "$work/root/opt/java" -type f \( -name '*.so' -o -perm /111 \) -exec ldd {} + 2>/dev/null || true; } |
  sed -nE 's|^\t(.* => )?(/[^ ]+) \(0x.*|\2|p' | grep -v "^$work" | sort -u |
  while read -r library; do
    mkdir -p "$work/root$(dirname "$library")"
    cp -L "$library" "$work/root$library"
  done
mkdir -m 1777 "$work/root/tmp"
cat >"$work/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY root/ /
ENV PATH=/opt/java/bin:/bin JAVA_HOME=/opt/java
DOCKERFILE
docker build -q --label "recipe=$recipe" -t "$image" "$work" >"$work/build.log" 2>&1 ||
  { cat "$work/build.log" >&2; fail "docker build failed; see above."; }
docker run --rm --network none --read-only --user 10001 "$image" java -version 2>"$work/version" ||
  { cat "$work/version" >&2; fail "the runtime does not start in its image; see above."; }
echo "$image"
