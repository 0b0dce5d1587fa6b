"""Everybody's own notifications, in their own language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core import notifications
from core.identity import set_own_locale
from core.kit.context import SYSTEM
from core.kit.errors import NotFound
from core.kit.i18n import N_, use_locale
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from core.notifications import Message, NotificationRow
from data.schema import Notification
from tests.alerts.builders import stored
from tests.world import NOW, World

TEXT = N_("{rule}: {count} new alerts")


def send(world: World, *names: str) -> None:
    with unit_of_work(SYSTEM, now=NOW) as ctx:
        notifications.notify(
            ctx,
            [Message(world.users[name], TEXT, {"rule": "{x}", "count": 2}) for name in names],
        )


def inbox(world: World, who: str, **filters: str) -> tuple[NotificationRow, ...]:
    with world.uow(who) as ctx:
        return notifications.list_notifications(ctx, ListQuery(filters=filters)).items


def test_read_and_delete_ones_own(world: World) -> None:
    for _ in range(3):
        send(world, "employee")
    first, second, _ = inbox(world, "employee")
    with world.uow("employee") as ctx:
        assert notifications.unread_count(ctx) == 3
        assert notifications.mark_read(ctx, first.id).is_read
        assert notifications.unread_count(ctx) == 2
        notifications.delete_notification(ctx, second.id)
    assert [one.is_read for one in inbox(world, "employee")] == [True, False]
    with world.uow("employee") as ctx:
        assert notifications.mark_all_read(ctx) == 1
        assert notifications.mark_all_read(ctx) == 0
        assert notifications.unread_count(ctx) == 0
    assert inbox(world, "employee", is_read="false") == ()


def test_others_can_neither_read_nor_touch(world: World) -> None:
    send(world, "employee")
    (note,) = inbox(world, "employee")
    for who in ("outsider", "founder", "admin", "system"):
        assert inbox(world, who) == ()
        with world.uow(who) as ctx:
            assert notifications.unread_count(ctx) == 0
            assert notifications.mark_all_read(ctx) == 0
            for act in (
                notifications.get_notification,
                notifications.mark_read,
                notifications.delete_notification,
            ):
                with pytest.raises(NotFound):
                    act(ctx, note.id)
    (same,) = inbox(world, "employee")
    assert not same.is_read


def test_written_in_the_readers_language_and_shown_in_any(world: World) -> None:
    with world.uow("employee") as ctx:
        set_own_locale(ctx, "en")
    send(world, "employee", "outsider")
    written = {note.user_id: note.message for note in stored(world, Notification)}
    assert written[world.users["employee"]] == "{x}: 2 new alerts"
    assert written[world.users["outsider"]] == "{x}：新增 2 条预警"
    with use_locale("zh_CN"):
        assert inbox(world, "employee")[0].message == "{x}：新增 2 条预警"


def test_figures_follow_the_language() -> None:
    template = "{a} {b} {c}"
    params = {
        "a": notifications.ratio(Decimal("1.255")),
        "b": notifications.money(Decimal("1234.5"), "CNY"),
        "c": notifications.phrase("Gross margin"),
    }
    assert notifications.render(template, params, "en") == "125.5% CN¥1,234.50 Gross margin"
    assert notifications.render(template, params, "zh_CN") == "125.5% ¥1,234.50 毛利率"
