#!/usr/bin/env bash
# Prints the path of a Go command that is new enough for Kubernetes.
#
# Debian's Go is too old to build it, and too old to fetch a newer one by itself (GOTOOLCHAIN came
# with Go 1.21). But Go's releases are modules too, golang.org/toolchain, and any Go downloads
# modules, checked against the checksum database. Modules are stored without execute bits, and with
# their own go.mod renamed; both are put right in a copy that later runs use again.
set -euo pipefail
wanted=1.26.8

fail() { echo "go.sh: $*" >&2; exit 1; }
command -v go >/dev/null || fail "go is missing. Install the Debian package golang-go; any version will do."

found=$(GOTOOLCHAIN=local go env GOVERSION)
if [ "$(printf '%s\n' "${wanted%.*}" "${found#go}" | sort -V | head -n 1)" = "${wanted%.*}" ]; then
  command -v go
  exit 0
fi

home=${XDG_CACHE_HOME:-$HOME/.cache}/kubernetes-from-java/go-$wanted
if [ ! -x "$home/bin/go" ]; then
  echo "go.sh: $found is too old, fetching go$wanted" >&2
  module=golang.org/toolchain@v0.0.1-go$wanted.$(go env GOOS)-$(go env GOARCH)
  # -modcacherw: what is copied can be changed. In / there is no go.mod that could have a say.
  answer=$(cd / && GO111MODULE=on GOFLAGS=-modcacherw GOTOOLCHAIN=local go mod download -json "$module") ||
    fail "$module could not be downloaded: $answer"
  from=$(sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p' <<<"$answer")
  mkdir -p "$(dirname "$home")"
  part=$(mktemp -d "$home.XXXXXX")
  trap 'rm -rf "$part"' EXIT
  cp -R "$from/." "$part"
  cp "$part/src/_go.mod" "$part/src/go.mod"
  cp "$part/src/cmd/_go.mod" "$part/src/cmd/go.mod"
  chmod -R u+w "$part"
  chmod 755 "$part" "$part"/bin/* "$part"/pkg/tool/*/*
  rm -rf "$home"
  mv "$part" "$home"
fi
echo "$home/bin/go"
