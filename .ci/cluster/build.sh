#!/usr/bin/env bash
# Builds the image k3s-compatible:VERSION, for machines that cannot pull rancher/k3s: a real Kubernetes
# node (etcd, API server, controller manager, scheduler, kubelet, kube-proxy, containerd) in one
# container, started, asked and found ready as rancher/k3s is. Prints the image's name.
#
# The programs are built from the Go modules that kubernetes/ and etcd/ pin, checked against go.sum.
# Nothing is built while an image of the same recipe exists; Go's caches make a second build short.
# Needs: root, a Docker engine, debootstrap, busybox-static, Go (any: see go.sh).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

fail() { echo "k3s-compatible: $*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is missing. Install the Debian package $2."; }
version() { awk -v module="$2" '$1 == "require" && $2 == module { print substr($3, 2) }' "$here/$1/go.mod"; }

need docker docker.io
docker info >/dev/null 2>&1 || fail "the Docker engine does not answer. Start it, or start dockerd by hand."

kubernetes=$(version kubernetes k8s.io/kubernetes)
image=k3s-compatible:$kubernetes
recipe=$(cd "$here" && find build.sh go.sh kubernetes etcd node -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-16)
if [ "$(docker image inspect -f '{{index .Config.Labels "recipe"}}' "$image" 2>/dev/null)" = "$recipe" ]; then
  echo "$image"
  exit 0
fi

[ "$(id -u)" = 0 ] || fail "debootstrap needs root. Run this as root."
need debootstrap debootstrap
[ -x /bin/busybox ] || fail "/bin/busybox is missing. Install the Debian package busybox-static."
! ldd /bin/busybox >/dev/null 2>&1 || fail "/bin/busybox is not static. Install the Debian package busybox-static."
go=$("$here/go.sh")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
context=$work/context
mkdir -p "$context/bin"

# 1. The programs. -mod=readonly: what go.mod and go.sum do not name is an error, not a download.
# The version goes in as Kubernetes' own build puts it, or the server calls itself v0.0.0-master.
export CGO_ENABLED=0 GOFLAGS=-mod=readonly GOTOOLCHAIN=local GOWORK=off
build() { # module folder, linker flags, packages …
  (cd "$here/$1" && "$go" build -buildvcs=false -trimpath -ldflags "-s -w $2" -o "$context/bin/" "${@:3}") >&2
}
IFS=. read -r major minor _ <<<"$kubernetes"
flags=
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  flags+=" -X $package.gitVersion=v$kubernetes -X $package.gitMajor=$major -X $package.gitMinor=$minor -X $package.gitTreeState=clean"
done
echo "k3s-compatible: compiling Kubernetes $kubernetes (8 minutes on two cores with an empty Go cache)" >&2
build kubernetes "$flags" k8s.io/kubernetes/cmd/{kube-apiserver,kube-controller-manager,kube-scheduler,kubelet,kube-proxy,kubectl}
build etcd "" go.etcd.io/etcd/server/v3
mv "$context/bin/server" "$context/bin/etcd" # named after its module

# 2. The node's own system.
echo "k3s-compatible: assembling the node's system" >&2
packages=ca-certificates,conntrack,containerd,containernetworking-plugins,ethtool,iproute2,iptables,kmod,mount,openssl,procps,runc,socat,util-linux
debootstrap --variant=minbase --include="$packages" bookworm "$work/root" >"$work/debootstrap.log" 2>&1 ||
  { tail -n 20 "$work/debootstrap.log" >&2; fail "debootstrap failed; its last lines are above."; }
tar -C "$work/root" --one-file-system --numeric-owner \
  --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' --exclude='./var/cache/apt/*' \
  --exclude='./var/lib/apt/lists/*' --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' \
  --exclude='./usr/share/locale/*' -cf "$context/root.tar" .

# 3. What every pod's sandbox runs, as an image that the node imports when it starts.
pause=k3s-compatible-pause:1
tar -C /bin -c busybox | docker import --change 'ENTRYPOINT ["/busybox", "sleep", "2147483647"]' - "$pause" >/dev/null
docker save "$pause" -o "$context/pause.tar"
docker image rm "$pause" >/dev/null

cp "$here"/node/* "$context/"
replaced=$(docker image inspect -f '{{.Id}}' "$image" 2>/dev/null) || true
docker build -q --label "recipe=$recipe" -t "$image" "$context" >"$work/build.log" 2>&1 ||
  { cat "$work/build.log" >&2; fail "docker build failed; its output is above."; }
# Three quarters of a gigabyte that nothing names any more; kept while a container still runs on it.
[ -z "$replaced" ] || docker image rm "$replaced" >/dev/null 2>&1 || true
echo "$image"
