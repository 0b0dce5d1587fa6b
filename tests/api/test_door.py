"""Who comes in, who does not, and what they are told."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from api import limits
from core.identity import create_token, revoke_token
from core.kit.context import SYSTEM, Ctx
from core.kit.uow import run_in_uow
from data.schema import ApiToken
from tests.api.client import Client
from tests.api.conftest import Cast

pytestmark = pytest.mark.integration

OPEN = {("get", "/v1/health")}


def operations(client: Client) -> list[tuple[str, str]]:
    paths = client.request("GET", "/openapi.json").json()["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


def test_without_a_token_every_path_but_health_answers_401(nobody: Client) -> None:
    for method, path in operations(nobody):
        if path.startswith("/v1") and (method, path) not in OPEN:
            answer = nobody.request(method.upper(), path.replace("{id}", "1"))
            assert answer.status_code == 401, (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"] == "Bearer"


def test_a_wrong_token_answers_401_before_it_says_what_is_wrong_with_the_input(
    app: object, cast: Cast
) -> None:
    stranger = Client(app, "sm_wrong")  # type: ignore[arg-type]
    for method, path in operations(stranger):
        if path.startswith("/v1") and (method, path) not in OPEN:
            answer = stranger.request(
                method.upper(),
                path.replace("{id}", "1"),
                content=b"{",
                headers={"Content-Type": "application/json"},
            )
            assert answer.status_code == 401, (method, path)


def test_a_path_that_does_not_exist_is_not_told_to_strangers(nobody: Client) -> None:
    assert nobody.get("/nothing").status_code == 401


def test_health_reference_and_openapi_are_open(nobody: Client) -> None:
    assert nobody.get("/health").json()["status"] == "ok"
    page = nobody.request("GET", "/docs")
    assert page.status_code == 200
    assert "/api/v1/departments" in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text


def test_a_revoked_token_is_out_at_the_next_request(boss: Client, cast: Cast) -> None:
    token = boss.post("/tokens", {"name": "short"}).json()
    friend = Client(boss.app, token["token"])
    assert friend.get("/departments").status_code == 200
    assert boss.delete(f"/tokens/{token['id']}").status_code == 204
    assert friend.get("/departments").status_code == 401


def test_a_disabled_user_is_out_at_the_next_request(
    boss: Client, member: Client, cast: Cast
) -> None:
    assert member.get("/departments").status_code == 200
    assert boss.patch(f"/users/{cast.member_id}", {"is_active": False}).status_code == 200
    assert member.get("/departments").status_code == 401


def test_a_token_is_as_narrow_as_its_scopes_and_makes_none_wider(boss: Client) -> None:
    narrow = boss.post("/tokens", {"name": "n", "scopes": ["departments.edit"]}).json()
    client = Client(boss.app, narrow["token"])
    assert client.post("/departments", {"name": "New"}).status_code == 201
    assert client.get("/users").status_code == 403
    child = client.post("/tokens", {"name": "child"}).json()
    assert child["scopes"] == ["departments.edit"]
    assert client.post("/tokens", {"name": "x", "scopes": ["users.admin"]}).status_code == 403


def test_many_wrong_tokens_are_slowed_down_and_nobody_else(
    app: object, boss: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REFUSED", limits.Rate(burst=5, per_second=0.01))
    assert boss.get("/departments").status_code == 200
    stranger = Client(app, "sm_wrong")  # type: ignore[arg-type]
    answers = [stranger.get("/departments") for _ in range(7)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert boss.get("/departments").status_code == 200


def test_the_request_id_is_taken_over_when_it_is_sane(nobody: Client) -> None:
    kept = nobody.get("/health", headers={"X-Request-Id": "abc-123"})
    assert kept.headers["x-request-id"] == "abc-123"
    made = nobody.get("/health", headers={"X-Request-Id": "a b\tc"})
    assert made.headers["x-request-id"] not in {"", "a b\tc"}


def test_an_operator_made_token_of_another_user_works(app: object, cast: Cast) -> None:
    secret = run_in_uow(SYSTEM, lambda ctx: create_token(ctx, "t", user_id=cast.outsider_id))
    client = Client(app, secret)  # type: ignore[arg-type]
    assert client.get("/departments").status_code == 200
    assert client.get("/users").status_code == 403
    run_in_uow(SYSTEM, lambda ctx: revoke_token(ctx, _newest(ctx)))
    assert client.get("/departments").status_code == 401


def _newest(ctx: Ctx) -> int:
    return ctx.session.scalar(select(func.max(ApiToken.id))) or 0


@pytest.mark.parametrize("language", ["zh-CN,zh;q=0.9", "zh"])
def test_errors_speak_the_callers_language(nobody: Client, language: str) -> None:
    answer = nobody.get("/departments", headers={"Accept-Language": language})
    assert answer.json()["title"] == "尚未登录"
