"""What stands before every path: request id, time taken, the door, size and rate."""

from __future__ import annotations

import re
import secrets
import time
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.credentials import Presented, credential_of
from api.errors import TooMany, foreign_page
from api.limits import Buckets
from api.metrics import Measures
from api.problems import app_problem, http_problem, unexpected_problem
from core.kit.errors import AppError, NotSignedIn

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")
JSON_LIMIT = 1024 * 1024
UPLOAD_LIMIT = 2 * 1024**3
LENGTH_DIGITS = 15
UPLOADS = frozenset({"/v1/imports"})
OPEN_PATHS = frozenset({"/v1/health"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger(__name__)


def path_of(scope: Scope) -> str:
    """The path below the place where the API is mounted."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or "/"


class Envelope:
    """Gives each request its id, times it, and answers a fault of ours as a problem."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self.app = app
        self.measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get("x-request-id", ""))
        started, status = time.perf_counter(), 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_marked)
            except ClientDisconnect:
                log.debug("client_left")
            except Exception as error:
                if status:
                    raise
                answer = await unexpected_problem(Request(scope), error)
                await answer(scope, receive, send_marked)
            finally:
                self._note(scope, status or 499, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "") or "other"
        self.measures.note(scope["method"], route, status, seconds)
        log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            ms=round(seconds * 1000, 1),
        )


def _request_id(given: str) -> str:
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


class Gate:
    """Turns away who brings no credential, another site's forms, floods and large bodies."""

    def __init__(self, app: ASGIApp, buckets: Buckets) -> None:
        self.app = app
        self.buckets = buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            self._check(request)
        except AppError as error:
            await (await app_problem(request, error))(scope, receive, send)
        except HTTPException as error:
            await (await http_problem(request, error))(scope, receive, send)
        else:
            await self.app(scope, _limited(receive, _limit(request)), self._watched(request, send))

    def _watched(self, request: Request, send: Send) -> Send:
        credential = credential_of(request)
        caller = credential.subject if credential else ""

        async def send_counted(message: Message) -> None:
            if message.get("status") == HTTPStatus.UNAUTHORIZED:
                self.buckets.refused(caller, _address(request))
            elif credential and message.get("status", 500) < HTTPStatus.BAD_REQUEST:
                self.buckets.accepted(caller)
            await send(message)

        return send_counted

    def _check(self, request: Request) -> None:
        path = path_of(request.scope)
        credential = credential_of(request)
        if credential is None and path.startswith("/v1/") and path not in OPEN_PATHS:
            raise NotSignedIn
        if request.method not in SAFE_METHODS and not _is_ours(request, credential):
            raise foreign_page()
        caller = credential.subject if credential else _address(request)
        if wait := self.buckets.take(caller, _address(request)):
            raise TooMany(wait)
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > LENGTH_DIGITS or int(length) > _limit(request):
            raise HTTPException(413)


def _is_ours(request: Request, credential: Presented | None) -> bool:
    """Whether a change comes from the application's own pages, as browsers tell.

    A bearer token is never sent by a browser on its own, so nothing is asked of it. Without
    any hint of a browser a cookie needs X-Requested-With, which no foreign form can send.
    """
    if credential is not None and not credential.is_cookie:
        return True
    headers = request.headers
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    if origin := headers.get("origin"):
        return urlsplit(origin).netloc == headers.get("host")
    return credential is None or "x-requested-with" in headers


def _address(request: Request) -> str:
    return request.client.host if request.client else "?"


def _limit(request: Request) -> int:
    return UPLOAD_LIMIT if path_of(request.scope) in UPLOADS else JSON_LIMIT


def _limited(receive: Receive, limit: int) -> Receive:
    read = 0

    async def receive_limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise HTTPException(413)
        return message

    return receive_limited
