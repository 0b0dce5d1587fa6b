"""What a statement of an account says, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.kit.errors import Invalid
from core.kit.i18n import N_

MOST_ENTRIES = 2_000_000


@dataclass(frozen=True)
class Entry:
    """One movement; positive is money in. `status` is booked or pending."""

    day: date
    amount: Decimal
    currency: str
    valued: date | None = None
    party: str = ""
    text: str = ""
    number: str = ""
    status: str = "booked"


@dataclass
class Statement:
    """The movements of one account, and its balances where the file names them."""

    account: str
    currency: str
    entries: list[Entry] = field(default_factory=list)
    opening: Decimal | None = None
    closing: Decimal | None = None


def damaged(kind: str, reason: object) -> Invalid:
    """A statement file that cannot be read."""
    return Invalid(
        "import.statement",
        N_("This {kind} file is damaged or not safe to read: {reason}"),
        kind=kind,
        reason=str(reason)[:200],
    )


def merged(found: list[Statement]) -> list[Statement]:
    """Statements of the same account as one, in the order in which they stand."""
    kept: dict[tuple[str, str], Statement] = {}
    for one in found:
        first = kept.setdefault((one.account, one.currency), one)
        if first is not one:
            follows = first.closing is not None and first.closing == one.opening
            first.entries += one.entries
            first.closing = one.closing if follows else None
            first.opening = first.opening if follows else None
    return list(kept.values())
