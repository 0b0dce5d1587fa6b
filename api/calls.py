"""From a request to a service call and back: unit of work, language, version, repeats."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, TypeVar

import structlog
from fastapi import Depends, Header
from pydantic_core import from_json, to_json
from starlette.requests import Request
from starlette.responses import Response

from api.credentials import Presented, credential_of
from api.encoding import encode
from api.errors import password_first
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotSignedIn, Stale
from core.kit.i18n import N_, set_locale, use_locale
from core.kit.idempotency import keep_answer, recall_answer
from core.kit.uow import run_in_uow, unit_of_work

Result = TypeVar("Result")
KEY = re.compile(r"[\x21-\x7e]{1,200}")
ETAG = re.compile(r'(?:W/)?"?(\d{1,18})"?')
BODY_STATE = "raw_body"
REPLAYED = "Idempotent-Replayed"
MEDIA_TYPE = "application/json"


@dataclass(frozen=True)
class Answer:
    """A status, a JSON body and headers, before they become a response."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    def hiding(self, *names: str) -> Answer:
        """The same, with secrets that a repeated request does not get again."""
        return replace(self, hidden=names)

    @property
    def is_repeat(self) -> bool:
        """Whether this was answered before."""
        return REPLAYED in self.headers

    def response(self) -> Response:
        """The answer as it is sent."""
        media_type = MEDIA_TYPE if self.body else None
        return Response(self.body, self.status, headers=self.headers, media_type=media_type)


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """`value` (rows, containers, plain values) as JSON; a row's version becomes its ETag."""
    marks = dict(headers or {})
    version = getattr(value, "version", None)
    if isinstance(version, int):
        marks["ETag"] = f'"{version}"'
    body = b"" if value is None else encode(value)
    return Answer(status, body, marks)


@dataclass(frozen=True)
class Call:
    """One request of somebody who brought a credential."""

    request: Request
    presented: Presented
    idempotency_key: str | None = None
    expected_version: int | None = None

    def read(self, work: Callable[[Ctx], Result]) -> Result:
        """`work` in one transaction that changes nothing."""
        with unit_of_work(self.presented.who) as ctx:
            return work(self._begin(ctx))

    def check(self) -> None:
        """Raise NotSignedIn unless the credential is good."""
        self.read(lambda ctx: None)

    def change(self, work: Callable[[Ctx], Any], status: int = 200) -> Response:
        """The answer to `work`, done once for all requests with the same Idempotency-Key."""
        return self.once(work, status).response()

    def once(self, work: Callable[[Ctx], Any], status: int = 200) -> Answer:
        """As `change`, before it becomes a response."""

        def once(ctx: Ctx) -> Answer:
            self._begin(ctx)
            if self.idempotency_key is None:
                return _made(work(ctx), status)
            key, fingerprint = self._key(ctx), self._fingerprint(ctx)
            if kept := recall_answer(ctx, key, fingerprint):
                return _restored(kept)
            made = _made(work(ctx), status)
            keep_answer(ctx, key, fingerprint, _kept(made))
            return made

        try:
            return run_in_uow(self.presented.who, once)
        except Conflict as error:
            if self.idempotency_key is None or error.params.get("columns") != "key":
                raise
        return run_in_uow(self.presented.who, once)  # the other one was faster

    def language(self) -> AbstractContextManager[None]:
        """The caller's language, for what happens outside a unit of work."""
        return use_locale(_locale(self.request))

    def check_version(self, current: int) -> None:
        """Raise Stale when If-Match names another version than `current`."""
        if self.expected_version is not None and self.expected_version != current:
            raise Stale(expected=self.expected_version, current=current)

    def _begin(self, ctx: Ctx) -> Ctx:
        if ctx.actor.locale:
            self.request.state.locale = ctx.actor.locale
        set_locale(_locale(self.request))
        structlog.contextvars.bind_contextvars(user_id=ctx.actor.user_id)
        if self.presented.is_cookie and ctx.actor.must_change_password:
            raise password_first()
        return ctx

    def _key(self, ctx: Ctx) -> str:
        method, path = self.request.method, self.request.url.path
        return f"{ctx.actor.user_id}:{method} {path}:{self.idempotency_key}"

    def _fingerprint(self, ctx: Ctx) -> str:
        """Of the request and of the rights it came with: an answer does not outlive them."""
        body: bytes = getattr(self.request.state, BODY_STATE, b"")
        rights = repr((sorted(ctx.actor.grants.items()), sorted(ctx.actor.departments)))
        parts = (self.request.url.query.encode(), rights.encode(), body)
        return hashlib.sha256(b"\n".join(parts)).hexdigest()


def _locale(request: Request) -> str:
    from api.problems import locale_of

    return locale_of(request)


def _made(value: Any, status: int) -> Answer:
    return value if isinstance(value, Answer) else answer(value, status)


def _kept(made: Answer) -> dict[str, Any]:
    body: Any = from_json(made.body) if made.body else None
    for name in made.hidden:
        body[name] = None
    return {"status": made.status, "body": body, "headers": made.headers}


def _restored(kept: dict[str, Any]) -> Answer:
    body = b"" if kept["body"] is None else to_json(kept["body"])
    return Answer(kept["status"], body, {**kept["headers"], REPLAYED: "true"})


def _call(request: Request) -> Call:
    presented = credential_of(request)
    if presented is None:
        raise NotSignedIn
    return Call(request, presented)


def _posting(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(description="Any text of your own: a repeat with it writes nothing new."),
    ] = None,
) -> Call:
    if idempotency_key is not None and not KEY.fullmatch(idempotency_key):
        raise Invalid(
            "idempotency.bad_key",
            N_("An Idempotency-Key has 1 to 200 visible ASCII characters."),
        )
    call = _call(request)
    return Call(request, call.presented, idempotency_key=idempotency_key)


def _editing(
    request: Request,
    if_match: Annotated[
        str | None, Header(description="The `version` you read; another one answers 412.")
    ] = None,
) -> Call:
    call = _call(request)
    return Call(request, call.presented, expected_version=_version(if_match))


def _acting(
    request: Request,
    posting: Annotated[Call, Depends(_posting)],
    editing: Annotated[Call, Depends(_editing)],
) -> Call:
    return replace(posting, expected_version=editing.expected_version)


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = ETAG.fullmatch(if_match.strip())
    if found is None:
        raise Invalid("if_match.bad", N_("If-Match takes the version of the row, such as 3."))
    return int(found[1])


Reading = Annotated[Call, Depends(_call)]
Posting = Annotated[Call, Depends(_posting)]
Editing = Annotated[Call, Depends(_editing)]
Acting = Annotated[Call, Depends(_acting)]
