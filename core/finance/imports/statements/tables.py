"""Which format a statement file has, and its accounts as tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from core.finance.imports.schemas import UNIT
from core.finance.imports.statements.camt import read_camt
from core.finance.imports.statements.model import Entry, Statement, damaged, merged
from core.finance.imports.statements.mt940 import read_mt940
from core.finance.imports.statements.ofx import read_ofx
from core.finance.imports.workbook import Sheet

Reader = Callable[[Path, str], list[Statement]]
HEAD = 1 << 13
WHOLE = 128 << 20  # bytes of an OFX or MT940 file, which is read at once
NAMES = (
    "Date", "Value date", "Amount", "Currency", "Counterparty", "Description", "Transaction ID",
    "Status", "Balance", "Account",
)  # fmt: skip
"""The header that the built-in template `statement-file` knows."""
_SIGNS = re.compile(r"[\x00-\x1f\x7f]+")
_CAMT = re.compile(
    rb"<[\w:]*(BkToCstmrStmt|BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn)\b|camt\.05[234]"
)
_OFX = re.compile(rb"OFXHEADER|<\?OFX|<OFX>", re.IGNORECASE)
_MT940 = re.compile(rb"(?m)^:20:[^\n]*\n(?:[^\n]*\n){0,3}?:25:")


def statement_reader(path: Path) -> Reader | None:
    """What reads the file if it is a statement in CAMT, OFX or MT940."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain.startswith(b"<") and _CAMT.search(plain):
        return lambda found, _: read_camt(found)
    if plain.startswith((b"<", b"OFX")) and _OFX.search(plain):
        return lambda found, encoding: read_ofx(_text(found, encoding))
    if _MT940.search(plain.replace(b"\r\n", b"\n")):
        return lambda found, encoding: read_mt940(_text(found, encoding))
    return None


def statement_sheets(reader: Reader, path: Path, encoding: str, folder: Path) -> list[Sheet]:
    """A sheet for each account of the file, written into `folder`.

    Raises Invalid for a file that is damaged, not safe to read or without any movement.
    """
    found = [one for one in merged(reader(path, encoding)) if one.entries]
    if not found:
        raise damaged("CAMT / OFX / MT940", "—")
    return [_sheet(one, folder / f"account{n}.txt") for n, one in enumerate(found)]


def _text(path: Path, encoding: str) -> str:
    if path.stat().st_size > WHOLE:
        raise damaged("OFX / MT940", f"{path.stat().st_size >> 20} MB")
    return path.read_text(encoding, errors="replace")


def _sheet(found: Statement, target: Path) -> Sheet:
    with target.open("w", encoding="utf-8", newline="\n") as out:
        out.write(UNIT.join(NAMES) + "\n")
        for entry, balance in zip(found.entries, _balances(found), strict=True):
            out.write(UNIT.join(_cells(found, entry, balance)) + "\n")
    return Sheet(target, found.account or found.currency, len(found.entries) + 1)


def _cells(found: Statement, entry: Entry, balance: str) -> Iterator[str]:
    valued = entry.valued.isoformat() if entry.valued else ""
    cells = (
        entry.day.isoformat(), valued, f"{entry.amount:+f}", entry.currency, entry.party,
        entry.text, entry.number, entry.status, balance, found.account,
    )  # fmt: skip
    return (_SIGNS.sub(" ", cell).strip() for cell in cells)


def _balances(found: Statement) -> list[str]:
    """The balance after each booked entry, the last one as the file names it.

    So that the check of every balance shows a file whose entries do not add up.
    """
    if found.opening is None or found.closing is None:
        return [""] * len(found.entries)
    running, shown, last = found.opening, [], -1
    for number, entry in enumerate(found.entries):
        booked = entry.status == "booked" and entry.currency == found.currency
        running += entry.amount if booked else Decimal(0)
        last = number if booked else last
        shown.append(f"{running:f}" if booked else "")
    if last >= 0:
        shown[last] = f"{found.closing:f}"
    return shown
