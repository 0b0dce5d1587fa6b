"""What comes and goes from month to month: many small payments, whose number is free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from core.operations.demo.days import SINCE, Month, chance, months
from core.operations.demo.firm import CLOUDS, MEALS, MEDIA, SHOPS, TRAVEL
from core.operations.demo.work import PROJECTS

NOISE = 0.05
FLAT = (1.0,) * 12
SPEND = (0.95, 0.55, 1.0, 1.05, 1.05, 1.1, 0.95, 0.95, 1.1, 0.95, 1.1, 1.25)
"""January to December; February holds the Spring Festival."""


@dataclass(frozen=True)
class Cell:
    """Records that sum to `cents`, spread over `days` from `start` on: `least` of them, and more
    by `weight`."""

    start: date
    days: int
    cents: int
    direction: str
    category: str | None
    account: str
    parties: tuple[str, ...]
    texts: tuple[str, ...]
    department: str | None = None
    project: str | None = None
    customer: str | None = None
    weight: float = 0.0
    least: int = 1
    foreign: bool = False
    number: str | None = None
    contract: str | None = None
    rows: int = 0


@dataclass(frozen=True)
class Stream:
    """Money of one kind: `monthly` in company currency, `weight` among the free records; a stream
    of projects is shared by those of its department that run, and is theirs to tell how much.
    From the turn of the story on it is multiplied by `turned`."""

    category: str
    department: str
    monthly: int
    weight: float
    account: str
    parties: tuple[str, ...]
    texts: tuple[str, ...]
    direction: str = "expense"
    season: tuple[float, ...] = FLAT
    growth: float = 0.05
    turned: float = 1.0
    of_projects: bool = field(default=False)

    def plan(self, month: Month) -> float:
        """What is expected of the whole month."""
        season = self.season[month.start.month - 1]
        return self.monthly * season * (1 + self.growth * month.years)

    def cents(self, month: Month, seed: int) -> int:
        """What the days of the month that are over bring."""
        swing = 1 + NOISE * (2 * chance(seed, self.category, self.department, month.start) - 1)
        turned = self.turned if month.back <= SINCE else 1.0
        return round(self.plan(month) * swing * turned * month.share * 100)


TICKETS = ("高铁票", "机票", "住宿费", "市内交通", "出差补贴")


def _travel(department: str, monthly: int, weight: float, *, projects: bool = False) -> Stream:
    return Stream(
        "travel", department, monthly, weight, "card", TRAVEL, TICKETS, season=SPEND,
        of_projects=projects,
    )  # fmt: skip


STREAMS = (
    Stream(
        "sales", "RND", 118_000, 40, "alipay", ("支付平台商户结算", "应用商店结算"),
        ("在线课程订阅", "报表工具订阅", "模板下载"), direction="income", growth=0.2,
        season=(1.0, 0.7, 1.05, 1.0, 1.0, 1.1, 0.95, 0.95, 1.1, 1.0, 1.15, 1.0),
    ),
    Stream(
        "platform_fees", "RND", 3_200, 4, "alipay", ("支付平台",), ("收款手续费",), growth=0.2
    ),
    _travel("CON", 24_000, 11, projects=True),
    _travel("DEL", 30_000, 12, projects=True),
    _travel("RND", 9_000, 4, projects=True),
    _travel("SAL", 15_000, 6),
    Stream(
        "software", "RND", 46_000, 5, "alipay", CLOUDS,
        ("云服务器", "对象存储", "带宽费", "数据库服务"), growth=0.1,
    ),
    Stream(
        "office", "HR", 19_000, 8, "alipay", SHOPS, ("办公用品", "快递费", "饮用水", "茶水间采购"),
        season=SPEND,
    ),
    Stream("welfare", "HR", 14_000, 3, "alipay", SHOPS, ("员工生日会", "节日礼品", "下午茶")),
    Stream(
        "marketing", "MKT", 62_000, 9, "alipay", MEDIA,
        ("信息流投放", "搜索推广", "内容制作", "展会费用"),
        season=SPEND,
    ),
    Stream(
        "entertainment", "SAL", 19_000, 6, "card", MEALS, ("客户餐叙", "会议茶歇", "客户接待"),
        turned=1.95,
    ),
)  # fmt: skip
"""Entertainment doubles when the story turns; everything else only grows."""


def stream_cells(today: date, seed: int) -> Iterator[Cell]:
    """The cells of all streams."""
    for stream in STREAMS:
        for month in months(today):
            yield from _cells(stream, month, today, seed)


def _cells(stream: Stream, month: Month, today: date, seed: int) -> Iterator[Cell]:
    whole = stream.cents(month, seed)
    weight = stream.weight * month.share
    running = [
        project
        for project in PROJECTS
        if stream.of_projects
        and project.department == stream.department
        and project.runs(month, today)
    ]
    total = sum(project.travel for project in running)
    left = whole
    for at, project in enumerate(running):
        share = project.travel / total
        cents = left if at + 1 == len(running) else round(whole * share)
        left -= cents
        yield _cell(stream, month, cents, weight * share, project.code, project.customer)
    if not running:
        yield _cell(stream, month, whole, weight, None, None)


def _cell(
    stream: Stream,
    month: Month,
    cents: int,
    weight: float,
    project: str | None,
    customer: str | None,
) -> Cell:
    return Cell(
        month.start, month.days, cents, stream.direction, stream.category, stream.account,
        stream.parties, stream.texts, stream.department, project, customer, weight,
    )  # fmt: skip


def give_out(cells: list[Cell], records: int) -> list[int]:
    """How many records each cell gets of `records`: its least number, the rest by weight. Fewer
    than the least of all are never made."""
    rows = [cell.least for cell in cells]
    left = max(0, records - sum(rows))
    total = sum(cell.weight for cell in cells) or 1.0
    shares = [left * cell.weight / total for cell in cells]
    rows = [least + int(share) for least, share in zip(rows, shares, strict=True)]
    missing = max(0, records - sum(rows))
    by_rest = sorted(range(len(cells)), key=lambda at: int(shares[at]) - shares[at])
    for at in by_rest[:missing]:
        rows[at] += 1
    return rows
