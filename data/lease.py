"""Who may have the DuckDB file open: one process at a time, handed on fairly.

A process keeps the lease after use, because opening the file costs more than using it, and
gives it up when another process queues or after a while without use.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from filelock import Timeout

from data.errors import DatabaseBusy, DatabaseUnavailable
from data.turnstile import Timing, Turnstile, left

log = logging.getLogger(__name__)


class Lease(Protocol):
    """The right to use the database for the length of a `with` block."""

    def hold(self, *, exclusive: bool = False) -> AbstractContextManager[None]:
        """Use the database; `exclusive`: nobody else of this process meanwhile."""

    def renew(self) -> None:
        """Open anew as soon as nobody uses it."""

    def close(self) -> None:
        """Give it up for good."""


class NoLease:
    """For PostgreSQL, which any number of processes use at once."""

    @contextmanager
    def hold(self, *, exclusive: bool = False) -> Iterator[None]:
        """Nothing to wait for."""
        yield

    def renew(self) -> None:
        """Nothing to open anew."""

    def close(self) -> None:
        """Nothing to give up."""


@dataclass(frozen=True, eq=False)
class Holder:
    """One use of the lease by one thread."""

    thread: int
    since: float


State = Literal["free", "opening", "open", "closing", "closed"]


class FileLease:
    """The lease of this process; its threads share one hold.

    `on_open` runs when it is taken and `on_close` before it is given up. Not to be carried over
    a fork: child processes are spawned.
    """

    def __init__(
        self,
        owner_lock: Path,
        queue_lock: Path,
        on_open: Callable[[], None],
        on_close: Callable[[], None],
        timing: Timing | None = None,
    ) -> None:
        self._path = owner_lock
        self._timing = timing or Timing()
        self._turnstile = Turnstile(owner_lock, queue_lock, self._timing)
        self._on_open, self._on_close = on_open, on_close
        self._changed = threading.Condition()
        self._state: State = "free"
        self._holders: set[Holder] = set()
        self._alone: Holder | None = None
        self._loners: list[float] = []  # when threads asked to be alone
        self._queued_at: float | None = None  # when another process was seen in the queue
        self._opened_at = self._used_at = self._contended_at = 0.0
        self._is_stale = False
        self._watcher: threading.Thread | None = None

    @contextmanager
    def hold(self, *, exclusive: bool = False) -> Iterator[None]:
        """Use the database. Raises DatabaseBusy when it is not got in time."""
        deadline = time.monotonic() + self._timing.timeout
        holder = self._enter_alone(deadline) if exclusive else self._enter(deadline)
        try:
            yield
        finally:
            self._leave(holder)

    def close(self) -> None:
        """Wait a moment for the threads that use it, then give it up for good."""
        with self._changed:
            self._changed.wait_for(self._is_quiet, self._timing.farewell)
            was_open = self._state == "open"
            self._state = "closed"
            self._changed.notify_all()
        if was_open:
            self._give_up()

    def renew(self) -> None:
        """Give it up as soon as nobody uses it: what was opened is no longer usable."""
        self._is_stale = True

    def _is_quiet(self) -> bool:
        return self._state in ("free", "closed") or (self._state == "open" and not self._holders)

    def _enter_alone(self, deadline: float) -> Holder:
        asked_at = time.monotonic()
        with self._changed:
            self._loners.append(asked_at)
        try:
            return self._enter(deadline, exclusive=True)
        finally:
            with self._changed:
                self._loners.remove(asked_at)
                self._changed.notify_all()

    def _enter(self, deadline: float, *, exclusive: bool = False) -> Holder:
        me = threading.get_ident()
        while True:
            with self._changed:
                ready = self._changed.wait_for(
                    lambda: self._state in ("free", "closed") or self._admits(me, exclusive),
                    left(deadline),
                )
                if not ready or self._state == "closed":
                    raise DatabaseBusy(self._busy_text())
                if self._state == "open":
                    return self._admit(me, exclusive)
                self._state = "opening"
            self._open(deadline)

    def _admits(self, thread: int, exclusive: bool) -> bool:
        """Whether `thread` may come in now.

        Who is in already may come in again. While somebody waits, newcomers are let in only as
        long as the hand-over is held up anyway by one who came before the wait began.
        """
        if self._state != "open":
            return False
        if exclusive:
            return all(holder.thread == thread for holder in self._holders)
        if any(holder.thread == thread for holder in self._holders):
            return True
        if self._alone is not None:
            return False
        waits = [*self._loners, *([] if self._queued_at is None else [self._queued_at])]
        return not waits or any(holder.since < min(waits) for holder in self._holders)

    def _admit(self, thread: int, exclusive: bool) -> Holder:
        holder = Holder(thread, time.monotonic())
        self._holders.add(holder)
        if exclusive and self._alone is None:
            self._alone = holder
        return holder

    def _leave(self, holder: Holder) -> None:
        with self._changed:
            self._holders.discard(holder)
            self._used_at = time.monotonic()
            if self._alone is holder:
                self._alone = None
            self._changed.notify_all()

    def _open(self, deadline: float) -> None:
        """Queue, take the owner lock, open; on failure the lease is free again."""
        try:
            self._take(deadline)
        except BaseException as error:
            self._settle("free")
            if isinstance(error, Timeout):
                raise DatabaseBusy(self._busy_text()) from error
            if isinstance(error, OSError):
                raise DatabaseUnavailable(f"{self._path}: {error}") from error
            raise
        self._queued_at, self._is_stale = None, False
        self._opened_at = self._used_at = time.monotonic()
        if not self._settle("open"):
            self._give_up()

    def _take(self, deadline: float) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._turnstile.pass_through(deadline)
        try:
            self._on_open()
        except BaseException:
            self._turnstile.release()
            raise

    def _settle(self, state: State) -> bool:
        """Enter `state`, unless the lease was closed meanwhile."""
        with self._changed:
            if self._state != "closed":
                self._state = state
                if self._watcher is None:
                    self._watcher = threading.Thread(target=self._watch, name="lease", daemon=True)
                    self._watcher.start()
            self._changed.notify_all()
            return self._state == state

    def _busy_text(self) -> str:
        if self._state == "closed":
            return f"{self._path}: this program has closed the database"
        return f"{self._path}: not free within {self._timing.timeout:g} s"

    def _watch(self) -> None:
        """Sleep while nothing is held; otherwise look at the queue and hand the lease on."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._state in ("open", "closed"))
                if self._state == "closed":
                    return
            time.sleep(self._pause())
            with self._changed:
                if not self._is_due():
                    continue
                self._changed.wait_for(lambda: not self._holders or self._state != "open")
                if self._state != "open":
                    continue
                self._state = "closing"
            self._give_up()
            self._settle("free")

    def _pause(self) -> float:
        """Seconds until the next look: longer while nobody else has been about for a while."""
        alone = time.monotonic() - self._contended_at > self._timing.calm
        return self._timing.poll * (4 if alone else 1)

    def _is_due(self) -> bool:
        """Somebody queues and the minimum hold is over, or nobody has used it for a while."""
        now = time.monotonic()
        if self._state != "open" or now - self._opened_at < self._timing.min_hold:
            return False
        if self._is_stale or self._turnstile.somebody_queues():
            self._queued_at = self._contended_at = now
            return True
        return not self._holders and now - self._used_at >= self._timing.idle

    def _give_up(self) -> None:
        try:
            self._on_close()
        except Exception:
            log.exception("closing the database failed; the lease is given up all the same")
        finally:
            self._turnstile.release()
