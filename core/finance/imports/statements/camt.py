"""CAMT.052, .053 and .054 (ISO 20022), read without entities, document types or network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from core.finance.imports.statements.model import MOST_ENTRIES, Entry, Statement, damaged

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KIND = "CAMT"
HOLDERS = frozenset({"Stmt", "Rpt", "Ntfctn"})
DEEPEST = 60
OPENING, CLOSING = frozenset({"OPBD", "PRCD"}), frozenset({"CLBD"})
PENDING = frozenset({"PDNG", "INFO", "FUTR"})
CENT = Decimal("0.01")


def read_camt(path: Path) -> list[Statement]:
    """The statements of the file. Raises Invalid for what is no safe CAMT."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    try:
        return list(_statements(path))
    except DefusedXmlException as error:
        raise damaged(KIND, type(error).__name__) from error
    except (ParseError, LookupError, ValueError, InvalidOperation) as error:
        raise damaged(KIND, error) from error


def _statements(path: Path) -> Iterator[Statement]:
    """Entry by entry, each forgotten once it is read, so that memory stays bounded."""
    from defusedxml.ElementTree import iterparse

    current, depth, count = Statement("", ""), 0, 0
    for event, element in iterparse(str(path), events=("start", "end"), forbid_dtd=True):
        name = _bare(element)
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise ValueError("too deep")
        if event == "start" and name in HOLDERS:
            current = Statement("", "")
        elif event == "start":
            continue
        elif name == "Acct" and not current.account:
            current.account, current.currency = _account(element)
        elif name == "Bal":
            _balance(current, element)
        elif name == "Ntry":
            current.entries += _entries(element, current.currency)
            count += 1
            element.clear()
        elif name in HOLDERS:
            yield _settled(current)
            element.clear()
        if count > MOST_ENTRIES:
            raise ValueError("too many entries")


def _settled(found: Statement) -> Statement:
    currencies = {entry.currency for entry in found.entries}
    if not found.currency and len(currencies) == 1:
        found.currency = currencies.pop()
    return found


def _account(element: Element) -> tuple[str, str]:
    number = _text(element, "Id", "IBAN") or _text(element, "Id", "Othr", "Id")
    return number, _text(element, "Ccy")


def _balance(found: Statement, element: Element) -> None:
    code = _text(element, "Tp", "CdOrPrtry", "Cd")
    amount, currency = _amount(element)
    found.currency = found.currency or currency
    if code in OPENING and found.opening is None:
        found.opening = amount
    elif code in CLOSING:
        found.closing = amount


def _entries(entry: Element, currency: str) -> list[Entry]:
    """One entry, or the payments of a batch where they add up to it."""
    total, code = _amount(entry)
    booked = _day(_child(entry, "BookgDt"))
    valued = _day(_child(entry, "ValDt"))
    day = booked or valued
    if day is None:
        raise ValueError("an entry without a date")
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    word = "pending" if status in PENDING else "booked"
    number, more = _text(entry, "AcctSvcrRef"), _text(entry, "AddtlNtryInf")
    details = [one for group in _all(entry, "NtryDtls") for one in _all(group, "TxDtls")]
    amounts = [_part(one, total, code) for one in details]
    if len(details) > 1 and None not in amounts and sum(a for a in amounts if a) == total:
        return [
            Entry(day, amount or total, code or currency, valued, _party(one, total),
                  _words(one) or more,
                  _text(one, "Refs", "AcctSvcrRef") or (f"{number}-{n}" if number else ""), word)
            for n, (one, amount) in enumerate(zip(details, amounts, strict=True), 1)
        ]  # fmt: skip
    one = details[0] if len(details) == 1 else None
    return [
        Entry(day, total, code or currency, valued, _party(one, total) if one is not None else "",
              (_words(one) if one is not None else "") or more,
              number or (_text(one, "Refs", "AcctSvcrRef") if one is not None else ""), word)
    ]  # fmt: skip


def _part(detail: Element, total: Decimal, currency: str) -> Decimal | None:
    """A payment's share of its entry; None when it is not named in the entry's currency."""
    place = _child(detail, "Amt")
    if place is None:
        place = _child(_child(_child(detail, "AmtDtls"), "TxAmt"), "Amt")
    if place is None or place.get("Ccy") != currency:
        return None
    side = _text(detail, "CdtDbtInd")
    amount = _decimal(place.text)
    negative = side == "DBIT" if side else total < 0
    return -amount if negative else amount


def _party(detail: Element, total: Decimal) -> str:
    parties = _child(detail, "RltdPties")
    for role in ("Dbtr", "Cdtr") if total > 0 else ("Cdtr", "Dbtr"):
        name = _text(parties, role, "Nm") or _text(parties, role, "Pty", "Nm")
        if name:
            return name
    return ""


def _words(detail: Element) -> str:
    remittance = _child(detail, "RmtInf")
    free = " ".join(one.text.strip() for one in _all(remittance, "Ustrd") if one.text)
    return free or _text(remittance, "Strd", "CdtrRefInf", "Ref") or _text(detail, "AddtlTxInf")


def _amount(element: Element) -> tuple[Decimal, str]:
    place = _child(element, "Amt")
    if place is None:
        raise ValueError("an amount is missing")
    amount = _decimal(place.text)
    side = _text(element, "CdtDbtInd")
    if side not in ("CRDT", "DBIT"):
        raise ValueError("neither credit nor debit")
    return (-amount if side == "DBIT" else amount), place.get("Ccy", "")


def _decimal(text: str | None) -> Decimal:
    amount = Decimal((text or "").strip())
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 15:
        raise ValueError("an amount beyond all bounds")
    return amount


def _day(element: Element | None) -> date | None:
    text = _text(element, "Dt") or _text(element, "DtTm")
    return date.fromisoformat(text[:10]) if text else None


def _bare(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [one for one in element if _bare(one) == name]


def _child(element: Element | None, name: str) -> Element | None:
    return next(iter(_all(element, name)), None)


def _text(element: Element | None, *names: str) -> str:
    for name in names:
        element = _child(element, name)
    return ((element.text or "") if element is not None else "").strip()
