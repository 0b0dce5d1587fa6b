"""Requests made up from the OpenAPI document never meet a fault of ours."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.api.client import Client
from tests.api.conftest import Cast
from tests.api.test_contract import THINGS

pytestmark = pytest.mark.integration

SKIPPED = {"/v1/changes"}  # a stream without an end
EXAMPLES = 25
PROJECTS = "/v1/(projects|milestones|satisfaction-scores|indicators)"
REST = f"(?!{PROJECTS})"


def check(case: Any, headers: dict[str, str]) -> None:
    if isinstance(case.path_parameters.get("id"), int):
        case.path_parameters["id"] = case.path_parameters["id"] % 4 or case.path_parameters["id"]
    answer = case.call(headers=headers, timeout=30)
    if "%0A" in answer.request.url:
        return  # a mount of Starlette takes no line feed in a path
    told = f"{case.method} {answer.request.url} {case.body!r} {answer.content[:500]!r}"
    assert answer.status_code < 500, told
    assert answer.headers["x-request-id"]
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == ["application/problem+json"], told
    statuses = case.operation.definition.raw["responses"]
    assert str(answer.status_code) in {*statuses, "405", "400"}, told


def fill(boss: Client) -> None:
    """A few rows of everything, so that made-up requests meet some."""
    for thing in THINGS * 3:
        boss.post(thing.path, thing.body)
    for number in (1, 2):
        step = {"name": "M", "planned_date": "2026-02-01", "weight": "60"}
        boss.post(f"/projects/{number}/milestones", step)
        boss.post(f"/projects/{number}/baselines", {"reason": "Signed"})
        scored = {"customer_id": number, "project_id": number, "score": "80"}
        boss.post("/satisfaction-scores", scored | {"scored_on": "2026-02-01"})


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("paths", [PROJECTS, REST], ids=["projects", "rest"])
def test_made_up_requests_never_meet_a_fault(
    app: Any, cast: Cast, serve: Callable[[Any], str], paths: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import schemathesis
    address = serve(app)
    fill(Client(app, cast.boss))
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    headers = {"Authorization": f"Bearer {cast.boss}", "X-Requested-With": "test"}
    faults: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path in SKIPPED or not re.match(paths, operation.path):
            continue

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def run(case: Any) -> None:
            check(case, headers)

        try:
            run()
        except AssertionError as error:
            faults.append(str(error)[:800])
    assert not faults, "\n\n".join(faults)
