"""The web process's care for the scheduler: starts `python -m jobs` when none runs, starts it
again when it ends, and stops it at shutdown."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import structlog

from core.operations.jobs.home import is_scheduler_running

log = structlog.get_logger(__name__)

PARENT = "SELFMASTERY_JOBS_PARENT"
LOOK_EVERY = 5.0  # seconds between two looks whether another scheduler still runs
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds before a scheduler that ended is started again
HEALTHY = 60.0  # seconds after which an end counts as the first again
STOP_TIMEOUT = 15.0


class JobsSupervisor:
    """Keeps one scheduler running beside this process. `start` and `stop` once each."""

    def __init__(self, home: Path, *, command: list[str] | None = None) -> None:
        self._home = home
        self._command = command or [sys.executable, "-m", "jobs"]
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._wait = FIRST_WAIT
        self._first_look = 0.0

    @property
    def pid(self) -> int | None:
        """The scheduler this process has started, while it runs."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def start(self, *, after: float = 0.0) -> None:
        """Watch in a thread of its own, from `after` seconds on: the first page goes before."""
        self._first_look = after
        self._thread = threading.Thread(target=self._watch, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the scheduler: it finishes the item at hand, at the latest it is killed."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT + 5)

    def _watch(self) -> None:
        """The child lives as long as this thread: Linux ends it when the thread is gone."""
        self._stopping.wait(self._first_look)
        while not self._stopping.is_set():
            try:
                pause = LOOK_EVERY if is_scheduler_running(self._home) else self._run_once()
            except OSError:
                log.exception("jobs_not_started")
                pause = self._next_wait(0.0)
            self._stopping.wait(pause)

    def _run_once(self) -> float:
        """Run one scheduler until it ends or is to stop; how long to wait then."""
        started = time.monotonic()
        child = self._child = subprocess.Popen(  # noqa: S603 (our own program)
            self._command,
            stdin=subprocess.PIPE,  # closes when this process is gone: the child's sign to end
            env={**os.environ, PARENT: str(os.getpid())},
        )
        log.info("jobs_started", pid=child.pid)
        while child.poll() is None and not self._stopping.wait(0.5):
            pass
        if child.poll() is None:
            self._end(child)
            return 0.0
        self._close(child)
        pause = self._next_wait(time.monotonic() - started)
        log.warning("jobs_ended", code=child.returncode, again_in=pause)
        return pause

    def _next_wait(self, lived: float) -> float:
        wait = FIRST_WAIT if lived > HEALTHY else self._wait
        self._wait = min(wait * 2, LONGEST_WAIT)
        return wait

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        child.terminate()
        self._close(child)
        try:
            child.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            log.warning("jobs_killed", pid=child.pid)
            child.kill()
            child.wait()

    def _close(self, child: subprocess.Popen[bytes]) -> None:
        if child.stdin is not None:
            child.stdin.close()
