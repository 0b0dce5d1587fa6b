"""The analysts' views, questions in SQL over them, and questions that are kept."""

from __future__ import annotations

from pydantic import BaseModel
from starlette.responses import Response

from api.calls import Reading, answer
from api.listing import ListOf, list_answer, list_parameters
from api.resources import Resource, RowId, add_resource, needs
from api.routing import new_router
from core import analytics
from core.analytics import QueryAnswer, QueryIn, QueryResult, SavedRunIn
from core.kit.context import Ctx
from core.kit.i18n import t

RIGHT = needs("sql.run")
OWN = RIGHT + " Of one's own rows; amounts as one sees them."

router = new_router("analytics")

add_resource(
    router,
    Resource(
        "/v1/saved-queries",
        "saved_query",
        "saved_queries",
        spec=analytics.SAVED_QUERY_LIST,
        row=analytics.SavedQueryRow,
        made=analytics.SavedQueryIn,
        patch=analytics.SavedQueryPatch,
        list=analytics.list_saved_queries,
        get=analytics.get_saved_query,
        create=analytics.create_saved_query,
        update=analytics.update_saved_query,
        delete=analytics.delete_saved_query,
        sees="sql.run",
        edits="sql.run",
    ),
)


class ViewColumn(BaseModel):
    """A column of a view; `type` is DuckDB's, empty as long as nothing is published."""

    name: str
    type: str
    about: str


class ViewRow(BaseModel):
    """A view of the analysts' file, described in the caller's language."""

    name: str
    about: str
    columns: list[ViewColumn]


@router.get(
    "/v1/sql/views",
    summary="The views of the analysts' file, described",
    description=RIGHT,
    response_model=ListOf[ViewRow],
)
def list_views(call: Reading) -> Response:
    call.read(lambda ctx: ctx.require("sql.run"))
    types = analytics.column_types()
    with call.language():
        rows = [_view(view, types) for view in analytics.VIEWS.values()]
    return answer({"items": rows, "next_cursor": None}).response()


def _view(view: analytics.View, types: dict[tuple[str, str], str]) -> ViewRow:
    return ViewRow(
        name=view.name,
        about=t(view.about),
        columns=[
            ViewColumn(name=one.name, type=types.get((view.name, one.name), ""), about=one.about)
            for one in analytics.documented_columns(view)
        ],
    )


@router.post(
    "/v1/sql",
    summary="Run one SELECT over the analysts' file",
    description=OWN,
    response_model=QueryAnswer,
)
def run_sql(call: Reading, body: QueryIn) -> Response:
    call.read(_checked)
    with call.language():
        found = analytics.run_sql(
            call.presented.who,
            body.sql,
            params=body.parameters,
            max_rows=body.max_rows,
            timeout=body.timeout,
            fresh=True,
        )
    return _answered(found)


@router.post(
    "/v1/saved-queries/{id}/run",
    summary="Run a saved query with one's own rights",
    description=OWN,
    response_model=QueryAnswer,
)
def run_saved_query(call: Reading, row_id: RowId, body: SavedRunIn) -> Response:
    call.read(_checked)
    with call.language():
        found = analytics.run_saved_query(
            call.presented.who,
            row_id,
            body.parameters,
            max_rows=body.max_rows,
            timeout=body.timeout,
        )
    return _answered(found)


def _checked(_ctx: Ctx) -> None:
    """The credential is good; the service asks for the right, and notes who lacks it."""


def _answered(found: QueryResult) -> Response:
    return answer(
        QueryAnswer(
            columns=found.columns,
            types=found.types,
            rows=found.rows,
            truncated=found.truncated,
            snapshot_at=found.snapshot_at,
            seconds=found.seconds,
        )
    ).response()


@router.get(
    "/v1/query-runs",
    summary="List what was asked in SQL in the last 90 days",
    description=RIGHT + " One's own; with `audit.view` everybody's.",
    response_model=ListOf[analytics.QueryRunRow],
    openapi_extra=list_parameters(analytics.QUERY_RUN_LIST),
)
def list_query_runs(call: Reading) -> Response:
    return list_answer(call, analytics.QUERY_RUN_LIST, analytics.list_query_runs)
