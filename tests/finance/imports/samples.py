"""Samples and what they say: a reading compared with the truth written beside the files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.finance.imports.decide import Surroundings
from core.finance.imports.reader import Read, read_table
from core.finance.imports.spool import spool
from core.finance.imports.stage import Home
from tests.finance.imports.reading import TODAY

OWN = Path(__file__).resolve().parents[2] / "samples"
FAMILIES = (
    {"utf-8", "utf-8-sig", "ascii"},
    {"gb18030", "gbk", "gb2312"},
    {"utf-16", "utf-16-le", "utf-16-be"},
    {"cp1252", "latin-1", "iso8859-1", "iso-8859-15", "cp1250", "iso-8859-2", "cp1254", "cp1257"},
)
UNNAMED = -1  # a header of which the truth has no names: its line is not compared
WORDS = {"人民币": "CNY", "RUR": "RUB", "₪": "ILS", "$": "USD", "GB Pound": "GBP"}


@dataclass(frozen=True)
class Expected:
    """What must be found; sums are [rows, sum] and signed sums [rows, sum, rows, sum, zeros]."""

    encoding: str
    delimiter: str | None
    decimal: str | None
    header_line: int | None
    records: int
    rejected: int | None
    signed: dict[str, list[Any]]
    first_date: str | None
    last_date: str | None
    statuses: dict[str, int] | None = None
    asks: tuple[str, ...] | None = None
    answers: dict[str, str] | None = None
    totals: dict[str, dict[str, list[Any]]] | None = None
    by_origin: bool = False
    template: str | None = None


def own_truth() -> dict[str, Expected]:
    """File -> what it says, for the samples of this repository."""
    told = json.loads((OWN / "truth.json").read_text(encoding="utf-8"))
    return {
        name: Expected(**{**one, "asks": tuple(one["asks"]), "totals": one.get("totals")})
        for name, one in told.items()
    }


def shared_truth(folder: Path) -> dict[str, Expected]:
    """File -> what it says, for a folder of real exports with its truth.json.

    The currency there may be known from the country only, which a file does not say.
    """
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return {name: _shared(one) for name, one in told.items()}


def _shared(one: dict[str, Any]) -> Expected:
    signed = {}
    for word, sums in one["currencies"].items():
        plus, minus = sums["positive"], sums["negative"]
        key = WORDS.get(word, word.upper())
        signed[key] = [plus[0], _cents(plus[1]), minus[0], _cents(minus[1]), sums["zero"]]
    header = UNNAMED if one["header_line"] and not one["columns"] else one["header_line"]
    return Expected(
        one["encoding"], one["delimiter"], one["decimal"], header, one["records"], None,
        signed, one["first_date"], one["last_date"], by_origin=True,
    )  # fmt: skip


def _cents(value: str) -> str:
    return f"{Decimal(value):.2f}"


def read_file(
    file: Path, folder: Path, answers: dict[str, str] | None = None, *, built_in: bool = False
) -> Read:
    """A file read to the end without a database, told nothing but `answers`."""
    folder.mkdir()
    around = Surroundings(TODAY, "zh_CN", {}, answers or {}, built_in=built_in)
    return read_table(
        spool(file, folder), folder, around,
        lambda plan: Home("CNY", "Asia/Shanghai", plan.scope),
    )  # fmt: skip


def differences(shown: dict[str, Any], truth: Expected) -> list[str]:
    """Where the reading is not what the file says; empty when it is right."""
    rows = shown["rows"]
    signed = {
        one["currency"] or "": [
            one["positive"]["rows"], one["positive"]["amount"],
            one["negative"]["rows"], one["negative"]["amount"], one["zero"],
        ]
        for one in shown["signed"]
    }  # fmt: skip
    if truth.by_origin and len(signed) == len(truth.signed) == 1:
        signed = dict(zip(truth.signed, signed.values(), strict=True))
    pairs: list[tuple[str, Any, Any]] = [
        ("records", rows["total"], truth.records),
        ("signed", signed, truth.signed),
        ("first_date", shown["first_date"], truth.first_date),
        ("last_date", shown["last_date"], truth.last_date),
    ]
    if truth.header_line != UNNAMED:
        pairs.append(("header_line", shown["header_line"], truth.header_line))
    if truth.rejected is not None:
        pairs.append(("rejected", rows["rejected"], truth.rejected))
    if truth.delimiter and truth.encoding != "xlsx":
        pairs.append(("delimiter", shown["delimiter"], truth.delimiter))
    if truth.decimal:
        pairs.append(("decimal", shown["decimal"], truth.decimal))
    if truth.totals is not None:
        pairs.append(("totals", _totals(shown), truth.totals))
    found = [f"{name}: got {got}, expected {want}" for name, got, want in pairs if got != want]
    if not _same_family(shown["encoding"], truth.encoding):
        found.append(f"encoding: got {shown['encoding']}, expected {truth.encoding}")
    return found


def _totals(shown: dict[str, Any]) -> dict[str, dict[str, list[Any]]]:
    found: dict[str, dict[str, list[Any]]] = {}
    for one in shown["totals"]:
        sums = found.setdefault(one["currency"] or "", {})
        sums[one["direction"]] = [one["rows"], one["amount"]]
    return found


def _same_family(got: str, want: str) -> bool:
    if want in ("xlsx", got):
        return True
    return any(got in family and want in family for family in FAMILIES)
