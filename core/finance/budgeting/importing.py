"""Budgets from a file: what it would do, line by line, then all of it or nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import and_

from core.finance.budgeting.files import BudgetLine, Problem, amount_of, read_lines
from core.finance.budgeting.holdings import current_fiscal_year, fiscal_year
from core.finance.budgeting.plans import ZERO, months_of
from core.finance.budgeting.schemas import BudgetIn, BudgetPatch, PlanMonth
from core.finance.budgeting.service import create_budget, update_budget, visible_budgets
from core.finance.line_files import LinkWords
from core.finance.states import BudgetStatus
from core.identity import place, visible_amount
from core.kit.context import Ctx
from core.kit.errors import Invalid, NotPermitted
from core.kit.i18n import N_
from core.kit.inputs import Row
from core.kit.line_files import UploadedFile
from core.kit.money import LIMIT, currencies
from core.kit.periods import Period
from data.schema import Budget

MOST_CHARACTERS = 200
YEAR = re.compile(r"\d{4}")
LINK_COLUMNS = {"department": "department_id", "project": "project_id", "category": "category_id"}
UNKNOWN = {
    "department": N_("There is no such department."),
    "project": N_("There is no such project."),
    "category": N_("There is no such category."),
}


class BudgetFileRow(Row):
    """What a line of the file would do: `budget_id` is the budget it changes, None for a new
    one; `former` its amount now, where the actor sees it. Without `months` the amount is spread
    evenly."""

    line: int
    year: int
    name: str | None
    department: str | None
    project: str | None
    category: str | None
    amount: Decimal
    currency: str | None
    note: str | None
    months: tuple[PlanMonth, ...]
    department_id: int | None
    project_id: int | None
    category_id: int | None
    budget_id: int | None
    former: Decimal | None


class BudgetFilePlan(Row):
    """What a file would do, or what has to be mended in it first."""

    rows: tuple[BudgetFileRow, ...]
    problems: tuple[str, ...]
    total: Decimal
    new: int
    changed: int


def plan_budget_file(ctx: Ctx, file: UploadedFile, *, year: int | None = None) -> BudgetFilePlan:
    """What the file would do; `year` where a line names none, by default the current fiscal year.

    Raises Invalid, TooLarge for what is no such file, NotPermitted.
    """
    ctx.require("budgets.edit")
    reading = _Reading(ctx, year if year is not None else current_fiscal_year(ctx))
    rows = [row for line in read_lines(file) if (row := reading.row(line)) is not None]
    found = tuple(reading.with_known(rows))
    return BudgetFilePlan(
        rows=found,
        problems=tuple(problem.text() for problem in reading.problems),
        total=sum((row.amount for row in found), ZERO),
        new=sum(row.budget_id is None for row in found),
        changed=sum(row.budget_id is not None for row in found),
    )


def import_budgets(
    ctx: Ctx,
    file: UploadedFile,
    *,
    year: int | None = None,
    status: BudgetStatus = BudgetStatus.APPROVED,
    reason: str | None = None,
) -> BudgetFilePlan:
    """Write what the file says: a new budget a line, or a new version of the one of the same
    department, project, category and year. All or nothing; Invalid names what to mend."""
    plan = plan_budget_file(ctx, file, year=year)
    if plan.problems or not plan.rows:
        raise Invalid(
            "budget.file_problems",
            N_("Nothing was written. {count} places have to be mended first; the first: {first}"),
            count=len(plan.problems),
            first=plan.problems[0] if plan.problems else "–",
        )
    for row in plan.rows:
        _write(ctx, row, status, reason)
    return plan


def _write(ctx: Ctx, row: BudgetFileRow, status: BudgetStatus, reason: str | None) -> None:
    if row.budget_id is not None:
        spread = {"plan": row.months} if row.months else {"amount": row.amount, "plan": None}
        said = {name: getattr(row, name) for name in ("name", "note") if getattr(row, name)}
        update_budget(ctx, row.budget_id, BudgetPatch(**spread, **said, reason=reason))
        return
    span = fiscal_year(ctx, row.year)
    create_budget(
        ctx,
        BudgetIn(
            name=row.name,
            department_id=row.department_id,
            project_id=row.project_id,
            category_id=row.category_id,
            period_start=span.start,
            period_end=span.end,
            amount=row.amount,
            currency=row.currency,
            status=status,
            note=row.note,
            plan=row.months or None,
        ),
    )


@dataclass
class _Reading:
    """Lines on their way to rows, and what is wrong with them."""

    ctx: Ctx
    year: int
    problems: list[Problem] = field(default_factory=list)
    _seen: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._words = LinkWords(self.ctx)

    def row(self, line: BudgetLine) -> BudgetFileRow | None:
        """The row of a line; None where something has to be mended."""
        before = len(self.problems)
        year = self._year(line)
        ids = {column: self._id(line, name) for name, column in LINK_COLUMNS.items()}
        months = self._months(line, year)
        amount = self._amount(line, months)
        self._check_texts(line)
        if len(self.problems) == before:
            ids["department_id"] = self._home(line, ids, year)
        if len(self.problems) > before or year is None or amount is None:
            return None
        cells = {name: line.cells.get(name) or None for name in
                 ("name", "department", "project", "category", "note")}  # fmt: skip
        return BudgetFileRow(
            line=line.number, year=year, amount=amount, months=months, budget_id=None, former=None,
            currency=(line.cells.get("currency") or "").upper() or None, **cells, **ids,
        )  # fmt: skip

    def with_known(self, rows: Sequence[BudgetFileRow]) -> Iterator[BudgetFileRow]:
        """The rows with the budgets that are there already."""
        known = self._known({row.year for row in rows})
        for row in rows:
            found = known.get((row.year, row.department_id, row.project_id, row.category_id), [])
            if len(found) > 1:
                message = N_("Several budgets are for this already; change them by hand.")
                self.problems.append(Problem(row.line, "department", message))
            elif found:
                budget_id, amount = found[0]
                yield row.model_copy(update={"budget_id": budget_id, "former": amount})
            else:
                yield row

    def _say(self, line: BudgetLine, column: object, message: str, **params: object) -> None:
        heading = line.headings.get(column, str(column))
        self.problems.append(Problem(line.number, heading, message, params))

    def _year(self, line: BudgetLine) -> int | None:
        text = line.cells.get("year", "").removesuffix("年").removesuffix(".0")
        if not text:
            return self.year
        if not YEAR.fullmatch(text) or not 1990 <= int(text) <= 2200:  # noqa: PLR2004
            self._say(line, "year", N_("This is no year such as 2026."))
            return None
        return int(text)

    def _id(self, line: BudgetLine, name: str) -> int | None:
        text = line.cells.get(name, "")
        if not text:
            return None
        found = self._words.ids(LINK_COLUMNS[name], text)
        if not found:
            self._say(line, name, UNKNOWN[name])
        elif len(found) > 1:
            self._say(line, name, N_("Several have this name; write the code."))
        return next(iter(found), None)

    def _months(self, line: BudgetLine, year: int | None) -> tuple[PlanMonth, ...]:
        if year is None or not any(line.months.values()):
            return ()
        span = fiscal_year(self.ctx, year)
        days = {(day.year, day.month): day for day in months_of(span)}
        by_number = {month: day for (_, month), day in days.items()}
        found = []
        for (of_year, month), text in line.months.items():
            column = (of_year, month)
            day = days.get((of_year, month)) if of_year else by_number[month]
            amount = amount_of(text) if text else ZERO
            if day is None and text:
                self._say(line, column, N_("This month is not in the budget's year."))
            elif amount is None or amount > LIMIT:
                self._say(line, column, N_("“{text}” is no amount."), text=text[:40])
            elif day is not None:
                found.append(PlanMonth(month=day, amount=amount))
        if len({one.month for one in found}) < len(found):
            self._say(line, next(iter(line.months)), N_("The plan names a month twice."))
            return ()
        return tuple(found)

    def _amount(self, line: BudgetLine, months: Sequence[PlanMonth]) -> Decimal | None:
        text = line.cells.get("amount", "")
        total = sum((one.amount for one in months), ZERO)
        if not text:
            if not months:
                self._say(line, "amount", N_("There is no amount on this line."))
            return total
        amount = amount_of(text)
        if amount is None or amount > LIMIT:
            self._say(line, "amount", N_("“{text}” is no amount."), text=text[:40])
        elif months and amount != total:
            message = N_("The months add up to {total}, the budget is {amount}.")
            self._say(line, "amount", message, total=total, amount=amount)
        return amount

    def _check_texts(self, line: BudgetLine) -> None:
        if len(line.cells.get("name", "")) > MOST_CHARACTERS:
            self._say(line, "name", N_("This text is too long."))
        currency = line.cells.get("currency", "").upper()
        if currency and currency not in currencies():
            self._say(line, "currency", N_("This is no currency code such as CNY."))

    def _home(
        self, line: BudgetLine, ids: Mapping[str, int | None], year: int | None
    ) -> int | None:
        """The department it will be in: each place once a file, and only where the actor may
        set budgets."""
        first = self._seen.setdefault((year, *ids.values()), line.number)
        if first != line.number:
            message = N_("Line {first} is for the same already.")
            self._say(line, "department", message, first=first)
        try:
            return place(self.ctx, "budgets.edit", ids["department_id"], ids["project_id"])
        except NotPermitted:
            self._say(line, "department", N_("You may not set budgets here."))
            return None

    def _known(self, years: set[int]) -> dict[tuple[Any, ...], list[tuple[int, Decimal | None]]]:
        """(year, department, project, category) -> the budgets of the whole fiscal year, with
        amounts where the actor sees them."""
        found: dict[tuple[Any, ...], list[tuple[int, Decimal | None]]] = defaultdict(list)
        amount = visible_amount(self.ctx, Budget, Budget.amount).label("shown")
        for year in years:
            span: Period = fiscal_year(self.ctx, year)
            same = and_(
                Budget.period_start == span.start,
                Budget.period_end == span.end,
                Budget.status != BudgetStatus.CLOSED.value,
            )
            wanted = visible_budgets(self.ctx).where(same).add_columns(amount)
            for row, shown in self.ctx.session.execute(wanted):
                key = (year, row.department_id, row.project_id, row.category_id)
                found[key].append((row.id, shown))
        return found
