"""Import templates as text: out of one company, into another."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import PlainTextResponse, Response

from api.calls import BODY_STATE, Posting, Reading
from api.resources import RowId, created, needs
from api.routing import new_router
from core.finance.imports import TemplateRow
from core.finance.imports import template_text as texts
from core.kit.context import Ctx

RIGHT = needs("imports.run")
TOML = {"schema": {"type": "string"}}

router = new_router("imports")


async def _body(request: Request) -> str:
    raw = await request.body()
    setattr(request.state, BODY_STATE, raw)
    return raw.decode("utf-8", errors="replace")


@router.get(
    "/v1/import-templates/{id}/text",
    summary="A template as text (TOML)",
    description=RIGHT,
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": TOML}}},
)
def template_text(call: Reading, template_id: RowId) -> Response:
    return PlainTextResponse(call.read(lambda ctx: texts.template_text(ctx, template_id)))


@router.post(
    "/v1/import-templates/text",
    summary="Save the template that a text (TOML) describes",
    description=RIGHT,
    response_model=TemplateRow,
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": {"text/plain": TOML}}},
)
def import_template(call: Posting, text: Annotated[str, Depends(_body)]) -> Response:
    def create(ctx: Ctx) -> Any:
        return created("/v1/import-templates", texts.import_template(ctx, text))

    return call.change(create, 201)
