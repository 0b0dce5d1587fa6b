"""What people get by mail, from a real server's mailbox."""

from __future__ import annotations

import time
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update

from core.identity import operator, set_own_locale
from core.kit.context import SYSTEM
from core.kit.errors import Conflict
from core.kit.uow import unit_of_work
from core.notifications import Level, Type
from core.notifications.channels.email import smtp
from core.notifications.channels.email.compose import compose
from core.notifications.channels.email.settings import EmailRow
from core.notifications.channels.link import Mail, Part
from core.notifications.deliveries import (
    channel_states,
    retry_delivery,
)
from core.notifications.preferences import PreferencesPatch, update_preferences
from core.operations.checks import waiting
from core.operations.doctor import company as doctor
from data.schema import Delivery, User
from tests.notifications.mail_server import Post, free_port, serving
from tests.notifications.mailing import (
    Mailed,
    deliveries,
    give_addresses,
    send,
    states,
    switch_on,
    tell,
)
from tests.world import NOW, World

pytestmark = pytest.mark.integration
MINUTE = timedelta(minutes=1)


def test_messages_of_one_moment_come_in_one_mail_in_the_readers_language(mailed: Mailed) -> None:
    with mailed.world.uow("finance") as ctx:
        set_own_locale(ctx, "en")
    tell(mailed.world, "finance", "manager_a", count=3)
    tell(mailed.world, "finance", count=4, level=Level.CRITICAL)
    assert send().counts == {"sent": 3}
    mails = {str(mail["To"]): mail for mail in mailed.post.mails}
    english = mails["finance <finance@books.example.com>"]
    assert english["Subject"] == "[Example Ltd] 2 messages, the first: Rule: 3 new alerts"
    plain = english.get_body(("plain",))
    rich = english.get_body(("html",))
    assert plain is not None and rich is not None
    assert "[Warning] Rule: 3 new alerts" in plain.get_content()
    assert "[Critical] Rule: 4 new alerts" in plain.get_content()
    assert 'lang="en"' in rich.get_content()
    assert english["List-Unsubscribe"] == "<https://books.example.com/profile>"
    assert english["Auto-Submitted"] == "auto-generated"
    chinese = mails["manager_a <manager_a@books.example.com>"]
    assert chinese["Subject"] == "[Example Ltd] Rule：新增 3 条预警"
    assert set(states()) == {"sent"}
    assert send().counts == {}  # nothing goes out twice


def test_the_same_transition_is_mailed_once(mailed: Mailed) -> None:
    for _ in range(2):
        tell(mailed.world, "finance", transition_id=7)
    assert len(deliveries()) == 1


def test_who_wants_nothing_by_mail_gets_none(mailed: Mailed) -> None:
    tell(mailed.world, "finance", level=Level.INFO)  # below the default
    with mailed.world.uow("manager_a") as ctx:
        update_preferences(ctx, PreferencesPatch(email_alert="off", app_alert="critical"))
    tell(mailed.world, "manager_a", level=Level.WARNING)
    assert deliveries() == []
    tell(mailed.world, "manager_a", kind=Type.TASK, level=Level.INFO)
    assert [one.type for one in deliveries()] == ["task"]


def test_quiet_hours_hold_mail_back_and_send_it_together(mailed: Mailed) -> None:
    with mailed.world.uow("finance") as ctx:  # it is 10:00 in Shanghai
        update_preferences(ctx, PreferencesPatch(quiet_from="9:30", quiet_until="11:00"))
    for minutes in (0, 20):
        tell(mailed.world, "finance", now=NOW + minutes * MINUTE)
    assert send(NOW + 30 * MINUTE).counts == {}
    tell(mailed.world, "finance", level=Level.CRITICAL, now=NOW + 30 * MINUTE)
    assert send(NOW + 31 * MINUTE).counts == {"sent": 1}
    assert send(NOW + 61 * MINUTE).counts == {"sent": 2}
    assert len(mailed.post.mails) == 2


def test_quiet_hours_chosen_later_hold_back_what_waits(mailed: Mailed) -> None:
    tell(mailed.world, "finance", level=Level.CRITICAL)
    with mailed.world.uow("finance") as ctx:
        wanted = PreferencesPatch(quiet_from="9:30", quiet_until="11:00", critical_passes=False)
        update_preferences(ctx, wanted)
    assert send().counts == {}
    assert deliveries()[0].next_attempt_at == NOW + 60 * MINUTE


def test_a_refused_mail_fails_with_the_reason_and_can_be_sent_again(mailed: Mailed) -> None:
    mailed.post.to_recipient = lambda _: "550 no such mailbox"
    tell(mailed.world, "finance")
    assert send().counts == {"refused": 1}
    (one,) = deliveries()
    assert (one.state, one.error) == ("failed", "550 no such mailbox")
    mailed.post.to_recipient = lambda _: "250 taken"
    with mailed.world.uow("admin", now=NOW + MINUTE) as ctx:
        assert channel_states(ctx)[0].failed == 1
        assert retry_delivery(ctx, one.id).state == "pending"
    assert send(NOW + 2 * MINUTE).counts == {"sent": 1}
    with mailed.world.uow("admin") as ctx, pytest.raises(Conflict):
        retry_delivery(ctx, one.id)


def test_a_busy_server_is_asked_again_later_with_the_same_key(mailed: Mailed) -> None:
    answers = ["451 greylisted", "452 full", "250 taken"]
    mailed.post.to_mail = lambda _: answers.pop(0)
    tell(mailed.world, "finance")
    now, key = NOW, None
    for _ in range(2):
        now += timedelta(minutes=5)
        assert send(now).counts == {"later": 1}
        (one,) = deliveries()
        assert key in {None, one.mail_key}
        key, waits = one.mail_key, one.next_attempt_at - now  # type: ignore[operator]
        assert timedelta(seconds=20) < waits < timedelta(seconds=80)
        assert send(now).counts == {}
    assert send(now + 5 * MINUTE).counts == {"sent": 1}
    assert mailed.post.mails[0]["Message-ID"] == f"<{key}@books.example.com>"


def test_a_server_that_is_down_is_left_alone_for_longer_each_time(world: World) -> None:
    port = free_port()
    give_addresses(world)
    switch_on(port)
    tell(world, "finance", "manager_a")
    now, waits = NOW, []
    for _ in range(4):
        now += timedelta(hours=2)
        sent = send(now)
        assert sent.counts == {"untried": 1} and sent.down
        with world.uow("admin") as ctx:
            (channel,) = channel_states(ctx)
        assert channel.failing_since == NOW + timedelta(hours=2) and channel.waiting == 2
        assert channel.next_attempt_at is not None
        waits.append(channel.next_attempt_at - now)
        assert send(now + timedelta(seconds=5)).down is None  # not even tried
    assert waits == sorted(waits) and waits[-1] > 4 * waits[0]
    assert [one.attempts for one in deliveries()] == [0, 0]
    with unit_of_work(operator(), now=now) as ctx:
        found = doctor._channels(ctx)
        assert (found.state, "refused" in found.found) == ("warn", True)
        assert list(waiting._deliveries(ctx)) == []  # the server's fault, and said already
    post = Post()
    with serving(post, port):
        assert send(now + timedelta(hours=2)).counts == {"sent": 2}
    with world.uow("admin") as ctx:
        assert channel_states(ctx)[0].error is None


def test_a_slow_server_is_not_waited_for(mailed: Mailed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.3)
    monkeypatch.setattr(smtp.SmtpLink.__init__, "__kwdefaults__", {"timeout": 0.3, "limit": 0.6})
    mailed.post.slow = 5
    tell(mailed.world, "finance", "manager_a", "manager_b", "analyst", "employee")
    begun = time.monotonic()
    sent = send()
    assert time.monotonic() - begun < 4
    assert sent.counts == {"lost": 3} and sent.down  # after three in a row the rest waits
    assert sorted(one.uncertain for one in deliveries()) == [False, False, True, True, True]
    mailed.post.slow = 0
    send(NOW + timedelta(hours=1))
    assert set(states()) == {"sent"}
    doubtful = [mail for mail in mailed.post.mails if mail["X-SelfMastery-Uncertain"]]
    assert len(doubtful) == 3


def test_what_can_go_to_nobody_says_so(mailed: Mailed) -> None:
    tell(mailed.world, "finance", "manager_a", "manager_b")
    with unit_of_work(SYSTEM) as ctx:
        for name, values in (
            ("finance", {"email": None}),
            ("manager_a", {"email": "not an address"}),
            ("manager_b", {"is_active": False}),
        ):
            ctx.session.execute(
                update(User).where(User.id == mailed.world.users[name]).values(**values)
            )
    send()
    assert states() == ["failed"] * 3
    assert mailed.post.mails == []


def test_one_that_cannot_be_written_keeps_no_other_waiting(mailed: Mailed) -> None:
    tell(mailed.world, "finance", "manager_a")
    with unit_of_work(SYSTEM) as ctx:
        first = ctx.session.scalars(select(Delivery).order_by(Delivery.id)).first()
        assert first is not None
        first.payload = {"template": "{gone}", "params": {"rule": "x"}}
    assert send().counts == {"refused": 1, "sent": 1}
    assert deliveries()[0].error == "KeyError: 'gone'"


def test_a_name_cannot_write_headers(mailed: Mailed) -> None:
    with unit_of_work(SYSTEM) as ctx:
        ctx.session.execute(
            update(User)
            .where(User.id == mailed.world.users["finance"])
            .values(display_name="李\r\nBcc: x@evil.example\r\n\r\n<b>x</b>")
        )
    tell(mailed.world, "finance")
    send()
    assert mailed.post.mails[0]["Bcc"] is None


def test_an_encoded_word_in_a_text_writes_no_headers() -> None:
    word = "=?utf-8?q?x=0D=0ABcc=3A_x=40evil.example=0D=0A=0D=0Abody?="
    part = Part("{a}", {"a": word}, "alert", "critical", None, NOW)
    mail = Mail("key", "u@example.com", word, "en", (part,), NOW, company=word)
    raw = compose(mail, EmailRow(host="h", sender="a@example.com", sender_name=word))
    found = message_from_bytes(raw, policy=policy.default)
    assert found["Bcc"] is None
    assert [one.addr_spec for one in found["To"].addresses] == ["u@example.com"]
    assert "evil.example" in found["Subject"]
    assert found.get_body(("html",)) is not None
