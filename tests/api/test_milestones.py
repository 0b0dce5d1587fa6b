"""REST of milestones, progress, baselines and satisfaction scores."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Client

pytestmark = pytest.mark.integration


@pytest.fixture
def project(boss: Client) -> str:
    body = {"name": "P", "start_date": "2026-01-01", "budget": "1000"}
    return f"/projects/{boss.post('/projects', body).json()['id']}"


def test_a_plan_from_first_to_last(boss: Client, project: str) -> None:
    body: dict[str, Any] = {"name": "M", "planned_date": "2026-02-01", "weight": "60"}
    made = boss.post(f"{project}/milestones", body)
    assert (made.status_code, made.json()["status"]) == (201, "delayed")
    one = f"/milestones/{made.json()['id']}"
    assert made.headers["location"] == f"/api/v1{one}"
    frozen = boss.post(f"{project}/baselines", {"effective_on": "2026-01-15", "reason": "Signed"})
    assert frozen.status_code == 201
    assert boss.get(f"{project}/baselines").json()["items"] == [frozen.json()]
    stale = boss.patch(one, {"name": "x"}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    reached = boss.patch(one, {"actual_date": "2026-02-10"})
    assert (reached.status_code, reached.json()["status"]) == (200, "completed")
    report = boss.get(f"{project}/progress?as_of=2026-02-09").json()
    assert (float(report["progress"]), float(report["planned_progress"])) == (0, 100)
    report = boss.get(f"{project}/progress").json()
    assert (float(report["progress"]), report["milestones"][0]["slip"]) == (100, 9)
    assert boss.get(f"{project}/milestones?status=completed").json()["items"] == [reached.json()]
    assert boss.delete(one).status_code == 204
    assert boss.get(one).status_code == 404


def test_progress_by_hand_needs_a_reason(boss: Client, project: str) -> None:
    assert boss.request("PUT", f"/v1{project}/progress", json={"progress": 5}).status_code == 422
    told = {"progress": "40", "reason": "Half the site"}
    report = boss.request("PUT", f"/v1{project}/progress", json=told).json()
    assert (float(report["progress"]), report["source"]) == (40, "manual")
    value = boss.get("/indicators/project_progress/values", params={"target_id": project[10:]})
    assert (float(value.json()["items"][0]["value"]), value.json()["items"][0]["unit"]) == (
        40,
        "percent",
    )


def test_scores_are_entered_changed_and_counted(boss: Client) -> None:
    customer = boss.post("/customers", {"name": "Acme"}).json()["id"]
    body = {"customer_id": customer, "score": "80", "scored_on": "2026-02-01"}
    made = boss.post("/satisfaction-scores", body)
    assert made.status_code == 201
    one = f"/satisfaction-scores/{made.json()['id']}"
    assert boss.patch(one, {"score": "101"}).status_code == 422
    assert boss.patch(one, {"score": "90"}).json()["version"] == 2
    found = boss.get(f"/indicators/customer_satisfaction/values?target_id={customer}").json()
    assert [float(row["value"]) for row in found["items"]] == [90]
    assert boss.delete(one).status_code == 204
