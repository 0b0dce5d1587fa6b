"""Satisfaction over months: the mean of each customer's latest score at every month's end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from core.company import company
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.periods import month_start, today
from core.satisfaction.service import visible_scores
from data.schema import SatisfactionScore

S = SatisfactionScore
MONTHS = 24
Given = tuple[date, int, Decimal]


class SatisfactionMonth(Row):
    """A month: the mean (0-100) of each customer's latest score by its end, None before the first
    score; of how many customers; how many scores the month brought."""

    month: date
    mean: Decimal | None
    customers: int
    scores: int


class SatisfactionTrend(Row):
    """The months up to today, oldest first; `latest_on` is the day of the last score."""

    months: tuple[SatisfactionMonth, ...]
    scores: int
    latest_on: date | None

    @property
    def mean(self) -> Decimal | None:
        """The mean now."""
        return self.months[-1].mean if self.months else None

    @property
    def change(self) -> Decimal | None:
        """How much it moved against three months earlier; None without a value there."""
        if len(self.months) < 4 or self.mean is None or self.months[-4].mean is None:  # noqa: PLR2004
            return None
        return self.mean - self.months[-4].mean


def satisfaction_trend(
    ctx: Ctx,
    *,
    customer_id: int | None = None,
    project_id: int | None = None,
    department_id: int | None = None,
    months: int = MONTHS,
) -> SatisfactionTrend:
    """The visible scores by month, of one customer, project or department where named.

    Raises NotPermitted.
    """
    wanted = ((S.customer_id, customer_id), (S.project_id, project_id))
    narrowed = (*wanted, (S.department_id, department_id))
    found = visible_scores(ctx).with_only_columns(S.scored_on, S.customer_id, S.score)
    found = found.where(*(column == key for column, key in narrowed if key is not None))
    rows = [
        (row[0], row[1], row[2]) for row in ctx.session.execute(found.order_by(S.scored_on, S.id))
    ]
    day = today(ctx.now, company(ctx).timezone)
    return SatisfactionTrend(
        months=by_month(rows, day, months),
        scores=len(rows),
        latest_on=rows[-1][0] if rows else None,
    )


def by_month(given: Iterable[Given], day: date, months: int) -> tuple[SatisfactionMonth, ...]:
    """The last `months` months up to the one of `day`, from scores in order of their day."""
    waiting = list(given)
    latest: dict[int, Decimal] = {}
    found, at = [], 0
    for back in range(months - 1, -1, -1):
        start = month_start(day, back=back)
        end = month_start(start, back=-1) - timedelta(days=1)
        fresh = 0
        while at < len(waiting) and waiting[at][0] <= end:
            on, customer, score = waiting[at]
            latest[customer] = score
            fresh += on >= start
            at += 1
        mean = sum(latest.values(), Decimal(0)) / len(latest) if latest else None
        found.append(SatisfactionMonth(month=start, mean=mean, customers=len(latest), scores=fresh))
    return tuple(found)
