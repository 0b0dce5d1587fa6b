"""The description of all paths: problems, credentials and the headers every answer carries."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE, TITLES, Problem

BEARER = {"type": "http", "scheme": "bearer", "description": "A token of manage.py token create"}
COMMON = (401, 403, 422, 429, 503)
WITH_ID = (404,)
CHANGING = (409, 412, 413)
OPEN = frozenset({"/v1/health", "/session"})
DESCRIPTION = (
    "Money is text with two places, days are ISO 8601, times are UTC. "
    "Lists take `limit`, `cursor`, `sort`, `q` and filters by field name. "
    "Errors are `application/problem+json`. "
    "Rows carry `version`: send it back as `If-Match`. "
    "A POST with `Idempotency-Key` can be repeated safely."
)


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=DESCRIPTION,
            routes=app.routes,
            servers=[{"url": "/api"}],
        )
        _add_components(document.setdefault("components", {}))
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _complete(path, method, operation)
        app.openapi_schema = document
    return app.openapi_schema


def _add_components(components: dict[str, Any]) -> None:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = components.setdefault("schemas", {})
    schemas.update(schema.pop("$defs", {}))
    schemas["Problem"] = schema
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    components["securitySchemes"] = {"token": BEARER}


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation.setdefault("responses", {})
    statuses = [*COMMON, *(WITH_ID if "{" in path else ())]
    if method != "get":
        statuses += CHANGING
    for status in sorted(statuses):
        responses[str(status)] = _problem_response(status)
    for status, response in responses.items():
        response.setdefault("headers", {})["X-Request-Id"] = {"schema": {"type": "string"}}
        if status == "204":
            response.pop("content", None)
    if path not in OPEN:
        operation["security"] = [{"token": []}]


def _problem_response(status: int) -> dict[str, Any]:
    return {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
