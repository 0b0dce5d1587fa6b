"""Messages on their way to the outside: written with what they tell of, sent by a job.

At least once: none is lost, and one that was under way when its sender died is sent again and
marked `uncertain`.
"""

from core.notifications.deliveries.queries import (
    DELIVERY_LIST,
    ChannelRow,
    DeliveryRow,
    channel_states,
    get_delivery,
    list_deliveries,
    retry_deliveries,
    retry_delivery,
)
from core.notifications.deliveries.rules import STATE_NAMES, State
from core.notifications.deliveries.sending import Sent, next_delivery_at, send_waiting

__all__ = [
    "DELIVERY_LIST",
    "STATE_NAMES",
    "ChannelRow",
    "DeliveryRow",
    "Sent",
    "State",
    "channel_states",
    "get_delivery",
    "list_deliveries",
    "next_delivery_at",
    "retry_deliveries",
    "retry_delivery",
    "send_waiting",
]
