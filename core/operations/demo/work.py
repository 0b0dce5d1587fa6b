"""What the demonstration firm sells: projects and standing agreements, and what they take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.kit.periods import month_start
from core.operations.demo.days import MONTHS_BACK, Month, month_end

LARGE, OFTEN, SELDOM = 4_000, 1, 2
"""Projects of that fee and more are billed every month, others every second."""
FIRST, LAST = 0.25, 0.15  # of the fee, with the first and the last invoice


@dataclass(frozen=True)
class Project:
    """A project from the first day of the month `starts` back to the last day of `ends` back.

    `fee` is the contract's amount in thousands, `outside` what partners cost a month, `crew` its
    share of the department's people; `slips` are (months back when it was moved, new `ends`),
    `delays` the days by which its first milestones were reached late.
    """

    code: str
    name: str
    customer: str
    department: str
    manager: str
    starts: int
    ends: int
    fee: int
    crew: float
    outside: int = 0
    travel: int = 0
    done: int | None = None
    slips: tuple[tuple[int, int], ...] = ()
    delays: tuple[int, ...] = ()

    def first(self, today: date) -> date:
        """The first day."""
        return month_start(today, back=self.starts)

    def planned_end(self, today: date) -> date:
        """The last day as first planned."""
        return month_end(today, back=self.ends)

    def last(self, today: date) -> date:
        """The last day as planned now."""
        return month_end(today, back=self.slips[-1][1] if self.slips else self.ends)

    def moved_to(self, today: date, back: int) -> date:
        """The last day as planned when it was moved in the month `back`."""
        return month_end(today, back=dict(self.slips)[back])

    def runs(self, month: Month, today: date) -> bool:
        """Whether it runs in the month."""
        return self.first(today) <= month.start <= self.last(today)

    def elapsed(self, today: date) -> float:
        """How much of its planned time is over, 0 to 1."""
        start, end = self.first(today), self.last(today)
        return min(1.0, ((today - start).days + 1) / ((end - start).days + 1))

    def is_over(self, today: date) -> bool:
        """Whether it has ended."""
        return self.last(today) < today


@dataclass(frozen=True)
class Agreement:
    """Something a customer pays every month, in company currency unless `foreign`."""

    code: str
    name: str
    customer: str
    department: str
    monthly: int
    since: int = MONTHS_BACK + 2
    foreign: bool = False

    def first(self, today: date) -> date:
        """The first day."""
        return month_start(today, back=self.since)


AHEAD, SLIPPED, LATE, THIN = "P-104", "P-107", "P-108", "P-109"
"""The project whose spending ran ahead, the one moved twice, the one that will be late and dear as
its milestones go, the one that earns little."""

PROJECTS = (
    Project("P-101", "精益生产咨询", "C001", "CON", "wang.lei", 30, 15, 8_800, 4, 0, 16_000),
    Project("P-102", "门店数字化一期", "C002", "DEL", "li.na", 29, 13, 7_600, 5, 125_000, 20_000),
    Project("P-103", "质量体系搭建", "C003", "CON", "zhou.jie", 27, 15, 3_700, 2, 40_000, 9_000),
    Project(AHEAD, "物流调度平台", "C004", "DEL", "li.na", 11, -3, 5_300, 3, 90_000, 14_000, 58),
    Project("P-105", "能耗管理系统", "C005", "RND", "liu.yang", 19, 7, 3_000, 4, 25_000, 7_000),
    Project("P-106", "供应链诊断", "C006", "CON", "wang.lei", 13, 4, 2_000, 3, 0, 12_000),
    Project(
        SLIPPED, "良率分析平台", "C007", "RND", "liu.yang", 10, 2, 3_100, 4, 20_000, 6_000, 46,
        slips=((5, 0), (2, -2)),
    ),
    Project(
        LATE, "门店数字化二期", "C002", "DEL", "li.na", 13, -4, 5_200, 4, 85_000, 16_000,
        delays=(6, 20, 27),
    ),
    Project(THIN, "产品追溯系统", "C003", "DEL", "li.na", 12, -1, 1_760, 3.2, 55_000, 9_000),
    Project("P-110", "集团精益推广", "C001", "CON", "wang.lei", 15, -2, 12_900, 4, 20_000, 19_000),
    Project("P-111", "文旅会员平台", "C008", "RND", "liu.yang", 17, 3, 2_600, 3, 22_000, 6_000),
    Project("P-112", "设备数据中台", "C009", "RND", "liu.yang", 7, -6, 2_800, 3, 25_000, 5_000),
    Project("P-113", "校企实训咨询", "C010", "CON", "zhou.jie", 11, -1, 1_700, 2, 0, 9_000),
    Project("P-114", "车间执行系统", "C001", "DEL", "li.na", 22, 10, 4_700, 4, 95_000, 12_000),
)  # fmt: skip

AGREEMENTS = (
    Agreement("S-01", "常年管理顾问", "C001", "CON", 76_000),
    Agreement("S-02", "门店系统运维", "C002", "DEL", 58_000),
    Agreement("S-03", "能耗平台运维", "C005", "RND", 46_000, 7),
    Agreement("S-04", "设备数据服务", "C009", "RND", 38_000),
    Agreement("S-05", "教学质量顾问", "C010", "CON", 32_000),
    Agreement("S-06", "经营分析服务", "C012", "CON", 45_000),
    Agreement("S-07", "Regional advisory retainer", "C011", "CON", 9_500, foreign=True),
)

WORKS: dict[str, Project] = {project.code: project for project in PROJECTS}


def instalments(project: Project, today: date) -> list[tuple[date, int]]:
    """(day of the invoice, amount in cents) of a project's fee, the coming ones too."""
    last = project.last(today)
    number = PROJECTS.index(project)
    days = []
    every = OFTEN if project.fee >= LARGE else SELDOM
    back = project.starts - number % SELDOM  # not all customers hear of us in the same month
    while month_start(today, back=back) < last:
        days.append(month_start(today, back=back) + timedelta(days=12 + number % 4 * 3))
        back -= every
    fee = project.fee * 100_000
    first, final = round(fee * FIRST), round(fee * LAST)
    middle = (fee - first - final) // (len(days) - 2) // 100_000 * 100_000
    parts = [first, *[middle] * (len(days) - 2)]
    return list(zip(days, [*parts, fee - sum(parts)], strict=True))
