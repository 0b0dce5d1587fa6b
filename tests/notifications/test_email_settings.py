"""The mail settings: who may, what is protected, what is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.kit.context import SYSTEM
from core.kit.errors import Invalid, NotFound, NotPermitted
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from core.notifications.channels.email.settings import (
    EmailPatch,
    email_settings,
    update_email_settings,
)
from core.notifications.channels.email.trial import prepare_trial
from core.notifications.deliveries import (
    channel_states,
    get_delivery,
    list_deliveries,
    retry_delivery,
)
from data.schema import AuditEntry, Setting, SettingChange, User
from tests.notifications.mail_server import Post, check_password, free_port, protected, serving
from tests.notifications.mailing import (
    Mailed,
    deliveries,
    give_addresses,
    send,
    switch_on,
    tell,
)
from tests.world import NOW, World

pytestmark = pytest.mark.integration
MINUTE = timedelta(minutes=1)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_the_password_is_used_and_never_shown(world: World) -> None:
    port, post = free_port(), Post()
    give_addresses(world)
    options = {"authenticator": check_password, "auth_required": True, "auth_require_tls": False}
    with serving(post, port, **options):
        switch_on(port, username="mailer", password="wrong")
        tell(world, "finance")
        assert "535" in (send().down or "")
        with world.uow("admin") as ctx:
            shown = update_email_settings(ctx, EmailPatch(password="s3cret"))
            assert shown.has_password and "s3cret" not in repr(shown)
            with pytest.raises(Invalid):  # another server does not get it
                update_email_settings(ctx, EmailPatch(host="evil.example"))
        assert send(NOW + MINUTE).counts == {"sent": 1}
    with unit_of_work(SYSTEM) as ctx:
        kept = [
            *ctx.session.scalars(select(Setting.value)),
            *ctx.session.scalars(select(SettingChange.after)),
            *ctx.session.scalars(select(AuditEntry.after)),
        ]
    assert "s3cret" not in repr(kept)
    assert sum("v1." in repr(one) for one in kept) == 1  # encrypted, in one place


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_protected_and_only_to_whom_the_certificate_names(
    world: World, security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, post = free_port(), Post()
    give_addresses(world)
    switch_on(port, security=security)
    tell(world, "finance")
    with serving(post, port, **protected(tmp_path, security)):
        assert "CERTIFICATE_VERIFY_FAILED" in (send().down or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
        assert send(NOW + MINUTE).counts == {"sent": 1}
    assert len(post.mails) == 1


def test_settings_that_cannot_work_are_refused(world: World) -> None:
    with world.uow("admin") as ctx:
        with pytest.raises(Invalid) as refused:
            update_email_settings(ctx, EmailPatch(enabled=True))
        assert set(refused.value.fields) == {"host", "sender"}
    for wrong in (
        {"host": "smtp x"},
        {"sender": "me"},
        {"port": 0},
        {"sender": "ü@x.de"},
        {"web_address": "ftp://x"},
        {"web_address": "http://x\ny"},
    ):
        with pytest.raises(ValueError, match="1 validation error"):
            EmailPatch(**wrong)


def test_a_trial_goes_to_whoever_asked(mailed: Mailed) -> None:
    with mailed.world.uow("admin") as ctx:
        trial = prepare_trial(ctx)
    trial.send()
    assert mailed.post.mails[0]["To"] == "admin <admin@books.example.com>"
    with mailed.world.uow("admin") as ctx:
        ctx.session.execute(update(User).where(User.id == ctx.actor.user_id).values(email=None))
        with pytest.raises(Invalid):
            prepare_trial(ctx)


def test_others_neither_see_the_log_nor_the_settings(mailed: Mailed) -> None:
    tell(mailed.world, "employee")
    (one,) = deliveries()
    for who in ("outsider", "employee", "finance"):
        with mailed.world.uow(who) as ctx:
            for act in (
                lambda ctx: list_deliveries(ctx, ListQuery()),
                lambda ctx: get_delivery(ctx, one.id),
                lambda ctx: retry_delivery(ctx, one.id),
                channel_states,
                email_settings,
                prepare_trial,
                lambda ctx: update_email_settings(ctx, EmailPatch(enabled=False)),
            ):
                with pytest.raises(NotPermitted):
                    act(ctx)
    with mailed.world.uow("admin") as ctx:
        (row,) = list_deliveries(ctx, ListQuery(filters={"state": "pending"})).items
        assert row.user_name == "employee"
        with pytest.raises(NotFound):
            get_delivery(ctx, 99999)
