"""Each plain thing by REST: made, read, listed, changed, removed; and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Cast

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class Thing:
    path: str
    body: dict[str, Any]
    patch: dict[str, Any]
    required: tuple[str, ...]
    money: dict[str, str] = field(default_factory=dict)
    everybody_reads: bool = False


THINGS = (
    Thing(
        "/projects",
        {"name": "Web shop", "start_date": "2026-01-01", "budget": "1000.5"},
        {"status": "active"},
        ("name", "start_date", "budget"),
        {"budget": "1000.50"},
    ),
    Thing(
        "/financial-records",
        {"record_date": "2026-02-01", "direction": "expense", "amount": 12.5},
        {"amount": "13"},
        ("record_date", "direction", "amount"),
        {"amount": "12.50", "amount_base": "12.50"},
    ),
    Thing("/accounts", {"name": "Main"}, {"institution": "Bank"}, ("name",)),
    Thing(
        "/categories",
        {"code": "x1", "name_zh": "一", "name_en": "One", "kind": "operating"},
        {"name_en": "Two"},
        ("code", "name_zh", "name_en", "kind"),
        everybody_reads=True,
    ),
    Thing(
        "/exchange-rates",
        {"currency": "EUR", "rate_date": "2026-01-01", "rate": "7.81230000"},
        {"rate": "8"},
        ("currency", "rate_date", "rate"),
        {"rate": "7.8123"},
        everybody_reads=True,
    ),
    Thing("/departments", {"name": "Lab"}, {"code": "L"}, ("name",), everybody_reads=True),
    Thing("/customers", {"name": "Acme"}, {"contact": "Eve"}, ("name",)),
    Thing(
        "/budgets",
        {"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "100"},
        {"note": "checked"},
        ("period_start", "period_end", "amount"),
        {"amount": "100.00"},
    ),
    Thing("/contracts", {"name": "Support"}, {"terms": "30 days"}, ("name",)),
    Thing(
        "/receivables",
        {"due_date": "2026-01-31", "amount": "100"},
        {"note": "asked"},
        ("due_date", "amount"),
        {"amount": "100.00", "received": "0.00", "open_amount": "100.00"},
    ),
    Thing(
        "/alert-rules",
        {
            "name": "Large expense",
            "indicator": "expense_amount",
            "condition": "gt",
            "threshold": "1000",
            "severity": "high",
            "notify_roles": ["founder"],
        },
        {"threshold": "0.8"},
        ("name", "indicator", "condition", "threshold", "severity", "notify_roles"),
        {"threshold": "1000.00"},
    ),
)


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.path.strip("/"))
class TestPlainThing:
    def test_is_made_read_listed_changed_and_removed(self, boss: Client, thing: Thing) -> None:
        made = boss.post(thing.path, thing.body)
        assert made.status_code == 201, made.text
        row = made.json()
        assert {name: row[name] for name in thing.money} == thing.money
        path = f"{thing.path}/{row['id']}"
        assert boss.get(path).json() == row
        assert row["id"] in [one["id"] for one in boss.get(thing.path).json()["items"]]
        changed = boss.patch(path, thing.patch, headers={"If-Match": f'"{row["version"]}"'})
        assert changed.status_code == 200, changed.text
        assert changed.json()["version"] == row["version"] + 1
        assert changed.headers["etag"] == f'"{row["version"] + 1}"'
        assert boss.get(path).json() == changed.json()
        stale = boss.patch(path, thing.patch, headers={"If-Match": "1"})
        assert stale.status_code == 412
        assert boss.delete(path).status_code == 204
        assert boss.get(path).status_code == 404
        assert boss.delete(path).status_code == 404

    def test_names_each_required_field(self, boss: Client, thing: Thing) -> None:
        errors = boss.post(thing.path, {}).json()["errors"]
        assert {error["field"] for error in errors} == set(thing.required)

    def test_is_hidden_from_an_outsider(self, boss: Client, outsider: Client, thing: Thing) -> None:
        row = boss.post(thing.path, thing.body).json()
        path = f"{thing.path}/{row['id']}"
        assert outsider.post(thing.path, thing.body).status_code == 403
        assert outsider.patch(path, thing.patch).status_code in {403, 404}
        assert outsider.delete(path).status_code in {403, 404}
        if not thing.everybody_reads:
            assert outsider.get(path).status_code in {403, 404}
            listed = outsider.get(thing.path)
            assert listed.status_code == 403 or listed.json()["items"] == []
        assert boss.get(path).json()["version"] == row["version"]

    def test_keeps_what_it_was_given_when_the_same_request_comes_again(
        self, boss: Client, thing: Thing
    ) -> None:
        key = {"Idempotency-Key": "k"}
        first = boss.post(thing.path, thing.body, headers=key).json()
        assert boss.post(thing.path, thing.body, headers=key).json() == first


def test_a_member_sees_the_own_department_only(boss: Client, member: Client, cast: Cast) -> None:
    for path, body in (
        ("/projects", {"name": "P", "start_date": "2026-01-01", "budget": "1"}),
        ("/financial-records", {"record_date": "2026-01-01", "direction": "income", "amount": "1"}),
        ("/budgets", {"period_start": "2026-01-01", "period_end": "2026-02-01", "amount": "1"}),
        ("/customers", {"name": "C"}),
        ("/contracts", {"name": "C"}),
        ("/receivables", {"due_date": "2026-01-31", "amount": "1"}),
    ):
        mine = boss.post(path, {**body, "department_id": cast.sales}).json()["id"]
        theirs = boss.post(path, {**body, "department_id": cast.other}).json()["id"]
        nobodys = boss.post(path, body).json()["id"]
        assert [row["id"] for row in member.get(path).json()["items"]] == [mine], path
        assert member.get(f"{path}/{mine}").status_code == 200
        for hidden in (theirs, nobodys):
            assert member.get(f"{path}/{hidden}").status_code == 404
            assert member.patch(f"{path}/{hidden}", {}).status_code == 404
            assert member.delete(f"{path}/{hidden}").status_code == 404
        assert member.post(path, {**body, "department_id": cast.other}).status_code == 403


@pytest.mark.parametrize("path", ["/projects", "/financial-records"])
def test_what_was_deleted_can_be_restored(boss: Client, outsider: Client, path: str) -> None:
    thing = next(thing for thing in THINGS if thing.path == path)
    row = boss.post(path, thing.body).json()
    one = f"{path}/{row['id']}"
    assert boss.post(f"{one}/restore").status_code == 404
    boss.delete(one)
    assert [r["id"] for r in boss.get(f"{path}?in_bin=true").json()["items"]] == [row["id"]]
    assert boss.get(path).json()["items"] == []
    assert outsider.post(f"{one}/restore").status_code in {403, 404}
    assert boss.post(f"{one}/restore").json()["deleted_at"] is None
    assert boss.get(one).status_code == 200


def test_lists_are_filtered_by_field_name(boss: Client) -> None:
    for direction in ("income", "expense"):
        boss.post(
            "/financial-records",
            {"record_date": "2026-01-01", "direction": direction, "amount": "1"},
        )
    found = boss.get("/financial-records?direction=income&date_from=2026-01-01&sort=amount")
    assert [row["direction"] for row in found.json()["items"]] == ["income"]
    assert boss.get("/financial-records?date_from=someday").status_code == 422


def test_a_taken_code_is_409(boss: Client) -> None:
    body = {"name": "P", "code": "A", "start_date": "2026-01-01", "budget": "1"}
    assert boss.post("/projects", body).status_code == 201
    taken = boss.post("/projects", body)
    assert (taken.status_code, taken.json()["title"]) == (409, "Not possible in this state")


def test_unknown_links_are_named(boss: Client) -> None:
    body = {"name": "P", "start_date": "2026-01-01", "budget": "1", "department_id": 4711}
    refused = boss.post("/projects", body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "department_id"


def test_amounts_are_null_without_the_right(boss: Client, app: Any) -> None:
    row = boss.post(
        "/financial-records", {"record_date": "2026-01-01", "direction": "income", "amount": "1"}
    ).json()
    token = boss.post("/tokens", {"name": "t", "scopes": ["records.view"]}).json()["token"]
    narrow = Client(app, token)
    seen = narrow.get(f"/financial-records/{row['id']}").json()
    assert (seen["amount"], seen["amount_base"]) == (None, None)
    assert narrow.get("/indicators/revenue/values").status_code == 403


def test_accounts_by_the_administrator_only(boss: Client, member: Client, cast: Cast) -> None:
    made = boss.post("/users", {"username": "eve", "roles": ["finance"]})
    assert made.status_code == 201
    row = made.json()
    assert len(row["initial_password"]) >= 10
    assert "password_hash" not in made.text
    assert boss.post("/users", {"username": "eve"}).status_code == 409
    assert boss.patch(f"/users/{row['id']}", {"display_name": "Eve"}).json()["version"] == 2
    assert boss.post(f"/users/{row['id']}/reset-password").json()["password"]
    assert boss.get("/users?role=finance").json()["items"][-1]["username"] == "finance"
    assert member.get(f"/users/{cast.member_id}").json()["username"] == "member"
    assert {p["name"] for p in member.get("/people").json()["items"]} >= {"boss", "Eve"}
    for refused in (
        member.get("/users"),
        member.get(f"/users/{row['id']}"),
        member.post("/users", {"username": "mallory"}),
        member.patch(f"/users/{row['id']}", {"display_name": "x"}),
        member.post(f"/users/{row['id']}/reset-password"),
    ):
        assert refused.status_code == 403


def test_the_operators_paths_need_their_rights(boss: Client, member: Client) -> None:
    boss.post("/departments", {"name": "Audited"})
    entry = boss.get("/audit-log?action=department.created").json()["items"][0]
    assert (entry["actor_name"], entry["after"]["name"]) == ("boss", "Audited")
    details = boss.get("/health/details").json()
    assert details["status"] in {"ok", "warn", "fail"}
    assert details["figures"]["events_waiting"] == 0
    assert "selfmastery_requests_total" in boss.get("/metrics").text
    assert 'route="/v1/departments"' in boss.get("/metrics").text
    assert boss.get("/backups").json() == {"items": [], "next_cursor": None}
    assert boss.get("/jobs").status_code == 200
    assert boss.get("/job-runs").status_code == 200
    for path in ("/audit-log", "/health/details", "/metrics", "/backups", "/jobs", "/job-runs"):
        assert member.get(path).status_code == 403, path


def test_status_history_is_of_what_one_sees(boss: Client, member: Client, cast: Cast) -> None:
    body = {"name": "P", "start_date": "2026-01-01", "budget": "1"}
    mine = boss.post("/projects", {**body, "department_id": cast.sales}).json()["id"]
    theirs = boss.post("/projects", {**body, "department_id": cast.other}).json()["id"]
    boss.patch(f"/projects/{mine}", {"status": "active"})
    path = f"/status-history?target_type=project&target_id={mine}"
    seen = member.get(path).json()["items"]
    assert [(c["from_status"], c["to_status"]) for c in seen] == [
        ("planning", "active"),
        (None, "planning"),
    ]
    assert member.get(path.replace(str(mine), str(theirs))).json()["items"] == []
    assert len(boss.get("/status-history").json()["items"]) == 3
