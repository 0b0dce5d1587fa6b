"""Rates by day, and the amounts that follow when they change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.finance import (
    ExchangeRateIn,
    ExchangeRatePatch,
    create_exchange_rate,
    delete_exchange_rate,
    get_exchange_rate,
    get_record,
    list_exchange_rates,
    rate_on,
    update_exchange_rate,
)
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from core.kit.listing import ListQuery
from tests.finance.records import add, events
from tests.world import World


def rate(ctx: Ctx, day: str, value: str, currency: str = "USD") -> int:
    wanted = ExchangeRateIn(currency=currency, rate_date=day, rate=value)
    return create_exchange_rate(ctx, wanted).id


def bases(ctx: Ctx, ids: list[int]) -> list[Decimal | None]:
    return [get_record(ctx, one).amount_base for one in ids]


def test_a_rate_and_a_record_of_the_same_moment_find_one_another(world: World) -> None:
    with world.uow("finance") as ctx:
        first = rate(ctx, "2026-01-10", "7")
    with world.uow("finance") as record_side:
        row = add(record_side, record_date="2026-01-20", currency="USD", amount="100")
        with world.uow("finance") as rate_side:
            rate(rate_side, "2026-01-15", "8")
    with world.uow("finance") as ctx:
        assert bases(ctx, [row.id]) == [800]
        told = events(ctx, "finance.rates_changed")
        assert {"min_date": "2026-01-20", "max_date": "2026-01-20"} in told
    with world.uow("finance") as rate_side:
        delete_exchange_rate(rate_side, first)
        with world.uow("finance") as record_side:
            early = add(record_side, record_date="2026-01-12", currency="USD", amount="100")
    with world.uow("finance") as ctx:
        assert bases(ctx, [early.id]) == [None]


def test_the_latest_rate_up_to_the_day_counts(world: World) -> None:
    with world.uow("finance") as ctx:
        rate(ctx, "2026-01-10", "7")
        rate(ctx, "2026-02-10", "8")
        assert rate_on(ctx, "USD", date(2026, 1, 9)) is None
        assert rate_on(ctx, "USD", date(2026, 1, 10)) == 7
        assert rate_on(ctx, "USD", date(2026, 2, 9)) == 7
        assert rate_on(ctx, "USD", date(2030, 1, 1)) == 8
        assert rate_on(ctx, "CNY", date(2020, 1, 1)) == 1
        assert rate_on(ctx, "EUR", date(2030, 1, 1)) is None


def test_amounts_follow_every_change_of_rates(world: World) -> None:
    with world.uow("finance") as ctx:
        days = ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"]
        ids = [add(ctx, record_date=day, currency="USD", amount="100").id for day in days]
        other = add(ctx, record_date="2026-02-01", currency="EUR", amount="100").id
        february = rate(ctx, "2026-02-01", "7")
        assert bases(ctx, ids) == [None, 700, 700, 700]
        march = rate(ctx, "2026-03-01", "8.00000001")
        assert bases(ctx, ids) == [None, 700, 700, 800]
    with world.uow("finance") as ctx:
        update_exchange_rate(ctx, february, ExchangeRatePatch(rate="7.5"))
        assert bases(ctx, ids) == [None, 750, 750, 800]
        update_exchange_rate(ctx, february, ExchangeRatePatch(rate_date="2026-02-28"))
        assert bases(ctx, ids) == [None, None, 750, 800]
        update_exchange_rate(ctx, february, ExchangeRatePatch(currency="EUR"))
        assert bases(ctx, [*ids, other]) == [None, None, None, 800, None]
        delete_exchange_rate(ctx, march)
        assert bases(ctx, ids) == [None, None, None, None]


@pytest.mark.parametrize(
    ("amount", "value"),
    [("0.10", "0.05"), ("-0.10", "0.05"), ("33.33", "7.12345678"), ("9999999999999999.99", "9")],
)
def test_one_amount_and_many_are_rounded_alike(world: World, amount: str, value: str) -> None:
    with world.uow("finance") as ctx:
        before = add(ctx, currency="USD", amount=amount)
        rate(ctx, "2026-06-01", value)
        after = add(ctx, currency="USD", amount=amount)
        assert get_record(ctx, before.id).amount_base == after.amount_base


def test_a_change_of_rates_is_told(world: World) -> None:
    with world.uow("finance") as ctx:
        add(ctx, currency="USD", department_id=world.b)
        rate(ctx, "2026-01-01", "7")
        rate(ctx, "2026-01-01", "8", "EUR")
        usd, eur = events(ctx, "finance.rates_changed")
    assert (usd["currency"], usd["department_ids"], usd["max_date"]) == (
        "USD",
        [world.b],
        "2026-06-01",
    )
    assert eur == {"currency": "EUR", "since": "2026-01-01"}


def test_one_rate_a_currency_and_day(world: World) -> None:
    with world.uow("finance") as ctx:
        first = rate(ctx, "2026-01-01", "7")
        second = rate(ctx, "2026-01-02", "7")
        with pytest.raises(Conflict, match="USD"):
            rate(ctx, "2026-01-01", "8")
        with pytest.raises(Conflict):
            update_exchange_rate(ctx, second, ExchangeRatePatch(rate_date="2026-01-01"))
        update_exchange_rate(ctx, first, ExchangeRatePatch(rate_date="2026-01-01", rate="9"))
        with pytest.raises(Stale):
            update_exchange_rate(ctx, first, ExchangeRatePatch(rate="1"), expected_version=1)
        with pytest.raises(Invalid):
            rate(ctx, "2026-01-01", "1", "CNY")


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "1e10", "0.123456789"])
def test_a_wrong_rate_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="rate"):
        ExchangeRateIn(currency="USD", rate_date="2026-01-01", rate=value)


def test_everybody_reads_rates_and_finance_changes_them(world: World) -> None:
    with world.uow("finance") as ctx:
        one = rate(ctx, "2026-01-01", "7")
    with world.uow("outsider") as ctx:
        assert get_exchange_rate(ctx, one).rate == 7
        assert len(list_exchange_rates(ctx, ListQuery(filters={"currency": "usd"})).items) == 1
        for attempt in (
            lambda: rate(ctx, "2026-01-02", "7"),
            lambda: update_exchange_rate(ctx, one, ExchangeRatePatch(rate="1")),
            lambda: delete_exchange_rate(ctx, one),
        ):
            with pytest.raises(NotPermitted):
                attempt()
    with world.uow("finance") as ctx, pytest.raises(NotFound):
        delete_exchange_rate(ctx, 999_999)
