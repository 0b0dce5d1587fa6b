"""What holds for every path: versions, repeats, lists, problems; shown on departments."""

from __future__ import annotations

import json
import threading

import pytest

from tests.api.client import Client
from tests.api.conftest import Cast

pytestmark = pytest.mark.integration

JSON = {"Content-Type": "application/json"}


def new_department(client: Client, name: str = "Research", **more: object) -> dict[str, object]:
    answer = client.post("/departments", {"name": name, **more})
    assert answer.status_code == 201, answer.text
    row: dict[str, object] = answer.json()
    return row


def test_create_answers_201_with_the_row_its_address_and_version(boss: Client) -> None:
    answer = boss.post("/departments", {"name": " Research ", "code": "R"})
    row = answer.json()
    assert answer.status_code == 201
    assert row["name"] == "Research"
    assert row["version"] == 1
    assert row["created_at"].endswith("Z")
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"/api/v1/departments/{row['id']}"
    assert boss.get(f"/departments/{row['id']}").json() == row


def test_a_change_with_the_version_read_is_kept_and_a_stale_one_is_not(boss: Client) -> None:
    for form in ('"{}"', "{}", 'W/"{}"'):
        _change_twice(boss, form)


def _change_twice(boss: Client, form: str) -> None:
    row = new_department(boss)
    mark = {"If-Match": form.format(row["version"])}
    path = f"/departments/{row['id']}"
    assert boss.patch(path, {"name": "A"}, headers=mark).json()["version"] == 2
    stale = boss.patch(path, {"name": "B"}, headers=mark)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert boss.delete(path, headers=mark).status_code == 412
    assert boss.get(path).json()["name"] == "A"
    assert boss.delete(path, headers={"If-Match": '"2"'}).status_code == 204
    assert boss.get(path).status_code == 404


def test_a_repeat_with_the_same_key_writes_nothing_new(boss: Client) -> None:
    key = {"Idempotency-Key": "order-1"}
    first = boss.post("/departments", {"name": "Once"}, headers=key)
    again = boss.post("/departments", {"name": "Once"}, headers=key)
    assert again.status_code == 201
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["idempotent-replayed"] == "true"
    assert len(boss.get("/departments?name=Once").json()["items"]) == 1


def test_a_key_used_for_another_body_is_refused(boss: Client) -> None:
    key = {"Idempotency-Key": "order-1"}
    boss.post("/departments", {"name": "Once"}, headers=key)
    other = boss.post("/departments", {"name": "Twice"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.other_request")


def test_keys_of_two_people_do_not_meet(boss: Client, finance: Client) -> None:
    key = {"Idempotency-Key": "mine"}
    assert boss.post("/tokens", {"name": "a"}, headers=key).status_code == 201
    theirs = finance.post("/tokens", {"name": "b"}, headers=key)
    assert (theirs.status_code, theirs.json()["name"]) == (201, "b")


def test_a_refused_request_keeps_no_answer(boss: Client) -> None:
    key = {"Idempotency-Key": "again"}
    refused = boss.post("/departments", {"name": "X", "parent_id": 4711}, headers=key)
    assert refused.status_code == 422
    assert boss.post("/departments", {"name": "X"}, headers=key).status_code == 201


def test_the_same_key_at_the_same_moment_writes_once(boss: Client) -> None:
    answers: list[tuple[int, object]] = []

    def send() -> None:
        answer = boss.post("/departments", {"name": "Race"}, headers={"Idempotency-Key": "r"})
        answers.append((answer.status_code, answer.json().get("id")))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} == {201}
    assert len({row_id for _, row_id in answers}) == 1
    assert len(boss.get("/departments?name=Race").json()["items"]) == 1


def test_a_kept_answer_does_not_outlive_the_right(boss: Client, finance: Client) -> None:
    key = {"Idempotency-Key": "rate"}
    rate = {"currency": "USD", "rate_date": "2026-01-01", "rate": "7.1"}
    assert finance.post("/exchange-rates", rate, headers=key).status_code == 201
    people = boss.get("/users?username=finance").json()["items"]
    boss.patch(f"/users/{people[0]['id']}", {"roles": ["analyst"]})
    assert finance.post("/exchange-rates", rate, headers=key).status_code in {403, 422}


def test_secrets_are_shown_once_and_not_kept_for_a_repeat(boss: Client) -> None:
    key = {"Idempotency-Key": "u"}
    first = boss.post("/users", {"username": "newcomer"}, headers=key)
    again = boss.post("/users", {"username": "newcomer"}, headers=key)
    assert first.json()["initial_password"]
    assert again.json()["initial_password"] is None
    assert again.json()["id"] == first.json()["id"]


def test_a_list_is_walked_by_cursor_without_loss_or_double(boss: Client) -> None:
    names = [f"D{number:02}" for number in range(25)]
    for name in reversed(names):
        new_department(boss, name)
    seen, cursor = [], ""
    while cursor is not None:
        page = boss.get(f"/departments?limit=7&sort=-name&cursor={cursor}").json()
        seen += [row["name"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert [name for name in seen if name.startswith("D")] == names[::-1]


WRONG_PARAMETERS = (
    ("colour=red", "manager_id"),
    ("limit=0", "500"),
    ("limit=501", "500"),
    ("limit=many", "500"),
    ("sort=colour", "name"),
    ("cursor=abc", "cursor"),
    ("parent_id=red", "parent_id"),
    ("parent_id=99999999999999999999", "parent_id"),
    ("q=%00", "stored"),
)


def test_a_wrong_parameter_is_named(boss: Client) -> None:
    for query, word in WRONG_PARAMETERS:
        answer = boss.get(f"/departments?{query}")
        assert answer.status_code == 422, query
        assert word in answer.json()["detail"] + json.dumps(answer.json()["errors"])


SENSELESS = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b'{"name": NaN}',
    b'{"name": "a\\u0000b"}',
    b'{"name": "\\ud800"}',
    b'{"name": "\xff"}',
    b'{"name": 5}',
    b'{"name": "x", "parent_id": 1e400}',
    b'{"name": "x", "parent_id": 99999999999999999999999}',
    b'{"name": "x", "parent_id": ' + b"9" * 5000 + b"}",
    b'{"name": "x", "colour": "red"}',
    b'{"name": "' + b"x" * 5000 + b'"}',
    b"[" * 100_000,
    b'{"name": {"a": ' * 2000,
)


def test_a_body_that_makes_no_sense_is_refused_with_a_problem(boss: Client) -> None:
    for body in SENSELESS:
        answer = boss.request("POST", "/v1/departments", content=body, headers=JSON)
        assert answer.status_code == 422, body[:100]
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "errors"} <= answer.json().keys()
        assert answer.json()["errors"], body[:100]


def test_the_wrong_kind_of_body_is_refused(boss: Client) -> None:
    form = boss.request("POST", "/v1/departments", data={"name": "x"})
    assert form.status_code == 422


def test_an_id_that_cannot_be_is_refused(boss: Client) -> None:
    for row_id in ("0", "-1", "abc", "9223372036854775808", "%00", "1.5"):
        assert boss.get(f"/departments/{row_id}").status_code in {404, 422}, row_id


def test_a_body_larger_than_a_megabyte_is_refused(boss: Client) -> None:
    big = json.dumps({"name": "x" * 1_100_000}).encode()
    answer = boss.request("POST", "/v1/departments", content=big, headers=JSON)
    assert answer.status_code == 413

    async def pieces() -> object:
        for _ in range(20):
            yield b" " * 100_000

    streamed = boss.request("POST", "/v1/departments", content=pieces(), headers=JSON)
    assert streamed.status_code == 413
    assert streamed.headers["content-type"] == "application/problem+json"


def test_what_the_right_does_not_cover_is_403(outsider: Client) -> None:
    assert outsider.post("/departments", {"name": "Mine"}).status_code == 403
    assert outsider.patch("/departments/1", {"name": "Mine"}).status_code == 403
    assert outsider.delete("/departments/1").status_code == 403


def test_a_fault_of_ours_gives_a_number_and_no_trace(
    boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("core.company.settings.get_setting", broken)
    answer = boss.get("/settings")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"]
    assert answer.json()["reference"] in answer.json()["detail"]
    assert "secret" not in answer.text


def test_settings_are_changed_in_part(boss: Client, outsider: Client, cast: Cast) -> None:
    assert boss.patch("/settings", {"name": "Acme", "currency": "eur"}).status_code == 200
    assert boss.patch("/settings", {"timezone": "Europe/Berlin"}).status_code == 200
    settings = outsider.get("/settings").json()
    assert (settings["name"], settings["currency"]) == ("Acme", "EUR")
    assert boss.patch("/settings", {"currency": "XXQ"}).status_code == 422
    assert boss.patch("/settings", {"colour": "red"}).status_code == 422
    assert outsider.patch("/settings", {"name": "Mine"}).status_code == 403
