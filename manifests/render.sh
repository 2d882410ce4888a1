#!/bin/sh
# render.sh MODULE PATTERN [ARGUMENT …]: writes the kustomization that runs one pattern of one module as
# a pod, and prints its folder: target/deploy/MODULE-PATTERN. Nothing is applied.
set -eu
cd "$(dirname "$0")/.."

refuse() {
  echo "$*" >&2
  exit 2
}

list() { tr '\n' ' ' | sed -e 's/ $//' -e 's/ /, /g'; }

module=${1:-}
pattern=${2:-}
modules=$(find manifests/run -mindepth 1 -maxdepth 1 -type d -exec basename {} \; | sort)
printf '%s\n' "$modules" | grep -qxF -- "$module" && [ -n "$module" ] ||
  refuse "There is no module \"$module\". Choose one of $(printf '%s\n' "$modules" | list)."
jar=modules/$module/target/$module.jar
[ -f "$jar" ] || refuse "$jar does not exist. Package it with: make build"
commands=$(java -jar "$jar" --commands)
printf '%s\n' "$commands" | grep -qxF -- "$pattern" && [ -n "$pattern" ] ||
  refuse "There is no pattern \"$pattern\" in $module. Choose one of $(printf '%s\n' "$commands" | list)."
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
