"""Accounts, colleagues, and the caller's own tokens."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from starlette.responses import Response

from api.calls import Answer, Editing, Posting, Reading, answer
from api.listing import ListOf, list_answer, list_parameters
from api.resources import RowId, created, needs
from api.routing import new_router
from core import identity
from core.identity import PersonRow, TokenRow, UserIn, UserPatch, UserRow
from core.kit.context import Ctx
from core.kit.inputs import Input, Name

router = new_router("people")
ADMIN = needs("users.admin")


class NewUser(UserRow):
    """The account, and its first password where none was given: shown this once."""

    initial_password: str | None


class NewPassword(Input):
    """A password to hand over, to be changed at the next login; shown this once."""

    password: str | None


class TokenIn(Input):
    """A new REST token of the caller; without scopes it has all rights of the caller."""

    name: Name
    scopes: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=100)
    expires_days: int | None = Field(default=None, ge=1, le=3650)


class NewToken(TokenRow):
    """The token with its secret, shown this once."""

    token: str | None


@router.get(
    "/v1/users",
    summary="List accounts",
    description=ADMIN,
    response_model=ListOf[UserRow],
    openapi_extra=list_parameters(identity.USER_LIST),
)
def list_users(call: Reading) -> Response:
    return list_answer(call, identity.USER_LIST, identity.list_users)


@router.post(
    "/v1/users",
    summary="Add an account",
    description=ADMIN,
    response_model=NewUser,
    status_code=201,
)
def create_user(call: Posting, body: UserIn) -> Response:
    def create(ctx: Ctx) -> Answer:
        row, password = identity.create_user(ctx, body)
        whole = NewUser(**row.model_dump(), initial_password=password)
        return created("/v1/users", whole).hiding("initial_password")

    return call.change(create, 201)


@router.get("/v1/users/{id}", summary="Read one account", response_model=UserRow)
def get_user(call: Reading, row_id: RowId) -> Response:
    """Right: `users.admin`, or one's own account."""
    return answer(call.read(lambda ctx: identity.get_user(ctx, row_id))).response()


@router.patch(
    "/v1/users/{id}",
    summary="Change an account; is_active false ends its sessions",
    description=ADMIN,
    response_model=UserRow,
)
def update_user(call: Editing, row_id: RowId, body: UserPatch) -> Response:
    return call.change(
        lambda ctx: identity.update_user(ctx, row_id, body, expected_version=call.expected_version)
    )


@router.post(
    "/v1/users/{id}/reset-password",
    summary="Make a new password; ends all sessions",
    description=ADMIN,
    response_model=NewPassword,
)
def reset_password(call: Posting, row_id: RowId) -> Response:
    def reset(ctx: Ctx) -> Answer:
        password = identity.reset_password(ctx, row_id)
        return answer(NewPassword(password=password)).hiding("password")

    return call.change(reset)


@router.get("/v1/people", summary="List colleagues by name", response_model=ListOf[PersonRow])
def list_people(call: Reading) -> Response:
    """Everybody active: id, name, department. Right: anybody signed in."""
    return _whole(call.read(identity.people))


@router.get("/v1/tokens", summary="List one's own tokens", response_model=ListOf[TokenRow])
def list_tokens(call: Reading) -> Response:
    """Without their secrets. Right: anybody signed in."""
    return _whole(call.read(identity.list_tokens))


@router.post(
    "/v1/tokens", summary="Make a token of one's own", response_model=NewToken, status_code=201
)
def create_token(call: Posting, body: TokenIn) -> Response:
    """A token never has more rights than the credential that makes it. Right: anybody signed in."""

    def create(ctx: Ctx) -> Answer:
        secret = identity.create_token(
            ctx, body.name, scopes=body.scopes, expires_days=body.expires_days
        )
        row = identity.list_tokens(ctx)[0]
        return answer(NewToken(**row.model_dump(), token=secret), 201).hiding("token")

    return call.change(create, 201)


@router.delete("/v1/tokens/{id}", summary="Revoke a token", status_code=204)
def revoke_token(call: Editing, row_id: RowId) -> Response:
    """Right: anybody signed in for their own, `users.admin` for anybody's."""
    return call.change(lambda ctx: identity.revoke_token(ctx, row_id), 204)


def _whole(rows: tuple[Any, ...]) -> Response:
    return answer({"items": rows, "next_cursor": None}).response()
