"""CAMT.052, .053 and .054 (ISO 20022), read without entities, document types or network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.finance.imports.statements.model import MOST_ENTRIES, Entry, Statement, damaged

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KIND = "CAMT"
HOLDERS = frozenset({"Stmt", "Rpt", "Ntfctn"})
KEPT = frozenset({"Acct", "Bal", "Ntry"})
DEEPEST = 60
LARGEST = 2_000_000  # elements of one entry
PIECE = 1 << 20
OPENING, CLOSING = frozenset({"OPBD", "PRCD"}), frozenset({"CLBD"})
PENDING = frozenset({"PDNG", "INFO", "FUTR"})


def read_camt(path: Path) -> list[Statement]:
    """The statements of the file. Raises Invalid for what is no safe CAMT."""
    from xml.etree.ElementTree import ParseError
    from xml.parsers.expat import ExpatError

    try:
        _refuse_document_type(path)
        return list(_statements(path))
    except (ParseError, ExpatError, LookupError, ValueError, InvalidOperation) as error:
        raise damaged(KIND, error) from error


def _refuse_document_type(path: Path) -> None:
    """Raises ValueError for a document type: without one no entity can be declared or fetched."""
    from xml.parsers.expat import ParserCreate

    def refuse(*_: object) -> None:
        raise ValueError("a document type is not allowed")

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _statements(path: Path) -> Iterator[Statement]:
    """Entry by entry, each forgotten once it is read, so that memory stays bounded."""
    from xml.etree.ElementTree import iterparse

    current, count, size = Statement("", ""), 0, 0
    above: list[Element] = []
    kept = 0  # how deep in an account, balance or entry
    for event, element in iterparse(str(path), events=("start", "end")):  # noqa: S314 (no DTD)
        name = _bare(element.tag)
        if event == "start":
            above.append(element)
            size += 1
            if len(above) > DEEPEST or size > LARGEST:
                raise ValueError("too deep or too large")
            if name in HOLDERS and not kept:
                current = Statement("", "")
            kept += 1 if kept or name in KEPT else 0
            continue
        above.pop()
        kept -= 1 if kept else 0
        if kept:
            continue
        if name in HOLDERS:
            yield _settled(current)
        elif name in KEPT:
            _take(current, name, element)
            count += name == "Ntry"
        size = 0
        if above:
            above[-1].clear()
        if count > MOST_ENTRIES:
            raise ValueError("too many entries")


def _take(found: Statement, name: str, element: Element) -> None:
    if name == "Ntry":
        found.entries += _entries(element, found.currency)
    elif name == "Bal":
        _balance(found, element)
    elif not found.account:
        found.account, found.currency = _account(element)


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


@lru_cache(maxsize=1000)
def _bare(tag: str) -> str:
    """The tag without its namespace."""
    return tag.rpartition("}")[2]


def _all(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [one for one in element if _bare(one.tag) == name]


def _child(element: Element | None, name: str) -> Element | None:
    if element is not None:
        for one in element:
            if _bare(one.tag) == name:
                return one
    return None


def _text(element: Element | None, *names: str) -> str:
    for name in names:
        element = _child(element, name)
    return ((element.text or "") if element is not None else "").strip()
