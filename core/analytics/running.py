"""A query that runs while its page stays usable: asked after, cancelled, read when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import structlog

from core.analytics.lab import run_sql
from core.analytics.sandbox import QueryResult
from core.kit.errors import AppError, Unavailable
from core.kit.i18n import N_, current_locale, use_locale
from core.kit.uow import Who

log = structlog.get_logger(__name__)


class RunningQuery:
    """One statement in a thread of its own, which waits for the query's process."""

    def __init__(self, ask: Callable[[Event], QueryResult]) -> None:
        self._ask = ask
        self._cancel = Event()
        self._locale = current_locale()
        self._started = time.monotonic()
        self.result: QueryResult | None = None
        self.error: AppError | None = None
        self._thread = Thread(target=self._run, name="query", daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether `result` or `error` is there."""
        return not self._thread.is_alive()

    @property
    def seconds(self) -> float:
        """Since it was started."""
        return time.monotonic() - self._started

    def cancel(self) -> None:
        """Stop the query's process; `error` will say so."""
        self._cancel.set()

    def wait(self, seconds: float) -> bool:
        """Whether it is done within that time."""
        self._thread.join(seconds)
        return self.is_done

    def _run(self) -> None:
        with use_locale(self._locale):
            try:
                self.result = self._ask(self._cancel)
            except AppError as error:
                self.error = error
            except Exception:
                log.exception("query_broke")
                self.error = Unavailable(
                    "sql.broke", N_("The query could not be run. Try again in a moment.")
                )


def start_sql(who: Who, sql: str, **options: Any) -> RunningQuery:
    """Start `run_sql` with these options beside the caller."""
    return RunningQuery(lambda cancel: run_sql(who, sql, cancel=cancel, **options))
