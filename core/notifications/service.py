"""In-app notifications: one row for each recipient, read and removed by that person only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, func, select, update

from core.audit import load_row
from core.kit.context import Ctx
from core.kit.events import emit
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page, parse_bool
from core.notifications.deliveries.writing import write_deliveries
from core.notifications.preferences import APP, readers
from core.notifications.render import render
from core.notifications.schemas import Message, NotificationRow
from data.rows import insert_rows
from data.schema import Notification

WRITTEN = "notifications.written"  # open pages listen to the data version it moves
NOTIFICATION_LIST = ListSpec(
    key=Notification.id,
    sorts={"id": Notification.id, "created_at": Notification.created_at},
    default_sort="-id",
    filters={
        "type": equals(Notification.type),
        "level": equals(Notification.level),
        "is_read": equals(Notification.is_read, parse_bool),
        "alert_id": equals(Notification.alert_id, int),
    },
    search=(Notification.message,),
)


def notify(ctx: Ctx, messages: Sequence[Message]) -> int:
    """Write the messages in the running transaction, each in its recipient's language, in the
    app and for the channels each one wants; how many the app shows."""
    known = readers(ctx, {message.user_id for message in messages})
    told = [message for message in messages if message.user_id in known]
    shown = [one for one in told if known[one.user_id].wishes.wants(APP, one.type, one.level)]
    numbers = dict(zip(map(id, shown), _numbers(ctx, len(shown)), strict=True))
    rows = [
        {
            "id": numbers[id(message)],
            "user_id": message.user_id,
            "alert_id": message.alert_id,
            "message": render(message.template, message.params, known[message.user_id].locale),
            "template": message.template,
            "params": dict(message.params),
            "type": str(message.type),
            "level": str(message.level),
            "is_read": False,
            "created_at": ctx.now,
        }
        for message in shown
    ]
    insert_rows(ctx.session, Notification.__table__, rows)  # type: ignore[arg-type]
    write_deliveries(ctx, [(one, numbers.get(id(one))) for one in told], known)
    if told:
        emit(ctx, WRITTEN, {"user_ids": sorted(known)})
    return len(rows)


def _numbers(ctx: Ctx, count: int) -> list[int]:
    """Keys for new notifications, so that deliveries can name them."""
    following = Notification.__table__.c.id.default.next_value()
    places = func.generate_series(1, count).table_valued("n")
    return list(ctx.session.scalars(select(following).select_from(places))) if count else []


def _mine(ctx: Ctx) -> ColumnElement[bool]:
    if ctx.actor.user_id is None:
        return false()
    return Notification.user_id == ctx.actor.user_id


def list_notifications(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False
) -> Page[NotificationRow]:
    """The actor's own notifications, newest first, in their current language."""
    return list_page(
        ctx,
        select(Notification).where(_mine(ctx)),
        NOTIFICATION_LIST,
        query,
        lambda row: _row(row.Notification),
        with_total=with_total,
    )


def get_notification(ctx: Ctx, notification_id: int) -> NotificationRow:
    """One of the actor's own. Raises NotFound."""
    return _row(load_row(ctx, Notification, notification_id, _mine(ctx)))


def unread_count(ctx: Ctx) -> int:
    """How many of the actor's own are unread."""
    statement = (
        select(func.count())
        .select_from(Notification)
        .where(_mine(ctx), Notification.is_read.is_(False))
    )
    return ctx.session.scalar(statement) or 0


def mark_read(ctx: Ctx, notification_id: int) -> NotificationRow:
    """Mark one of the actor's own as read. Raises NotFound."""
    row = load_row(ctx, Notification, notification_id, _mine(ctx))
    row.is_read = True
    return _row(row)


def mark_all_read(ctx: Ctx) -> int:
    """Mark all of the actor's own as read; how many were not."""
    marked = ctx.session.execute(
        update(Notification)
        .where(_mine(ctx), Notification.is_read.is_(False))
        .values(is_read=True)
        .returning(Notification.id)
    )
    return len(marked.all())


def delete_notification(ctx: Ctx, notification_id: int) -> None:
    """Remove one of the actor's own. Raises NotFound."""
    ctx.session.delete(load_row(ctx, Notification, notification_id, _mine(ctx)))


def _row(row: Notification) -> NotificationRow:
    text = render(row.template, row.params or {}) if row.template else row.message
    about = {"import_batch_id": (row.params or {}).get("import_batch_id"), "message": text}
    names = NotificationRow.model_fields.keys() - about.keys()
    return NotificationRow(**{name: getattr(row, name) for name in names}, **about)
