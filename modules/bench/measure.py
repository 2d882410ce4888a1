# SPDX-License-Identifier: MIT-0
"""Runs commands one after another and reports what the kernel counted for each finished process.

A job is a line of JSON on standard input: command, environment, the file for its output, seconds
until it is killed, and the part of a processor that it may use, or null. The answer is a line on
standard output: exit code, seconds until it printed the last byte and until it ended, seconds of CPU
(user and system), peak memory in KiB. Java has no wait4(2), which knows these; and a child of a small process does not inherit the peak
memory of a large one.
"""

import atexit
import json
import os
import pathlib
import signal
import sys
import time


def limited(cpus):
    """How to enter a control group that has a part of a processor, as the kubelet makes one."""
    first = pathlib.Path("/sys/fs/cgroup/cpu")  # control groups version 1
    group = (first if first.is_dir() else first.parent) / f"bench-{os.getpid()}-{cpus}"
    if not group.exists():
        group.mkdir()
        atexit.register(group.rmdir)
        quota = round(cpus * 100_000)  # of 100,000 microseconds
        if first.is_dir():
            (group / "cpu.cfs_quota_us").write_text(f"{quota}")
        else:
            (group / "cpu.max").write_text(f"{quota} 100000")
    return ["/bin/sh", "-c", 'echo $$ >"$0" && exec "$@"', f"{group}/cgroup.procs"]


def run(job):
    command = (limited(job["cpus"]) if job["cpus"] else []) + job["command"]
    reads, writes = os.pipe()
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writes, 1),
        (os.POSIX_SPAWN_DUP2, writes, 2),
    ]
    began = answered = time.monotonic()
    pid = os.posix_spawnp(command[0], command, job["environment"], file_actions=files)
    os.close(writes)
    signal.signal(signal.SIGALRM, lambda *late: os.kill(pid, signal.SIGKILL))
    signal.alarm(job["seconds"])
    with open(job["out"], "wb") as out:
        while printed := os.read(reads, 1 << 20):
            answered = time.monotonic()
            out.write(printed)
    os.close(reads)
    _, status, usage = os.wait4(pid, 0)
    ended = time.monotonic()
    signal.alarm(0)
    cpu = usage.ru_utime + usage.ru_stime
    code = os.waitstatus_to_exitcode(status)
    return [code, answered - began, ended - began, cpu, usage.ru_maxrss]


for line in sys.stdin:
    work = json.loads(line)
    try:
        print(json.dumps(run(work)), flush=True)
    except OSError as unable:
        pathlib.Path(work["out"]).write_text(f"{unable}\n")
        print("[-1, 0, 0, 0, 0]", flush=True)
