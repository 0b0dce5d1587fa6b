"""Projects, milestones, progress, satisfaction and indicators by REST: nobody without the right is
told anything or changes anything, on any path there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from core.indicators import INDICATORS
from tests.api.client import Client
from tests.api.conftest import Cast

pytestmark = pytest.mark.integration

PATHS = re.compile(r"^/v1/(projects|milestones|satisfaction-scores|indicators)\b")
OPEN = {
    ("GET", "/v1/indicators"),
    ("GET", "/v1/indicators/{code}"),
    ("GET", "/v1/indicators/{code}/thresholds"),
    ("GET", "/v1/indicators/{code}/thresholds/history"),
}
"""What anybody signed in may read: definitions and limits, no figure."""
KINDS = ("projects", "milestones", "satisfaction-scores")
BUDGET, COST = "7654321.00", "2345678.00"
OWN_OF_A_MANAGER = ("/projects", "/projects/import", *(f"/{one}/import/preview" for one in KINDS))
"""What a manager may well do, in the own department."""
SECRET = re.compile("7654321|2345678|Secret")
SPAN = {"from": "2026-01-01", "to": "2026-06-30"}
EARNED = "estimate_at_completion"


@dataclass(frozen=True)
class Books:
    """A project of the department `other` with all that hangs on it."""

    project: int
    milestone: int
    score: int
    customer: int


@pytest.fixture
def books(boss: Client, cast: Cast) -> Books:
    place = {"department_id": cast.other}
    customer = made(boss, "/customers", {"name": "Secret customer", **place})
    body = {"name": "Secret plan", "start_date": "2026-01-01", "end_date": "2026-12-31", **place}
    project = made(boss, "/projects", {**body, "budget": BUDGET, "customer_id": customer})
    own = f"/projects/{project}"
    step = {"planned_date": "2026-02-01", "weight": "60"}
    milestone = made(boss, f"{own}/milestones", {**step, "name": "Secret step"})
    made(boss, f"{own}/baselines", {"effective_on": "2026-01-15", "reason": "Secret"})
    boss.patch(f"/milestones/{milestone}", {"actual_date": "2026-02-10"})
    spent = {"record_date": "2026-02-01", "direction": "expense", "amount": COST}
    made(boss, "/financial-records", {**spent, "project_id": project})
    scored = {"customer_id": customer, "score": "80", "scored_on": "2026-02-01"}
    score = made(boss, "/satisfaction-scores", {**scored, "comment": "Secret", **place})
    return Books(project, milestone, score, customer)


def made(boss: Client, path: str, body: dict[str, Any]) -> int:
    answer = boss.post(path, body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"]) if "id" in answer.json() else 0


def requests(books: Books) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(method, path as documented, path, what to send) of every path there is."""
    project, milestone = f"/projects/{books.project}", f"/milestones/{books.milestone}"
    score, name = f"/satisfaction-scores/{books.score}", {"name": "Mine"}
    of_project = {"target_type": "project", "target_id": books.project}
    file = {"files": {"file": ("x.csv", b"name,start_date,budget\nMine,2026-01-01,1\n")}}
    step = {"name": "Mine", "planned_date": "2026-03-01"}
    body = {"name": "Mine", "start_date": "2026-01-01", "budget": "1"}
    scored = {"customer_id": books.customer, "score": "1", "scored_on": "2026-02-02"}
    values = f"/indicators/{EARNED}"
    yield "GET", "/projects", "/projects", {}
    yield "POST", "/projects", "/projects", {"json": {**body, "manager_id": 1}}
    for method, sent in (("GET", {}), ("PATCH", {"json": name}), ("DELETE", {})):
        yield method, "/projects/{id}", project, sent
        yield method, "/milestones/{id}", milestone, sent
    yield "POST", "/projects/{id}/restore", f"{project}/restore", {}
    yield "GET", "/projects/{id}/milestones", f"{project}/milestones", {}
    yield "POST", "/projects/{id}/milestones", f"{project}/milestones", {"json": step}
    yield "GET", "/milestones", "/milestones", {}
    yield "GET", "/projects/{id}/progress", f"{project}/progress", {}
    told = {"json": {"progress": "1", "reason": "Mine"}}
    yield "PUT", "/projects/{id}/progress", f"{project}/progress", told
    for part in ("forecast", "health", "baselines"):
        yield "GET", f"/projects/{{id}}/{part}", f"{project}/{part}", {}
    yield "POST", "/projects/{id}/baselines", f"{project}/baselines", {"json": {"reason": "Mine"}}
    yield "GET", "/satisfaction-scores", "/satisfaction-scores", {}
    yield "POST", "/satisfaction-scores", "/satisfaction-scores", {"json": scored}
    for method, sent in (("GET", {}), ("PATCH", {"json": {"score": "1"}}), ("DELETE", {})):
        yield method, "/satisfaction-scores/{id}", score, sent
    for kind in KINDS:
        for last in ("import", "import/preview"):
            yield "POST", f"/{kind}/{last}", f"/{kind}/{last}", file
    yield "GET", "/indicators/{code}/values", f"{values}/values", {"params": of_project}
    yield "GET", "/indicators/{code}/records", f"{values}/records", {"params": of_project}
    yield "GET", "/indicators/{code}/trend", f"{values}/trend", {"params": of_project | SPAN}
    limits = f"{values}/thresholds"
    yield "PUT", "/indicators/{code}/thresholds", limits, {"json": {"amber": "1", "red": "2"}}
    restored = {"json": {"change_id": 1}}
    yield "POST", "/indicators/{code}/thresholds/restore", f"{limits}/restore", restored


def test_every_path_is_closed_to_who_has_no_right(
    boss: Client, member: Client, outsider: Client, nobody: Client, books: Books
) -> None:
    """An employee of the department may not, a manager of another one sees none of it."""
    described = boss.request("GET", "/openapi.json").json()["paths"]
    there = {
        (method.upper(), path)
        for path, operations in described.items()
        if PATHS.match(path)
        for method in operations
        if method in ("get", "post", "put", "patch", "delete")
    }
    tried = set()
    for method, documented, path, sent in requests(books):
        tried.add((method, f"/v1{documented}"))
        assert nobody.request(method, f"/v1{path}", **sent).status_code == 401, path
        for who in (outsider, member):
            answer = who.request(method, f"/v1{path}", **sent)
            told = (method, path, answer.status_code, answer.text[:300])
            assert not SECRET.search(answer.text), told
            if answer.status_code < 400:
                assert who is member, told
                assert method == "GET" or path in OWN_OF_A_MANAGER, told
                if method == "GET":
                    assert answer.json()["items"] == [], told
            else:
                assert answer.status_code in {403, 404, 422}, told
                assert answer.status_code != 422 or who is member, told
    assert tried | OPEN == there
    assert boss.get(f"/projects/{books.project}").json()["name"] == "Secret plan"
    report = boss.get(f"/projects/{books.project}/progress").json()
    assert [one["name"] for one in report["milestones"]] == ["Secret step"]
    assert float(report["progress"]) == 100
    assert len(boss.get(f"/projects/{books.project}/baselines").json()["items"]) == 1
    assert [one["score"][:2] for one in boss.get("/satisfaction-scores").json()["items"]] == ["80"]


def test_without_the_right_to_amounts_no_sum_is_told(boss: Client, app: Any, books: Books) -> None:
    scopes = ["projects.view", "customers.view", "records.view"]
    token = boss.post("/tokens", {"name": "narrow", "scopes": scopes}).json()["token"]
    narrow = Client(app, token)
    project = f"/projects/{books.project}"
    sums = re.compile("7654321|2345678")
    for path in ("/projects", project, *(f"{project}/{part}" for part in ("health", "forecast"))):
        assert sums.search(boss.get(path).text), path
        seen = narrow.get(path)
        assert seen.status_code == 200, path
        assert not sums.search(seen.text), path
    assert narrow.get(project).json()["budget"] is None
    for code in INDICATORS:
        target = {"target_type": INDICATORS[code].target_types[0], "target_id": books.project}
        for part, more in (("values", {}), ("records", {}), ("trend", SPAN)):
            answer = narrow.get(f"/indicators/{code}/{part}", params=target | more)
            assert answer.status_code == 403, (code, part)
