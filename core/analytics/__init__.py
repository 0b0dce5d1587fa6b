"""Analysts served: the documented file of views, and SQL on it that cannot do harm."""

from core.analytics.catalogue import VIEWS
from core.analytics.errors import outcome_name
from core.analytics.export import Exported, ExportFormat, scratch_folder
from core.analytics.history import QUERY_RUN_LIST, forget_old_runs, list_query_runs
from core.analytics.lab import export_sql, run_saved_query, run_sql
from core.analytics.parameters import (
    Parameter,
    ParameterKind,
    parameters_for,
    parameters_of,
    typed_values,
)
from core.analytics.running import RunningQuery, start_sql
from core.analytics.sandbox import QueryResult, run_select
from core.analytics.saved import (
    SAVED_QUERY_LIST,
    create_saved_query,
    delete_saved_query,
    get_saved_query,
    list_saved_queries,
    update_saved_query,
)
from core.analytics.schemas import (
    Chart,
    ChartKind,
    QueryAnswer,
    QueryIn,
    QueryRunRow,
    SavedQueryIn,
    SavedQueryPatch,
    SavedQueryRow,
    SavedRunIn,
)
from core.analytics.scope import visible_views
from core.analytics.snapshot import (
    Published,
    SnapshotResult,
    column_types,
    publish_if_changed,
    publish_snapshot,
    published_as,
)
from core.analytics.views import DocumentedColumn, View, documented_columns

__all__ = [
    "QUERY_RUN_LIST",
    "SAVED_QUERY_LIST",
    "VIEWS",
    "Chart",
    "ChartKind",
    "DocumentedColumn",
    "ExportFormat",
    "Exported",
    "Parameter",
    "ParameterKind",
    "Published",
    "QueryAnswer",
    "QueryIn",
    "QueryResult",
    "QueryRunRow",
    "RunningQuery",
    "SavedQueryIn",
    "SavedQueryPatch",
    "SavedQueryRow",
    "SavedRunIn",
    "SnapshotResult",
    "View",
    "column_types",
    "create_saved_query",
    "delete_saved_query",
    "documented_columns",
    "export_sql",
    "forget_old_runs",
    "get_saved_query",
    "list_query_runs",
    "list_saved_queries",
    "outcome_name",
    "parameters_for",
    "parameters_of",
    "publish_if_changed",
    "publish_snapshot",
    "published_as",
    "run_saved_query",
    "run_select",
    "run_sql",
    "scratch_folder",
    "start_sql",
    "typed_values",
    "update_saved_query",
    "visible_views",
]
