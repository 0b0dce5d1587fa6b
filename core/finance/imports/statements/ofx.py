"""OFX and QFX, version 1 (tags that are never closed) and 2 (XML).

Read by a tokeniser of our own: the libraries are under the GPL or no longer kept, and no entity
or document type of the file is ever looked at.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from core.finance.imports.statements.model import MOST_ENTRIES, Entry, Statement, damaged

KIND = "OFX"
HOLDERS = frozenset({"STMTRS", "CCSTMTRS"})
_TOKEN = re.compile(r"<(/?)([A-Za-z0-9.]{1,40})>([^<]*)")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_AMOUNT = re.compile(r"[+-]?\d{1,15}([.,]\d{1,8})?")


def read_ofx(text: str) -> list[Statement]:
    """The statements of the file. Raises Invalid for what is no OFX."""
    try:
        return list(_statements(text))
    except (ValueError, InvalidOperation) as error:
        raise damaged(KIND, error) from error


def _tokens(text: str) -> Iterator[tuple[bool, str, str]]:
    for match in _TOKEN.finditer(text):
        closing, name, value = match.groups()
        yield bool(closing), name.upper(), html.unescape(value.strip())


def _statements(text: str) -> Iterator[Statement]:
    current: Statement | None = None
    fields: dict[str, str] | None = None
    place, count = "", 0
    for closing, name, value in _tokens(text):
        if name in HOLDERS:
            if closing and current is not None:
                yield current
            current = None if closing else Statement("", "")
        elif name == "STMTTRN" and current is not None:
            if closing and fields is not None:
                current.entries.append(_entry(fields, current.currency))
                count += 1
            fields = None if closing else {}
        elif closing:
            place = "" if name == place else place
        elif not value:
            place = name
        elif fields is not None:
            fields.setdefault(f"{place}/{name}" if place == "CURRENCY" else name, value)
        elif current is not None:
            _told(current, place, name, value)
        if count > MOST_ENTRIES:
            raise ValueError("too many transactions")
    if current is not None:
        raise ValueError("the file ends within a statement")


def _told(found: Statement, place: str, name: str, value: str) -> None:
    if name == "CURDEF":
        found.currency = value[:3].upper()
    elif name == "ACCTID" and not found.account:
        found.account = value
    elif name == "BALAMT" and place == "LEDGERBAL":
        found.closing = _amount(value)


def _entry(fields: dict[str, str], currency: str) -> Entry:
    for needed in ("DTPOSTED", "TRNAMT"):
        if needed not in fields:
            raise ValueError(f"a transaction without {needed}")
    posted = _day(fields["DTPOSTED"])
    memo, name = fields.get("MEMO", ""), fields.get("NAME") or fields.get("PAYEE", "")
    user = _day(fields["DTUSER"]) if fields.get("DTUSER") else None
    return Entry(
        user or posted, _amount(fields["TRNAMT"]),
        fields.get("CURRENCY/CURSYM", currency).upper()[:3], posted if user else None, name,
        memo or fields.get("TRNTYPE", ""), fields.get("FITID", ""),
    )  # fmt: skip


def _day(value: str) -> date:
    found = _DAY.match(value)
    if found is None:
        raise ValueError(f"no date: {value[:30]}")
    return date(*map(int, found.groups()))


def _amount(value: str) -> Decimal:
    plain = value.replace(" ", "")
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(f"no amount: {value[:30]}")
    return Decimal(plain.replace(",", "."))
