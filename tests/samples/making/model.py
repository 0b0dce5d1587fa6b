"""Events of invented people, the lines made of them, and the truth they add up to."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

CENT = Decimal("0.01")
ZH = (
    "云杉文具店",
    "青禾物业",
    "远帆物流",
    "林晓",
    "海棠咖啡",
    "北岭科技有限公司",
    "周牧",
    "新月书店",
)
EN = ("Harbour Tools Ltd", "Maple & Co", "Ava Lindqvist", "Northside Cafe", "Ridge Power",
      "Blue Fern Studio", "Tom Okafor", "Corner Books")  # fmt: skip
DE = ("Bäckerei Sonntag", "Stadtwerke Nord", "Jürgen Weiß", "Müller Bürobedarf", "Hof & Garten",
      "Anna Schäfer")  # fmt: skip
FR = ("Café des Îles", "Société Élan", "Léa Périer", "Boulangerie Noël", "Garage du Pré")
NO_MEMOS = ("order", "invoice", "monthly fee", "supplies", "travel", "refund of deposit")
ZH_MEMOS = ("办公用品", "房租", "运费", "货款", "咖啡", "服务费")


@dataclass(frozen=True)
class Event:
    """One movement of money; positive is money in."""

    day: date
    clock: time
    party: str
    memo: str
    amount: Decimal
    number: str
    balance: Decimal

    @property
    def income(self) -> bool:
        """Whether money came in."""
        return self.amount > 0

    def stamp(self, pattern: str) -> str:
        """Day and time as `pattern` says."""
        return datetime.combine(self.day, self.clock).strftime(pattern)


@dataclass(frozen=True)
class Meant:
    """What a record of the file says; `signed` as the file signs it, `booked` in its direction."""

    day: date | None
    signed: Decimal | None
    direction: str
    booked: Decimal
    currency: str | None = None
    status: str = "booked"
    rejected: bool = False


@dataclass
class Sample:
    """A file's lines and its meaning; `header` counts physical lines from 1."""

    name: str
    lines: Sequence[str]
    meant: Sequence[Meant]
    header: int | None = 1
    encoding: str = "utf-8"
    newline: str = "\n"
    delimiter: str | None = ","
    decimal: str | None = None
    asks: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    certain: bool = True
    pack: Callable[[bytes], bytes] | None = None
    content: bytes | None = None

    def data(self) -> bytes:
        """The file."""
        if self.content is not None:
            return self.content
        plain = "".join(line + self.newline for line in self.lines).encode(self.encoding)
        return self.pack(plain) if self.pack else plain

    def truth(self) -> dict[str, Any]:
        """What a reader must find."""
        kept = [one for one in self.meant if not one.rejected]
        days = sorted(one.day for one in self.meant if one.day)
        found: dict[str, Any] = {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "decimal": self.decimal,
            "header_line": self.header,
            "records": len(self.meant),
            "rejected": len(self.meant) - len(kept),
            "signed": _signed(self.meant),
            "first_date": str(days[0]) if days else None,
            "last_date": str(days[-1]) if days else None,
            "statuses": _statuses(kept),
            "asks": list(self.asks),
            "answers": self.answers,
        }
        if self.certain:
            found["totals"] = _totals(kept)
        return found


def _signed(meant: Sequence[Meant]) -> dict[str, list[Any]]:
    """Currency -> [rows above zero, their sum, rows below, their sum, rows of zero]."""
    found: dict[str, list[Any]] = {}
    for one in meant:
        if one.signed is None:
            continue
        sums = found.setdefault(one.currency or "", [0, Decimal("0.00"), 0, Decimal("0.00"), 0])
        if one.signed > 0:
            sums[0], sums[1] = sums[0] + 1, sums[1] + one.signed
        elif one.signed < 0:
            sums[2], sums[3] = sums[2] + 1, sums[3] + one.signed
        else:
            sums[4] += 1
    return {key: [a, str(b), c, str(d), e] for key, (a, b, c, d, e) in sorted(found.items())}


def _totals(kept: Sequence[Meant]) -> dict[str, dict[str, list[Any]]]:
    """Currency -> direction -> [rows, sum] of what would be booked."""
    found: dict[str, dict[str, list[Any]]] = {}
    for one in kept:
        if one.status == "booked":
            sums = found.setdefault(one.currency or "", {}).setdefault(
                one.direction, [0, Decimal("0.00")]
            )
            sums[0], sums[1] = sums[0] + 1, sums[1] + one.booked
    return {
        key: {word: [rows, str(amount)] for word, (rows, amount) in sorted(one.items())}
        for key, one in sorted(found.items())
    }


def _statuses(kept: Sequence[Meant]) -> dict[str, int]:
    words = [one.status for one in kept]
    return {word: words.count(word) for word in sorted(set(words))}


def events(
    seed: int,
    count: int = 8,
    *,
    parties: Sequence[str] = EN,
    memos: Sequence[str] = NO_MEMOS,
    start: str = "2026-01-05",
    opening: str = "18000.00",
    most: int = 2400,
    whole: bool = False,
) -> list[Event]:
    """`count` movements, the oldest first; about a third of them money in, two above 1,000."""
    dice = random.Random(seed)
    day, balance, found = date.fromisoformat(start), Decimal(opening), []
    for number in range(count):
        day += timedelta(days=1 + int(dice.random() * 5))
        cents = 300 + int(dice.random() * most * 40)
        cents = 100_000 + int(dice.random() * most * 100) if number in (1, 4) else cents
        amount = Decimal(cents // 100 * 100 if whole else cents) / 100
        amount = amount.quantize(CENT) * (1 if number % 3 == 1 else -1)
        balance += amount
        clock = time(8 + number % 12, int(dice.random() * 60), int(dice.random() * 60))
        own = f"{seed:02d}{day:%Y%m%d}{int(dice.random() * 10**8):08d}"
        found.append(
            Event(day, clock, parties[number % len(parties)], memos[(number * 5) % len(memos)],
                  amount, own, balance)
        )  # fmt: skip
    return found


def money(event: Event, currency: str | None = None, **said: Any) -> Meant:
    """Signed as banks do: positive is money in."""
    way = "income" if event.income else "expense"
    return Meant(event.day, event.amount, way, abs(event.amount), currency, **said)


def worded(event: Event, currency: str | None = None, **said: Any) -> Meant:
    """Unsigned with a direction's word beside it."""
    way = said.pop("direction", "income" if event.income else "expense")
    return Meant(event.day, abs(event.amount), way, abs(event.amount), currency, **said)


def card(event: Event, currency: str | None = None, **said: Any) -> Meant:
    """Signed as card issuers do: positive is spending."""
    way = "income" if event.income else "expense"
    return Meant(event.day, -event.amount, way, abs(event.amount), currency, **said)


def row(*cells: object, delimiter: str = ",", quote: int = csv.QUOTE_MINIMAL) -> str:
    """One line."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quote, lineterminator="").writerow(cells)  # type: ignore[arg-type]
    return out.getvalue()


def quoted(*cells: object, delimiter: str = ",") -> str:
    """One line with every cell in quotes."""
    return row(*cells, delimiter=delimiter, quote=csv.QUOTE_ALL)


def us(value: Decimal) -> str:
    """1,234.56"""
    return f"{value:,.2f}"


def eu(value: Decimal) -> str:
    """1.234,56"""
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def comma(value: Decimal) -> str:
    """1234,56"""
    return f"{value:.2f}".replace(".", ",")


def spaced(value: Decimal, blank: str = "\u00a0") -> str:
    """1 234,56"""
    return f"{value:,.2f}".replace(",", blank).replace(".", ",")


def indian(value: Decimal) -> str:
    """12,34,567.89"""
    whole, cents = f"{abs(value):.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    parts = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return ("-" if value < 0 else "") + ",".join([*parts, tail]) + "." + cents


def either(event: Event, show: Callable[[Decimal], str], blank: str = "") -> tuple[str, str]:
    """(out, in): the amount on its side."""
    amount = show(abs(event.amount))
    return (blank, amount) if event.income else (amount, blank)
