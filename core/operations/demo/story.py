"""The story of the demonstration, worked out in cents before anything is written.

Every sum follows from the day it is made, the first month of the fiscal year and the seed, never
from the number of records, so that its facts are the same for five thousand and for a million.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.kit.periods import Period, month_start
from core.operations.demo.budgeted import BudgetPlan, budget_of, budget_plans
from core.operations.demo.days import MONTHS_BACK, budget_year, months
from core.operations.demo.lines import line_cells, unsorted_cells
from core.operations.demo.owed import Invoice, invoices, receipt_cells
from core.operations.demo.streams import Cell, stream_cells
from core.operations.demo.turns import OVER, excess, ordinary_outside, single_turns
from core.operations.demo.work import AHEAD, LATE, PROJECTS

OPENING = {
    "main": 540_000_000,
    "second": 42_000_000,
    "alipay": 16_000_000,
    "card": 0,
    "foreign": 3_000_000,
}
"""Cents in each account the day before the story begins, in the account's currency."""
TRANSFER, MOVED_TEXT = "own_transfer", "账户间调拨"
TOP_UP_DAY, REPAY_DAY, SETTLE_DAY = 2, 25, 27
SETTLED, SETTLE_EVERY = 2_500_000, 3  # cents of foreign money, months
ROUND = 1_000_000
USED_AHEAD, USED_DONE, USED_AT_MOST = 0.93, 0.87, 0.82
LATE_DONE, DEAR = 0.65, 1.12  # of the late project: its milestones reached, its cost at this pace


UNBOOKED = 128_000
"""Cents that the payment platform took last month and nobody has booked."""
UNBOOKED_FROM = "alipay"


@dataclass(frozen=True)
class Story:
    """All that is to be written; money in cents."""

    today: date
    year: Period
    cells: list[Cell]
    invoices: list[Invoice]
    budgets: list[BudgetPlan]
    project_budgets: dict[str, int]

    def balance(self, account: str, day: date) -> int:
        """Cents in an account at the end of a month."""
        moved = (one for one in self.cells if one.account == account and one.start <= day)
        signed = (one.cents if one.direction == "income" else -one.cents for one in moved)
        return OPENING[account] + sum(signed)


def tell_story(today: date, first_month: int, seed: int, rate: float) -> Story:
    """The story as of a day; `rate` is about what one unit of the foreign currency is worth."""
    year = budget_year(today, first_month)
    plans = budget_plans(today, year)
    owed = invoices(today)
    cells = [
        *line_cells(today),
        *stream_cells(today, seed),
        *ordinary_outside(today),
        *single_turns(today),
        *unsorted_cells(today),
        *receipt_cells(owed),
    ]
    spent = [one for one in cells if one.department == OVER and one.category]
    doubles = [one for one in single_turns(today) if one.department == OVER]
    without = [one for one in spent if one not in doubles]
    cells += excess(without, budget_of(plans, OVER, year), year, today)
    budgets = _project_budgets(cells, today)
    cells += _transfers(cells, today, rate)
    return Story(today, year, cells, owed, plans, budgets)


def _project_budgets(cells: Iterable[Cell], today: date) -> dict[str, int]:
    """Budgets after the fact: one project nearly used up, one that will be over at its pace, all
    others in step with their time."""
    spent: dict[str, int] = defaultdict(int)
    for one in cells:
        if one.project and one.direction == "expense":
            spent[one.project] += one.cents
    found = {}
    for project in PROJECTS:
        used = spent[project.code]
        if project.code == AHEAD:
            whole = used / USED_AHEAD
        elif project.code == LATE:
            whole = used / (LATE_DONE * DEAR)
        elif project.is_over(today):
            whole = used / USED_DONE
        else:
            whole = max(used / project.elapsed(today) * 1.05, used / USED_AT_MOST)
        found[project.code] = round(whole / ROUND) * ROUND
    return found


def _transfers(cells: list[Cell], today: date, rate: float) -> Iterator[Cell]:
    """Money moved between own accounts: what the others spent a month before, repaid in full."""
    out = _net_out(cells)
    for month in months(today):
        before = month_start(month.start, back=1)
        for account, day in (("second", TOP_UP_DAY), ("alipay", TOP_UP_DAY), ("card", REPAY_DAY)):
            cents = out[account, before]
            if account != "card":
                cents = -(-cents // ROUND) * ROUND
            if cents > 0:
                yield from _moved(
                    month.start + timedelta(days=day - 1), today, "main", account, cents, cents
                )
        if month.back % SETTLE_EVERY == 0 and month.back < MONTHS_BACK:
            day_on = month.start + timedelta(days=SETTLE_DAY - 1)
            yield from _moved(day_on, today, "foreign", "main", SETTLED, round(SETTLED * rate))


def _net_out(cells: Iterable[Cell]) -> dict[tuple[str, date], int]:
    """What left each account in each month beyond what came in."""
    found: dict[tuple[str, date], int] = defaultdict(int)
    for one in cells:
        sign = -1 if one.direction == "income" else 1
        found[one.account, one.start.replace(day=1)] += sign * one.cents
    return found


def _moved(day: date, today: date, source: str, target: str, out: int, into: int) -> Iterator[Cell]:
    if day > today:
        return
    party = ("本公司账户",)
    for direction, account, cents in (("expense", source, out), ("income", target, into)):
        yield Cell(
            day, 1, cents, direction, TRANSFER, account, party, (MOVED_TEXT,),
            foreign=account == "foreign",
        )  # fmt: skip
