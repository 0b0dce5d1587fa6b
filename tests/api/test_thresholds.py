"""REST of an indicator's definition and limits."""

from __future__ import annotations

import pytest

from tests.api.client import Client

pytestmark = pytest.mark.integration
PATH = "/indicators/budget_execution_rate"


def test_limits_are_read_set_listed_and_restored(boss: Client, member: Client) -> None:
    found = boss.get(PATH).json()
    assert found["formula"].count("÷") == 1
    assert found["thresholds"]["is_default"]
    made = boss.post("/projects", {"name": "P", "start_date": "2026-01-01", "budget": "1000"})
    of = {"target_id": made.json()["id"]}
    assert boss.get(f"{PATH}/values", params=of).json()["items"][0]["light"] == "green"
    own = f"/v1{PATH}/thresholds"
    assert member.request("PUT", own, json={"red": "0.5"}).status_code == 403
    assert boss.request("PUT", own, json={"amber": "2", "red": "1"}).status_code == 422
    put = boss.request("PUT", own, json={"amber": "-1", "red": "-0.5"})
    assert (put.status_code, put.json()["is_default"]) == (200, False)
    assert boss.get(f"{PATH}/values", params=of).json()["items"][0]["light"] == "red"
    (change,) = boss.get(f"{PATH}/thresholds/history").json()["items"]
    assert (float(change["before"]["amber"]), float(change["after"]["amber"])) == (0.9, -1)
    back = boss.post(f"{PATH}/thresholds/restore", {"change_id": change["id"]})
    assert (back.status_code, back.json()["is_default"]) == (200, True)
    assert boss.get("/indicators/days_late/thresholds").json()["amber"] == "7.00"
    for path in ("/indicators/nothing", "/indicators/nothing/thresholds"):
        assert boss.get(path).status_code == 404
