"""Who calls: a bearer token, else the pages' session cookie."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from starlette.requests import Request

from core.identity import SESSION_COOKIE, by_session, by_token
from core.kit.uow import Credential

MAX_SECRET = 500


@dataclass(frozen=True)
class Presented:
    """A credential as it was sent; whether it is good is found in the transaction it opens."""

    secret: str
    is_cookie: bool

    @property
    def who(self) -> Credential:
        """What a unit of work needs to find the actor."""
        return by_session(self.secret) if self.is_cookie else by_token(self.secret)

    @property
    def subject(self) -> str:
        """A name for the credential that does not give it away."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def credential_of(request: Request) -> Presented | None:
    """The credential of the request; a bearer token goes before the cookie. None: neither."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind:
        is_bearer = kind.lower() == "bearer" and 0 < len(token.strip()) <= MAX_SECRET
        return Presented(token.strip(), is_cookie=False) if is_bearer else None
    cookie = request.cookies.get(SESSION_COOKIE, "")
    return Presented(cookie, is_cookie=True) if 0 < len(cookie) <= MAX_SECRET else None
