"""Satisfaction by month, and scores from a file; each as far as the reader may."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.finance import CustomerIn, create_customer
from core.kit.context import Ctx
from core.kit.errors import NotFound, NotPermitted
from core.kit.i18n import use_locale
from core.kit.line_files import UploadedFile
from core.kit.listing import ListQuery
from core.satisfaction import (
    ScoreIn,
    ScorePatch,
    create_score,
    delete_score,
    get_score,
    import_scores,
    list_scores,
    preview_score_file,
    satisfaction_trend,
    update_score,
)
from core.satisfaction.trend import by_month
from tests.finance.records import events
from tests.world import World

D = Decimal


def test_each_month_has_the_mean_of_the_latest_scores_by_its_end() -> None:
    given = [
        (date(2025, 1, 5), 1, D(40)),
        (date(2026, 2, 10), 1, D(80)),
        (date(2026, 2, 20), 2, D(60)),
        (date(2026, 4, 1), 1, D(50)),
        (date(2026, 5, 9), 3, D(0)),  # after the day asked for, within its month
    ]
    months = by_month(given, date(2026, 4, 30), 4)
    told = [(one.month.month, one.mean, one.customers, one.scores) for one in months]
    assert told == [(1, D(40), 1, 0), (2, D(70), 2, 2), (3, D(70), 2, 0), (4, D(55), 2, 1)]
    assert by_month([], date(2026, 4, 30), 2)[-1].mean is None


def customers(ctx: Ctx, world: World) -> tuple[int, int]:
    made = [
        create_customer(ctx, CustomerIn(name=name, code=name[:2], department_id=place)).id
        for name, place in (("Alpha", world.a), ("Beta", world.b))
    ]
    return made[0], made[1]


def test_scores_from_a_file_and_who_sees_them(world: World) -> None:
    sent = UploadedFile(
        "scores.csv",
        "客户,项目,评分,评价日期,评价\n"
        "Alpha,Project A,80,2026/5/3,很好\nBeta,,55.5,2026-05-04,\nAl,,90,2026年6月1日,\n".encode(),
    )
    with world.uow("founder") as ctx:
        alpha, _beta = customers(ctx, world)
        seen = len(events(ctx, "satisfaction.changed"))
        assert [row.outcome.value for row in import_scores(ctx, sent).rows] == ["new"] * 3
        assert len(events(ctx, "satisfaction.changed")) == seen + 1
        again = import_scores(
            ctx,
            UploadedFile("s.csv", b"customer,project,score,date\nAlpha,Project A,70,2026-05-03"),
        )
        assert [one.after for one in again.rows[0].changes] == ["70"]
        trend = satisfaction_trend(ctx)
        assert (trend.scores, trend.mean) == (3, (D(90) + D("55.5")) / 2)
        assert satisfaction_trend(ctx, customer_id=alpha).scores == 2
        assert satisfaction_trend(ctx, project_id=world.project_a).mean == 70
        score = list_scores(ctx, ListQuery(filters={"project_id": str(world.project_a)})).items[0]
    with world.uow("manager_b") as ctx:
        assert satisfaction_trend(ctx).scores == 1
        with pytest.raises(NotFound):
            get_score(ctx, score.id)
        with pytest.raises(NotFound):
            delete_score(ctx, score.id)
    with use_locale("en"):
        plan = preview_score_file(world.who("manager_b"), sent)
        reasons = {row.line: row.reasons for row in plan.rows}
    assert reasons[2][0] == "客户: There is no such customer."
    assert [row.outcome.value for row in plan.rows] == ["rejected", "unchanged", "rejected"]
    for work in (
        satisfaction_trend,
        lambda ctx: update_score(ctx, score.id, ScorePatch(score=D(1))),
        lambda ctx: create_score(
            ctx, ScoreIn(customer_id=alpha, score=D(1), scored_on=date(2026, 6, 1))
        ),
        lambda ctx: import_scores(ctx, sent),
    ):
        with pytest.raises(NotPermitted), world.uow("outsider") as ctx:
            work(ctx)
