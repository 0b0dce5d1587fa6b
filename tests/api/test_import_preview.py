"""By REST: what is said of a previewed file, its rows, its rejects, calling it off, templates."""

from __future__ import annotations

from typing import Any

import pytest

from api.routes import import_preview as routes
from tests.api.client import Client

pytestmark = pytest.mark.integration

UNCLEAR = b"date,text,amount\n01/02/2026,a,5.00\n03/04/2026,b,6.00\n05/06/2026,c,x\n"


def send(client: Client, content: bytes = UNCLEAR) -> dict[str, Any]:
    files = {"file": ("bank.csv", content, "text/csv")}
    batch: dict[str, Any] = client.request("POST", "/v1/imports", files=files).json()
    return batch


def test_what_is_said_changes_the_figures(finance: Client) -> None:
    batch = send(finance)
    path = f"/imports/{batch['id']}"
    said = finance.patch(path, {"answers": {"date_order": "DMY", "direction": "expense"}})
    assert said.status_code == 200, said.text
    shown = said.json()["preview"]
    assert (shown["questions"], shown["first_date"]) == ([], "2026-02-01")
    wrong = finance.patch(path, {"map": {"amount": "nowhere"}})
    assert (wrong.status_code, finance.get(path).json()["state"]) == (422, "preview")
    fixed = finance.patch(path, {"corrections": [{"line": 4, "column": "amount", "value": "7"}]})
    assert fixed.json()["preview"]["rows"]["new"] == 3
    finance.patch(path, {"decisions": {"2": "skip"}})
    rows = finance.get(f"{path}/rows?limit=2").json()
    assert [row["fate"] for row in rows["items"]] == ["skip", "add"]
    assert rows["next_offset"] == 2
    done = finance.post(f"{path}/commit").json()
    assert done["result"]["written"] == {"added": 2, "updated": 0, "left_out": 1}


def test_a_large_file_is_read_anew_in_the_background(
    finance: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = send(finance)
    monkeypatch.setattr(routes, "AT_ONCE", 0)
    monkeypatch.setattr(routes, "in_background", lambda work: work())
    said = finance.patch(f"/imports/{batch['id']}", {"answers": {"direction": "income"}})
    assert said.status_code == 202
    again = finance.get(f"/imports/{batch['id']}").json()
    assert [one["id"] for one in again["preview"]["questions"]] == ["date_order"]
    plain = finance.patch(f"/imports/{batch['id']}", {"on_duplicate": "update"})
    assert plain.status_code == 200


def test_an_import_is_called_off(finance: Client) -> None:
    first, second = send(finance), send(finance)
    row = finance.post(f"/imports/{first['id']}/cancel").json()
    assert (row["state"], row["error"]["code"]) == ("failed", "import.cancelled")
    assert finance.delete(f"/imports/{second['id']}").json()["state"] == "failed"
    assert finance.post(f"/imports/{first['id']}/commit").status_code == 409
    assert finance.patch(f"/imports/{first['id']}", {}).status_code == 409


def test_rejected_rows_come_as_an_import_of_their_own(finance: Client) -> None:
    batch = send(finance)
    answers = {"date_order": "DMY", "direction": "expense"}
    finance.post(f"/imports/{batch['id']}/commit", {"answers": answers})
    cells = {"corrections": [{"line": 4, "column": "amount", "value": "7"}]}
    sent = finance.post(f"/imports/{batch['id']}/rejects", cells)
    assert sent.status_code == 201, sent.text
    assert (sent.json()["state"], sent.json()["preview"]["rows"]["new"]) == ("preview", 1)
    finance.post(f"/imports/{sent.json()['id']}/commit")
    assert len(finance.get("/financial-records").json()["items"]) == 3
    nowhere = {"corrections": [{"line": 9, "column": "amount", "value": "7"}]}
    assert finance.post(f"/imports/{batch['id']}/rejects", nowhere).status_code == 422


def test_templates_are_renamed_and_deleted(finance: Client) -> None:
    made = finance.post("/import-templates", {"name": "Bank"}).json()
    finance.post("/import-templates", {"name": "Shop"})
    path = f"/import-templates/{made['id']}"
    assert finance.patch(path, {"name": "Shop"}).status_code == 409
    assert finance.patch(path, {"name": "House bank"}).json()["name"] == "House bank"
    assert finance.delete(path).status_code == 204
    assert finance.patch(path, {"name": "x"}).status_code == 404


def test_an_outsider_says_nothing(finance: Client, outsider: Client) -> None:
    batch = send(finance)
    path = f"/imports/{batch['id']}"
    assert outsider.patch(path, {}).status_code == 403
    assert outsider.get(f"{path}/rows").status_code == 403
    assert outsider.post(f"{path}/cancel").status_code == 403
    assert outsider.delete(path).status_code == 403
    assert outsider.post(f"{path}/rejects", {"corrections": [{"line": 2, "column": "a",
                         "value": "1"}]}).status_code == 403  # fmt: skip
