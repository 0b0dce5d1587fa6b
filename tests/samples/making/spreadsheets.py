"""Spreadsheets."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

from tests.samples.making.china_pay import WECHAT_ABOVE, WECHAT_HEAD, wechat_rows
from tests.samples.making.model import (
    ZH,
    ZH_MEMOS,
    Meant,
    Sample,
    events,
    money,
)


def wechat_xlsx() -> Sample:
    """WeChat Pay as XLSX, as the app exports it now: moments and amounts as numbers."""
    rows, meant = wechat_rows()
    table: list[list[object]] = [[text] for text in WECHAT_ABOVE]
    table.append(list(WECHAT_HEAD.split(",")))
    for cells in rows:
        kept: list[object] = [cell.strip() for cell in cells]
        kept[5] = Decimal(cells[5].lstrip("¥"))
        table.append(kept)
    # The amount is a number there, so the table names no currency; 元 stands in its header.
    return _book("wechat-pay.xlsx", {"Sheet1": table}, meant, 17)


def statement_xlsx() -> Sample:
    """A bank's workbook: title, real dates, real numbers, a total at the end."""
    found = events(135)
    table: list[list[object]] = [["Account statement"], [], ["Date", "Payee", "Amount", "Balance"]]
    table += [[e.day, e.party, e.amount, e.balance] for e in found]
    table.append(["Total", None, sum((e.amount for e in found), Decimal(0)), None])
    return _book("statement.xlsx", {"Transactions": table}, [money(e) for e in found], 3)


def two_sheets() -> Sample:
    """A cover sheet before the sheet with the records."""
    found = events(136, parties=ZH, memos=ZH_MEMOS)
    table: list[list[object]] = [["日期", "摘要", "收入", "支出", "余额"]]
    for one in found:
        came, out = (one.amount, None) if one.income else (None, -one.amount)
        table.append([one.day, one.memo, came, out, one.balance])
    cover: list[list[object]] = [["南风贸易有限公司"], ["打印日期", date(2026, 4, 1)]]
    return _book("two-sheets.xlsx", {"封面": cover, "明细": table}, [money(e) for e in found], 1)


def _book(
    name: str, sheets: dict[str, list[list[object]]], meant: list[Meant], header: int
) -> Sample:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"created": datetime(2026, 4, 1)})  # noqa: DTZ001
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, table in sheets.items():
            sheet = book.add_worksheet(title)
            for y, cells in enumerate(table):
                for x, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(y, x, cell, day)
                    elif isinstance(cell, Decimal):
                        sheet.write_number(y, x, float(cell))
                    elif cell is not None:
                        sheet.write_string(y, x, str(cell))
    return Sample(name, [], meant, header, delimiter=None, content=out.getvalue(), encoding="xlsx")


SAMPLES = (
    wechat_xlsx,
    statement_xlsx,
    two_sheets,
)
