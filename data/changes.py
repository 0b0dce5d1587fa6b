"""The data version: one number that moves forward whenever committed data changed.

Caches carry it in their key and live screens wait for it. On DuckDB it is a small file beside
the database, so that reading it needs no lease; on PostgreSQL a sequence and NOTIFY.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from filelock import FileLock

log = logging.getLogger(__name__)

LOOK_EVERY = 0.2  # seconds between two looks at the file
LINGER = 5.0  # seconds the watching thread stays after the last waiter left


class VersionStore(Protocol):
    """Where the data version is kept."""

    def read(self) -> int:
        """The version now; 0 when nothing was ever published."""

    def advance(self, at_least: int) -> int:
        """Move it forward, to `at_least` or more; returns the new version."""

    def watch(self, seconds: float) -> int:
        """Wait up to `seconds` for a change and return the version."""

    def close(self) -> None:
        """Give up what watching needs."""


class VersionFile:
    """The version in a file of fixed width, written over in one call, so no reader sees half."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_name(f"{path.name}.lock"), thread_local=False)
        self._turn = threading.Lock()

    def read(self) -> int:
        """The version in the file. Always read: file times are too coarse to tell."""
        try:
            return int(self._path.read_bytes() or 0)
        except FileNotFoundError:
            return 0

    def advance(self, at_least: int) -> int:
        """Write the next version; processes and threads take turns."""
        with self._turn, self._lock.acquire(timeout=10, poll_interval=0.002):
            version = max(at_least, self.read() + 1)
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o644)
            try:
                os.write(file, b"%020d" % version)
            finally:
                os.close(file)
        return version

    def watch(self, seconds: float) -> int:
        """Look again after a moment."""
        time.sleep(min(seconds, LOOK_EVERY))
        return self.read()

    def close(self) -> None:
        """Nothing is kept open."""


class Changes:
    """Waiting for the data version; all waiters of the process share one watching thread."""

    def __init__(self, store: VersionStore) -> None:
        self.store = store
        self._changed = threading.Condition()
        self._version = 0
        self._waiters = 0
        self._left_at = 0.0
        self._watcher: threading.Thread | None = None
        self._followed = False  # whether the watching thread has read the version
        self._callbacks: set[Callable[[int], None]] = set()
        self._closed = False

    def publish(self, at_least: int) -> int:
        """Move the version forward and wake who waits in this process."""
        version = self.store.advance(at_least)
        self._arrived(version)
        return version

    def wait(self, after: int, timeout: float) -> int:
        """The version as soon as it is above `after`, else what it is after `timeout` seconds."""
        version = self.store.read()
        if version > after:
            return version
        with self._changed:
            self._version = max(self._version, version)
            self._enter()
            try:
                self._changed.wait_for(lambda: self._version > after or self._closed, timeout)
            finally:
                self._leave()
            return self._version

    async def wait_async(self, after: int, timeout: float) -> int:
        """As `wait`, without occupying a thread; for server-sent events."""
        loop, arrived = asyncio.get_running_loop(), asyncio.Event()

        def wake(version: int) -> None:
            if version > after:
                loop.call_soon_threadsafe(arrived.set)

        with self._changed:
            self._callbacks.add(wake)
            self._enter()
            known = self._version if self._followed else None
        try:  # what is followed already need not be read by each of many who wait
            version = await asyncio.to_thread(self.store.read) if known is None else known
            if version > after:
                return version
            try:
                await asyncio.wait_for(arrived.wait(), timeout)
            except TimeoutError:
                return max(version, self._version)
            return self._version
        finally:
            with self._changed:
                self._callbacks.discard(wake)
                self._leave()

    def close(self) -> None:
        """Wake and dismiss all waiters."""
        with self._changed:
            self._closed = True
            watcher = self._watcher
            self._changed.notify_all()
        if watcher is not None:
            watcher.join(timeout=2)
        self.store.close()

    def _enter(self) -> None:
        self._waiters += 1
        if self._watcher is None and not self._closed:
            self._watcher = threading.Thread(target=self._watch, name="data-version", daemon=True)
            self._watcher.start()

    def _leave(self) -> None:
        self._waiters -= 1
        self._left_at = time.monotonic()

    def _watch(self) -> None:
        while not self._is_idle():
            try:
                self._arrived(self.store.watch(LOOK_EVERY))
                self._followed = True
            except Exception:
                log.exception("the data version could not be read; trying again")
                time.sleep(1)

    def _is_idle(self) -> bool:
        with self._changed:
            gone = not self._waiters and time.monotonic() - self._left_at > LINGER
            if gone or self._closed:
                self._watcher, self._followed = None, False
            return self._watcher is None

    def _arrived(self, version: int) -> None:
        with self._changed:
            if version <= self._version:
                return
            self._version = version
            callbacks = tuple(self._callbacks)
            self._changed.notify_all()
        for wake in callbacks:
            wake(version)
