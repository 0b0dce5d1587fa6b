"""Milestones, progress and baselines of projects, and what customers think."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import Response

from api.calls import Editing, Posting, Reading, answer
from api.listing import ListOf, list_answer, list_parameters
from api.resources import (
    Resource,
    RowId,
    add_delete,
    add_get,
    add_list,
    add_resource,
    add_update,
    created,
    needs,
)
from api.routing import new_router
from core import projects, satisfaction
from core.dashboards.health import (
    ProjectHealth,
    ProjectOutlook,
    project_health,
    project_outlook,
)
from core.kit.context import Ctx
from core.kit.inputs import FIRST_DAY, LAST_DAY
from core.kit.listing import ListQuery, Page
from core.reports import progress_sheet, render

router = new_router("projects")
Day = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="By default today")]
SEES, EDITS = "projects.view", "projects.edit"
PDF = "application/pdf"
OF_PROJECT = "/v1/projects/{id}/milestones"
OWN_FILTERS = {
    name: one for name, one in projects.MILESTONE_LIST.filters.items() if name != "project_id"
}
OWN_LIST = replace(projects.MILESTONE_LIST, filters=OWN_FILTERS)

MILESTONES = Resource(
    "/v1/milestones",
    "milestone",
    "milestones",
    spec=projects.MILESTONE_LIST,
    row=projects.MilestoneRow,
    patch=projects.MilestonePatch,
    list=projects.list_milestones,
    get=projects.get_milestone,
    update=projects.update_milestone,
    delete=projects.delete_milestone,
    sees=SEES,
    edits=EDITS,
)


@router.get(
    OF_PROJECT,
    summary="List the milestones of a project",
    description=needs(SEES),
    response_model=ListOf[projects.MilestoneRow],
    openapi_extra=list_parameters(OWN_LIST),
)
def list_project_milestones(call: Reading, row_id: RowId) -> Response:
    def rows(ctx: Ctx, query: ListQuery) -> Page[projects.MilestoneRow]:
        projects.get_project(ctx, row_id)
        own = {**query.filters, "project_id": str(row_id)}
        return projects.list_milestones(ctx, replace(query, filters=own))

    return list_answer(call, OWN_LIST, rows)


@router.post(
    OF_PROJECT,
    summary="Add a milestone to a project",
    description=needs(EDITS),
    response_model=projects.MilestoneRow,
    status_code=201,
)
def create_milestone(call: Posting, row_id: RowId, body: projects.MilestoneIn) -> Response:
    return call.change(
        lambda ctx: created(MILESTONES.path, projects.create_milestone(ctx, row_id, body)), 201
    )


add_list(router, MILESTONES)
add_get(router, MILESTONES)
add_update(router, MILESTONES)
add_delete(router, MILESTONES)


@router.get(
    "/v1/projects/{id}/progress",
    summary="Report how far a project had come on a day, as JSON or as a PDF to hand on",
    description=needs(SEES)
    + " `format=pdf`, or `Accept: application/pdf`, gives the printed report in the caller's "
    "language; `amounts=false` leaves everything of money out of it.",
    response_model=projects.ProgressReport,
    responses={200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}},
)
def report_progress(
    call: Reading,
    row_id: RowId,
    as_of: Day = None,
    form: Annotated[
        Literal["json", "pdf"] | None, Query(alias="format", description="By default as accepted")
    ] = None,
    amounts: Annotated[bool, Query(description="Whether the PDF holds amounts")] = True,
) -> Response:
    wants_pdf = form == "pdf" or (form is None and _accepts_pdf(call))
    if not wants_pdf:
        found = call.read(lambda ctx: projects.progress_report(ctx, row_id, as_of))
        return answer(found).response()
    sheet = call.read(lambda ctx: progress_sheet(ctx, row_id, as_of, amounts=amounts))
    name = f"progress-{row_id}-{as_of.isoformat()}" if as_of else f"progress-{row_id}"
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(render(sheet), media_type=PDF, headers=headers)


def _accepts_pdf(call: Reading) -> bool:
    """Whether a PDF is what the caller asks for first."""
    wanted = call.request.headers.get("Accept", "").split(",")[0]
    return wanted.split(";")[0].strip().lower() == PDF


@router.get(
    "/v1/projects/{id}/forecast",
    summary="Read what is expected of a project: end and cost with a range, why, the S-curve",
    description=needs(SEES) + " Money is null without `amounts.view`.",
    response_model=ProjectOutlook,
)
def read_forecast(call: Reading, row_id: RowId, as_of: Day = None) -> Response:
    return answer(call.read(lambda ctx: project_outlook(ctx, row_id, as_of))).response()


@router.put(
    "/v1/projects/{id}/progress",
    summary="Set the progress by hand; it counts where there are no milestones",
    description=needs(EDITS),
    response_model=projects.ProgressReport,
)
def set_progress(call: Editing, row_id: RowId, body: projects.ProgressIn) -> Response:
    return call.change(
        lambda ctx: projects.set_progress(ctx, row_id, body, expected_version=call.expected_version)
    )


@router.get(
    "/v1/projects/{id}/health",
    summary="Read how a project stands: its light with the reasons, progress, money and time",
    description=needs(SEES) + " Money is null without `amounts.view`.",
    response_model=ProjectHealth,
)
def read_health(call: Reading, row_id: RowId, as_of: Day = None) -> Response:
    return answer(call.read(lambda ctx: project_health(ctx, row_id, as_of))).response()


@router.get(
    "/v1/projects/{id}/baselines",
    summary="List the frozen plans of a project",
    description=needs(SEES),
    response_model=ListOf[projects.BaselineRow],
)
def list_baselines(call: Reading, row_id: RowId) -> Response:
    found = call.read(lambda ctx: projects.project_baselines(ctx, row_id))
    return answer({"items": found, "next_cursor": None}).response()


@router.post(
    "/v1/projects/{id}/baselines",
    summary="Freeze the plan of a day to measure against",
    description=needs(EDITS),
    response_model=projects.BaselineRow,
    status_code=201,
)
def freeze_baseline(call: Posting, row_id: RowId, body: projects.BaselineIn) -> Response:
    return call.change(lambda ctx: answer(projects.freeze_baseline(ctx, row_id, body), 201), 201)


add_resource(
    router,
    Resource(
        "/v1/satisfaction-scores",
        "satisfaction_score",
        "satisfaction_scores",
        spec=satisfaction.SCORE_LIST,
        row=satisfaction.ScoreRow,
        made=satisfaction.ScoreIn,
        patch=satisfaction.ScorePatch,
        list=satisfaction.list_scores,
        get=satisfaction.get_score,
        create=satisfaction.create_score,
        update=satisfaction.update_score,
        delete=satisfaction.delete_score,
        sees="customers.view",
        edits="customers.edit",
    ),
)
