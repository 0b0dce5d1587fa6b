"""The browser's session: ticket for cookie, the cookie's limits, its end."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from core.identity import SESSION_COOKIE, sign_in
from tests.api.client import Client
from tests.api.conftest import PASSWORD, Cast

pytestmark = pytest.mark.integration

OURS = {"Sec-Fetch-Site": "same-origin"}


def open_session(client: Client, **headers: str) -> httpx.Response:
    ticket = sign_in("member", PASSWORD)
    return client.request("POST", "/session", json={"ticket": ticket}, headers=headers)


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    value = answer.headers["set-cookie"].split(";")[0].partition("=")[2]
    return {"Cookie": f"{SESSION_COOKIE}={value}"}


def test_a_ticket_becomes_a_cookie_that_scripts_cannot_read(nobody: Client) -> None:
    answer = open_session(nobody, **OURS)
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(SESSION_COOKIE)
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "secure" not in cookie
    assert nobody.get("/departments", headers=cookie_of(answer)).status_code == 200


def test_under_https_the_cookie_is_secure(nobody: Client) -> None:
    answer = open_session(nobody, **OURS, **{"X-Forwarded-Proto": "https"})
    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_ticket_works_once(nobody: Client) -> None:
    ticket = sign_in("member", PASSWORD)
    answers = [
        nobody.request("POST", "/session", json={"ticket": ticket}).status_code for _ in range(2)
    ]
    assert answers == [204, 401]
    assert nobody.request("POST", "/session", json={"ticket": "made up"}).status_code == 401


SOURCES: tuple[tuple[dict[str, str], int], ...] = (
    (OURS, 201),
    ({"Origin": "http://test"}, 201),
    ({"X-Requested-With": "fetch"}, 201),
    ({}, 403),
    ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site", "Origin": "http://test"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "X-Requested-With": "fetch"}, 403),
)


def test_a_change_by_cookie_comes_from_our_own_pages_only(nobody: Client) -> None:
    cookie = cookie_of(open_session(nobody, **OURS))
    for headers, status in SOURCES:
        answer = nobody.post("/customers", {"name": "C"}, headers=cookie | headers)
        assert answer.status_code == status, headers


def test_another_site_cannot_sign_anybody_in(nobody: Client) -> None:
    assert open_session(nobody, Origin="https://evil.example").status_code == 403


def test_signing_out_ends_the_session_for_good(nobody: Client) -> None:
    cookie = cookie_of(open_session(nobody, **OURS))
    ended = nobody.request("DELETE", "/session", headers=cookie | OURS)
    assert ended.status_code == 204
    assert SESSION_COOKIE in ended.headers["set-cookie"]
    assert nobody.get("/departments", headers=cookie).status_code == 401
    assert nobody.request("DELETE", "/session", headers=cookie | OURS).status_code == 204


def test_a_disabled_users_cookie_is_out(nobody: Client, boss: Client, cast: Cast) -> None:
    cookie = cookie_of(open_session(nobody, **OURS))
    boss.patch(f"/users/{cast.member_id}", {"is_active": False})
    assert nobody.get("/departments", headers=cookie).status_code == 401


def test_a_bearer_token_goes_before_the_cookie(app: Any, nobody: Client) -> None:
    cookie = cookie_of(open_session(nobody, **OURS))
    assert Client(app, "sm_wrong").get("/departments", headers=cookie).status_code == 401
