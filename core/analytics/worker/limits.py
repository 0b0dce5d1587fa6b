"""What one worker may take from the machine, and its end together with its parent's."""

from __future__ import annotations

import os
import sys
import threading
import time

MEBIBYTE = 1 << 20
QUICK = 1.0  # seconds
LAST = 10  # as `nice` counts
TYPE_TAG = "__type__"
"""Marks a parameter in the request that JSON has no type for."""


def limit_process(*, address_mb: int, cpu_seconds: int) -> None:
    """Bound address space and processor time, forbid writing files, let others go first after a
    second; POSIX only, best effort."""
    if sys.platform == "win32":
        return
    import resource

    for kind, value in (
        (resource.RLIMIT_AS, address_mb * MEBIBYTE),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # macOS refuses some of them
            continue
    threading.Thread(target=_step_back, daemon=True).start()


def _step_back() -> None:
    """A quick question is answered like any other request; a long one makes way for others."""
    time.sleep(QUICK)
    tasks = "/proc/self/task"  # Linux knows a priority for each thread
    threads = os.listdir(tasks) if os.path.isdir(tasks) else ["0"]  # noqa: PTH112, PTH208
    for thread in threads:
        try:
            os.setpriority(os.PRIO_PROCESS, int(thread), LAST)
        except OSError:  # a thread that has just ended
            continue


def end_with_parent() -> None:
    """Exit as soon as standard input closes, which the kernel does when the parent dies."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        os._exit(3)

    threading.Thread(target=watch, daemon=True).start()


def read_request() -> bytes:
    """The first line of standard input, unbuffered so that the watcher may read on."""
    received = b""
    while not received.endswith(b"\n"):
        piece = os.read(0, 65536)
        if not piece:
            os._exit(3)
        received += piece
    return received


def answer(text: str) -> None:
    """Write the reply and leave at once, without the cost of an orderly shutdown."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
    os._exit(0)
