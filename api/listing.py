"""Lists: the same parameters and the same answer for every list there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel
from starlette.responses import Response

from api.calls import Call, answer
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.listing import MAX_LIMIT, ListQuery, ListSpec, Page

Item = TypeVar("Item")
ListService = Callable[[Ctx, ListQuery], Page[Any]]
InBin = Annotated[bool, Query(description="What is in the bin instead")]
RESERVED = ("limit", "cursor", "sort", "q")


class ListOf(BaseModel, Generic[Item]):
    """One page of a list; `next_cursor` leads to the next, null at the end."""

    items: list[Item]
    next_cursor: str | None


def list_answer(
    call: Call, spec: ListSpec, service: ListService, *, besides: tuple[str, ...] = ()
) -> Response:
    """The page of the list that the request's parameters ask for.

    Raises Invalid for a parameter the list does not know; those in `besides` are the path's own.
    """
    page = call.read(lambda ctx: service(ctx, list_query(call, spec, besides=besides)))
    return answer({"items": page.items, "next_cursor": page.next_cursor}).response()


def list_query(call: Call, spec: ListSpec, *, besides: tuple[str, ...] = ()) -> ListQuery:
    """The request's parameters as a query; those named in `besides` are the path's own."""
    given = _parameters(call, besides)
    unknown = [name for name in given if name not in RESERVED and name not in spec.filters]
    if unknown:
        message = N_("There is no parameter “{name}” here. Known: {known}.")
        known = ", ".join((*RESERVED, *besides, *sorted(spec.filters)))
        raise Invalid(
            "list.unknown_parameter",
            message,
            fields={unknown[0][:80]: message},
            name=unknown[0][:80],
            known=known,
        )
    return ListQuery(
        q=given.get("q", ""),
        filters={name: value for name, value in given.items() if name in spec.filters},
        sort=given.get("sort") or None,
        limit=_limit(given.get("limit")),
        cursor=given.get("cursor") or None,
    )


def _parameters(call: Call, besides: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in call.request.query_params.multi_items():
        if name in besides:
            continue
        if "\x00" in value:
            message = N_("This text contains characters that cannot be stored.")
            raise Invalid("list.bad_parameter", message, fields={name[:80]: message})
        given[name] = f"{given[name]},{value}" if name in given else value
    return given


def _limit(text: str | None) -> int:
    if text is None:
        return ListQuery().limit
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= MAX_LIMIT:
        message = N_("limit is a number from 1 to {limit}.")
        raise Invalid("list.bad_limit", message, fields={"limit": message}, limit=MAX_LIMIT)
    return int(text)


def list_parameters(spec: ListSpec) -> dict[str, Any]:
    """What OpenAPI says about the parameters of the list."""
    sorts = [mark + name for name in spec.sorts for mark in ("", "-")]
    plain = [
        _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}),
        _parameter("cursor", {"type": "string"}, "`next_cursor` of the page before"),
        _parameter("sort", {"type": "string", "enum": sorts}, "A name, or -name: descending"),
        _parameter("q", {"type": "string"}, "Words to look for"),
    ]
    filters = [
        _parameter(name, {"type": "string"}, "Filter: one value, or several with commas")
        for name in sorted(spec.filters)
    ]
    return {"parameters": plain + filters}


def _parameter(name: str, schema: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": description,
    }
