"""What the customers of the demonstration firm say: a score each quarter of a project's time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from core.kit.context import Ctx
from core.kit.periods import month_start
from core.operations.demo.days import MONTHS_BACK, chance
from core.operations.demo.people import Made
from core.operations.demo.work import LATE, PROJECTS, SLIPPED, Project
from core.satisfaction import ScoreIn, create_score

EVERY = 3  # months
ASKED_ON = timedelta(days=14)  # in the month
LOWEST, SPREAD = 80, 14
FALL = {SLIPPED: 9, LATE: 6}
"""Points lost from one asking to the next, in the last year, where a project disappoints."""
FALLS_SINCE = 9  # months back
GOOD, BAD = ("沟通及时，交付质量稳定", "现场响应快"), ("进度一再推迟", "问题反馈后处理偏慢")


def make_opinions(ctx: Ctx, today: date, made: Made) -> None:
    """Enter the scores, the oldest first."""
    for project in PROJECTS:
        for day, score, said in _asked(project, today):
            create_score(
                ctx,
                ScoreIn(
                    customer_id=made.customers[project.customer],
                    project_id=made.projects[project.code],
                    score=Decimal(score),
                    scored_on=day,
                    comment=said,
                ),
            )


def _asked(project: Project, today: date) -> Iterator[tuple[date, int, str | None]]:
    usual = LOWEST + round(SPREAD * chance("opinion", project.customer))
    for back in range(MONTHS_BACK, -1, -EVERY):
        day = month_start(today, back=back) + ASKED_ON
        if not project.first(today) + ASKED_ON <= day <= min(today, project.last(today)):
            continue
        lost = FALL.get(project.code, 0) * max(0, FALLS_SINCE - back) // EVERY
        swing = round(6 * chance("opinion", project.code, str(back))) - 3
        said = BAD if lost else GOOD
        word = said[back // EVERY % len(said)] if lost or back % 2 == 0 else None
        yield day, usual + swing - lost, word
