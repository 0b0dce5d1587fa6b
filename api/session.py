"""The browser's session: a one-time ticket for an HttpOnly cookie, and its end.

Used by the login page only. The ticket was made by a login of the last thirty seconds.
"""

from __future__ import annotations

from contextlib import suppress

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from api.credentials import credential_of
from api.routing import Route
from core.identity import SESSION_COOKIE, by_session, exchange_ticket, sign_out
from core.identity.login import SESSION_LIFE
from core.kit.context import SYSTEM
from core.kit.errors import NotSignedIn
from core.kit.inputs import Input
from core.kit.uow import run_in_uow

router = APIRouter(tags=["session"], route_class=Route)


class TicketIn(Input):
    """What a login gave the page."""

    ticket: str = Field(min_length=1, max_length=500)


@router.post("/session", status_code=204, summary="Exchange a login's ticket for a session")
def open_session(request: Request, body: TicketIn) -> Response:
    """The ticket works once, within thirty seconds. Only the application's own pages may ask."""
    secret = run_in_uow(SYSTEM, lambda ctx: exchange_ticket(ctx, body.ticket))
    response = Response(status_code=204)
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_https(request),
        path="/",
    )
    return response


@router.delete("/session", status_code=204, summary="End the session")
def close_session(request: Request) -> Response:
    """Revokes the session of the cookie and removes the cookie; also where it had ended."""
    presented = credential_of(request)
    if presented is not None and presented.is_cookie:
        with suppress(NotSignedIn):  # it had ended before: the cookie goes all the same
            run_in_uow(by_session(presented.secret), sign_out)
    response = Response(status_code=204)
    response.delete_cookie(
        SESSION_COOKIE, httponly=True, samesite="lax", secure=is_https(request), path="/"
    )
    return response


def is_https(request: Request) -> bool:
    """Whether the browser speaks https, also through a proxy that says so."""
    forwarded = request.headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()
    return "https" in (request.url.scheme, forwarded)
