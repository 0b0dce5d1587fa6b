"""The turns of the story: outsourcing beyond the budget, a payment made twice, a refund."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from core.kit.periods import Period, month_start
from core.operations.demo.days import SINCE, Month, months
from core.operations.demo.firm import CUSTOMERS, DOUBLE_PAID, PARTNERS
from core.operations.demo.owed import contract_code
from core.operations.demo.streams import Cell
from core.operations.demo.work import AHEAD, PROJECTS, WORKS

OVER, OUTSIDE = "DEL", "subcontracting"
"""The department over its budget, and on what."""
OVERRUN = 1.08  # of the year's budget, used on the day the demonstration is made
LEAN = 165_000  # what the plan left for partners a month once the story turned
PACE = {3: 0.85, 2: 1.0, 1: 1.15, 0: 1.2}
SPLIT = {AHEAD: 0.46, "P-108": 0.42, "P-109": 0.12}
TEXTS = ("外包开发费", "驻场服务费", "测试服务费", "实施服务费")

DOUBLE_MONTH, DOUBLE_DAY, DOUBLE_GAP = 1, 12, 3
DOUBLE_CENTS, DOUBLE_TEXT = 4_680_000, "驻场开发服务费 合同尾款"
REFUND_MONTH, REFUND_DAY, REFUND_CENTS = 2, 18, 16_800_000
REFUND_PROJECT, REFUND_TEXT = "P-111", "验收未达标，退还部分进度款"
SERVERS = (16, 22, 8_640_000)  # months back, day, cents


def outside_plan(month: Month, today: date) -> float:
    """What the department's plan holds for partners in a month."""
    if month.back <= SINCE:
        return LEAN
    return sum(one.outside for one in PROJECTS if one.department == OVER and one.runs(month, today))


def ordinary_outside(today: date) -> Iterator[Cell]:
    """Partners as planned: every department, but the one over its budget only up to the turn."""
    for project in PROJECTS:
        for month in months(today):
            turned = project.department == OVER and month.back <= SINCE
            if project.outside and not turned and project.runs(month, today):
                yield _outside(project.code, month, round(project.outside * 100 * month.share))


def excess(spent: Iterable[Cell], total: int, year: Period, today: date) -> Iterator[Cell]:
    """Partners from the turn on: what brings the department to its overrun of `total` cents,
    beside what it `spent` on all else."""
    used = sum(
        one.cents
        for one in spent
        if one.department == OVER and one.direction == "expense" and one.start >= year.start
    )
    turned = [month for month in months(today) if month.back <= SINCE]
    whole = sum(PACE[month.back] * month.share for month in turned)
    needed = round(total * OVERRUN) - used - 2 * DOUBLE_CENTS
    for month in turned:
        part = needed * PACE[month.back] * month.share / whole
        for project, share in SPLIT.items():
            yield _outside(project, month, round(part * share))


def _outside(project: str, month: Month, cents: int) -> Cell:
    work = WORKS[project]
    return Cell(
        month.start, month.days, cents, "expense", OUTSIDE, "main", PARTNERS, TEXTS,
        work.department, project, work.customer, weight=0.2, least=2,
    )  # fmt: skip


def single_turns(today: date) -> Iterator[Cell]:
    """A payment made twice, a refund, servers bought."""
    work = WORKS[AHEAD]
    first = month_start(today, back=DOUBLE_MONTH) + timedelta(days=DOUBLE_DAY - 1)
    for day in (first, first + timedelta(days=DOUBLE_GAP)):
        yield Cell(
            day, 1, DOUBLE_CENTS, "expense", OUTSIDE, "main", (DOUBLE_PAID,), (DOUBLE_TEXT,),
            work.department, work.code, work.customer,
        )  # fmt: skip
    back = WORKS[REFUND_PROJECT]
    day = month_start(today, back=REFUND_MONTH) + timedelta(days=REFUND_DAY - 1)
    yield Cell(
        day, 1, -REFUND_CENTS, "income", "services", "main", (CUSTOMERS[back.customer],),
        (REFUND_TEXT,), back.department, back.code, back.customer,
        contract=contract_code(back.code),
    )  # fmt: skip
    ago, on, cents = SERVERS
    day = month_start(today, back=ago) + timedelta(days=on - 1)
    yield Cell(
        day,
        1,
        cents,
        "expense",
        "fixed_assets",
        "main",
        ("启衡数码设备",),
        ("服务器与网络设备",),
        "RND",
    )
