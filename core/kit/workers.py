"""Long work beside the requests of a process: two worker threads, in the caller's language."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import structlog

from core.kit.errors import AppError
from core.kit.i18n import current_locale, use_locale

Result = TypeVar("Result")
WORKERS = 2
log = structlog.get_logger(__name__)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="work")


def in_background(work: Callable[[], Result]) -> Future[Result]:
    """Start `work` as soon as a worker is free; an error is logged and kept in the future.

    A refusal (AppError) is what the caller was told already: one line, no trace.
    """
    locale = current_locale()

    def run() -> Result:
        with use_locale(locale):
            try:
                return work()
            except AppError as error:
                log.info("background_work_refused", code=error.code)
                raise
            except Exception:
                log.exception("background_work_failed")
                raise

    return _pool().submit(run)
