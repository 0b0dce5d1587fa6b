"""Indicators, rules, alerts and notifications by REST, from data to the person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Cast

pytestmark = pytest.mark.integration

RULE = {
    "name": "Large expense",
    "indicator": "expense_amount",
    "condition": "gt",
    "threshold": 1000,
    "severity": "high",
    "notify_roles": ["founder"],
}
EXPENSE = {"record_date": "2026-02-01", "direction": "expense", "amount": "1500"}


def raised(boss: Client, **more: Any) -> dict[str, Any]:
    boss.post("/alert-rules", RULE)
    boss.post("/financial-records", EXPENSE | more)
    items: list[dict[str, Any]] = boss.get("/alerts").json()["items"]
    assert len(items) == 1
    return items[0]


def test_a_record_that_breaks_a_rule_raises_one_alert_and_tells_the_founder(boss: Client) -> None:
    alert = raised(boss)
    assert (alert["status"], alert["state"], alert["current_value"]) == (
        "open",
        "firing",
        "1500.00",
    )
    told = boss.get("/notifications?is_read=false").json()["items"]
    assert [one["alert_id"] for one in told] == [alert["id"]]
    again = boss.post("/alert-checks")
    assert again.status_code == 200
    assert again.json().keys() == {
        "rules", "targets", "raised", "resolved", "unchanged", "errors", "seconds",
    }  # fmt: skip
    assert (again.json()["raised"], again.json()["rules"]) == (0, 1)
    assert len(boss.get("/alerts").json()["items"]) == 1


def test_a_rule_is_tried_out_before_and_after_it_is_saved(boss: Client) -> None:
    record = boss.post("/financial-records", EXPENSE).json()
    expected = {
        "target_type": "financial_record",
        "target_id": record["id"],
        "current_value": "1500.00",
    }
    unsaved = boss.post("/alert-rules/test", RULE).json()
    rule = boss.post("/alert-rules", {**RULE, "is_active": False}).json()
    saved = boss.post(f"/alert-rules/{rule['id']}/test").json()
    for found in (unsaved, saved):
        assert found["evaluated"] == 1
        assert expected.items() <= found["would_raise"][0].items()
    assert boss.get("/alerts").json()["items"] == []


def test_an_alert_is_handled_once(boss: Client) -> None:
    path = f"/alerts/{raised(boss)['id']}"
    assert boss.post(f"{path}/acknowledge").json()["acknowledged_by"]
    done = boss.post(f"{path}/handle", {"remarks": "Called the bank"}).json()
    assert (done["status"], done["remarks"]) == ("handled", "Called the bank")
    assert boss.post(f"{path}/handle", {"remarks": "again"}).status_code == 409
    assert boss.post(f"{path}/reactivate").json()["status"] == "open"
    assert boss.post(f"{path}/ignore", {}).status_code == 422
    assert boss.post(f"{path}/ignore", {"reason": "One-off"}).json()["status"] == "ignored"
    assert boss.get(path).json()["status"] == "ignored"
    assert boss.get("/alerts?status=open").json()["items"] == []


def test_an_alert_is_assigned_snoozed_and_guarded_by_its_version(boss: Client, cast: Cast) -> None:
    alert = raised(boss)
    path = f"/alerts/{alert['id']}"
    body = {"user_id": cast.member_id}
    assert boss.post(f"{path}/assign", body).json()["assigned_to"] == cast.member_id
    stale = boss.post(f"{path}/handle", headers={"If-Match": str(alert["version"])})
    assert stale.status_code == 412
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert boss.post(f"{path}/snooze", {"until": later}).json()["snoozed_until"].endswith("Z")
    assert boss.post(f"{path}/snooze", {"until": "2001-01-01T00:00:00Z"}).status_code == 422
    assert boss.post(f"{path}/assign", {"user_id": 4711}).status_code == 422


def test_a_rule_is_copied_and_taken_back(boss: Client) -> None:
    rule = boss.post("/alert-rules", {**RULE, "pending_for": 86400, "on_no_data": "raise"}).json()
    path = f"/alert-rules/{rule['id']}"
    copy = boss.post(f"{path}/duplicate")
    assert (copy.status_code, copy.json()["is_active"]) == (201, False)
    assert copy.json()["pending_for"] == 86400
    changed = boss.patch(path, {"threshold": 2000}).json()
    second, first = boss.get(f"{path}/versions").json()["items"]
    assert second["is_current"]
    assert second["changes"].keys() == {"threshold"}
    stale = boss.post(f"{path}/restore", {"version": 1}, headers={"If-Match": "1"})
    assert stale.status_code == 412
    back = boss.post(f"{path}/restore", {"version": first["version"]}).json()
    assert (float(back["threshold"]), back["version"]) == (1000, changed["version"] + 1)
    assert boss.post(f"{path}/restore", {"version": 99}).status_code == 404


def test_what_explains_an_alert(boss: Client, outsider: Client) -> None:
    alert = raised(boss, counterparty="Acme")
    path = f"/alerts/{alert['id']}"
    steps = boss.get(f"{path}/transitions").json()["items"]
    assert [one["reason"] for one in steps] == ["breached"]
    (row,) = boss.get(f"{path}/records").json()["items"]
    assert (row["kind"], row["name"], row["amount"]) == ("financial_record", "Acme", "1500.00")
    assert boss.get(f"{path}/similar").json()["items"] == []
    assert boss.get(f"{path}/trend").json()["points"] == []
    for part in ("transitions", "records", "similar", "trend"):
        assert outsider.get(f"{path}/{part}").status_code in {403, 404}


def test_many_alerts_at_once_or_none(boss: Client, outsider: Client, cast: Cast) -> None:
    first = raised(boss)["id"]
    boss.post("/financial-records", EXPENSE)
    ids = [one["id"] for one in boss.get("/alerts").json()["items"]]
    body = {"ids": ids, "action": "assign", "user_id": cast.member_id}
    assert boss.post("/alerts/bulk", body).json() == {"changed": 2}
    assert len(boss.get("/alerts?assigned_to=me").json()["items"]) == 0
    boss.post(f"/alerts/{first}/handle")
    again = boss.post("/alerts/bulk", {"ids": ids, "action": "handle"})
    assert again.status_code == 409
    assert len(boss.get("/alerts?status=open").json()["items"]) == 1
    assert boss.post("/alerts/bulk", {"ids": ids, "action": "snooze"}).status_code == 422
    assert outsider.post("/alerts/bulk", {"ids": ids, "action": "handle"}).status_code in {403, 404}


def test_an_outsider_sees_and_handles_no_alert(boss: Client, outsider: Client, cast: Cast) -> None:
    alert = raised(boss, department_id=cast.sales)
    path = f"/alerts/{alert['id']}"
    assert outsider.get("/alerts").json()["items"] == []
    assert outsider.get(path).status_code == 404
    for action, body in (
        ("acknowledge", None),
        ("assign", {"user_id": cast.outsider_id}),
        ("handle", {"remarks": "x"}),
        ("ignore", {"reason": "x"}),
        ("snooze", {"until": "2999-01-01T00:00:00Z"}),
        ("reactivate", None),
    ):
        assert outsider.post(f"{path}/{action}", body).status_code in {403, 404}, action
    rule = boss.get("/alert-rules").json()["items"][0]["id"]
    assert outsider.post(f"/alert-rules/{rule}/test").status_code in {403, 404}
    assert outsider.post("/alert-rules/test", RULE).status_code == 403
    assert outsider.post("/alert-checks").status_code == 403
    assert boss.get(path).json()["version"] == alert["version"]


def test_notifications_are_ones_own(boss: Client, outsider: Client) -> None:
    raised(boss)
    one = boss.get("/notifications").json()["items"][0]
    path = f"/notifications/{one['id']}"
    for refused in (
        outsider.get(path),
        outsider.post(f"{path}/read"),
        outsider.delete(path),
    ):
        assert refused.status_code == 404
    assert outsider.get("/notifications").json()["items"] == []
    assert outsider.post("/notifications/read-all").json() == {"marked": 0}
    assert boss.post(f"{path}/read").json()["is_read"] is True
    assert boss.post("/notifications/read-all").json() == {"marked": 0}
    assert boss.delete(path).status_code == 204
    assert boss.get(path).status_code == 404


def test_what_a_value_rests_on(boss: Client, outsider: Client) -> None:
    record = boss.post("/financial-records", EXPENSE).json()
    path = "/indicators/cash_out/records?target_type=company&target_id=1&as_of=2026-02-28"
    (row,) = boss.get(path).json()["items"]
    assert (row["kind"], row["id"]) == ("financial_record", record["id"])
    assert (
        boss.get("/indicators/nothing/records?target_type=company&target_id=1").status_code == 404
    )
    assert boss.get("/indicators/cash_out/records").status_code == 422
    assert boss.get("/indicators/revenue/records?target_type=moon&target_id=1").status_code == 422
    assert outsider.get(path).status_code == 403


def test_indicators_answer_as_the_contract_says(boss: Client, outsider: Client) -> None:
    listed = {one["code"]: one for one in boss.get("/indicators").json()["items"]}
    assert {"expense_amount", "budget_execution_rate", "revenue", "cost"} <= listed.keys()
    project = boss.post(
        "/projects", {"name": "P", "start_date": "2026-01-01", "budget": "1000"}
    ).json()
    boss.post("/financial-records", {**EXPENSE, "amount": "250", "project_id": project["id"]})
    path = "/indicators/budget_execution_rate/values"
    query = f"?target_type=project&target_id={project['id']}&as_of=2026-02-28"
    (item,) = boss.get(path + query).json()["items"]
    assert {"target_type", "target_id", "target_name", "as_of", "value", "unit", "inputs"} <= set(
        item
    )
    assert (item["target_name"], item["value"], item["as_of"]) == ("P", "0.25", "2026-02-28")
    early = boss.get(f"{path}?target_type=project&as_of=2026-01-15").json()["items"]
    assert early[0]["value"] == "0.00"
    assert outsider.get(path).status_code == 403
    assert boss.get("/indicators/nonsense/values").status_code == 404
    assert boss.get(f"{path}?target_type=planet").status_code == 422
    assert boss.get(f"{path}?as_of=someday").status_code == 422


def test_a_trend_has_a_value_for_each_step_and_another_time_beside_it(boss: Client) -> None:
    boss.post("/financial-records", {**EXPENSE, "record_date": "2025-02-10", "amount": "7"})
    boss.post("/financial-records", {**EXPENSE, "record_date": "2026-02-10", "amount": "9"})
    path = "/indicators/cash_out/trend?from=2026-01-01&to=2026-03-31&step=month"
    found = boss.get(f"{path}&compare=last_year").json()
    assert [one["as_of"] for one in found["items"]] == ["2026-01-31", "2026-02-28", "2026-03-31"]
    assert [one["value"] for one in found["items"]] == ["0.00", "9.00", "0.00"]
    assert [one["value"] for one in found["compare"]] == ["0.00", "7.00", "0.00"]
    assert boss.get(path).json()["compare"] is None
    assert boss.get("/indicators/cash_out/trend").status_code == 422
    assert boss.get("/indicators/cash_out/trend?from=0001-01-01&to=9999-01-01").status_code == 422
