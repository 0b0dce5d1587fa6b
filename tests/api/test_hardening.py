"""What strangers, careless programs and odd files must not bring about."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp

from core.identity import reset_password, sign_in
from core.kit.context import SYSTEM
from core.kit.settings import get_settings
from core.kit.uow import run_in_uow
from data.database import Database
from tests.api.client import Client
from tests.api.conftest import Cast
from tests.api.test_imports import BANK, send
from tests.api.test_session import OURS, cookie_of

pytestmark = pytest.mark.integration

RECORD = {"record_date": "2026-01-01", "direction": "expense", "amount": "1.00"}


def test_naming_an_import_that_is_not_ones_own_leaves_nothing_on_the_disk(
    app: ASGIApp, outsider: Client, finance: Client
) -> None:
    strangers = ((Client(app, "sm_wrong"), 401), (outsider, 403), (finance, 404))
    for client, status in strangers:
        assert client.post("/imports/made-up/commit").status_code == status
    assert not (get_settings().home / "spool" / "made-up").exists()


@pytest.mark.parametrize(
    ("moment", "status"),
    [("2026-01-01", 200), ("2026-01-01T08:00:00", 200), ("0001-01-01T00:00:00%2B14:00", 422)],
)
def test_moments_without_a_zone_or_out_of_reach(finance: Client, moment: str, status: int) -> None:
    for things in ("imports", "alerts"):
        assert finance.get(f"/{things}?created_from={moment}").status_code == status


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_no_calendar_holds_is_refused(finance: Client, moment: str) -> None:
    assert finance.post("/financial-records", {**RECORD, "occurred_at": moment}).status_code == 422


@pytest.mark.parametrize("encoding", ["zlib", "bz2", "hex", "rot13", "unicode_escape", "undefined"])
def test_codecs_that_are_no_encoding_of_files_are_refused(finance: Client, encoding: str) -> None:
    content = zlib.compress(BANK) if encoding == "zlib" else BANK
    refused = send(finance, content, encoding=encoding)
    assert (refused.status_code, refused.json()["code"]) == (422, "import.encoding")


def test_an_import_names_an_account_that_there_is(finance: Client) -> None:
    refused = send(finance, account_id="9999")
    assert (refused.status_code, refused.json()["code"]) == (422, "link.unknown")
    template: dict[str, Any] = {"name": "Bank", "account_id": 9999}
    assert finance.post("/import-templates", template).status_code == 422


def test_a_password_made_by_somebody_else_opens_the_door_to_changing_it_only(
    nobody: Client, cast: Cast
) -> None:
    password = run_in_uow(SYSTEM, lambda ctx: reset_password(ctx, cast.member_id))
    ticket = {"ticket": sign_in("member", password)}
    cookie = cookie_of(nobody.request("POST", "/session", json=ticket, headers=OURS))
    refused = nobody.get("/financial-records", headers=cookie)
    assert (refused.status_code, refused.json()["code"]) == (403, "password.change_first")
    assert nobody.request("DELETE", "/session", headers={**cookie, **OURS}).status_code == 204


def test_a_failed_statement_is_logged_without_its_values(company: Database) -> None:
    query = text("SELECT CAST(:value AS VARCHAR) FROM missing")
    with pytest.raises(DBAPIError) as failed, company.session() as session:
        session.execute(query, {"value": "6222"})
    assert "6222" not in str(failed.value)
