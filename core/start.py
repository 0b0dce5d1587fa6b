"""Wiring: every front door calls `boot()` once, before its first unit of work.

Importing a feature registers its event handlers; a feature that is not imported here does not
hear of committed changes.
"""

from __future__ import annotations

import logging
import sys
from functools import cache

import structlog

from core.kit.settings import get_settings


@cache
def boot() -> None:
    """Set up the log and have every feature register what it reacts to."""
    _set_up_log(get_settings().log_format)
    _wire_features()


def _wire_features() -> None:
    import core.alerts
    import core.analytics
    import core.audit
    import core.company
    import core.dashboards
    import core.finance
    import core.identity
    import core.indicators
    import core.kit.events  # the outbox handles events after each commit
    import core.notifications
    import core.operations
    import core.projects  # noqa: F401


def _set_up_log(log_format: str) -> None:
    """One line an event on standard error, as text or JSON."""
    as_json = log_format == "json"
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
