"""The company's settings over REST: read by all, changed by administrators, with history."""

from __future__ import annotations

from tests.api.client import Client


def test_a_change_is_merged_and_stands_in_the_history(boss: Client) -> None:
    before = boss.patch("/settings", {"name": "Example Ltd"}).json()
    own = [{"day": "2026-05-20", "name": "Founding day"}]
    changed = boss.patch("/settings", {"first_weekday": 7, "own_days": own})
    assert changed.status_code == 200, changed.text
    row = changed.json()
    assert row["own_days"] == [{"day": "2026-05-20", "name": "Founding day", "is_working": False}]
    assert (row["first_weekday"], row["name"]) == (7, before["name"])
    newest = boss.get("/settings/history").json()["items"][0]
    assert newest["changes"]["first_weekday"] == [1, 7]
    assert set(newest["changes"]) == {"first_weekday", "own_days"}


def test_what_is_wrong_is_told_by_field(boss: Client) -> None:
    for wrong in (
        {"timezone": "Nowhere"},
        {"holiday_calendar": "XX"},
        {"name": ""},
        {"unknown": 1},
        {"own_days": [{"day": "2026-05-20", "name": "x"}] * 2},
    ):
        answer = boss.patch("/settings", wrong)
        assert answer.status_code == 422, wrong
        assert next(iter(wrong)) in answer.text


def test_others_read_but_neither_change_nor_see_the_history(outsider: Client) -> None:
    assert outsider.get("/settings").status_code == 200
    assert outsider.patch("/settings", {"name": "x"}).status_code == 403
    assert outsider.get("/settings/history").status_code == 403
