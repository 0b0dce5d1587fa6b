"""Run one SELECT on the analysts' file in a child process that is limited and thrown away."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread
from typing import IO, Any

from core.analytics.errors import refusal
from core.analytics.worker.limits import TYPE_TAG
from core.kit.errors import Unavailable
from core.kit.i18n import N_

WORKER = Path(__file__).resolve().parent / "worker"
MAX_SQL = 100_000
MAX_BYTES = 32 << 20
MEMORY_MB = 512  # DuckDB's own limit
ADDRESS_MB = 1024  # of the whole process
THREADS = 4
AT_ONCE = 3
PATIENCE = 5.0  # seconds a query waits for a place
CANCEL_POLL = 0.05  # seconds

Params = Mapping[str, Any] | Sequence[Any]
Reader = Callable[[IO[bytes]], bytes]
_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class QueryResult:
    """Rows as JSON values: decimals and odd types as text, days and moments in ISO 8601.

    `types` are DuckDB's names. `snapshot_at` says how fresh the file is (UTC, ISO 8601).
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    snapshot_at: str | None
    seconds: float


def run_select(
    file: Path,
    sql: str,
    params: Params | None = None,
    *,
    max_rows: int = 1000,
    timeout: float = 10.0,
    views: Mapping[str, str] | None = None,
    cancel: Event | None = None,
) -> QueryResult:
    """The answer of one SELECT over `views` (name -> body; None: all views of the file).

    In a body, `SOURCE` stands for the file's catalog. Setting `cancel` from any thread stops the
    statement. Raises Invalid with a code `sql.…` when
    the statement is refused, fails, or meets a limit of time or memory; Unavailable when too
    many run already or the file cannot be opened.
    """
    started = time.perf_counter()
    request = query_request(file, sql, params, max_rows, timeout, views)
    with a_place(timeout):
        answer = run_worker("query", request, timeout, cancel)
    return QueryResult(
        columns=tuple(answer["columns"]),
        types=tuple(answer["types"]),
        rows=tuple(tuple(row) for row in answer["rows"]),
        truncated=answer["truncated"],
        snapshot_at=answer["snapshot_at"],
        seconds=round(time.perf_counter() - started, 3),
    )


@contextmanager
def a_place(patience: float) -> Iterator[None]:
    """One of the few places in which queries run. Raises Unavailable when all stay taken."""
    if not _places.acquire(timeout=min(patience, PATIENCE)):
        raise Unavailable("sql.busy", N_("Too many queries are running. Try again in a moment."))
    try:
        yield
    finally:
        _places.release()


def query_request(
    file: Path,
    sql: str,
    params: Params | None,
    max_rows: int,
    timeout: float,
    views: Mapping[str, str] | None,
) -> dict[str, Any]:
    """What the query worker is asked. Raises Invalid for a text that is no statement."""
    if len(sql) > MAX_SQL or "\0" in sql:
        raise refusal("too_long", limit=MAX_SQL)
    threads = min(THREADS, os.cpu_count() or 1)
    return {
        "file": str(file),
        "sql": sql,
        "params": dict(params) if isinstance(params, Mapping) else list(params or ()),
        "max_rows": max(0, max_rows),
        "max_bytes": MAX_BYTES,
        "views": None if views is None else dict(views),
        "memory_mb": MEMORY_MB,
        "address_mb": ADDRESS_MB,
        "cpu_seconds": int(timeout * threads) + 2,
        "threads": threads,
    }


@cache
def _command(module: str) -> tuple[str, ...]:
    found = importlib.util.find_spec("_duckdb")
    assert found is not None
    assert found.origin is not None
    return (sys.executable, "-I", "-S", str(WORKER), module, str(Path(found.origin).parent))


def run_worker(
    module: str,
    request: Mapping[str, Any],
    timeout: float,
    cancel: Event | None = None,
    read: Reader | None = None,
) -> dict[str, Any]:
    """The answer of a worker process, killed after `timeout` seconds or when cancelled.

    `read` takes its output as it comes, and gives the part that is the answer.
    Raises Invalid or Unavailable (codes `sql.…`), also for a worker that died.
    """
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        _command(module),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watch = _Watch(process, timeout, cancel)
    watch.start()
    try:
        line = json.dumps(request, default=_tagged).encode() + b"\n"
        output = _converse(process, line, read)
    finally:
        watch.done.set()
        watch.join()
        process.kill()
        process.wait()
    return _decoded(output, watch.killed_for, timeout)


def _tagged(value: Any) -> dict[str, str]:
    """Parameters JSON has no type for; the worker turns them back."""
    if isinstance(value, date | Decimal):  # a datetime is a date
        return {TYPE_TAG: type(value).__name__, "value": str(value)}
    raise TypeError(f"a parameter cannot be a {type(value).__name__}")


class _Watch(Thread):
    """Kills the process when its time is over or somebody cancels."""

    def __init__(
        self, process: subprocess.Popen[bytes], timeout: float, cancel: Event | None
    ) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.deadline = time.monotonic() + timeout
        self.cancel = cancel
        self.done = Event()
        self.killed_for: str | None = None

    def run(self) -> None:
        while not self.done.wait(self._pause()):
            if self.cancel is not None and self.cancel.is_set():
                self.killed_for = "cancelled"
            elif time.monotonic() >= self.deadline:
                self.killed_for = "timeout"
            if self.killed_for:
                self.process.kill()
                return

    def _pause(self) -> float:
        left = max(0.0, self.deadline - time.monotonic())
        return left if self.cancel is None else min(left, CANCEL_POLL)


def _converse(process: subprocess.Popen[bytes], request: bytes, read: Reader | None) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdout:
        try:
            process.stdin.write(request)
            process.stdin.flush()
        except BrokenPipeError:
            return b""
        else:
            return read(process.stdout) if read else process.stdout.read()
        finally:
            with suppress(BrokenPipeError):  # closing tries again what a killed process left
                process.stdin.close()


def _decoded(output: bytes, killed_for: str | None, timeout: float) -> dict[str, Any]:
    if killed_for is not None:
        raise refusal(killed_for, seconds=f"{timeout:g}")
    if not output:
        raise refusal("crashed")
    answer: dict[str, Any] = json.loads(output)
    if "error" in answer:
        raise refusal(answer["error"]["code"], **answer["error"]["params"])
    return answer
