"""Files of budgets, CSV or a workbook's first sheet: a line a budget, read into cells."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.kit.errors import Invalid, TooLarge
from core.kit.i18n import N_, t
from core.kit.money import to_cents

MAX_BYTES = 2_000_000
MAX_UNPACKED = 64_000_000
MAX_LINES = 2_000
DELIMITERS = (",", ";", "\t")
ZIP = b"PK\x03\x04"
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
class BudgetFile:
    """An uploaded file."""

    name: str
    data: bytes = field(repr=False)


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


def read_lines(file: BudgetFile) -> tuple[BudgetLine, ...]:
    """The lines of the file below its headings. Raises Invalid, TooLarge for no such file."""
    if len(file.data) > MAX_BYTES:
        raise TooLarge("budget.file_too_large", N_("The file is larger than 2 MB."))
    rows = _workbook(file.data) if file.data.startswith(ZIP) else _csv(file.data)
    filled = ((number, row) for number, row in rows if any(cell.strip() for cell in row))
    _, titles = next(filled, (0, []))
    columns, months = _recognised(titles)
    headings: dict[object, str] = {name: titles[at].strip() for name, at in columns.items()}
    headings |= {month: titles[at].strip() for month, at in months.items()}
    lines = tuple(BudgetLine(n, *_cells(row, columns, months), headings) for n, row in filled)
    if len(lines) > MAX_LINES:
        raise TooLarge("budget.file_too_long", N_("The file has more than 2,000 lines."))
    return lines


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(DELIMITERS, key=first.count))
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise Invalid("budget.no_csv", N_("The file cannot be read as CSV.")) from error


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    import python_calamine as calamine

    from core.finance.imports.workbook import cell_text

    broken = Invalid("budget.no_workbook", N_("The file cannot be read as a workbook."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise TooLarge("budget.file_too_large", N_("The file is larger than 2 MB."))
        _check_extent(data)
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise broken from error
    top, left = sheet.start or (0, 0)
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
        yield number, [""] * left + [cell_text(value) for value in row]


def _check_extent(data: bytes) -> None:
    """Raises Invalid where the sheet would not fit into memory."""
    from core.finance.imports.workbook_size import check_extent

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "budgets"
        path.write_bytes(data)
        check_extent(path)


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
