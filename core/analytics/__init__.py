"""Analysts served: the documented file of views, and SQL on it that cannot do harm."""

from core.analytics.catalogue import VIEWS
from core.analytics.lab import run_sql
from core.analytics.sandbox import QueryResult, run_select
from core.analytics.scope import visible_views
from core.analytics.snapshot import (
    SnapshotResult,
    publish_if_changed,
    publish_snapshot,
    published_as,
)
from core.analytics.views import DocumentedColumn, View, documented_columns

__all__ = [
    "VIEWS",
    "DocumentedColumn",
    "QueryResult",
    "SnapshotResult",
    "View",
    "documented_columns",
    "publish_if_changed",
    "publish_snapshot",
    "published_as",
    "run_select",
    "run_sql",
    "visible_views",
]
