"""Days in every writing, and the order decided over a column or asked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.finance.imports.dates import MonthHint, Order, decide_order, parse_date, split_time

TODAY = date(2026, 6, 15)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2050, 12, 31))
SURE = [
    "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y %m %d", "%Y:%m:%d",
    "%d %b %Y", "%d-%b-%Y", "%B %d, %Y", "%d. %B %Y", "%b %d %Y",
]  # fmt: skip
ORDERED: list[tuple[str, Order]] = [
    ("%d.%m.%Y", "DMY"), ("%d/%m/%Y", "DMY"), ("%m/%d/%Y", "MDY"), ("%d-%m-%Y", "DMY"),
    ("%m-%d-%Y", "MDY"),
]  # fmt: skip


@given(DAYS, st.sampled_from(SURE))
def test_a_writing_that_names_its_order_reads_back(day: date, writing: str) -> None:
    assert parse_date(day.strftime(writing)) == day


@given(DAYS, st.sampled_from(ORDERED))
def test_a_day_reads_back_in_its_order(day: date, writing: tuple[str, Order]) -> None:
    assert parse_date(day.strftime(writing[0]), writing[1]) == day


@given(
    DAYS, st.sampled_from([" 09:05", " 23:59:59", "T10:11:12", " 1:02:03 PM", " 08:00:00 +0800"])
)
def test_a_time_behind_the_day_is_taken_off(day: date, time: str) -> None:
    assert parse_date(split_time(day.strftime("%Y-%m-%d") + time)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年1月5日", date(2025, 1, 5)),
        ("25年1月5日", date(2025, 1, 5)),
        ("5. März 2021", date(2021, 3, 5)),
        ("3 février 2024", date(2024, 2, 3)),
        ("23-Jan-15", date(2015, 1, 23)),
        ("09/16/2020 as of 09/15/2020", date(2020, 9, 16)),
        ("2010-12", date(2010, 12, 1)),
        ("2026-02-30", None),
        ("2026-13-01", None),
        ("Pending", None),
        ("14-Jan", None),
        ("7  8 Feb", None),
        ("12.50", None),
        ("", None),
    ],
)
def test_known_writings(text: str, day: date | None) -> None:
    assert parse_date(text, "MDY") == day


def test_a_day_without_a_year_takes_it_from_the_statement() -> None:
    hint = MonthHint(2024, 1)
    assert parse_date("12/29", "YMD", hint) == date(2023, 12, 29)
    assert parse_date("01/05", "YMD", hint) == date(2024, 1, 5)
    assert parse_date("01/05") is None


@pytest.mark.parametrize(
    ("texts", "options"),
    [
        (["31/12/2025", "01/02/2025"], ("DMY",)),
        (["2/20/19", "2/8/19"], ("MDY",)),
        (["01.02.2025"], ("DMY",)),
        (["31.05.17"], ("DMY",)),
        (["15-01-05", "14-12-29"], ("YMD",)),
        (["05/05/2021"], ("DMY",)),
        (["05/03/2021"], ("DMY", "MDY")),
        (["05/01/2023", "05/02/2023", "05/03/2023"], ("MDY", "DMY")),
        (["2025-01-02"], ("YMD",)),
    ],
)
def test_the_column_decides_the_order_or_a_person_does(
    texts: list[str], options: tuple[str, ...]
) -> None:
    found = decide_order([(text, 1) for text in texts], TODAY)
    assert found.options == options
    assert found.ask == (len(options) > 1)


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), min_size=1, max_size=8))
def test_days_that_may_be_months_are_never_guessed(pairs: list[tuple[int, int]]) -> None:
    texts = [(f"{first:02d}/{second:02d}/2024", 1) for first, second in pairs]
    found = decide_order(texts, TODAY)
    same = all(first == second for first, second in pairs)
    assert found.ask != same
