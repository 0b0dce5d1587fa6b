"""Files on their way in: upload, preview, commit, undo, rejected rows, templates."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar
from fastapi import Path as PathParameter
from fastapi import Request
from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from api.calls import BODY_STATE, Call, Posting, Reading, answer
from api.listing import ListOf, list_answer, list_parameters
from api.resources import created, needs
from api.routing import new_router, strict_json
from api.uploads import Upload, file_form, received
from core.finance import imports
from core.finance.imports import BatchRow, ImportOptions, TemplateIn, TemplateRow, batches
from core.finance.imports.schemas import Edited, OnDuplicate
from core.kit.context import Ctx
from core.kit.errors import AppError, Invalid
from core.kit.i18n import N_
from core.kit.inputs import Input
from core.kit.validation import field_texts
from core.kit.workers import in_background

Result = TypeVar("Result")
AT_ONCE = 10 * 1024 * 1024  # bytes up to which the preview is in the answer
READERS = 2
OPTIONS = ("template", "map", "encoding", "answers", "on_duplicate", "strict", "account_id")
PARSED = frozenset({"map", "answers", "strict", "account_id"})
RIGHT = needs("imports.run")

router = new_router("imports")
BatchId = Annotated[str, PathParameter(alias="id", pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_readers: RunVar[anyio.CapacityLimiter] = RunVar("import_readers")


class CommitIn(Input):
    """Answers to open questions, and what to do with records that are there already."""

    answers: dict[str, str] = Field(default_factory=dict, max_length=100)
    on_duplicate: OnDuplicate | None = None


class UndoIn(Input):
    """What to do with rows edited since: keep them (default) or remove them as well."""

    edited: Edited = "keep"


class Undone(BatchRow):
    """The batch, and what undoing it did."""

    removed: int
    restored: int
    kept: list[dict[str, Any]]


FORM = file_form(
    template={"type": "string", "description": "A saved mapping"},
    map={"type": "string", "description": "JSON: field to column"},
    encoding={"type": "string", "description": "Such as gb18030"},
    answers={"type": "string", "description": "JSON: question to value"},
    on_duplicate={"type": "string", "enum": ["skip", "update"]},
    strict={"type": "string", "enum": ["true", "false"]},
    account_id={"type": "string", "description": "An own account"},
)


@router.get(
    "/v1/imports",
    summary="List imports",
    description=RIGHT + " One's own; with company scope all.",
    response_model=ListOf[BatchRow],
    openapi_extra=list_parameters(imports.IMPORT_LIST),
)
def list_imports(call: Reading) -> Response:
    return list_answer(call, imports.IMPORT_LIST, imports.list_imports)


@router.post(
    "/v1/imports",
    summary="Upload a file and preview it",
    response_model=BatchRow,
    status_code=201,
    responses={202: {"model": BatchRow, "description": "Being read; follow it"}},
    openapi_extra=FORM,
)
async def upload_file(request: Request, call: Posting) -> Response:
    """201 with the preview up to 10 MB, else 202: GET follows it. Right: `imports.run`."""
    await run_in_threadpool(call.read, lambda ctx: ctx.require("imports.run"))
    async with received(request) as upload:
        setattr(request.state, BODY_STATE, _said(upload))
        begun = await run_in_threadpool(_begin, call, upload)
        batch_id = json.loads(begun.body)["id"]
        if not begun.is_repeat:
            await _read(call, upload, batch_id)
    return await run_in_threadpool(_batch_answer, call, batch_id)


def _said(upload: Upload) -> bytes:
    """What makes two uploads the same request."""
    return json.dumps([upload.sha256, upload.name, upload.fields], sort_keys=True).encode()


def _begin(call: Call, upload: Upload) -> Any:
    options = _options(upload.fields)
    return call.once(
        lambda ctx: {"id": batches.add(ctx, upload.name, upload.bytes, "api", options)}
    )


def _options(fields: dict[str, str]) -> ImportOptions:
    """The form's fields as options. Raises Invalid by field."""
    try:
        for name in fields:
            if name not in OPTIONS:
                message = N_("There is no such field here.")
                raise Invalid("import.option", message, fields={name: message})
        given = {name: _value(name, text) for name, text in fields.items() if text}
        return ImportOptions.model_validate(given)
    except ValidationError as error:
        texts = field_texts(error.errors())
        name, message = next(iter(texts.items()))
        raise Invalid("import.option", message, fields={name: message}) from error


def _value(name: str, text: str) -> Any:
    if name not in PARSED:
        return text
    try:
        return strict_json(text.encode())
    except json.JSONDecodeError as error:
        message = N_("This is not valid JSON.")
        raise Invalid("import.option", message, fields={name: message}) from error


async def _read(call: Call, upload: Upload, batch_id: str) -> None:
    who = call.presented.who
    if upload.bytes <= AT_ONCE:
        work = partial(imports.read_import, who, batch_id, upload.path)
        await anyio.to_thread.run_sync(_telling, call, batch_id, work, limiter=_limiter())
        return
    folder = batches.folder_of(batch_id)
    path = Path(shutil.move(upload.path, folder / "upload"))

    def read() -> None:
        try:
            imports.read_import(who, batch_id, path)
        finally:
            path.unlink(missing_ok=True)

    with call.language():
        in_background(read)


def _telling(call: Call, batch_id: str, work: Callable[[], Result]) -> Result:
    """`work` in the caller's language; a refusal says which import it is about."""
    with call.language():
        try:
            return work()
        except AppError as error:
            error.params.setdefault("import_id", batch_id)
            raise


def _limiter() -> anyio.CapacityLimiter:
    try:
        return _readers.get()
    except LookupError:
        _readers.set(anyio.CapacityLimiter(READERS))
        return _readers.get()


def _batch_answer(call: Call, batch_id: str) -> Response:
    row = call.read(lambda ctx: imports.get_import(ctx, batch_id))
    status = 202 if row.state == "parsing" else 201
    return answer(row, status, {"Location": f"/api/v1/imports/{row.id}"}).response()


@router.get(
    "/v1/imports/{id}", summary="Follow an import", description=RIGHT, response_model=BatchRow
)
def get_import(call: Reading, batch_id: BatchId) -> Response:
    return answer(call.read(lambda ctx: imports.get_import(ctx, batch_id))).response()


@router.post(
    "/v1/imports/{id}/commit",
    summary="Write a previewed import; repeating it answers the same",
    description=RIGHT + " 409 with `questions` while some are open.",
    response_model=BatchRow,
)
def commit_import(call: Posting, batch_id: BatchId, body: CommitIn | None = None) -> Response:
    wanted = body or CommitIn()
    commit = partial(
        imports.commit_import,
        call.presented.who,
        batch_id,
        answers=wanted.answers or None,
        on_duplicate=wanted.on_duplicate,
    )
    _telling(call, batch_id, commit)
    return answer(call.read(lambda ctx: imports.get_import(ctx, batch_id))).response()


@router.post(
    "/v1/imports/{id}/undo",
    summary="Take an import back; repeating it answers the same",
    description=RIGHT,
    response_model=Undone,
)
def undo_import(call: Posting, batch_id: BatchId, body: UndoIn | None = None) -> Response:
    edited = (body or UndoIn()).edited
    undo = partial(imports.undo_import, call.presented.who, batch_id, confirm=True, edited=edited)
    told = _telling(call, batch_id, undo)
    row = call.read(lambda ctx: imports.get_import(ctx, batch_id))
    return answer({**row.model_dump(), **told}).response()


@router.get(
    "/v1/imports/{id}/rejects.csv",
    summary="The rejected rows with their reasons",
    description=RIGHT,
    response_class=FileResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def get_rejects(call: Reading, batch_id: BatchId) -> Response:
    path = call.read(lambda ctx: imports.rejects_file(ctx, batch_id))
    return FileResponse(path, media_type="text/csv", filename=f"rejects-{batch_id}.csv")


@router.get(
    "/v1/import-templates",
    summary="List import templates",
    description=RIGHT,
    response_model=ListOf[TemplateRow],
    openapi_extra=list_parameters(imports.TEMPLATE_LIST),
)
def list_templates(call: Reading) -> Response:
    return list_answer(call, imports.TEMPLATE_LIST, imports.list_templates)


@router.post(
    "/v1/import-templates",
    summary="Save an import template",
    description=RIGHT,
    response_model=TemplateRow,
    status_code=201,
)
def create_template(call: Posting, body: TemplateIn) -> Response:
    def create(ctx: Ctx) -> Any:
        return created("/v1/import-templates", imports.create_template(ctx, body))

    return call.change(create, 201)
