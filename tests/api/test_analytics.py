"""Questions in SQL and saved queries over REST."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Client

pytestmark = pytest.mark.integration

INCOME = {"record_date": "2026-02-01", "direction": "income", "amount": "60"}
SQL = "SELECT sum(amount) AS total FROM financial_records WHERE record_date >= CAST($d AS DATE)"
ALL = {"d": "2026-01-01"}


def test_a_question_is_answered_with_ones_own_rows(
    boss: Client, member: Client, outsider: Client
) -> None:
    boss.post("/financial-records", INCOME)
    answer = boss.post("/sql", {"sql": SQL, "parameters": ALL})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["columns"], body["rows"], body["truncated"]) == (["total"], [["60.00"]], False)
    assert body["snapshot_at"]
    assert member.post("/sql", {"sql": SQL, "parameters": ALL}).json()["rows"] == [[None]]
    assert outsider.post("/sql", {"sql": SQL, "parameters": ALL}).status_code == 403
    refused = boss.post("/sql", {"sql": "SELECT getenv('HOME')"})
    assert (refused.status_code, refused.json()["code"]) == (422, "sql.function")
    assert boss.post("/sql", {"sql": "SELECT 1", "timeout": 1000}).status_code == 422
    runs = boss.get("/query-runs").json()["items"]
    assert [run["error"] for run in runs] == ["sql.function", "not_permitted", None, None]
    assert len(member.get("/query-runs").json()["items"]) == 1
    assert outsider.get("/query-runs").status_code == 403
    views = {view["name"]: view for view in boss.get("/sql/views").json()["items"]}
    assert views["finance_facts"]["columns"][0]["type"] == "BIGINT"


def test_a_saved_query_is_shared_run_and_changed(
    boss: Client, member: Client, outsider: Client
) -> None:
    boss.post("/financial-records", INCOME)
    wanted: dict[str, Any] = {
        "name": "Income since",
        "sql": "SELECT count(*) AS n FROM financial_records WHERE record_date >= $since",
        "parameters": [{"name": "since", "kind": "date", "default": "2026-01-01"}],
        "chart": {"kind": "bar", "x": "n", "y": ["n"]},
        "shared_roles": ["manager"],
    }
    made = boss.post("/saved-queries", wanted)
    assert made.status_code == 201, made.text
    one = f"/saved-queries/{made.json()['id']}"
    assert boss.post(f"{one}/run", {}).json()["rows"] == [[1]]
    later = {"parameters": {"since": "2026-03-01"}}
    assert boss.post(f"{one}/run", later).json()["rows"] == [[0]]
    assert boss.post(f"{one}/run", {"parameters": {"since": "soon"}}).status_code == 422
    assert member.post(f"{one}/run", {}).json()["rows"] == [[0]]
    assert member.get(one).json()["is_own"] is False
    assert member.patch(one, {"name": "x"}).status_code == 403
    assert outsider.get(one).status_code == 403
    stale = {"headers": {"If-Match": "7"}}
    assert boss.patch(one, {"name": "x"}, **stale).status_code == 412
    assert boss.patch(one, {"shared_roles": []}).json()["version"] == 2
    assert member.post(f"{one}/run", {}).status_code == 404
    assert boss.post("/saved-queries", {**wanted, "shared_roles": ["king"]}).status_code == 422
    assert boss.delete(one).status_code == 204
