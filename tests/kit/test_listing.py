"""Lists: pages by cursor and by offset agree, whatever the order and the gaps."""

from __future__ import annotations

import base64
import json
import random
from datetime import date
from decimal import Decimal
from itertools import count

import pytest

from core.company import DEPARTMENT_LIST, DepartmentIn, create_department, list_departments
from core.company.departments import get_department
from core.finance import RECORD_LIST, list_records
from core.kit.context import Ctx
from core.kit.errors import Invalid, NotFound
from core.kit.listing import ListQuery, Page
from tests.finance.records import add
from tests.world import World

TIED = [None, None, "a", "a", "a", "B", "b", "龙", "", "z", None, "Ä"]


def pages_by_cursor(ctx: Ctx, sort: str, limit: int) -> list[int]:
    ids, cursor = [], None
    for turn in count():
        assert turn < 100
        query = ListQuery(sort=sort, limit=limit, cursor=cursor)
        page = list_records(ctx, query, with_total=True)
        assert page.total == len(TIED)
        ids += [row.id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return ids
    return ids


def pages_by_offset(ctx: Ctx, sort: str, limit: int) -> list[int]:
    pages = [
        list_records(ctx, ListQuery(sort=sort, limit=limit, offset=offset)).items
        for offset in range(0, len(TIED), limit)
    ]
    return [row.id for page in pages for row in page]


@pytest.fixture
def tied(world: World) -> World:
    chance = random.Random(7)
    with world.uow("finance") as ctx:
        for number, name in enumerate(TIED):
            add(
                ctx,
                counterparty=name,
                amount=Decimal(chance.choice([-1, 0, 5])),
                record_date=date(2026, 1, 1 + number % 3),
                currency="USD" if number % 2 else "CNY",
            )
    return world


@pytest.mark.parametrize("name", sorted(RECORD_LIST.sorts))
@pytest.mark.parametrize("sign", ["", "-"])
def test_cursor_and_offset_agree(tied: World, name: str, sign: str) -> None:
    with tied.uow("finance") as ctx:
        whole = [row.id for row in list_records(ctx, ListQuery(sort=sign + name)).items]
        assert len(set(whole)) == len(TIED)
        for limit in (1, 5, len(TIED)):
            assert pages_by_cursor(ctx, sign + name, limit) == whole
            assert pages_by_offset(ctx, sign + name, limit) == whole


def test_a_search_pages_and_counts_alike(tied: World) -> None:
    with tied.uow("finance") as ctx:
        whole = list_records(ctx, ListQuery(q="a", sort="-counterparty"), with_total=True)
        plain = list_records(ctx, ListQuery(q="a", sort="-counterparty"))
        first = list_records(ctx, ListQuery(q="a", sort="-counterparty", limit=2), with_total=True)
        rest = list_records(
            ctx,
            ListQuery(q="a", sort="-counterparty", cursor=first.next_cursor),
            with_total=True,
        )
        beyond = list_records(ctx, ListQuery(q="a", offset=50), with_total=True)
    assert whole.items == plain.items == first.items + rest.items
    assert whole.total == first.total == rest.total == beyond.total == len(whole.items) == 3


def test_values_that_are_missing_come_last_both_ways(tied: World) -> None:
    with tied.uow("finance") as ctx:
        for sort in ("counterparty", "-counterparty"):
            rows = list_records(ctx, ListQuery(sort=sort)).items
            missing = [row.counterparty is None for row in rows]
            assert missing == sorted(missing)


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "broken",
    [
        "?",
        "x" * 5000,
        cursor(),
        cursor("amount", "1.00", 1),
        cursor("record_date", "yesterday", 1),
        cursor("record_date", 5, 1),
        cursor("record_date", "2026-01-01", "1"),
        cursor("record_date", "2026-01-01", 2**70),
        cursor("record_date", "2026-01-01", None),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_broken_or_foreign_cursor_is_refused(world: World, broken: str) -> None:
    with world.uow("finance") as ctx, pytest.raises(Invalid):
        list_records(ctx, ListQuery(sort="record_date", cursor=broken))


@pytest.mark.parametrize("packed", ["NaN", "1e300", "Infinity", "x", []])
def test_a_cursor_with_an_odd_number_is_refused(world: World, packed: object) -> None:
    with world.uow("finance") as ctx, pytest.raises(Invalid):
        list_records(ctx, ListQuery(sort="amount", cursor=cursor("amount", packed, 1)))


def test_limits_are_kept(world: World) -> None:
    with world.uow("system") as ctx:
        for number in range(3):
            create_department(ctx, DepartmentIn(name=f"D{number}"))

        def page(limit: int, offset: int = 0) -> Page[object]:
            return list_departments(ctx, ListQuery(limit=limit, offset=offset))

        assert len(page(0).items) == len(page(-5).items) == 1
        assert page(10_000).next_cursor is None
        assert page(5, offset=10**30).items == ()
        assert len(page(5, offset=-1).items) == 5


def test_an_id_no_database_holds_is_not_found(world: World) -> None:
    with world.uow("finance") as ctx, pytest.raises(NotFound):
        get_department(ctx, 10**30)


def test_a_filter_takes_several_values(world: World) -> None:
    with world.uow("finance") as ctx:
        query = ListQuery(filters={"name": "A,B", "parent_id": "none"}, sort="name")
        rows = list_departments(ctx, query).items
    assert [row.name for row in rows] == ["A", "B"]
    assert "parent_id" in DEPARTMENT_LIST.filters
