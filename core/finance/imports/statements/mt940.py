"""MT940 (SWIFT), through the library mt-940; one message after another."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from core.finance.imports.statements.model import Entry, Statement, damaged

KIND = "MT940"
_MESSAGE = re.compile(r"(?m)^(?=:20:)")
_ENVELOPE = re.compile(r"(?m)^(\{[1-5]:[^\n]*|-\}?[^\n]*)$")
_MOVEMENT = re.compile(r"(?m)^:61:")
OUT = frozenset({"D", "RC"})
LONGEST = 1 << 20  # characters of one message
NONE = frozenset({"", "NONREF", "NOTPROVIDED"})


def read_mt940(text: str) -> list[Statement]:
    """The statements of the file. Raises Invalid for what is no MT940."""
    plain = _ENVELOPE.sub("", text.replace("\r\n", "\n"))
    messages = [part for part in _MESSAGE.split(plain) if part.startswith(":20:")]
    return [_statement(message) for message in messages]


def _statement(message: str) -> Statement:
    import mt940

    if len(message) > LONGEST:
        raise damaged(KIND, "a message is too long")
    try:
        read = _read(mt940.parse(message, options=mt940.Options.all()))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError,
            RuntimeError) as error:  # fmt: skip
        raise damaged(KIND, error) from error
    if len(read.entries) != len(_MOVEMENT.findall(message)):
        raise damaged(KIND, ":61:")
    return read


def _read(found: Any) -> Statement:
    data = found.data
    account = str(data.get("account_identification") or "").strip()
    opening = data.get("final_opening_balance") or data.get("intermediate_opening_balance")
    closing = data.get("final_closing_balance") or data.get("intermediate_closing_balance")
    currency = str(opening.amount.currency) if opening else ""
    entries = [_entry(one.data, currency) for one in found]
    return Statement(
        account, currency, [one for one in entries if one], _sum(opening), _sum(closing)
    )


def _sum(balance: Any) -> Decimal | None:
    return Decimal(balance.amount.amount) if balance else None


def _entry(data: dict[str, Any], currency: str) -> Entry | None:
    if data.get("amount") is None:
        return None
    amount = abs(Decimal(data["amount"].amount))
    valued, booked = _day(data.get("date")), _day(data.get("entry_date"))
    day = booked or valued
    if day is None:
        raise ValueError("an entry without a date")
    number = str(data.get("bank_reference") or "").strip()
    words = [data.get("purpose"), data.get("additional_purpose")]
    text = " ".join(str(word).strip() for word in words if word)
    return Entry(
        day, -amount if str(data.get("status")) in OUT else amount, currency, valued,
        str(data.get("applicant_name") or "").strip(),
        text or " ".join(str(data.get("transaction_details") or "").split()),
        "" if number.upper() in NONE else number,
    )  # fmt: skip


def _day(value: Any) -> date | None:
    return date(value.year, value.month, value.day) if value else None
