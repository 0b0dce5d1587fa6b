"""Lists of payments with who pays and who is paid: the one who is in every row is the owner, which
says whether money came in or went out, and who the other side was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.finance.imports.cells import is_number
from core.finance.imports.schemas import Line, TableFile
from core.finance.imports.scratch import text
from core.finance.imports.words import fold_name, roles_of

if TYPE_CHECKING:
    import duckdb

_PAYER = re.compile(
    r"^(付款(人|方|账户|单位|户)?(名称|户名|名)?|payer( name)?|paid by|debtor( name)?"
    r"|sender( name)?|ordering (customer|party)|zahlungspflichtige r|auftraggeber"
    r"|donneur d ordre|ordenante)$"
)
_PAYEE = re.compile(
    r"^(收款(人|方|账户|单位|户)?(名称|户名|名)?|payee( name)?|paid to|creditor( name)?"
    r"|beneficiary( name)?|recipient( name)?|receiver( name)?|zahlungsempfanger( in)?|empfanger"
    r"|beneficiaire|beneficiario)$"
)
TOLD = frozenset({"direction", "income", "expense"})
LEAST = 4  # rows
WORDS = (("交易对方", "收/支", "收入", "支出"), ("Counterparty", "In/out", "in", "out"))


@dataclass(frozen=True)
class _Sides:
    payer: int
    payee: int
    own: str


def tell_sides(connection: duckdb.DuckDBPyConnection, table: TableFile) -> TableFile:
    """`raw`, its names and head with the other side and the direction, where nothing else says
    which way the money went."""
    sides = _find(table)
    if sides is None:
        return table
    names = table.layout.names
    other, way, came, went = WORDS[names[sides.payer].isascii()]
    payer, payee, own = f"c{sides.payer}", f"c{sides.payee}", text(sides.own)
    cases = f"CASE WHEN {payer} = {own} THEN '%s' WHEN {payee} = {own} THEN '%s' END"
    pays = f"CASE WHEN {payer} = {own} THEN {payee} WHEN {payee} = {own} THEN {payer} END"
    _widen(connection, f"{pays} AS c{table.width}, {cases % (went, came)} AS c{table.width + 1}")

    def with_sides(line: Line) -> Line:
        cells = (*line.cells, *[""] * (table.width - len(line.cells)))
        first, second = cells[sides.payer].strip(), cells[sides.payee].strip()
        told = (second, went) if first == sides.own else (first, came)
        known = sides.own in (first, second) and line.number >= table.layout.first_line
        return Line(line.number, (*cells, *(told if known else ("", ""))))

    blank = [""] * (table.width - len(names))
    return replace(
        table,
        layout=replace(table.layout, names=(*names, *blank, other, way)),
        width=table.width + 2,
        head=tuple(with_sides(line) for line in table.head),
    )


def _find(table: TableFile) -> _Sides | None:
    """Both columns and the one name that is in every row, where amounts have no sign."""
    names = table.layout.names
    found = [
        [at for at, name in enumerate(names) if pattern.match(fold_name(name))]
        for pattern in (_PAYER, _PAYEE)
    ]
    if any(len(one) != 1 for one in found):
        return None
    if any(TOLD & {role for role, _ in roles_of(name)} for name in names if name.strip()):
        return None
    rows = [line for line in table.head if line.number >= table.layout.first_line and line.filled]
    (payer,), (payee,) = found
    held = [line for line in rows if _cell(line, payer) and _cell(line, payee)]
    if len(held) < LEAST or _signed(rows):
        return None
    common = set.intersection(*({_cell(line, payer), _cell(line, payee)} for line in held))
    same = any(_cell(line, payer) == _cell(line, payee) for line in held)
    return _Sides(payer, payee, common.pop()) if len(common) == 1 and not same else None


def _cell(line: Line, index: int) -> str:
    return line.cells[index].strip() if index < len(line.cells) else ""


def _signed(rows: Sequence[Line]) -> bool:
    """Whether any number has a sign of its own."""
    return any(
        cell.strip().lstrip("¥￥$€£ ").startswith(("-", "−", "(", "+")) and is_number(cell)
        for line in rows
        for cell in line.cells
    )


def _widen(connection: duckdb.DuckDBPyConnection, columns: str) -> None:
    kind = connection.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_name = 'raw'"
    ).fetchone()
    word = "VIEW" if kind and kind[0] == "VIEW" else "TABLE"
    connection.execute(f"ALTER {word} raw RENAME TO raw_of_sides")
    connection.execute(f"CREATE TEMP VIEW raw AS SELECT *, {columns} FROM raw_of_sides")  # noqa: S608
