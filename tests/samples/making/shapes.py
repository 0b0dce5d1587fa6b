"""Tables of odd shapes, and what must be asked."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

from tests.samples.making.model import (
    ZH,
    ZH_MEMOS,
    Meant,
    Sample,
    either,
    eu,
    events,
    money,
    row,
    us,
)

_HEAD = "Date,Description,Amount,Balance"


def _zip(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data)
    return out.getvalue()


def zipped() -> Sample:
    """A statement in GB18030 packed as ZIP."""
    found = events(110, parties=ZH, memos=ZH_MEMOS)
    lines = ["交易日期,摘要,收入,支出,余额"]
    for one in found:
        out, came = either(one, us)
        lines.append(row(one.day, one.memo, came, out, us(one.balance)))
    return Sample("packed.zip", lines, [money(e) for e in found], 1, "gb18030", "\r\n",
                  pack=lambda data: _zip("statement.csv", data))  # fmt: skip


def gzipped() -> Sample:
    """Tabs between cells, packed as GZ."""
    found = events(111)
    lines = [_HEAD.replace(",", "\t")]
    lines += ["\t".join((str(e.day), e.party, str(e.amount), str(e.balance))) for e in found]
    return Sample("packed.tsv.gz", lines, [money(e) for e in found], delimiter="\t",
                  pack=lambda data: gzip.compress(data, mtime=0))  # fmt: skip


def utf16() -> Sample:
    """What Excel calls Unicode text: UTF-16 with a mark, tabs, CR and LF."""
    found = events(112, parties=ZH, memos=ZH_MEMOS)
    lines = ["日期\t摘要\t对方户名\t金额\t余额"]
    lines += [
        "\t".join((e.stamp("%Y/%m/%d"), e.memo, e.party, us(e.amount), us(e.balance)))
        for e in found
    ]
    return Sample("excel-unicode.txt", lines, [money(e) for e in found], 1, "utf-16", "\r\n", "\t")


def two_tables() -> Sample:
    """A current and a savings account in one file: which one is asked."""
    found, other = events(113), events(114, 4)
    lines = ["Current account 12345678", _HEAD]
    lines += [row(e.day, e.party, e.amount, e.balance) for e in found]
    lines += ["", "Card 4111", "Posted,Merchant,Category,Debit,Credit"]
    for one in other:
        out, came = either(one, us)
        lines.append(row(one.day, one.party, "Other", out, came))
    return Sample("two-tables.csv", lines, [money(e) for e in found], 2, asks=("table",))


def two_line_header() -> Sample:
    """交易金额 above 收入 and 支出: the header stands on two lines."""
    found = events(115, parties=ZH, memos=ZH_MEMOS)
    lines = ["交易日期,摘要,交易金额,,账户余额", ",,收入,支出,"]
    for one in found:
        out, came = either(one, us)
        lines.append(row(one.day, one.memo, came, out, us(one.balance)))
    return Sample("two-line-header.csv", lines, [money(e) for e in found], 1)


def page_headers() -> Sample:
    """A printed ledger: title and header again on every page, subtotals and a carry-over."""
    found = events(116, 15)
    lines, meant = [], []
    for start in range(0, 15, 5):
        lines += [f"Nanfeng Trading,,,Page {start // 5 + 1}", _HEAD]
        if start:
            lines.append(f"{found[start].day},Balance brought forward,,{found[start - 1].balance}")
        for one in found[start : start + 5]:
            lines.append(row(one.day, one.party, one.amount, one.balance))
            meant.append(money(one))
        page = sum((one.amount for one in found[start : start + 5]), Decimal(0))
        lines += [f",Page total,{page},", ""]
    lines.append(f",Grand total,{sum((e.amount for e in found), Decimal(0))},")
    return Sample("page-headers.csv", lines, meant, 2)


def totals_between() -> Sample:
    """A total after each month, one of them dated like a record."""
    found = events(117, 12)
    lines, meant, sums, month = ["Date;Text;Amount"], [], Decimal(0), 1
    for one in found:
        if one.day.month != month:
            last = one.day.replace(day=1) - timedelta(days=1)
            lines.append(f"{last:%d.%m.%Y};Subtotal;{eu(sums)}")
            month, sums = one.day.month, Decimal(0)
        lines.append(row(one.stamp("%d.%m.%Y"), one.party, eu(one.amount), delimiter=";"))
        meant.append(money(one))
        sums += one.amount
    lines += [f";Subtotal;{eu(sums)}", f";Total;{eu(sum((e.amount for e in found), Decimal(0)))}"]
    return Sample("totals-between.csv", lines, meant, delimiter=";", decimal=",")


def ambiguous_days() -> Sample:
    """No day above the 12th anywhere: day or month first cannot be known."""
    found = events(118, 6)
    days = [date(2025, 3, 4), date(2025, 5, 6), date(2025, 1, 2), date(2025, 4, 8), date(2025, 2, 9),
            date(2025, 6, 1)]  # fmt: skip
    lines, meant = ["Date,Payee,Amount"], []
    for one, day in zip(found, days, strict=True):
        lines.append(row(f"{day:%d/%m/%Y}", one.party, one.amount))
        meant.append(Meant(day, one.amount, money(one).direction, abs(one.amount)))
    return Sample(
        "ambiguous-days.csv", lines, meant, asks=("date_order",), answers={"date_order": "DMY"}
    )


def ambiguous_thousands() -> Sample:
    """1.234 may be a thousand or one: nothing else in the column tells."""
    values = ("-1.234", "2.500", "-3.125", "-4.750", "1.375")
    days = [date(2026, 1, 15) + timedelta(days=3 * number) for number in range(5)]
    lines, meant = ["Date;Payee;Amount"], []
    for day, value in zip(days, values, strict=True):
        amount = Decimal(value.replace(".", "") + ".00")
        lines.append(f"{day};Harbour Tools;{value}")
        meant.append(Meant(day, amount, "income" if amount > 0 else "expense", abs(amount)))
    return Sample("ambiguous-thousands.csv", lines, meant, delimiter=";", asks=("decimal",),
                  answers={"decimal": ","})  # fmt: skip


def unsigned() -> Sample:
    """Amounts without sign or word: income or expense must be asked."""
    found = events(119)
    lines = ["Date,Text,Amount"] + [row(e.day, e.party, abs(e.amount)) for e in found]
    meant = [Meant(e.day, abs(e.amount), "income", abs(e.amount)) for e in found]
    return Sample(
        "unsigned.csv", lines, meant, asks=("direction",), answers={"direction": "income"}
    )


def currencies() -> Sample:
    """Four currencies in one list stay apart."""
    found = events(120, 12)
    codes = ("CNY", "USD", "EUR", "JPY")
    lines, meant = ["日期,摘要,币种,金额"], []
    for number, one in enumerate(found):
        lines.append(row(one.day, one.memo, codes[number % 4], us(one.amount)))
        meant.append(money(one, codes[number % 4]))
    return Sample("currencies.csv", lines, meant)


SAMPLES = (
    zipped,
    gzipped,
    utf16,
    two_tables,
    two_line_header,
    page_headers,
    totals_between,
    ambiguous_days,
    ambiguous_thousands,
    unsigned,
    currencies,
)
