"""Projects, milestones and scores sent as files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Client

pytestmark = pytest.mark.integration


def sent(*lines: str, **fields: str) -> dict[str, Any]:
    return {"files": {"file": ("lines.csv", "\n".join(lines).encode())}, "data": fields}


def test_files_of_projects_milestones_and_scores(boss: Client, outsider: Client) -> None:
    form = sent("code,name,start,budget", "X-1,New,2026-01-01,5")
    seen = boss.post("/projects/import/preview", **form).json()
    assert [row["outcome"] for row in seen["rows"]] == ["new"]
    assert boss.get("/projects").json()["items"] == []
    assert boss.post("/projects/import", **form).status_code == 200
    project = boss.get("/projects").json()["items"][0]
    assert (project["code"], project["budget"]) == ("X-1", "5.00")
    stones = sent("name,planned date,weight", "End,2026-12-01,100", project_id=str(project["id"]))
    assert boss.post("/milestones/import", **stones).status_code == 200
    names = boss.get(f"/projects/{project['id']}/milestones").json()["items"]
    assert [one["name"] for one in names] == ["End"]
    assert (
        boss.post("/milestones/import/preview", **sent("name", "x", project_id="x")).status_code
        == 422
    )
    boss.post("/customers", {"name": "C"})
    score = sent("customer,score,date", "C,101,2026-01-01")
    refused = boss.post("/satisfaction-scores/import", **score)
    assert refused.status_code == 422
    assert "100" in refused.json()["detail"]
    score = sent("customer,score,date", "C,90,2026-01-01")
    assert boss.post("/satisfaction-scores/import", **score).status_code == 200
    for path in ("projects", "milestones", "satisfaction-scores"):
        for way in ("import", "import/preview"):
            assert outsider.post(f"/{path}/{way}", **form).status_code == 403
