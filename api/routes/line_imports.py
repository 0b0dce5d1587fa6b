"""Projects, milestones and satisfaction scores from files: what they would do, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.calls import Call, Posting, answer
from api.line_files import file_of, with_file
from api.resources import needs
from api.routing import new_router
from api.uploads import Upload, file_form
from core import projects, satisfaction
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.line_files import UploadedFile
from core.kit.line_import import FilePlan
from core.kit.uow import Who

router = new_router("projects")
REASON = {"reason": {"type": "string", "description": "Kept with what changes"}}
Fields = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of file: where it is sent, the right it needs, what may come with it, and the two
    services."""

    path: str
    things: str
    right: str
    fields: dict[str, Any]
    preview: Callable[[Who, UploadedFile, Fields], FilePlan]
    write: Callable[[Ctx, UploadedFile, Fields], FilePlan]


def _project_id(fields: Fields) -> int | None:
    text = fields.get("project_id", "")
    if text and not (text.isdecimal() and len(text) < 19):  # noqa: PLR2004 (fits 64 bits)
        message = N_("This must be a whole number.")
        raise Invalid("file.project", message, fields={"project_id": message})
    return int(text) if text else None


def _reason(fields: Fields) -> str | None:
    return str(fields.get("reason", "")).strip()[:500] or None


KINDS = (
    Kind(
        "projects",
        "projects",
        "projects.edit",
        REASON,
        lambda who, file, sent: projects.preview_project_file(who, file, reason=_reason(sent)),
        lambda ctx, file, sent: projects.import_projects(ctx, file, reason=_reason(sent)),
    ),
    Kind(
        "milestones",
        "milestones",
        "projects.edit",
        {"project_id": {"type": "string", "description": "Of lines that name none"}, **REASON},
        lambda who, file, sent: projects.preview_milestone_file(
            who, file, project_id=_project_id(sent), reason=_reason(sent)
        ),
        lambda ctx, file, sent: projects.import_milestones(
            ctx, file, project_id=_project_id(sent), reason=_reason(sent)
        ),
    ),
    Kind(
        "satisfaction-scores",
        "satisfaction scores",
        "customers.edit",
        {},
        lambda who, file, _sent: satisfaction.preview_score_file(who, file),
        lambda ctx, file, _sent: satisfaction.import_scores(ctx, file),
    ),
)


def _add(kind: Kind) -> None:
    name = kind.path.replace("-", "_")
    shared: dict[str, Any] = {
        "description": needs(kind.right),
        "response_model": FilePlan,
        "openapi_extra": file_form(**kind.fields),
    }

    @router.post(
        f"/v1/{kind.path}/import/preview",
        summary=f"What a file of {kind.things} would do, line by line; writes nothing",
        name=f"preview_{name}",
        **shared,
    )
    async def preview(request: Request, call: Posting) -> Response:
        return await with_file(request, call, kind.right, previewed)

    @router.post(
        f"/v1/{kind.path}/import",
        summary=f"Write the {kind.things} of a file, all of them or none",
        name=f"import_{name}",
        **shared,
    )
    async def write(request: Request, call: Posting) -> Response:
        return await with_file(request, call, kind.right, written)

    def previewed(call: Call, upload: Upload) -> Response:
        with call.language():
            plan = kind.preview(call.presented.who, file_of(upload), upload.fields)
        return answer(plan).response()

    def written(call: Call, upload: Upload) -> Response:
        file = file_of(upload)
        return call.change(lambda ctx: kind.write(ctx, file, upload.fields))


for one in KINDS:
    _add(one)
