"""What people are told inside the product.

Importing this package registers what it tells people of.
"""

from core.notifications import imports as _imports  # noqa: F401 (registers its handlers)
from core.notifications.preferences import (
    WANTED_NAMES,
    PreferencesPatch,
    PreferencesRow,
    Wanted,
    own_preferences,
    update_preferences,
)
from core.notifications.render import render
from core.notifications.schemas import (
    LEVEL_NAMES,
    TYPE_NAMES,
    Level,
    Message,
    NotificationRow,
    Type,
    days,
    money,
    phrase,
    plain_number,
    ratio,
    text,
)
from core.notifications.service import (
    NOTIFICATION_LIST,
    delete_notification,
    get_notification,
    list_notifications,
    mark_all_read,
    mark_read,
    notify,
    unread_count,
)

__all__ = [
    "LEVEL_NAMES",
    "NOTIFICATION_LIST",
    "TYPE_NAMES",
    "WANTED_NAMES",
    "Level",
    "Message",
    "NotificationRow",
    "PreferencesPatch",
    "PreferencesRow",
    "Type",
    "Wanted",
    "days",
    "delete_notification",
    "get_notification",
    "list_notifications",
    "mark_all_read",
    "mark_read",
    "money",
    "notify",
    "own_preferences",
    "phrase",
    "plain_number",
    "ratio",
    "render",
    "text",
    "unread_count",
    "update_preferences",
]
