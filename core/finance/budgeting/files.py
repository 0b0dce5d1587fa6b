"""Files of budgets, CSV or a workbook's first sheet: a line a budget, read into cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.finance.line_files import file_rows
from core.kit.errors import Invalid
from core.kit.i18n import N_, t
from core.kit.line_files import UploadedFile
from core.kit.money import to_cents

COLUMNS: dict[str, tuple[str, ...]] = {
    "year": ("year", "fiscal year", "年度", "年份", "财年", "年"),
    "department": ("department", "部门", "部门名称"),
    "project": ("project", "项目", "项目名称", "project code", "项目编号"),
    "category": ("category", "类别", "费用类别", "科目", "费用科目", "预算科目"),
    "name": ("name", "名称", "预算名称"),
    "amount": ("amount", "total", "budget", "金额", "预算金额", "合计", "总计", "全年", "预算"),
    "currency": ("currency", "币种", "货币"),
    "note": ("note", "备注", "说明"),
}
"""What each column may be called; the first name stands in the examples and errors."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NUMBER = re.compile(r"(?:m|month )?0?(1[0-2]|[1-9])(?:\s*月份?)?")
MONTH_OF_YEAR = re.compile(r"(\d{4})\s*[-/.年]\s*0?(1[0-2]|[1-9])\s*月?")
AMOUNT = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(万|亿|k|m)?", re.IGNORECASE)
LONGEST_AMOUNT = 24
UNITS = {"万": 10**4, "亿": 10**8, "k": 10**3, "m": 10**6}

EXAMPLES = {
    "en": "year,department,project,category,1,2,3,4,5,6,7,8,9,10,11,12,total\n"
    "{year},Consulting,,Salaries,100000,100000,100000,100000,100000,100000,100000,100000,100000,"
    "100000,100000,200000,1300000\n{year},Finance,,,,,,,,,,,,,,,240000\n",
    "zh_CN": "年度,部门,项目,类别,1月,2月,3月,4月,5月,6月,7月,8月,9月,10月,11月,12月,合计\n"
    "{year},咨询部,,工资,100000,100000,100000,100000,100000,100000,100000,100000,100000,100000,"
    "100000,200000,1300000\n{year},财务部,,,,,,,,,,,,,,,240000\n",
}
"""Files to start from, by language; `{year}` is to be filled in."""


@dataclass(frozen=True)
class BudgetLine:
    """A line: its number in the file, its cells by column, and amounts by (year, month), the
    year None where the column names the month alone. `headings` are the file's words for them."""

    number: int
    cells: Mapping[str, str]
    months: Mapping[tuple[int | None, int], str]
    headings: Mapping[object, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """Something to mend in a file: where, and what (a msgid with its params)."""

    line: int
    column: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """The whole sentence in the reader's language."""
        return t(
            "Line {line}, column “{column}”: {what}",
            line=self.line,
            column=self.column,
            what=t(self.message, **self.params),
        )


def read_lines(file: UploadedFile) -> tuple[BudgetLine, ...]:
    """The lines of the file below its headings. Raises Invalid, TooLarge for no such file."""
    rows = file_rows(file)
    _, titles = next(rows, (0, []))
    columns, months = _recognised(titles)
    headings: dict[object, str] = {name: titles[at].strip() for name, at in columns.items()}
    headings |= {month: titles[at].strip() for month, at in months.items()}
    return tuple(BudgetLine(n, *_cells(row, columns, months), headings) for n, row in rows)


def _recognised(titles: list[str]) -> tuple[dict[str, int], dict[tuple[int | None, int], int]]:
    names = [title.strip().casefold().replace("_", " ") for title in titles]
    columns = {
        column: names.index(known)
        for column, called in COLUMNS.items()
        if (known := next((one for one in called if one in names), None)) is not None
    }
    taken = set(columns.values())
    months = {
        month: place
        for place, name in enumerate(names)
        if place not in taken and (month := _month(name)) is not None
    }
    if not months and "amount" not in columns:
        raise Invalid(
            "budget.headings",
            N_(
                "The first line has to name the columns: year, department, project, category, and "
                "the months (1 to 12) or a total."
            ),
        )
    return columns, months


def _month(name: str) -> tuple[int | None, int] | None:
    if found := MONTH_OF_YEAR.fullmatch(name):
        return int(found[1]), int(found[2])
    if found := MONTH_NUMBER.fullmatch(name):
        return None, int(found[1])
    return (None, MONTHS.index(name[:3]) + 1) if name[:3] in MONTHS and name.isalpha() else None


def _cells(
    row: list[str], columns: Mapping[str, int], months: Mapping[tuple[int | None, int], int]
) -> tuple[dict[str, str], dict[tuple[int | None, int], str]]:
    def at(place: int) -> str:
        return row[place].strip() if place < len(row) else ""

    cells = {name: at(place) for name, place in columns.items()}
    return cells, {month: at(place) for month, place in months.items()}


def amount_of(text: str) -> Decimal | None:
    """An amount as people write it (1,234.50; ¥1200; 12万); None where it is none or negative."""
    bare = text.strip().lstrip("¥￥$€£").replace(" ", "").replace("，", ",")
    found = AMOUNT.fullmatch(bare)
    if found is None or found[1] or len(bare) > LONGEST_AMOUNT:
        return None
    number = Decimal(found[2].replace(",", "") + (found[3] or ""))
    return to_cents(number * UNITS.get((found[4] or "").casefold(), 1))


def problems_text(problems: Iterable[Problem]) -> tuple[str, ...]:
    """The sentences of all problems."""
    return tuple(problem.text() for problem in problems)
