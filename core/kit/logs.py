"""The log: one line an event on standard error, as text or JSON, without secrets.

What libraries log through `logging` comes out the same way.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "•••"
SECRET_KEYS = re.compile(
    r"password|passwd|secret|token|ticket|cookie|authorization|api_?key|credential", re.IGNORECASE
)
SECRET_TEXTS = (
    (re.compile(r"(://[^:/@\s]+:)[^@/\s]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(?i)\b(bearer\s+)[\w.~+/=-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"\bsm_[\w-]{16,}"), HIDDEN),
    (
        re.compile(r"(?i)\b(password|secret|token)(['\"]?\s*[=:]\s*['\"]?)[^\s'\",;&]+"),
        rf"\1\2{HIDDEN}",
    ),
)
OWN = ("core", "data", "api", "pages", "jobs", "operator_cli")
Event = MutableMapping[str, Any]


def configure_logs(log_format: str = "text") -> None:
    """Set up structlog and the standard library's log. `log_format` is `text` or `json`."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = StderrHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _last(log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in OWN:
        logging.getLogger(name).setLevel(logging.INFO)


class StderrHandler(logging.Handler):
    """Writes to what standard error is at that moment; a lost line ends nothing."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
        except (OSError, ValueError):
            self.handleError(record)


def _last(log_format: str) -> Any:
    if log_format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False)


def without_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Hide values of secret names, and secrets inside texts."""
    for name, value in event.items():
        if SECRET_KEYS.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = scrubbed(value)
    return event


def scrubbed(text: str) -> str:
    """`text` without passwords in addresses, bearer tokens and the like."""
    for pattern, replacement in SECRET_TEXTS:
        text = pattern.sub(replacement, text)
    return text
