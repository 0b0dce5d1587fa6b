"""Delivery log, preferences, mail settings and jobs over REST."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.kit.clock import utc_now
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow, unit_of_work
from core.notifications import Level, Message, notify
from core.operations.jobs import registered, sync_schedule
from data.schema import User
from tests.api.client import Client

MAIL = {
    "enabled": True,
    "host": "127.0.0.1",
    "port": 1,
    "security": "none",
    "sender": "books@example.com",
    "password": "s3cret",
}


def test_mail_settings_and_the_log(boss: Client, outsider: Client) -> None:
    assert boss.patch("/email-settings", {"enabled": True}).status_code == 422
    changed = boss.patch("/email-settings", MAIL)
    assert changed.status_code == 200, changed.text
    assert changed.json()["has_password"] is True
    assert "s3cret" not in boss.get("/email-settings").text
    with unit_of_work(SYSTEM, now=utc_now()) as ctx:
        ctx.session.execute(update(User).values(email="all@example.com"))
        notify(ctx, [Message(1, "{x}", {"x": "Hello"}, level=Level.CRITICAL)])
    (row,) = boss.get("/deliveries?state=pending").json()["items"]
    assert boss.get(f"/deliveries/{row['id']}").json() == row
    again = boss.post(f"/deliveries/{row['id']}/retry", {})
    assert again.json()["state"] == "pending"
    assert boss.get("/channels").json()["items"][0]["waiting"] == 1
    trial = boss.post("/email-settings/trial", {})
    assert trial.status_code == 422
    assert "refused" in trial.text
    for path in ("/deliveries", f"/deliveries/{row['id']}", "/channels", "/email-settings"):
        assert outsider.get(path).status_code == 403
    for path in (f"/deliveries/{row['id']}/retry", "/email-settings/trial"):
        assert outsider.post(path, {}).status_code == 403
    assert outsider.patch("/email-settings", {"enabled": False}).status_code == 403


def test_ones_own_preferences(boss: Client, outsider: Client) -> None:
    changed = outsider.patch("/notification-preferences", {"email_alert": "off"})
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"1"'
    assert outsider.get("/notification-preferences").json()["email_alert"] == "off"
    assert boss.get("/notification-preferences").json()["email_alert"] == "warning"
    for wrong in ({"quiet_from": "25:00"}, {"quiet_from": "22:00"}, {"timezone": "Nowhere"}):
        answer = outsider.patch("/notification-preferences", wrong)
        assert answer.status_code == 422, wrong
        assert "quiet_" in answer.text or "timezone" in answer.text


@pytest.mark.parametrize("action", ["run", "pause", "resume"])
def test_jobs_by_hand(boss: Client, outsider: Client, action: str) -> None:
    run_in_uow(SYSTEM, lambda ctx: sync_schedule(ctx, registered().values()))
    done = boss.post(f"/jobs/seals/{action}", {})
    assert done.status_code == 200, done.text
    assert done.json()["is_active"] is (action != "pause")
    assert (done.json()["wanted_at"] is not None) is (action == "run")
    assert boss.post(f"/jobs/nothing/{action}", {}).status_code == 404
    assert outsider.post(f"/jobs/seals/{action}", {}).status_code == 403
