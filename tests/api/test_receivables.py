"""Receivables by REST: matched, aged, dunned; and by whom."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Client

pytestmark = pytest.mark.integration

INCOME = {"record_date": "2026-02-01", "direction": "income", "amount": "60"}
READINGS = ("ageing", "summary", "dunning", "suggestions")


@pytest.fixture
def owed(boss: Client) -> dict[str, Any]:
    customer = boss.post("/customers", {"name": "Acme"}).json()["id"]
    body = {"due_date": "2026-01-31", "amount": "100", "customer_id": customer, "title": "A"}
    row: dict[str, Any] = boss.post("/receivables", body).json()
    return row


def test_a_receivable_is_paid_in_parts(boss: Client, owed: dict[str, Any]) -> None:
    one = f"/receivables/{owed['id']}"
    record = boss.post("/financial-records", {**INCOME, "customer_id": owed["customer_id"]}).json()
    (found,) = boss.get(f"{one}/suggestions").json()["items"]
    assert (found["financial_record_id"], found["amount"]) == (record["id"], "60.00")
    made = boss.post(f"{one}/receipts", {"financial_record_id": record["id"]})
    assert (made.status_code, made.json()["amount"]) == (201, "60.00")
    assert boss.get(one).json()["open_amount"] == "40.00"
    assert boss.get(f"{one}?as_of=2026-01-31").json()["state"] == "open"
    assert [row["id"] for row in boss.get("/receivables?state=overdue").json()["items"]] == [
        owed["id"]
    ]
    assert boss.get("/receivables?state=overdue&as_of=2026-01-31").json()["items"] == []
    again = boss.post(f"{one}/receipts", {"financial_record_id": record["id"]})
    assert again.status_code == 409
    receipt = f"/receivable-receipts/{made.json()['id']}"
    assert boss.delete(receipt).status_code == 204
    assert boss.delete(receipt).status_code == 404
    assert boss.get(f"{one}/receipts").json()["items"] == []


def test_what_is_late_is_aged_and_dunned(boss: Client, owed: dict[str, Any]) -> None:
    ageing = boss.get("/receivables/ageing?as_of=2026-03-05").json()
    assert ageing["items"][0]["days_31_60"] == "100.00"
    assert ageing["total"]["overdue"] == "100.00"
    late = boss.get("/receivables/dunning?as_of=2026-03-05").json()["items"]
    assert (late[0]["customer"], late[0]["oldest_days"]) == ("Acme", 33)
    assert set(late[0]["letters"]) == {"zh", "en"}
    summary = boss.get("/receivables/summary?as_of=2026-03-05&from=2026-01-01&to=2026-03-05")
    assert summary.json()["collection_rate"] == "0.00"
    assert boss.get("/receivables/summary?from=2026-01-01").status_code == 422
    assert boss.get("/receivables/ageing?as_of=someday").status_code == 422


def test_certain_suggestions_are_matched_at_once(boss: Client, owed: dict[str, Any]) -> None:
    boss.post("/financial-records", {**INCOME, "amount": "100", "counterparty": "ACME Ltd"})
    assert boss.get("/receivables/suggestions").json()["items"][0]["certain"] is True
    done = boss.post("/receivables/suggestions/accept").json()["items"]
    assert [row["amount"] for row in done] == ["100.00"]
    assert boss.get(f"/receivables/{owed['id']}").json()["state"] == "paid"


def test_nobody_else_sees_or_matches(
    boss: Client, member: Client, outsider: Client, nobody: Client, owed: dict[str, Any]
) -> None:
    one = f"/receivables/{owed['id']}"
    record = boss.post("/financial-records", INCOME).json()
    body = {"financial_record_id": record["id"]}
    receipt = boss.post(f"{one}/receipts", body).json()
    paths = [f"/receivables/{name}" for name in READINGS]
    for path in (*paths, f"{one}/receipts", f"{one}/suggestions"):
        assert nobody.get(path).status_code == 401
        assert outsider.get(path).status_code in {403, 404}
    for who, codes in ((nobody, {401}), (outsider, {403, 404}), (member, {404})):
        assert who.post(f"{one}/receipts", body).status_code in codes
        assert who.delete(f"/receivable-receipts/{receipt['id']}").status_code in codes
    assert outsider.post("/receivables/suggestions/accept").status_code == 403
    assert member.get(f"{one}/receipts").status_code == 404
    assert member.get("/receivables/ageing").json()["items"] == []
