"""Errors as `application/problem+json` (RFC 9457), mapped here and nowhere else."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.kit.errors import AppError, NotSignedIn
from core.kit.i18n import DEFAULT_LOCALE, N_, match_locale, t, use_locale
from core.kit.validation import error_text

MEDIA_TYPE = "application/problem+json"
TITLES: dict[int, str] = {
    400: N_("The request cannot be understood"),
    401: N_("Not signed in"),
    403: N_("Not permitted"),
    404: N_("Not found"),
    405: N_("Method not allowed"),
    409: N_("Not possible in this state"),
    412: N_("Changed in the meantime"),
    413: N_("Too large"),
    422: N_("The input cannot be accepted"),
    429: N_("Too many requests"),
    500: N_("Something went wrong here"),
    503: N_("Not available right now"),
}
DETAILS: dict[int, str] = {
    400: N_("The body of the request could not be read."),
    404: N_("There is nothing at this address."),
    405: N_("This address does not take this method."),
    413: N_("The request is larger than allowed."),
}
SHOWN = ("questions", "import_id")  # parameters of a refusal that a program acts on
TEXT_MARK = "locale"
log = structlog.get_logger(__name__)


class FieldProblem(BaseModel):
    """One input that is wrong; `loc` says where it stands."""

    field: str
    message: str
    loc: list[str | int] = []


class Problem(BaseModel):
    """What every error answers; `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = []


def problem(
    status: int,
    code: str,
    detail: str,
    errors: list[FieldProblem] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Response:
    """The answer to a request that failed, in the current language."""
    body = Problem(
        type=f"urn:selfmastery:problem:{code}",
        title=t(TITLES.get(status, TITLES[400])),
        status=status,
        detail=detail,
        code=code,
        errors=errors or [],
    )
    content = to_json({**body.model_dump(), **(extra or {})}, inf_nan_mode="null")
    return Response(content, status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def wanted_locale(header: str) -> str | None:
    """The first language of an Accept-Language header that the product has."""
    for part in header.split(",")[:8]:
        if locale := match_locale(part.split(";")[0].strip()):
            return locale
    return None


def locale_of(request: Request) -> str:
    """The language of the answer: the header's, else the caller's once known, else default."""
    return (
        wanted_locale(request.headers.get("accept-language", ""))
        or getattr(request.state, TEXT_MARK, None)
        or DEFAULT_LOCALE
    )


async def app_problem(request: Request, error: AppError) -> Response:
    """A refusal of a service."""
    with use_locale(locale_of(request)):
        fields = [
            FieldProblem(field=name, message=text, loc=["body", name])
            for name, text in error.field_texts().items()
        ]
        headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NotSignedIn) else {}
        headers |= getattr(error, "headers", {})
        extra = {name: error.params[name] for name in SHOWN if name in error.params}
        return problem(error.status, error.code, error.text(), fields, headers=headers, extra=extra)


async def input_problem(request: Request, error: RequestValidationError) -> Response:
    """An input that does not fit its declaration; what was sent is not repeated."""
    with use_locale(locale_of(request)):
        errors = [
            FieldProblem(
                field=str(found["loc"][-1]) if found["loc"] else "",
                message=error_text(found),
                loc=list(found["loc"]),
            )
            for found in error.errors()[:100]
        ]
        return problem(422, "invalid", t(N_("Please correct the named fields.")), errors)


async def http_problem(request: Request, error: HTTPException) -> Response:
    """An answer of the framework itself: no such path, wrong method, unreadable body."""
    with use_locale(locale_of(request)):
        detail = t(DETAILS.get(error.status_code, DETAILS[400]))
        code = f"http.{error.status_code}"
        return problem(error.status_code, code, detail, headers=error.headers)


async def data_problem(request: Request, error: DataError) -> Response:
    """A value the database cannot hold or compare, such as an id beyond 64 bits."""
    log.warning("value_unusable", error=str(error.orig)[:300])
    with use_locale(locale_of(request)):
        return problem(422, "value.unusable", t(N_("A value of the request cannot be used.")))


async def unexpected_problem(request: Request, error: Exception) -> Response:
    """A fault of ours: the person gets a number, the log gets the trace."""
    reference = secrets.token_hex(4)
    log.error("request_failed", reference=reference, path=request.url.path, exc_info=error)
    with use_locale(locale_of(request)):
        detail = t(
            N_("This should not have happened. Tell the operator the number {reference}."),
            reference=reference,
        )
        return problem(500, "unexpected", detail, extra={"reference": reference})


def install(app: FastAPI) -> None:
    """Answer every error as a problem."""
    handlers: dict[type[Exception], Any] = {
        AppError: app_problem,
        RequestValidationError: input_problem,
        HTTPException: http_problem,
        DataError: data_problem,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
