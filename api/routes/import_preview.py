"""A file that waits in its preview: its rows, what a person says of it, calling it off."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.calls import Call, Editing, Posting, Reading, answer
from api.resources import RowId, needs
from api.routes.imports import AT_ONCE, BatchId
from api.routing import new_router
from core.finance import imports
from core.finance.imports import (
    AnswerIn,
    BatchRow,
    Correction,
    Mark,
    PreviewRow,
    TemplatePatch,
    TemplateRow,
)
from core.finance.imports.corrections import MOST
from core.kit.inputs import Input
from core.kit.workers import in_background

RIGHT = needs("imports.run")
MOST_OFFSET = 10**9

router = new_router("imports")


class PreviewRows(BaseModel):
    """A page of a preview; `next_offset` is null on the last."""

    items: list[PreviewRow]
    next_offset: int | None


class CorrectedIn(Input):
    """Cells of rejected rows put right."""

    corrections: tuple[Correction, ...] = Field(min_length=1, max_length=MOST)


@router.get(
    "/v1/imports/{id}/rows",
    summary="The rows of a waiting preview, with their marks and what would become of them",
    description=RIGHT,
    response_model=PreviewRows,
)
def list_rows(
    call: Reading,
    batch_id: BatchId,
    mark: Mark | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0, le=MOST_OFFSET)] = 0,
) -> Response:
    rows = call.read(
        lambda ctx: imports.preview_rows(ctx, batch_id, mark=mark, limit=limit, offset=offset)
    )
    following = offset + limit if len(rows) == limit else None
    return answer(PreviewRows(items=list(rows), next_offset=following)).response()


@router.patch(
    "/v1/imports/{id}",
    summary="Say more about a previewed file; it is read anew with it",
    description=RIGHT + " 202 while a file over 10 MB is being read.",
    response_model=BatchRow,
    responses={202: {"model": BatchRow, "description": "Being read; follow it"}},
)
def answer_import(call: Editing, batch_id: BatchId, body: AnswerIn) -> Response:
    who = call.presented.who
    row = call.read(lambda ctx: imports.get_import(ctx, batch_id))
    with call.language():
        if row.file_bytes <= AT_ONCE:
            return answer(imports.answer_import(who, batch_id, body)).response()
        again = imports.begin_answer(who, batch_id, body)
        if again:
            in_background(partial(imports.read_again, who, batch_id))
    row = call.read(lambda ctx: imports.get_import(ctx, batch_id))
    return answer(row, 202 if again else 200).response()


@router.post(
    "/v1/imports/{id}/cancel",
    summary="Call an import off before it is written; repeating it answers the same",
    description=RIGHT,
    response_model=BatchRow,
)
def cancel_import(call: Posting, batch_id: BatchId) -> Response:
    return _cancelled(call, batch_id)


@router.delete(
    "/v1/imports/{id}",
    summary="The same as cancel: nothing of the file is kept, its row stays in the history",
    description=RIGHT,
    response_model=BatchRow,
)
def delete_import(call: Editing, batch_id: BatchId) -> Response:
    return _cancelled(call, batch_id)


def _cancelled(call: Call, batch_id: str) -> Response:
    with call.language():
        return answer(imports.cancel_import(call.presented.who, batch_id)).response()


@router.post(
    "/v1/imports/{id}/rejects",
    summary="Import rejected rows of a committed file once more, with cells put right",
    description=RIGHT,
    response_model=BatchRow,
    status_code=201,
)
def correct_rejected(call: Posting, batch_id: BatchId, body: CorrectedIn) -> Response:
    with call.language():
        fresh = imports.correct_rejected(call.presented.who, batch_id, body.corrections)
    row = call.read(lambda ctx: imports.get_import(ctx, fresh))
    return answer(row, 201, {"Location": f"/api/v1/imports/{row.id}"}).response()


@router.patch(
    "/v1/import-templates/{id}",
    summary="Rename an import template",
    description=RIGHT,
    response_model=TemplateRow,
)
def rename_template(call: Editing, template_id: RowId, body: TemplatePatch) -> Response:
    return call.change(
        lambda ctx: imports.rename_template(
            ctx, template_id, body, expected_version=call.expected_version
        )
    )


@router.delete(
    "/v1/import-templates/{id}",
    summary="Delete an import template",
    description=RIGHT,
    status_code=204,
)
def delete_template(call: Editing, template_id: RowId) -> Response:
    return call.change(
        lambda ctx: imports.delete_template(
            ctx, template_id, expected_version=call.expected_version
        ),
        204,
    )
