"""A file's way in by REST: preview, commit, undo, refusals."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.routes import imports as routes
from core.kit.settings import get_settings
from tests.api.client import Client
from tests.api.conftest import Cast

pytestmark = pytest.mark.integration

BANK = (
    "Buchungstag;Empfänger;Verwendungszweck;Betrag;Währung\n"
    "31.12.2025;Müller GmbH;Rechnung 7;-1.234,56;EUR\n"
    "30.12.2025;Kunde AG;Zahlung;2.000,00;EUR\n"
).encode("latin-1")


def send(client: Client, content: bytes = BANK, name: str = "bank.csv", **fields: str) -> Any:
    return client.request(
        "POST", "/v1/imports", files={"file": (name, content, "text/csv")}, data=fields
    )


def total(client: Client) -> int:
    return len(client.get("/financial-records?limit=500").json()["items"])


def test_a_file_is_previewed_committed_and_taken_back(finance: Client) -> None:
    sent = send(finance)
    batch = sent.json()
    assert sent.status_code == 201, sent.text
    assert batch["state"] == "preview"
    assert batch["preview"]["rows"]["new"] == 2
    assert batch["preview"]["signed"][0]["negative"]["amount"] == "-1234.56"
    assert total(finance) == 0
    done = finance.post(f"/imports/{batch['id']}/commit").json()
    assert (done["state"], done["progress"], done["rows_new"]) == ("committed", 100, 2)
    assert finance.post(f"/imports/{batch['id']}/commit").json()["rows_new"] == 2
    assert total(finance) == 2
    undone = finance.post(f"/imports/{batch['id']}/undo").json()
    assert (undone["state"], undone["removed"], undone["kept"]) == ("undone", 2, [])
    again = finance.post(f"/imports/{batch['id']}/undo").json()
    assert (again["state"], again["removed"]) == ("undone", 2)
    assert total(finance) == 0


def test_the_same_file_again_adds_nothing(finance: Client) -> None:
    for expected in (2, 0):
        batch = send(finance).json()
        assert batch["preview"]["rows"]["new"] == expected
        finance.post(f"/imports/{batch['id']}/commit")
    assert total(finance) == 2


def test_an_open_question_stops_the_commit_until_it_is_answered(finance: Client) -> None:
    unclear = b"date,amount\n01/02/2026,5.00\n03/04/2026,6.00\n"
    batch = send(finance, unclear).json()
    questions = batch["preview"]["questions"]
    assert questions, batch["preview"]
    refused = finance.post(f"/imports/{batch['id']}/commit")
    assert refused.status_code == 409
    assert {one["id"] for one in refused.json()["questions"]} == {one["id"] for one in questions}
    assert total(finance) == 0
    answers = {one["id"]: one["suggested"] for one in questions}
    done = finance.post(f"/imports/{batch['id']}/commit", {"answers": answers})
    assert (done.status_code, done.json()["state"]) == (200, "committed")
    assert total(finance) == 2


def test_answers_can_come_with_the_file(finance: Client) -> None:
    unclear = b"date,amount\n01/02/2026,5.00\n03/04/2026,6.00\n"
    questions = send(finance, unclear).json()["preview"]["questions"]
    answers = json.dumps({one["id"]: one["suggested"] for one in questions})
    batch = send(finance, unclear, answers=answers).json()
    assert batch["preview"]["questions"] == []


def test_rejected_rows_come_as_csv(finance: Client) -> None:
    content = (
        b"date,amount,currency\n2026-01-02,5.00,EUR\n2026-01-03,12x3,EUR\n2026-01-04,6.00,EUR\n"
    )
    batch = send(finance, content).json()
    assert batch["preview"]["rows"]["rejected"] == 1
    rejects = finance.get(f"/imports/{batch['id']}/rejects.csv")
    assert rejects.status_code == 200
    assert rejects.headers["content-type"].startswith("text/csv")
    assert "12x3" in rejects.text


REFUSED: tuple[tuple[bytes, dict[str, str]], ...] = (
    (b"", {}),
    (b"\x00\x01\x02\x03" * 100, {}),
    (b"PK\x03\x04 broken", {}),
    (BANK, {"map": "{"}),
    (BANK, {"map": "[1]"}),
    (BANK, {"answers": '{"a": 1}'}),
    (BANK, {"encoding": "klingon"}),
    (BANK, {"on_duplicate": "maybe"}),
    (BANK, {"colour": "red"}),
    (BANK, {"map": '{"amount": "Nowhere"}'}),
    (BANK, {"account_id": "99999999999999999999"}),
)


def test_what_cannot_be_read_is_refused_with_a_reason(finance: Client) -> None:
    for content, fields in REFUSED:
        answer = send(finance, content, **fields)
        assert answer.status_code in {404, 422}, answer.text
        assert answer.json()["detail"]
    assert total(finance) == 0


BROKEN = (
    (b"no form", "text/csv"),
    (b"no form", "multipart/form-data"),
    (b"no form", "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhal', "x"),
    (b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nv\r\n--x--\r\n', "x"),
)


def test_a_broken_form_is_refused(finance: Client) -> None:
    for content, kind in BROKEN:
        full = f"multipart/form-data; boundary={kind}" if kind == "x" else kind
        answer = finance.request(
            "POST", "/v1/imports", content=content, headers={"Content-Type": full}
        )
        assert answer.status_code == 422, content


def test_no_upload_stays_in_the_spool(finance: Client) -> None:
    send(finance)
    send(finance, b"")
    assert not list((get_settings().home / "spool").glob("upload-*"))


def test_a_larger_file_is_read_in_the_background(
    finance: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "AT_ONCE", 10)
    sent = send(finance)
    assert sent.status_code in {201, 202}
    path = f"/imports/{sent.json()['id']}"
    assert sent.headers["location"].endswith(path)
    deadline = time.monotonic() + 20
    while finance.get(path).json()["state"] == "parsing" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert finance.get(path).json()["state"] == "preview"
    assert finance.post(f"{path}/commit").json()["rows_new"] == 2


def test_a_repeated_upload_with_the_same_key_is_the_same_import(finance: Client) -> None:
    def upload(content: bytes) -> httpx.Response:
        return finance.request(
            "POST",
            "/v1/imports",
            files={"file": ("a.csv", content)},
            headers={"Idempotency-Key": "file-1"},
        )

    first, again = upload(BANK), upload(BANK)
    assert again.json()["id"] == first.json()["id"]
    assert upload(BANK + b"\n").status_code == 422


def test_who_may_not_import_sees_no_import(
    finance: Client, outsider: Client, member: Client
) -> None:
    batch = send(finance).json()
    for client in (outsider, member):
        assert send(client).status_code == 403
        for answer in (
            client.get("/imports"),
            client.get(f"/imports/{batch['id']}"),
            client.post(f"/imports/{batch['id']}/commit"),
            client.post(f"/imports/{batch['id']}/undo"),
            client.get(f"/imports/{batch['id']}/rejects.csv"),
            client.get("/import-templates"),
            client.post("/import-templates", {"name": "x"}),
        ):
            assert answer.status_code in {403, 404}, answer.request.url


def test_an_import_that_is_not_there_is_404(finance: Client) -> None:
    assert finance.get("/imports/nothing").status_code == 404
    assert finance.post("/imports/nothing/commit").status_code == 404
    assert finance.post("/imports/nothing/undo").status_code == 404


def test_templates_are_saved_and_used_by_name(finance: Client) -> None:
    saved = finance.post("/import-templates", {"name": "Bank", "columns": {"amount": "Betrag"}})
    assert saved.status_code == 201, saved.text
    assert finance.post("/import-templates", {"name": "Bank"}).status_code == 409
    assert [one["name"] for one in finance.get("/import-templates").json()["items"]] == ["Bank"]
    assert send(finance, template="Bank").status_code == 201
    assert send(finance, template="Nobody").status_code == 404


def test_an_upload_never_stands_in_memory(
    app: object, cast: Cast, serve: Callable[[Any], str], tmp_path: Path
) -> None:
    import psutil

    line = b"2026-01-02,5.00,EUR,some text that makes the line longer\n"
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(b"date,amount,currency,description\n")
        for _ in range(60):
            file.write(line * 10_000)
    seen: list[int] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            seen.append(psutil.Process().memory_info().rss)
            time.sleep(0.02)

    address = serve(app)
    watcher = threading.Thread(target=watch)
    before = psutil.Process().memory_info().rss
    watcher.start()
    with path.open("rb") as file:
        answer = httpx.post(
            f"{address}/api/v1/imports",
            files={"wrong": ("big.csv", b"x"), "file": ("big.csv", file)},
            headers={"Authorization": f"Bearer {cast.finance}"},
            timeout=60,
        )
    stop.set()
    watcher.join()
    assert answer.status_code == 422  # the field `wrong`, found after the whole file was taken
    assert max(seen) - before < 25 * 1024 * 1024


def test_a_form_of_endless_fields_or_headers_is_refused(finance: Client) -> None:
    many = {f"field{number}": "x" for number in range(60)}
    assert send(finance, **many).status_code == 422
    headed = send(finance, name="x" * 20_000)
    assert headed.status_code == 422
