"""Categorisation rules by REST: made, tried, ordered, applied, learned."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Cast

pytestmark = pytest.mark.integration

RULES = "/categorisation-rules"
FILE = b"Date,Payee,Amount,Currency\n2026-05-01,Uber,-30.00,CNY\n2026-05-02,Rent Ltd,-1.00,CNY\n"


def category(client: Client, code: str) -> int:
    items = client.get(f"/categories?code={code}").json()["items"]
    if items:
        return int(items[0]["id"])
    body = {"code": code, "name_zh": code, "name_en": code, "kind": "operating"}
    return int(client.post("/categories", body).json()["id"])


def uber(client: Client, **changes: Any) -> dict[str, Any]:
    return {"text": "uber", "category_id": category(client, "travel"), **changes}


def spend(client: Client, **changes: Any) -> dict[str, Any]:
    body = {"record_date": "2026-05-01", "direction": "expense", "amount": "5", **changes}
    row: dict[str, Any] = client.post("/financial-records", body).json()
    return row


def test_a_rule_is_tried_saved_changed_and_removed(boss: Client) -> None:
    spend(boss, counterparty="UBER Trip")
    tried = boss.post(f"{RULES}/test", uber(boss)).json()
    assert (tried["matched"], tried["changes"]) == (1, 1)
    assert tried["sums"] == [
        {"direction": "expense", "currency": "CNY", "records": 1, "amount": "5.00"}
    ]
    made = boss.post(RULES, uber(boss, amount_max="100"))
    assert made.status_code == 201, made.text
    path = f"{RULES}/{made.json()['id']}"
    assert boss.get(path).json() == made.json()
    assert made.json()["amount_max"] == "100.00"
    assert boss.post(f"{path}/test").json()["matched"] == 1
    changed = boss.patch(path, {"name": "Rides"}, headers={"If-Match": '"1"'})
    assert changed.json()["version"] == 2
    assert boss.patch(path, {"name": "X"}, headers={"If-Match": '"1"'}).status_code == 412
    assert boss.patch(path, {"category_id": None}).status_code == 422
    assert boss.delete(path, headers={"If-Match": '"1"'}).status_code == 412
    assert boss.delete(path).status_code == 204
    assert boss.get(path).status_code == 404


def test_what_is_wrong_with_a_rule_is_said(boss: Client) -> None:
    for body in ({}, {"text": "x"}, {"category_id": 1}, uber(boss, direction="up")):
        refused = boss.post(RULES, body)
        assert refused.status_code == 422, body
        assert refused.json()["errors"]
    assert boss.post(RULES, uber(boss, project_id=4711)).json()["errors"][0]["field"] == (
        "project_id"
    )


def test_rules_are_ordered_and_applied(boss: Client) -> None:
    first = boss.post(RULES, uber(boss, text="eats")).json()["id"]
    second = boss.post(RULES, uber(boss)).json()["id"]
    assert boss.post(f"{RULES}/reorder", {"ids": [second, first]}).json() == {
        "ids": [second, first]
    }
    assert [row["id"] for row in boss.get(RULES).json()["items"]] == [second, first]
    assert boss.post(f"{RULES}/reorder", {"ids": [first]}).status_code == 422
    record = spend(boss, counterparty="Uber Eats")
    would = boss.post(f"{RULES}/apply/preview").json()
    assert (would["records"], would["rules"]) == (1, [{"rule_id": second, "records": 1}])
    assert would["sample"][0]["id"] == record["id"]
    assert boss.post(f"{RULES}/apply", {"rule_ids": [first]}).json()["records"] == 0
    assert boss.post(f"{RULES}/apply").json()["records"] == 1
    row = boss.get(f"/financial-records/{record['id']}").json()
    assert (row["category_source"], row["categorisation_rule_id"]) == ("rule", second)


def test_suggestions_are_accepted_and_dismissed(boss: Client) -> None:
    travel = category(boss, "travel")
    for name in ("Uber", "Uber", "Train", "Train"):
        assert spend(boss, counterparty=name, category_id=travel)["category_source"] == "person"
    found = {one["counterparty"]: one for one in boss.get(f"{RULES}/suggestions").json()["items"]}
    assert found["Uber"]["agreeing"] == found["Uber"]["of"] == 2
    accepted = boss.post(f"{RULES}/suggestions/{found['Uber']['id']}/accept")
    assert (accepted.status_code, accepted.json()["counterparty"]) == (201, "Uber")
    assert accepted.headers["location"].endswith(f"{RULES}/{accepted.json()['id']}")
    assert boss.post(f"{RULES}/suggestions/{found['Train']['id']}/dismiss").status_code == 204
    assert boss.get(f"{RULES}/suggestions").json()["items"] == []
    assert boss.post(f"{RULES}/suggestions/{found['Train']['id']}/accept").status_code == 404


def test_an_import_says_what_its_records_are_about(boss: Client) -> None:
    for code in ("travel", "rent"):
        category(boss, code)
    made = boss.request("POST", "/v1/imports", files={"file": ("a.csv", FILE)}).json()
    path = f"/imports/{made['id']}/categories"

    def said() -> dict[str, tuple[str, int]]:
        items = boss.get(path).json()["items"]
        return {one["category"]: (one["by"], one["rows"]) for one in items}

    names = {one["category"] for one in made["preview"]["categories"]}
    assert said() == dict.fromkeys(names, ("keyword", 1))
    assert len(names) == 2
    boss.post(RULES, uber(boss))
    assert sorted(said().values()) == [("keyword", 1), ("rule", 1)]
    before = said()
    assert boss.post(f"/imports/{made['id']}/commit").status_code == 200
    assert said() == before


def test_keywords_are_switched(boss: Client) -> None:
    assert boss.get(f"{RULES}/keywords").json()["active"] is True
    assert boss.request("PUT", f"/v1{RULES}/keywords", json={"active": False}).status_code == 200
    assert boss.get(f"{RULES}/keywords").json()["active"] is False


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", RULES, {"text": "x", "category_id": 1}),
        ("post", f"{RULES}/reorder", {"ids": []}),
        ("post", f"{RULES}/apply", {}),
        ("post", f"{RULES}/apply/preview", {}),
        ("post", f"{RULES}/test", {"text": "x", "category_id": 1}),
        ("put", f"{RULES}/keywords", {"active": False}),
        ("get", f"{RULES}/keywords", None),
        ("get", f"{RULES}/suggestions", None),
        ("get", RULES, None),
    ],
)
def test_an_outsider_is_refused(outsider: Client, method: str, path: str, body: Any) -> None:
    answer = outsider.request(method.upper(), f"/v1{path}", json=body)
    assert answer.status_code == 403


def test_a_manager_sees_rules_of_their_department_and_changes_none(
    boss: Client, member: Client, cast: Cast
) -> None:
    mine = boss.post(RULES, uber(boss, department_id=cast.sales)).json()["id"]
    other = boss.post(RULES, uber(boss)).json()["id"]
    assert [row["id"] for row in member.get(RULES).json()["items"]] == [mine]
    assert member.get(f"{RULES}/{other}").status_code == 404
    assert member.patch(f"{RULES}/{other}", {"name": "x"}).status_code == 404
    assert member.patch(f"{RULES}/{mine}", {"name": "x"}).status_code == 403
    assert member.delete(f"{RULES}/{mine}").status_code == 403
    assert member.post(RULES, uber(boss, department_id=cast.sales)).status_code == 403
