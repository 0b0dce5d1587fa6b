"""What the demonstration firm planned to spend: by department, category and month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.kit.periods import Period, month_start
from core.operations.demo.days import MONTHS_BACK, YEAR, Month, length_of
from core.operations.demo.firm import OFFICES
from core.operations.demo.lines import (
    BILLS,
    BONUS,
    JANUARY,
    LABOUR,
    LABOUR_SHARE,
    OLD_PRICE,
    SOCIAL_RATE,
    bill_amount,
    pay,
)
from core.operations.demo.streams import STREAMS
from core.operations.demo.turns import OUTSIDE, OVER, outside_plan
from core.operations.demo.work import PROJECTS

ROOM = 1.07  # budgets are a little above what is spent
TIGHT = 1.015  # that of the department which ran over
ROUND = 100_000  # cents: plans are in whole thousands
ADVERTISING = "MKT"


@dataclass(frozen=True)
class BudgetPlan:
    """A budget with its months in cents; without a category it is for all of the department."""

    name: str
    department: str
    category: str | None
    period: Period
    months: dict[date, int]

    @property
    def cents(self) -> int:
        """The whole amount."""
        return sum(self.months.values())


def budget_plans(today: date, year: Period) -> list[BudgetPlan]:
    """This year's budgets, the one that ran over and marketing by category, and last year's."""
    former = Period(month_start(year.start, back=YEAR), year.start - timedelta(days=1))
    found = []
    for department, office in OFFICES.items():
        if not office.pay:
            continue
        found.append(_plan(department, former, today))
        if department == OVER:
            found += [_plan(department, year, today, one) for one in CATEGORIES]
        elif department == ADVERTISING:
            found += [_plan(department, year, today, one) for one in (MARKETING, *PAID)]
        else:
            found.append(_plan(department, year, today))
    return found


def budget_of(plans: list[BudgetPlan], department: str, year: Period) -> int:
    """All of a department's budgets of the year, in cents."""
    return sum(
        plan.cents for plan in plans if plan.department == department and plan.period == year
    )


MARKETING, TRAVEL = "marketing", "travel"
LABELS = {
    LABOUR: "项目人工",
    "salaries": "工资",
    "social_security": "社保公积金",
    "bonuses": "奖金",
    TRAVEL: "差旅",
    OUTSIDE: "外包",
    MARKETING: "推广",
}
CATEGORIES = tuple(LABELS)[:-1]
PAID = ("salaries", "social_security", "bonuses")


def _plan(department: str, period: Period, today: date, only: str | None = None) -> BudgetPlan:
    """The plan for one category or for all that a department spends."""
    months = {
        month.start: _thousands(
            sum(
                amount
                for category, amount in _expected(department, month, today)
                if only in {None, category}
            )
            * _room(department, only)
        )
        for month in _months(period, today)
    }
    parts = (OFFICES[department].name, LABELS[only] if only else "", _called(period))
    return BudgetPlan(" ".join(part for part in parts if part), department, only, period, months)


def _room(department: str, category: str | None) -> float:
    if category == OUTSIDE:
        return 1.0
    return TIGHT if department == OVER and category != TRAVEL else ROOM


def _thousands(amount: float) -> int:
    return round(amount * 100 / ROUND) * ROUND


def _called(period: Period) -> str:
    if period.start.month == 1:
        return f"{period.start.year} 年度"
    return f"{period.start:%Y.%m}–{period.end:%Y.%m}"


def _months(period: Period, today: date) -> Iterator[Month]:
    """The months of a period, the coming ones whole."""
    for number in range(YEAR):
        start = month_start(period.start, back=-number)
        back = (today.year - start.year) * YEAR + today.month - start.month
        if back <= MONTHS_BACK:
            yield Month(back, start, length_of(start))


def _expected(department: str, month: Month, today: date) -> Iterator[tuple[str, float]]:
    """(category, amount) of what a department is expected to spend in a month."""
    earned = pay(department, month)
    has_projects = any(one.department == department for one in PROJECTS)
    at_work = earned * LABOUR_SHARE if has_projects else 0.0
    yield LABOUR, at_work
    yield "salaries", earned - at_work
    yield "social_security", earned * SOCIAL_RATE
    if month.start.month == JANUARY:
        yield "bonuses", earned * BONUS
    for stream in STREAMS:
        if stream.department == department and stream.direction == "expense":
            yield stream.category, stream.plan(month)
    for bill in BILLS:
        if bill.department == department:
            yield bill.category, bill_amount(bill, month)
    if department == OVER:
        yield OUTSIDE, outside_plan(month, today)
        return
    running = (one for one in PROJECTS if one.department == department and one.runs(month, today))
    yield OUTSIDE, float(sum(one.outside for one in running))
    if department == "HR":
        yield "software", OLD_PRICE / 100
