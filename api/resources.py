"""Plain things: list, read, create, change and delete over the services of one feature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel
from starlette.responses import Response

from api.calls import Answer, Call, Editing, Posting, Reading, answer
from api.listing import ListOf, list_answer, list_parameters
from core.kit.context import Ctx
from core.kit.errors import NotFound
from core.kit.inputs import MAX_ID
from core.kit.listing import ListSpec

RowId = Annotated[int, Path(alias="id", ge=1, le=MAX_ID)]
Service = Callable[..., Any]


@dataclass(frozen=True)
class Resource:
    """A thing of REST: where it is, its shapes, and the services behind each method.

    `sees` and `edits` name the rights for the documentation; the services check them.
    """

    path: str
    one: str  # "department", for summaries
    many: str
    spec: ListSpec
    row: type[BaseModel]
    list: Service
    get: Service
    sees: str
    edits: str = ""
    made: type[BaseModel] | None = None
    patch: type[BaseModel] | None = None
    create: Service | None = None
    update: Service | None = None
    delete: Service | None = None

    @property
    def a_one(self) -> str:
        """ "an account", for summaries."""
        article = "an" if self.one[0] in "aeio" else "a"
        return f"{article} {self.one.replace('_', ' ')}"


def add_resource(router: APIRouter, thing: Resource) -> None:
    """Declare the paths of `thing`."""
    add_list(router, thing)
    add_get(router, thing)
    add_create(router, thing)
    add_update(router, thing)
    add_delete(router, thing)


def needs(right: str) -> str:
    """The sentence about the right a path needs."""
    return f"Right: `{right}`." if "." in right else f"Right: {right}."


def add_list(router: APIRouter, thing: Resource) -> None:
    """GET of the list."""

    def list_rows(call: Reading) -> Response:
        return list_answer(call, thing.spec, thing.list)

    router.get(
        thing.path,
        name=f"list_{thing.many}",
        summary=f"List {thing.many.replace('_', ' ')}",
        description=needs(thing.sees),
        response_model=ListOf[thing.row],  # type: ignore[name-defined]
        openapi_extra=list_parameters(thing.spec),
    )(list_rows)


def add_get(router: APIRouter, thing: Resource) -> None:
    """GET of one row."""

    def get_row(call: Reading, row_id: RowId) -> Response:
        return answer(call.read(lambda ctx: thing.get(ctx, row_id))).response()

    router.get(
        f"{thing.path}/{{id}}",
        name=f"get_{thing.one}",
        summary=f"Read one {thing.one.replace('_', ' ')}",
        description=needs(thing.sees),
        response_model=thing.row,
    )(get_row)


def add_create(router: APIRouter, thing: Resource) -> None:
    """POST of a new row, where the thing can be made."""
    create = thing.create
    if create is None:
        return

    def create_row(call: Posting, body: Any) -> Response:
        return call.change(lambda ctx: created(thing.path, create(ctx, body)), 201)

    create_row.__annotations__["body"] = thing.made
    router.post(
        thing.path,
        name=f"create_{thing.one}",
        summary=f"Add {thing.a_one}",
        description=needs(thing.edits),
        response_model=thing.row,
        status_code=201,
    )(create_row)


def out_of_bin(get: Service) -> Service:
    """`get` that does not find what is in the bin."""

    def get_row(ctx: Ctx, row_id: int) -> Any:
        row = get(ctx, row_id)
        if row.deleted_at is not None:
            raise NotFound
        return row

    return get_row


def created(path: str, row: Any) -> Answer:
    """201 with the row and its address."""
    return answer(row, 201, {"Location": f"/api{path}/{row.id}"})


def add_update(router: APIRouter, thing: Resource) -> None:
    """PATCH, where the thing can be changed."""
    update = thing.update
    if update is None:
        return

    def update_row(call: Editing, row_id: RowId, body: Any) -> Response:
        return call.change(
            lambda ctx: update(ctx, row_id, body, expected_version=call.expected_version)
        )

    update_row.__annotations__["body"] = thing.patch
    router.patch(
        f"{thing.path}/{{id}}",
        name=f"update_{thing.one}",
        summary=f"Change {thing.a_one}; what is not given stays",
        description=needs(thing.edits),
        response_model=thing.row,
    )(update_row)


def add_delete(router: APIRouter, thing: Resource) -> None:
    """DELETE, where the thing can be removed."""
    delete = thing.delete
    if delete is None:
        return

    def delete_row(call: Editing, row_id: RowId) -> Response:
        return call.change(lambda ctx: removed(call, ctx, thing.get, delete, row_id), 204)

    router.delete(
        f"{thing.path}/{{id}}",
        name=f"delete_{thing.one}",
        summary=f"Delete {thing.a_one}",
        description=needs(thing.edits),
        status_code=204,
    )(delete_row)


def removed(call: Call, ctx: Ctx, get: Service, delete: Service, row_id: int | str) -> None:
    """Delete the row, if it still is as the caller has read it."""
    if call.expected_version is not None:
        call.check_version(get(ctx, row_id).version)
    delete(ctx, row_id)
