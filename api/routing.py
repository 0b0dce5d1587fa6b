"""The router of every path: strict JSON, and nothing is told to whom nobody knows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.calls import BODY_STATE, Call
from api.credentials import credential_of
from core.kit.errors import Invalid

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class StrictRequest(Request):
    """JSON as the standard says it: UTF-8, no NaN, no NUL, no half of a surrogate pair."""

    async def json(self) -> Any:
        """The parsed body. Raises JSONDecodeError."""
        raw = await self.body()
        setattr(self.state, BODY_STATE, raw)
        return strict_json(raw)


def strict_json(raw: bytes) -> Any:
    """`raw` parsed. Raises JSONDecodeError for all that is not plain JSON."""
    try:
        text = raw.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_refuse)
        if "\\u" in text and any(UNSTORABLE.search(part) for part in _texts(value)):
            raise ValueError("a character that cannot be stored")
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise json.JSONDecodeError(str(error)[:100] or "not JSON", "", 0) from error
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


class Route(APIRoute):
    """A path whose input errors are told only to a caller whose credential is good."""

    def get_route_handler(self) -> Handler:
        """The handler of FastAPI inside ours."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            try:
                return await handle(strict)
            except (RequestValidationError, Invalid):
                presented = credential_of(request)
                if presented is not None:
                    await run_in_threadpool(Call(request, presented).check)
                raise

        return handle_strictly


def new_router(tag: str) -> APIRouter:
    """A router for the paths of one feature."""
    return APIRouter(tags=[tag], route_class=Route)
