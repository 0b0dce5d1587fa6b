"""One's own notifications."""

from __future__ import annotations

from pydantic import BaseModel
from starlette.responses import Response

from api.calls import Posting
from api.resources import Resource, RowId, add_resource
from api.routing import new_router
from core import notifications
from core.notifications import NotificationRow

router = new_router("notifications")
MINE = "Right: anybody signed in, for their own."

add_resource(
    router,
    Resource(
        "/v1/notifications",
        "notification",
        "notifications",
        spec=notifications.NOTIFICATION_LIST,
        row=NotificationRow,
        list=notifications.list_notifications,
        get=notifications.get_notification,
        delete=notifications.delete_notification,
        sees="anybody signed in, for their own",
        edits="anybody signed in, for their own",
    ),
)


class Marked(BaseModel):
    """How many were unread."""

    marked: int


@router.post(
    "/v1/notifications/read-all",
    summary="Mark all of one's own as read",
    description=MINE,
    response_model=Marked,
)
def mark_all_read(call: Posting) -> Response:
    return call.change(lambda ctx: Marked(marked=notifications.mark_all_read(ctx)))


@router.post(
    "/v1/notifications/{id}/read",
    summary="Mark one as read",
    description=MINE,
    response_model=NotificationRow,
)
def mark_read(call: Posting, row_id: RowId) -> Response:
    return call.change(lambda ctx: notifications.mark_read(ctx, row_id))
