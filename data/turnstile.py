"""Two lock files that hand one right from process to process in turn.

An owner lock file says who has it, a queue lock file is the turnstile in front: who waits for
the owner lock holds the queue lock, so the owner sees that somebody waits and nobody overtakes.
The kernel frees both when a process dies.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout


@dataclass(frozen=True)
class Timing:
    """Seconds: how long to wait, to keep it at least, to stay idle; between two looks at the
    queue (four times that after a `calm` without anybody in it), between two real tries of its
    lock (for file systems with coarse times); how long closing waits for the own threads."""

    timeout: float = 30.0
    min_hold: float = 0.02
    idle: float = 2.0
    poll: float = 0.005
    calm: float = 2.0
    probe: float = 0.1
    farewell: float = 5.0


class Turnstile:
    """The two lock files. `pass_through` waits fairly; `somebody_queues` is the owner's look."""

    def __init__(self, owner_lock: Path, queue_lock: Path, timing: Timing) -> None:
        self._owner = FileLock(owner_lock, thread_local=False)
        self._queue = FileLock(queue_lock, thread_local=False)
        self._queue_path, self._timing = queue_lock, timing
        self._mark = 0
        self._tried_at = 0.0

    def pass_through(self, deadline: float) -> None:
        """Queue, then take the owner lock. Raises filelock.Timeout."""
        poll = self._timing.poll / 2
        with self._queue.acquire(timeout=left(deadline), poll_interval=poll):
            now = time.time_ns()
            os.utime(self._queue_path, ns=(now, now))
            self._owner.acquire(timeout=left(deadline), poll_interval=poll)
            # Read before the next one may queue and mark the file anew.
            self._mark = self._queue_path.stat().st_mtime_ns
            self._tried_at = time.monotonic()

    def release(self) -> None:
        """Give up the owner lock."""
        self._owner.release()

    def somebody_queues(self) -> bool:
        """Whether another process waits. Costs one stat as long as nobody marked the queue."""
        now, mark = time.monotonic(), self._queue_path.stat().st_mtime_ns
        if mark == self._mark and now - self._tried_at < self._timing.probe:
            return False
        self._tried_at = now
        try:
            self._queue.acquire(timeout=0)
        except Timeout:
            return True
        self._queue.release()
        self._mark = mark
        return False


def left(deadline: float) -> float:
    """Seconds until `deadline` (monotonic), never negative."""
    return max(0.0, deadline - time.monotonic())
