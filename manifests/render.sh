#!/bin/sh
# render.sh MODULE PATTERN [ARGUMENT …]: writes the kustomization that runs one pattern of one module as
# a pod, and prints its folder: target/deploy/MODULE-PATTERN. Nothing is applied.
set -eu
cd "$(dirname "$0")/.."

refuse() {
  echo "$*" >&2
  exit 2
}

# A pattern is a file of the module, but not each file: Main runs the patterns, Kubeconfig and
# ExecCredential are halves of ClusterAccess, and HandleApiErrors has nothing to run by itself.
patterns() {
  find "modules/$1/src/main/java" -name '*.java' ! -name Main.java ! -name Kubeconfig.java \
    ! -name ExecCredential.java ! -name HandleApiErrors.java -exec basename {} .java \; |
    sed -e 's/\([a-z0-9]\)\([A-Z]\)/\1-\2/g' -e 's/\([A-Z]\)\([A-Z][a-z]\)/\1-\2/g' |
    tr '[:upper:]' '[:lower:]' | sort
}
list() { tr '\n' ' ' | sed -e 's/ $//' -e 's/ /, /g'; }

module=${1:-}
pattern=${2:-}
modules=$(find manifests/run -mindepth 1 -maxdepth 1 -type d -exec basename {} \; | sort)
printf '%s\n' "$modules" | grep -qxF -- "$module" && [ -n "$module" ] ||
  refuse "There is no module \"$module\". Choose one of $(printf '%s\n' "$modules" | list)."
patterns "$module" | grep -qxF -- "$pattern" && [ -n "$pattern" ] ||
  refuse "There is no pattern \"$pattern\" in $module. Choose one of $(patterns "$module" | list)."
shift 2

for argument in "$@"; do
  case $argument in
    *'
'*) refuse "An argument holds a line break, which YAML would fold into a space. Give it on one line." ;;
  esac
done

# A single-quoted YAML string: every character stands for itself, but a quote is written twice.
quoted() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"
}

name=$module-$pattern
folder=target/deploy/$name
mkdir -p "$folder"
{
  cat <<YAML
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../../manifests/base
  - ../../../manifests/pod
YAML
  if [ -d "manifests/rbac/$pattern" ]; then
    printf 'components:\n  - ../../../manifests/rbac/%s\n' "$pattern"
  fi
  cat <<YAML
patches:
  - target:
      kind: Pod
    options:
      allowNameChange: true
    patch: |-
      apiVersion: v1
      kind: Pod
      metadata:
        name: $name
        labels:
          app.kubernetes.io/name: $pattern
          app.kubernetes.io/instance: $name
          app.kubernetes.io/component: $module
      spec:
        containers:
          - name: program
            image: kubernetes-from-java/$module:1
            args:
YAML
  for argument in "$pattern" "$@"; do
    printf '              - %s\n' "$(quoted "$argument")"
  done
} >"$folder/kustomization.yaml"
echo "$folder"
