# SPDX-License-Identifier: MIT-0
"""Does with the official Python client what the programs of the three Java modules do.

`list-pods`, with `--repeat` once for each line on standard input; `watch-pods`. The client has no
cache.
"""

import sys

from kubernetes import client, config, watch


def list_pods(api, namespace):
    pods, token = 0, None
    while token != "":
        page = api.list_namespaced_pod(namespace, limit=500, _continue=token)
        for pod in page.items:
            meta = pod.metadata
            print(meta.namespace, meta.name, pod.status.phase, meta.uid, sep="\t")
        pods += len(page.items)
        token = page.metadata._continue or ""
    print(pods, "pods", flush=True)


def watch_pods(api, namespace):
    for event in watch.Watch().stream(api.list_namespaced_pod, namespace):
        pod = event["object"]
        print("CHANGED", pod.metadata.name, pod.status.phase, sep="\t", flush=True)


config.load_incluster_config()
with open("/var/run/secrets/kubernetes.io/serviceaccount/namespace") as file:
    own = file.read()
pods_api = client.CoreV1Api()
if sys.argv[1] == "watch-pods":
    watch_pods(pods_api, own)
elif "--repeat" in sys.argv:
    for _ in sys.stdin:
        list_pods(pods_api, own)
else:
    list_pods(pods_api, own)
