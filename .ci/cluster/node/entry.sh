#!/bin/bash
# server [--tls-san=NAME …] [--disable=…]: one Kubernetes node, ready when it prints
# "Node controller sync successful" and its administrator's kubeconfig is /etc/rancher/k3s/k3s.yaml.
set -euo pipefail

[ "${1:-}" = server ] && shift
address=$(hostname -i | awk '{ print $1 }')
node=$(hostname)
service=10.43.0.1 # the first of the service addresses, which the API server takes for itself
names="DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
names+=",DNS:$node,IP:127.0.0.1,IP:$service,IP:$address"
for argument in "$@"; do
  case $argument in
    --tls-san=*[!0-9.]*) names+=",DNS:${argument#--tls-san=}" ;;
    --tls-san=*) names+=",IP:${argument#--tls-san=}" ;;
  esac
done

# What a kubelet expects of a machine and a container does not have: shared mounts, writable kernel
# settings, the kernel's log.
mount --make-rshared / || true
for path in /proc/sys /sys; do
  mount -o remount,rw,bind "$path" 2>/dev/null || mount -o remount,rw "$path" || true
done
[ -e /dev/kmsg ] || ln -s /dev/null /dev/kmsg
if [ -f /sys/fs/cgroup/cgroup.controllers ] && grep -qx '0::/' /proc/self/cgroup; then
  # cgroup v2, in a namespace of our own: a group that has processes cannot hand controllers down to
  # the pods' groups, so move the processes aside.
  mount -o remount,rw,bind /sys/fs/cgroup 2>/dev/null || mount -o remount,rw /sys/fs/cgroup || true
  mkdir -p /sys/fs/cgroup/init
  xargs -rn1 </sys/fs/cgroup/cgroup.procs >/sys/fs/cgroup/init/cgroup.procs 2>/dev/null || true
  sed -e 's/ / +/g' -e 's/^/+/' </sys/fs/cgroup/cgroup.controllers >/sys/fs/cgroup/cgroup.subtree_control || true
fi

home=/var/lib/cluster
mkdir -p "$home" /etc/rancher/k3s /var/log/cluster /run/containerd
cd "$home"

# Keys are EC in SEC1, as K3s writes them.
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
certificate() { # name, subject, names
  local extensions='keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n'
  [ -z "${3:-}" ] || extensions+="subjectAltName=$3\n"
  key "$1.key"
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out "$1.crt" \
    -extfile <(printf "$extensions") 2>/dev/null
}
key ca.key
openssl req -x509 -new -key ca.key -subj /CN=cluster-ca -days 3650 -out ca.crt \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
certificate apiserver /CN=kube-apiserver "$names"
certificate admin /O=system:masters/CN=system:admin
certificate kubelet "/O=system:nodes/CN=system:node:$node" "DNS:$node,IP:$address"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out sa.key 2>/dev/null
openssl pkey -in sa.key -pubout -out sa.pub

kubeconfig() { # certificate
  cat <<YAML
apiVersion: v1
kind: Config
clusters:
- name: default
  cluster:
    server: https://127.0.0.1:6443
    certificate-authority-data: $(base64 -w0 ca.crt)
users:
- name: default
  user:
    client-certificate-data: $(base64 -w0 "$1.crt")
    client-key-data: $(base64 -w0 "$1.key")
contexts:
- name: default
  context:
    cluster: default
    user: default
current-context: default
YAML
}
kubeconfig admin >admin.conf
kubeconfig kubelet >kubelet.conf
export KUBECONFIG=$home/admin.conf

run() { # program, arguments …
  "$@" >"/var/log/cluster/$1.log" 2>&1 &
  echo "started $1"
}
until_it_is() { # seconds, what, command …
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || { echo "$what: not in time"; tail -n 5 /var/log/cluster/*.log; exit 1; }
    sleep 0.1
  done
}
node_ready() { [ "$(kubectl get node "$node" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')" = True ]; }
# Process 1 has no default for a signal: without this, `docker stop` waits ten seconds.
trap 'kill $(jobs -p) 2>/dev/null; exit 0' TERM INT

run etcd --data-dir "$home/etcd" --unsafe-no-fsync \
  --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
  --listen-peer-urls http://127.0.0.1:2380
run containerd -c /etc/containerd/config.toml
run kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 --bind-address=0.0.0.0 \
  --advertise-address="$address" --tls-cert-file=apiserver.crt --tls-private-key-file=apiserver.key \
  --client-ca-file=ca.crt --kubelet-client-certificate=admin.crt --kubelet-client-key=admin.key \
  --kubelet-certificate-authority=ca.crt --service-account-key-file=sa.pub \
  --service-account-signing-key-file=sa.key \
  --service-account-issuer=https://kubernetes.default.svc.cluster.local \
  --service-cluster-ip-range=10.43.0.0/16 --authorization-mode=Node,RBAC \
  --enable-admission-plugins=NodeRestriction --allow-privileged
until_it_is 60 "the API server" kubectl get --raw /readyz
run kube-controller-manager --kubeconfig=admin.conf --root-ca-file=ca.crt \
  --service-account-private-key-file=sa.key --use-service-account-credentials \
  --cluster-signing-cert-file=ca.crt --cluster-signing-key-file=ca.key --leader-elect=false
run kube-scheduler --kubeconfig=admin.conf --leader-elect=false

# failCgroupV1: a kubelet from 1.35 on refuses cgroup v1 unless told otherwise.
# KubeletInUserNamespace: without CAP_SYS_RESOURCE some kernel settings cannot be written.
cat >kubelet.yaml <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
failSwapOn: false
featureGates: {KubeletInUserNamespace: true}
cgroupDriver: cgroupfs
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $home/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $home/kubelet.crt
tlsPrivateKeyFile: $home/kubelet.key
clusterDomain: cluster.local
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 50Mi, nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%"}
YAML
run kubelet --config=kubelet.yaml --kubeconfig=kubelet.conf --node-ip="$address" --hostname-override="$node"
run kube-proxy --kubeconfig=admin.conf --proxy-mode=iptables --cluster-cidr=10.42.0.0/16 \
  --hostname-override="$node" --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0 \
  --conntrack-tcp-timeout-close-wait=0

for image in /images/*.tar; do
  until_it_is 30 "containerd" ctr -n k8s.io images import "$image"
done
until_it_is 120 "the node" node_ready
# Without it the first pod is refused: serviceaccount "default" not found.
until_it_is 60 "the default service account" kubectl -n default get serviceaccount default
cp admin.conf /etc/rancher/k3s/k3s.yaml
echo "Node controller sync successful"

wait -n || true
echo "a component ended"
tail -n 5 /var/log/cluster/*.log
exit 1
