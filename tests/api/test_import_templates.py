"""Import templates as text by REST."""

from __future__ import annotations

import pytest

from tests.api.client import Client

pytestmark = pytest.mark.integration
TEXT = 'format = 1\nname = "House bank"\n\n[columns]\namount = "Betrag"\n\n[answers]\n'


def send(client: Client, text: str | bytes) -> int:
    headers = {"Content-Type": "text/plain"}
    return client.request(
        "POST", "/v1/import-templates/text", content=text, headers=headers
    ).status_code


def test_text_comes_in_and_goes_out(finance: Client) -> None:
    assert send(finance, TEXT) == 201
    assert send(finance, TEXT) == 409
    (row,) = finance.get("/import-templates").json()["items"]
    told = finance.get(f"/import-templates/{row['id']}/text")
    assert (told.text, told.headers["content-type"]) == (TEXT, "text/plain; charset=utf-8")


def test_what_is_no_template_is_refused(finance: Client) -> None:
    for text in ("", "x = " + "[" * 3000, b"\xff\xfe", TEXT + "#" * 100_000):
        assert send(finance, text) == 422
    assert finance.get("/import-templates/99/text").status_code == 404


def test_an_outsider_neither_reads_nor_saves(
    finance: Client, outsider: Client, member: Client
) -> None:
    assert send(finance, TEXT) == 201
    (row,) = finance.get("/import-templates").json()["items"]
    for client in (outsider, member):
        assert client.get(f"/import-templates/{row['id']}/text").status_code in {403, 404}
        assert send(client, TEXT) == 403
