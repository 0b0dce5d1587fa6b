"""Recurring expenses found in the records: subscriptions, rents, insurance."""

from core.finance.recurring.detection import SERIES_STATE_NAMES, SeriesState
from core.finance.recurring.intervals import INTERVAL_NAMES, Interval
from core.finance.recurring.service import (
    RecurringExpense,
    dismiss_recurring,
    recurring_expenses,
    restore_recurring,
    yearly_total,
)

__all__ = [
    "INTERVAL_NAMES",
    "SERIES_STATE_NAMES",
    "Interval",
    "RecurringExpense",
    "SeriesState",
    "dismiss_recurring",
    "recurring_expenses",
    "restore_recurring",
    "yearly_total",
]
