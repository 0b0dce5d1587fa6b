"""Work on many rows: all that match are found, whatever their number, and nobody else's."""

from __future__ import annotations

import pytest

from core.finance import list_records, set_category
from core.kit.listing import ListQuery
from core.kit.uow import run_in_uow
from data.schema import FinancialRecord
from pages.ui.bulk import Matching
from tests.finance.records import add
from tests.world import World

pytestmark = pytest.mark.integration


def test_all_matching_rows_get_the_category(world: World) -> None:
    with world.uow("finance") as ctx:
        taxis = [add(ctx, counterparty="Taxi", department_id=world.a).id for _ in range(7)]
        add(ctx, counterparty="Rent", department_id=world.b)
    matching = Matching(list_records, ListQuery(q="taxi", limit=3), 7)
    with world.uow("finance") as ctx:
        assert sorted(matching.ids(ctx)) == sorted(taxis)
        set_category(ctx, matching.ids(ctx), world.categories["operating"])
    with world.uow("manager_b") as ctx:
        assert matching.ids(ctx) == []

    def categorised(ctx: object) -> set[int]:
        rows = ctx.session.query(FinancialRecord)  # type: ignore[attr-defined]
        return {row.id for row in rows if row.category_id == world.categories["operating"]}

    assert run_in_uow(world.actor("finance"), categorised) == set(taxis)
