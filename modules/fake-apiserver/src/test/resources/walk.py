"""Creates, lists in pages, watches and deletes config maps with the official Python client."""

import sys

from kubernetes import client, config, watch

config.load_kube_config(sys.argv[1])
api = client.CoreV1Api()
namespace = "python-client"
api.create_namespace({"metadata": {"name": namespace}})

version = api.list_namespaced_config_map(namespace).metadata.resource_version
for number in range(3):
    body = client.V1ConfigMap(metadata=client.V1ObjectMeta(name=f"map-{number}"), data={"n": str(number)})
    api.create_namespaced_config_map(namespace, body)
api.patch_namespaced_config_map("map-0", namespace, [{"op": "replace", "path": "/data/n", "value": "9"}])
api.delete_namespaced_config_map("map-1", namespace)

names, token = [], None
while True:
    page = api.list_namespaced_config_map(namespace, limit=2, _continue=token)
    names += [item.metadata.name for item in page.items]
    token = page.metadata._continue
    if not token:
        break
print("list", *names)

stream = watch.Watch().stream(
    api.list_namespaced_config_map, namespace, resource_version=version, timeout_seconds=1
)
for event in stream:
    print("watch", event["type"], event["object"].metadata.name)

try:
    api.read_namespaced_config_map("map-1", namespace)
except client.ApiException as refused:
    print("refused", refused.status, refused.reason)
api.delete_namespace(namespace)
