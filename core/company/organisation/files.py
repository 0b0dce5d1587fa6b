"""CSV files of departments and people: read into lines with the names of their columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.kit.errors import Invalid, TooLarge
from core.kit.i18n import N_, t
from core.kit.line_files import FileRow, UploadedFile, csv_rows

MAX_BYTES = 1_000_000
MAX_LINES = 2_000


class Kind(StrEnum):
    """What a file lists."""

    DEPARTMENTS = "departments"
    PEOPLE = "people"


COLUMNS: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.DEPARTMENTS: {
        "name": ("name", "department", "部门", "部门名称", "名称"),
        "parent": ("parent", "part of", "上级部门", "上级"),
        "manager": ("manager", "head", "负责人", "部门负责人"),
    },
    Kind.PEOPLE: {
        "username": ("username", "user name", "用户名", "账号"),
        "display_name": ("display name", "full name", "name", "姓名"),
        "email": ("email", "e-mail", "mail", "邮箱", "电子邮箱"),
        "department": ("department", "部门"),
        "role": ("role", "roles", "角色"),
        "reports_to": ("reports to", "manager", "直属上级", "上级"),
    },
}
"""What each column may be called; the first name is the one the examples and errors use."""


EXAMPLES: dict[str, dict[Kind, str]] = {
    "en": {
        Kind.DEPARTMENTS: "name,parent,manager\nManagement,,\nConsulting,Management,ann.lee\n"
        "Finance,Management,\n",
        Kind.PEOPLE: "username,display name,email,department,role,reports to\n"
        "ann.lee,Ann Lee,ann@example.com,Consulting,manager,\n"
        "bob.ray,Bob Ray,bob@example.com,Consulting,employee,ann.lee\n"
        "eve.fox,Eve Fox,,Finance,finance,ann.lee\n",
    },
    "zh_CN": {
        Kind.DEPARTMENTS: "部门名称,上级部门,负责人\n总经办,,\n咨询部,总经办,li.na\n"
        "财务部,总经办,\n",
        Kind.PEOPLE: "用户名,姓名,邮箱,部门,角色,直属上级\n"
        "li.na,李娜,li.na@example.com,咨询部,部门经理,\n"
        "wang.lei,王磊,wang.lei@example.com,咨询部,员工,li.na\n"
        "zhang.min,张敏,,财务部,财务,li.na\n",
    },
}
"""Files to start from, by language."""


@dataclass(frozen=True)
class Line:
    """One line: its number in the file and its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """A file that was read: what it lists, what its columns are called, and its lines."""

    file: str
    kind: Kind
    headings: Mapping[str, str]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Problem:
    """Something to mend in a file: where, and what to do (a msgid with its params)."""

    file: str
    line: int
    column: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """The whole sentence in the reader's language."""
        return t(
            "{file}, line {line}, column “{column}”: {what}",
            file=self.file,
            line=self.line,
            column=self.column,
            what=t(self.message, **self.params),
        )


def read_tables(files: Iterable[UploadedFile]) -> tuple[Table, ...]:
    """The files as tables, departments first. Raises Invalid, TooLarge for what is no such file."""
    tables = sorted((_read(file) for file in files), key=lambda table: table.kind)
    if len({table.kind for table in tables}) < len(tables):
        raise Invalid(
            "organisation.twice",
            N_("Two of these files list the same. Give one of departments and one of people."),
        )
    return tuple(tables)


def _read(file: UploadedFile) -> Table:
    if len(file.data) > MAX_BYTES:
        raise TooLarge("organisation.too_large", N_("{file} is larger than 1 MB."), file=file.name)
    rows = csv_rows(file.data)
    try:
        _, titles = next(rows, (0, []))
        kind, columns = _recognised(file.name, titles)
        lines = tuple(_lines(rows, columns))
    except csv.Error as error:
        raise Invalid(
            "organisation.no_csv", N_("{file} cannot be read as CSV."), file=file.name
        ) from error
    if len(lines) > MAX_LINES:
        raise TooLarge(
            "organisation.too_long", N_("{file} has more than 2,000 lines."), file=file.name
        )
    headings = {name: titles[place].strip() for name, place in columns.items()}
    return Table(file.name, kind, headings, lines)


def _recognised(file: str, titles: list[str]) -> tuple[Kind, dict[str, int]]:
    names = [title.strip().casefold().replace("_", " ") for title in titles]
    for kind, needed in ((Kind.PEOPLE, "username"), (Kind.DEPARTMENTS, "name")):
        places = {
            column: place
            for column, known in COLUMNS[kind].items()
            if (place := next((names.index(one) for one in known if one in names), None))
            is not None
        }
        if needed in places:
            return kind, places
    raise Invalid(
        "organisation.headings",
        N_(
            "{file}: the first line has to name the columns: “name, parent, manager” for "
            "departments, “username, display name, email, department, role, reports to” for people."
        ),
        file=file,
    )


def _lines(rows: Iterable[FileRow], columns: Mapping[str, int]) -> Iterable[Line]:
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            yield Line(
                number,
                {
                    name: cells[place].strip() if place < len(cells) else ""
                    for name, place in columns.items()
                },
            )
