"""Codes of contracts and receivables with the words shown for them."""

from __future__ import annotations

from enum import StrEnum

from core.kit.i18n import N_


class ContractStatus(StrEnum):
    """Where a contract stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    COMPLETED = "completed"
    TERMINATED = "terminated"


class ReceivableStatus(StrEnum):
    """What people say of a receivable; the rest follows from its receipts."""

    OPEN = "open"
    CANCELLED = "cancelled"


class ReceivableState(StrEnum):
    """What a receivable is on a day, from its receipts up to that day."""

    OPEN = "open"
    PARTLY = "partly"
    PAID = "paid"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"


CONTRACT_TRANSITIONS: dict[ContractStatus, frozenset[ContractStatus]] = {
    ContractStatus.DRAFT: frozenset({ContractStatus.ACTIVE, ContractStatus.TERMINATED}),
    ContractStatus.ACTIVE: frozenset(
        {ContractStatus.DRAFT, ContractStatus.COMPLETED, ContractStatus.TERMINATED}
    ),
    ContractStatus.COMPLETED: frozenset({ContractStatus.ACTIVE}),
    ContractStatus.TERMINATED: frozenset({ContractStatus.ACTIVE}),
}
CONTRACT_STATUS_NAMES = {
    ContractStatus.DRAFT: N_("Draft"),
    ContractStatus.ACTIVE: N_("In force"),
    ContractStatus.COMPLETED: N_("Completed"),
    ContractStatus.TERMINATED: N_("Terminated"),
}
RECEIVABLE_STATUS_NAMES = {
    ReceivableStatus.OPEN: N_("Valid"),
    ReceivableStatus.CANCELLED: N_("Cancelled"),
}
RECEIVABLE_STATE_NAMES = {
    ReceivableState.OPEN: N_("Not paid yet"),
    ReceivableState.PARTLY: N_("Partly paid"),
    ReceivableState.PAID: N_("Paid"),
    ReceivableState.OVERDUE: N_("Overdue"),
    ReceivableState.CANCELLED: N_("Cancelled"),
}
