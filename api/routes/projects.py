"""Projects, and the way back from their bin."""

from __future__ import annotations

from starlette.responses import Response

from api.calls import Posting, Reading
from api.listing import InBin, ListOf, list_answer, list_parameters
from api.resources import (
    Resource,
    RowId,
    add_create,
    add_delete,
    add_get,
    add_update,
    needs,
    out_of_bin,
)
from api.routing import new_router
from core import projects

router = new_router("projects")

PROJECTS = Resource(
    "/v1/projects",
    "project",
    "projects",
    spec=projects.PROJECT_LIST,
    row=projects.ProjectRow,
    made=projects.ProjectIn,
    patch=projects.ProjectPatch,
    list=projects.list_projects,
    get=out_of_bin(projects.get_project),
    create=projects.create_project,
    update=projects.update_project,
    delete=projects.delete_project,
    sees="projects.view",
    edits="projects.edit",
)


@router.get(
    PROJECTS.path,
    summary="List projects",
    description=needs(PROJECTS.sees) + " Money is null without `amounts.view`.",
    response_model=ListOf[projects.ProjectRow],
    openapi_extra=list_parameters(PROJECTS.spec),
)
def list_projects(call: Reading, in_bin: InBin = False) -> Response:
    return list_answer(
        call,
        PROJECTS.spec,
        lambda ctx, query: projects.list_projects(ctx, query, in_bin=in_bin),
        besides=("in_bin",),
    )


add_get(router, PROJECTS)
add_create(router, PROJECTS)
add_update(router, PROJECTS)
add_delete(router, PROJECTS)


@router.post(
    f"{PROJECTS.path}/{{id}}/restore",
    summary="Take a project out of the bin",
    description=needs(PROJECTS.edits),
    response_model=projects.ProjectRow,
)
def restore_project(call: Posting, row_id: RowId) -> Response:
    return call.change(lambda ctx: projects.restore_project(ctx, row_id))
