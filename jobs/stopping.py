"""When to end: at a signal, or when the process that started this one is gone."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Any

from core.operations.jobs.supervisor import PARENT

PR_SET_PDEATHSIG = 1


class Stopping:
    """A wish to end, set by SIGTERM, SIGINT or the parent's end; the item at hand is finished.

    The supervisor names itself as `parent` in the environment and holds standard input open.
    """

    def __init__(self, parent: int | None = None) -> None:
        self._event = threading.Event()
        self._before: dict[int, Any] = {}
        self._has_supervisor = parent is None and PARENT in os.environ
        self._parent = parent or int(os.environ.get(PARENT, "0"))

    def __enter__(self) -> Stopping:
        for number in (signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, self._on_signal)
        if self._parent:
            self._follow_parent()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def is_set(self) -> bool:
        """Whether it is time to end."""
        if self._parent and os.name == "posix" and os.getppid() != self._parent:
            self._event.set()
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, shorter when it is time to end; whether it is."""
        self._event.wait(max(0.0, seconds))
        return self.is_set()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._event.set()

    def _follow_parent(self) -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if self._has_supervisor:
            threading.Thread(target=self._read_until_closed, name="parent", daemon=True).start()

    def _read_until_closed(self) -> None:
        """The parent holds the other end of standard input as long as it lives."""
        while os.read(0, 1024):
            pass
        self._event.set()
