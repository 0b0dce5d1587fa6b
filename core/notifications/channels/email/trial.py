"""A mail to oneself, to see whether the settings work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from core.company import company
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.notifications.channels.email.settings import open_email
from core.notifications.channels.link import Link, Mail, Part, Undelivered
from core.notifications.preferences import readers
from core.notifications.schemas import Level, Type

TEXT = N_("This is a trial. Mail from SelfMastery reaches you.")


@dataclass(frozen=True)
class Trial:
    """A mail ready to go; `send` is called outside of any unit of work."""

    address: str
    mail: Mail
    connect: Callable[[], Link]

    def send(self) -> None:
        """Send it now. Raises Invalid with the server's words."""
        try:
            link = self.connect()
            try:
                link.send(self.mail)
            finally:
                link.close()
        except Undelivered as error:
            message = N_("The mail was not taken: {reason}")
            raise Invalid("email.trial", message, reason=error.reason) from error


def prepare_trial(ctx: Ctx) -> Trial:
    """A trial to the actor's own address, also while mail is off; needs `settings.admin`.

    Raises Invalid without a server in the settings or an address of one's own.
    """
    ctx.require("settings.admin")
    reader = readers(ctx, [ctx.actor.user_id or 0]).get(ctx.actor.user_id or 0)
    if reader is None or not reader.email:
        raise Invalid("email.no_address", N_("Your account has no mail address to send to."))
    connect = open_email(ctx, even_off=True)
    if connect is None:
        raise Invalid("email.incomplete", N_("Save the settings of the mail server first."))
    part = Part(TEXT, {}, str(Type.SYSTEM), str(Level.INFO), None, ctx.now)
    mail = Mail(
        key=uuid4().hex,
        address=reader.email,
        name=reader.name,
        locale=reader.locale,
        parts=(part,),
        at=ctx.now,
        company=company(ctx).name,
    )
    return Trial(reader.email, mail, connect)
