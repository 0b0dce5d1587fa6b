"""The only place that reads the clock."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """This moment, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)
