"""Budgets, reconciled accounts and recurring expenses by REST."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Client

pytestmark = pytest.mark.integration

YEAR = {"period_start": "2026-01-01", "period_end": "2026-12-31"}
EXPENSE = {"direction": "expense", "amount": "60"}


def test_a_budget_with_its_plan_and_execution(boss: Client) -> None:
    plan = [{"month": "2026-01-01", "amount": "20"}, {"month": "2026-02-01", "amount": "80"}]
    made = boss.post("/budgets", {**YEAR, "amount": "100", "plan": plan})
    assert made.status_code == 201
    one = f"/budgets/{made.json()['id']}"
    boss.post("/financial-records", {**EXPENSE, "record_date": "2026-01-10"})
    found = boss.get(f"{one}/execution?as_of=2026-01-31").json()
    assert (found["used"], found["planned"], found["over_by"]) == ("60.00", "20.00", "40.00")
    assert (found["over_since"], found["state"], found["rate"]) == ("2026-01-01", "ahead", "0.60")
    year = boss.get("/budgets/execution?year=2026&as_of=2026-01-31").json()
    assert year["company"]["used"] == year["budgets"][0]["used"] == "60.00"
    boss.patch(one, {"amount": "200", "effective_on": "2026-06-01", "reason": "more people"})
    versions = boss.get(f"{one}/versions").json()["items"]
    assert [row["plan"][1]["amount"] for row in versions] == ["80.00", "160.00"]
    assert versions[1]["reason"] == "more people"
    even = boss.get(f"{one}/plan-suggestion?way=even").json()["items"]
    assert len(even) == 12
    bad = boss.patch(one, {"plan": [{"month": "2030-01-01", "amount": "1"}]})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "plan")
    assert boss.get("/budgets/execution?year=1").status_code == 422


def test_copies_and_files(boss: Client) -> None:
    boss.post("/budgets", {**YEAR, "amount": "100"})
    wanted = {"from_year": 2026, "percent": "10"}
    assert boss.post("/budgets/copy/preview", wanted).json()["items"][0]["amount"] == "110.00"
    assert boss.post("/budgets/copy", wanted).json()["items"][0]["budget_id"] is not None
    assert boss.post("/budgets/copy", wanted).json()["items"][0]["is_there"] is True
    data = b"year,total\n2026,500\n2028,700\n"
    form: dict[str, Any] = {"files": {"file": ("budgets.csv", data)}, "data": {"reason": "board"}}
    preview = boss.post("/budgets/import/preview", **form)
    assert (preview.json()["new"], preview.json()["changed"]) == (1, 1)
    done = boss.post("/budgets/import", **form)
    assert (done.status_code, done.json()["total"]) == (200, "1200.00")
    assert len(boss.get("/budgets").json()["items"]) == 3
    broken: dict[str, Any] = {"files": {"file": ("budgets.csv", b"year,total\n2026,x\n")}}
    refused = boss.post("/budgets/import", **broken)
    assert refused.status_code == 422


def test_an_account_is_reconciled(boss: Client) -> None:
    opening = {"opening_on": "2025-12-31", "opening_balance": "100"}
    account = boss.post("/accounts", {"name": "Main", **opening}).json()["id"]
    boss.post("/financial-records", {**EXPENSE, "record_date": "2026-01-10", "account_id": account})
    state = {"account_id": account, "balance_on": "2026-01-31", "balance": "100"}
    made = boss.post("/statement-balances", state)
    assert (made.status_code, boss.post("/statement-balances", state).status_code) == (201, 409)
    one = f"/accounts/{account}"
    found = boss.get(f"{one}/balance?as_of=2026-02-01").json()
    assert (found["book"], found["difference"], found["breaks_on"]) == (
        "40.00",
        "-60.00",
        "2026-01-31",
    )
    assert boss.get("/accounts/balances?as_of=2026-02-01").json()["items"] == [found]
    assert [row["why"] for row in boss.get(f"{one}/suspects").json()["items"]] == ["twice"]
    mark = {"until": "2026-01-31"}
    assert boss.post(f"{one}/reconcile", mark).status_code == 409
    boss.patch(f"/statement-balances/{made.json()['id']}", {"balance": "40"})
    assert boss.post(f"{one}/reconcile", mark).json()["reconciled_until"] == "2026-01-31"
    assert boss.post(f"{one}/reconcile", {"until": None}).json()["reconciled_until"] is None


def test_recurring_expenses(boss: Client) -> None:
    for month in range(1, 7):
        body = {**EXPENSE, "record_date": f"2026-{month:02d}-03", "counterparty": "Rent"}
        boss.post("/financial-records", body)
    (row,) = boss.get("/recurring-expenses?as_of=2026-06-20").json()["items"]
    assert (row["interval"], row["next_on"], row["state"]) == ("monthly", "2026-07-03", "running")
    assert boss.get("/recurring-expenses").json()["items"][0]["series"] == row["series"]
    gone = boss.post(f"/recurring-expenses/{row['series']}/dismiss", {})
    assert gone.json()["is_dismissed"] is True
    assert boss.post(f"/recurring-expenses/{row['series']}/restore", {}).status_code == 200
    assert boss.post("/recurring-expenses/0123456789/restore", {}).status_code == 404
