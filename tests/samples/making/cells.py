"""Cells written in the ways that cells are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.samples.making.model import (
    ZH,
    ZH_MEMOS,
    Meant,
    Sample,
    comma,
    either,
    eu,
    events,
    money,
    row,
    us,
)


def trailing_signs() -> Sample:
    """A minus behind the amount, thousands with points; CR and DR behind the balance."""
    found = events(121)
    lines = ["Buchungstag;Text;Betrag;Saldo"]
    for one in found:
        amount = eu(abs(one.amount)) + ("+" if one.income else "-")
        lines.append(
            row(one.stamp("%d.%m.%Y"), one.party, amount, eu(one.balance) + "+", delimiter=";")
        )
    return Sample(
        "trailing-signs.csv", lines, [money(e) for e in found], delimiter=";", decimal=","
    )


def cr_and_dr() -> Sample:
    """CR and DR behind the amounts."""
    found = events(122)
    lines = ["Date,Particulars,Amount,Balance"]
    for one in found:
        mark = "Cr" if one.income else "Dr"
        lines.append(row(one.stamp("%d-%b-%Y"), one.party, f"{us(abs(one.amount))} {mark}",
                         f"{us(one.balance)} Cr"))  # fmt: skip
    return Sample("cr-and-dr.csv", lines, [money(e) for e in found])


def parentheses() -> Sample:
    """Accountants' minus in parentheses, dollars, a dash for nothing."""
    found = events(123)
    lines = ["Date,Account,Memo,Amount"]
    for one in found:
        amount = f"${us(one.amount)}" if one.income else f"(${us(-one.amount)})"
        lines.append(row(one.stamp("%m/%d/%Y"), "Operating", one.party, amount))
    return Sample("parentheses.csv", lines, [money(e, "USD") for e in found])


def guarded() -> Sample:
    """="…" around numbers and an apostrophe before them, as spreadsheets are told."""
    found = events(124)
    lines = ["Date,Reference,Payee,Amount"]
    lines += [f'="{e.day}",="{e.number}",{e.party},="{e.amount}"' for e in found]
    return Sample("guarded.csv", lines, [money(e) for e in found])


def apostrophes() -> Sample:
    """Apostrophes before numbers and days."""
    found = events(125)
    lines = ["日期,流水号,摘要,金额"] + [
        f"'{e.day},'{e.number},{e.memo},'{e.amount}" for e in found
    ]
    return Sample("apostrophes.csv", lines, [money(e) for e in found])


def full_width() -> Sample:
    """Full-width digits and signs, Chinese days."""
    found = events(126, parties=ZH, memos=ZH_MEMOS)
    wide = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789.,-"}
    lines = ["日期；摘要；金额".replace("；", ",")]
    for one in found:
        day = f"{one.day.year}年{one.day.month:02d}月{one.day.day:02d}日"
        lines.append(row(day, one.memo, us(one.amount).translate(wide)))
    return Sample("full-width.csv", lines, [money(e) for e in found])


def serial_days() -> Sample:
    """Days as spreadsheets count them, mixed with written ones."""
    found = events(127)
    lines = ["Date,Payee,Amount"]
    for number, one in enumerate(found):
        serial = (one.day - date(1899, 12, 30)).days
        lines.append(row(serial if number % 2 else one.day, one.party, one.amount))
    return Sample("serial-days.csv", lines, [money(e) for e in found])


def epoch() -> Sample:
    """Moments as seconds since 1970."""
    found = events(128)
    start = date(1970, 1, 1)
    lines = ["id,created,amount,currency,description"]
    for one in found:
        seconds = (one.day - start).days * 86400 + 43200
        lines.append(row("py_" + one.number, seconds, one.amount, "usd", one.memo))
    return Sample("epoch.csv", lines, [money(e, "USD") for e in found])


def broken_cells() -> Sample:
    """A day that does not exist and an amount that is none: both rejected, the rest booked."""
    found = events(129, 9)
    lines, meant = ["Date,Description,Amount,Balance"], []
    for number, one in enumerate(found):
        day = "2026-02-30" if number == 3 else one.day
        amount = "12..5" if number == 6 else one.amount
        lines.append(row(day, one.party, amount, one.balance))
        bad = number in (3, 6)
        meant.append(Meant(None if number == 3 else one.day, None if number == 6 else one.amount,
                           money(one).direction, abs(one.amount), rejected=bad))  # fmt: skip
    return Sample("broken-cells.csv", lines, meant)


def ragged() -> Sample:
    """Delimiters too many or too few at the lines' ends, a blank column in the middle."""
    found = events(130)
    lines = ["Date,,Payee,Amount,Note"]
    lines += [
        f"{e.day},,{e.party},{e.amount}" + ("", ",", ",,,", ",paid")[n % 4]
        for n, e in enumerate(found)
    ]
    return Sample("ragged.csv", lines, [money(e) for e in found])


def wrong_names() -> Sample:
    """The names of two columns changed places: what stands under them decides."""
    found = events(131)
    lines = ["Amount,Description,Date"]
    lines += [row(e.day, e.party, e.amount) for e in found]
    return Sample("wrong-names.csv", lines, [money(e) for e in found])


def inflow_outflow() -> Sample:
    """A budget tool: outflow and inflow with zeros on the other side."""
    found = events(132)
    lines = ['"Account","Flag","Date","Payee","Category","Memo","Outflow","Inflow","Cleared"']
    for one in found:
        out, came = either(one, lambda value: f"€{us(value)}", "€0.00")
        lines.append(row("Checking", "", one.stamp("%d.%m.%Y"), one.party, "Other", one.memo, out, came,
                         "Cleared"))  # fmt: skip
    return Sample("inflow-outflow.csv", lines, [money(e, "EUR") for e in found])


def pipes() -> Sample:
    """Pipes between cells, decimal comma, long days."""
    found = events(133)
    lines = ["Datum|Tekst|Beløb|Saldo"]
    lines += ["|".join((e.stamp("%d-%m-%Y"), e.party, eu(e.amount), eu(e.balance))) for e in found]
    return Sample("pipes.txt", lines, [money(e) for e in found], delimiter="|", decimal=",")


def month_words() -> Sample:
    """French and German names of months in one column each."""
    found = events(134)
    names = ("janv.", "févr.", "mars", "avr.")
    lines = ["Date;Libellé;Débit;Crédit"]
    for one in found:
        out, came = either(one, comma)
        day = f"{one.day.day} {names[one.day.month - 1]} {one.day.year}"
        lines.append(row(day, one.party, out, came, delimiter=";"))
    return Sample("month-words.csv", lines, [money(e) for e in found], delimiter=";", decimal=",")


def repeated_lines() -> Sample:
    """The same coffee twice a day is two coffees; the own number is missing."""
    lines, meant = ["Date,Payee,Amount"], []
    for number in range(6):
        day = date(2026, 3, 14 + number // 2)
        lines.append(f"{day},Corner Coffee,-3.80")
        meant.append(Meant(day, Decimal("-3.80"), "expense", Decimal("3.80")))
    return Sample("repeated-lines.csv", lines, meant)


SAMPLES = (
    trailing_signs,
    cr_and_dr,
    parentheses,
    guarded,
    apostrophes,
    full_width,
    serial_days,
    epoch,
    broken_cells,
    ragged,
    wrong_names,
    inflow_outflow,
    pipes,
    month_words,
    repeated_lines,
)
