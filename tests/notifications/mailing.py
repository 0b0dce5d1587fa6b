"""Mail switched on, people with addresses, messages to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from core.kit.context import SYSTEM
from core.kit.i18n import N_
from core.kit.uow import run_in_uow, unit_of_work
from core.notifications import Level, Message, Type, notify
from core.notifications.channels.email.settings import EmailPatch, update_email_settings
from core.notifications.deliveries import Sent, send_waiting
from data.schema import Delivery, User
from tests.notifications.mail_server import Post
from tests.world import NOW, World

TEXT = N_("{rule}: {count} new alerts")
WEB = "https://books.example.com"


@dataclass
class Mailed:
    """A company whose mail works, and its server."""

    world: World
    post: Post


def switch_on(port: int, **values: object) -> None:
    """Mail goes to the server at `port`, unprotected unless said otherwise."""
    given = {
        "enabled": True,
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "alerts@books.example.com",
        "web_address": WEB,
        **values,
    }
    run_in_uow(SYSTEM, lambda ctx: update_email_settings(ctx, EmailPatch(**given)), now=NOW)


def give_addresses(world: World) -> None:
    with unit_of_work(SYSTEM, now=NOW) as ctx:
        for name, number in world.users.items():
            ctx.session.execute(
                update(User).where(User.id == number).values(email=f"{name}@books.example.com")
            )


def tell(
    world: World,
    *names: str,
    count: int = 2,
    level: Level = Level.WARNING,
    kind: Type = Type.ALERT,
    now: datetime = NOW,
    transition_id: int | None = None,
) -> None:
    with unit_of_work(SYSTEM, now=now) as ctx:
        notify(
            ctx,
            [
                Message(
                    world.users[name],
                    TEXT,
                    {"rule": "Rule", "count": count},
                    type=kind,
                    level=level,
                    transition_id=transition_id,
                )
                for name in names
            ],
        )


def send(now: datetime = NOW + timedelta(seconds=10)) -> Sent:
    return send_waiting(stopping=lambda: False, clock=lambda: now)


def deliveries() -> list[Delivery]:
    with unit_of_work(SYSTEM) as ctx:
        return list(ctx.session.scalars(select(Delivery).order_by(Delivery.id)))


def states() -> list[str]:
    return [one.state for one in deliveries()]
