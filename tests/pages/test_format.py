"""Numbers, money and days as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.company import Company
from core.kit.i18n import use_locale
from pages.ui import format as fmt


@pytest.fixture(autouse=True)
def _company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fmt, "current_company", lambda: Company(timezone="Asia/Shanghai"))


@pytest.mark.parametrize(
    ("locale", "value", "text"),
    [
        ("zh_CN", "1234567.8", "123.5万"),
        ("zh_CN", "98765432100", "987.7亿"),
        ("zh_CN", "12345", "1.23万"),
        ("zh_CN", "9999", "9,999"),
        ("zh_CN", "-123456", "-12.3万"),
        ("en", "1234567.8", "1.23M"),
        ("en", "12345", "12.3k"),
        ("en", "999.5", "999.50"),
        ("en", "2500000000", "2.50B"),
    ],
)
def test_large_numbers_are_short_in_the_languages_own_units(
    locale: str, value: str, text: str
) -> None:
    with use_locale(locale):
        assert fmt.short(Decimal(value)) == text


@pytest.mark.parametrize(
    ("locale", "currency", "text"),
    [
        ("zh_CN", None, "¥1,234.50"),
        ("zh_CN", "USD", "US$1,234.50"),
        ("en", None, "CN¥1,234.50"),
        ("en", "EUR", "€1,234.50"),
    ],
)
def test_money_carries_its_currency(locale: str, currency: str | None, text: str) -> None:
    with use_locale(locale):
        assert fmt.money(Decimal("1234.50"), currency) == text


def test_what_is_missing_is_a_dash_and_never_a_zero() -> None:
    shown = [fmt.money(None), fmt.short_money(None), fmt.short(None), fmt.number(None)]
    assert [*shown, fmt.percent(None), fmt.day(None), fmt.moment(None)] == [fmt.NONE] * 7


def test_moments_stand_in_the_companys_time_zone() -> None:
    assert fmt.moment(datetime(2026, 1, 31, 18, 5, tzinfo=UTC)) == "2026-02-01 02:05"
    assert fmt.day(date(2026, 1, 31)) == "2026-01-31"


def test_ratios_are_per_cent() -> None:
    assert fmt.percent(Decimal("0.1")) == "10.0%"
    assert fmt.percent(Decimal("1.2345"), 2) == "123.45%"
