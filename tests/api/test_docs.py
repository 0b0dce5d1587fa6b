"""docs/api.md names every path with its method, required fields and right, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from api import create_api

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (GET|POST|PUT|PATCH|DELETE) \| `([^`]+)` \| (.*) \|$", re.MULTILINE)
ROWS = {(method, path): rest for method, path, rest in ROW.findall(TEXT)}
DOCUMENT = create_api().openapi()
OPERATIONS = [
    (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def required_fields(operation: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        if "$ref" in schema:
            schema = DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        found |= set(schema.get("required", []))
    return found


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS]
)
def test_every_path_is_documented(method: str, path: str, operation: dict[str, Any]) -> None:
    row = ROWS[method, path.removeprefix("/v1")]
    for name in required_fields(operation):
        assert f"**{name}**" in row
    right = re.search(r"Right: (`[a-z.]+`)", operation.get("description", ""))
    assert right is None or right[1] in row.rsplit("|", 1)[1]


def test_nothing_is_documented_that_is_not_there() -> None:
    declared = {(method, path.removeprefix("/v1")) for method, path, _ in OPERATIONS}
    assert set(ROWS) == declared


def test_the_contract_of_this_release_is_kept() -> None:
    declared = {(method, path) for method, path, _ in OPERATIONS}
    for path, methods in CONTRACT.items():
        for method in methods.split():
            assert (method, f"/v1{path}") in declared, (method, path)


PLAIN = (
    "/projects",
    "/financial-records",
    "/accounts",
    "/categories",
    "/exchange-rates",
    "/departments",
    "/customers",
    "/budgets",
    "/alert-rules",
    "/contracts",
    "/receivables",
)
CONTRACT = {
    **dict.fromkeys(PLAIN, "GET POST"),
    **{f"{path}/{{id}}": "GET PATCH DELETE" for path in PLAIN},
    "/health": "GET",
    "/health/details": "GET",
    "/metrics": "GET",
    "/projects/{id}/restore": "POST",
    "/projects/{id}/milestones": "GET POST",
    "/milestones/{id}": "PATCH DELETE",
    "/projects/{id}/progress": "GET PUT",
    "/projects/{id}/health": "GET",
    "/satisfaction-scores": "GET POST",
    "/imports": "POST",
    "/imports/{id}": "GET",
    "/imports/{id}/commit": "POST",
    "/imports/{id}/undo": "POST",
    "/imports/{id}/rejects.csv": "GET",
    "/import-templates": "GET POST",
    "/indicators": "GET",
    "/indicators/{code}/values": "GET",
    "/indicators/{code}/trend": "GET",
    "/alert-rules/{id}/test": "POST",
    "/receivables/{id}/receipts": "GET POST",
    "/receivable-receipts/{id}": "DELETE",
    "/alert-checks": "POST",
    "/alerts": "GET",
    "/alerts/{id}": "GET",
    **{
        f"/alerts/{{id}}/{action}": "POST"
        for action in ("acknowledge", "assign", "handle", "ignore", "snooze", "reactivate")
    },
    "/notifications": "GET",
    "/notifications/{id}": "GET DELETE",
    "/notifications/{id}/read": "POST",
    "/notifications/read-all": "POST",
    "/users": "GET",
    "/audit-log": "GET",
    "/status-history": "GET",
    "/jobs": "GET",
    "/settings": "GET",
    "/backups": "GET",
    "/changes": "GET",
}
