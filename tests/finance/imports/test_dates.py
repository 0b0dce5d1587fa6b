"""Days in every writing, and the order decided over a column or asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import monotonic

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.finance.imports.dates import MonthHint, Order, parse_date, split_time
from core.finance.imports.day_order import decide_order
from core.finance.imports.decide_balance import is_total
from core.finance.imports.schemas import Line
from tests.finance.imports.reading import asked, read, shown

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
        ("二〇二六年一月二十三日", date(2026, 1, 23)),
        ("２０２６－０１－０２", date(2026, 1, 2)),
        ("2026年1月2日10时15分30秒", date(2026, 1, 2)),
        ("2026/1/2 上午 10:15:00", date(2026, 1, 2)),
        ("16/01/2026-10:11:12", None),
        ("01/16/2026-10:11:12", date(2026, 1, 16)),
        ("Jan 2, 2026, 3:04 PM", date(2026, 1, 2)),
        ("2026-01-02 10:11:12 +0000 UTC", date(2026, 1, 2)),
        ("20260102101112", date(2026, 1, 2)),
        ("2026. január 2.", date(2026, 1, 2)),
        ("1er février 2026", date(2026, 2, 1)),
        ("2. ledna 2026", date(2026, 1, 2)),
        ("2 de março de 2026", date(2026, 3, 2)),
        ("2 января 2026 г.", date(2026, 1, 2)),
        ("vendredi 2 janvier 2026", date(2026, 1, 2)),
        ("Mar 3 2026", date(2026, 3, 3)),
        ("mar 3 mars 2026", date(2026, 3, 3)),
        ("2026/01/02(金)", date(2026, 1, 2)),
        ("2026년 1월 2일", date(2026, 1, 2)),
        ("令和8年1月2日", date(2026, 1, 2)),
        ("01022026", date(2026, 1, 2)),
        ("Invoice 2026-01-02", None),
        ("12.50", None),
        ("", None),
    ],
)
def test_known_writings(text: str, day: date | None) -> None:
    assert parse_date(split_time(text), "MDY") == day


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


def column(*days: str, above: str = "", name: str = "Date") -> str:
    rows = "".join(f'"{day}",t{n},-{n}.50\n' for n, day in enumerate(days, 1))
    return f"{above}{name},Text,Amount\n{rows}"


def read_days(folder: Path, *days: str, **said: str) -> tuple[str, str, list[str]]:
    found = shown(folder, column(*days, **said))
    return found["first_date"], found["last_date"], list(asked(found))


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (("46024", "46025", "2026-01-10", "46031.5"), "2026-01-02", "2026-01-10"),
        (("1767312000", "1767398400"), "2026-01-02", "2026-01-03"),
        (("1767312000123", "1767398400456"), "2026-01-02", "2026-01-03"),
        (("260102", "260331"), "2026-01-02", "2026-03-31"),
        (("310126", "010226"), "2026-01-31", "2026-02-01"),
        (("31012026", "01022026"), "2026-01-31", "2026-02-01"),
        (("15/01/26", "16/01/26"), "2026-01-15", "2026-01-16"),
        (("2026-01-02 10:00", "2026年1月3日"), "2026-01-02", "2026-01-03"),
    ],
)
def test_numbers_are_days_where_the_column_holds_days(
    tmp_path: Path, days: tuple[str, ...], first: str, last: str
) -> None:
    assert read_days(tmp_path, *days) == (first, last, [])


def test_a_period_above_the_table_settles_day_and_month(tmp_path: Path) -> None:
    days = ("01/02/2026", "03/02/2026", "05/02/2026")
    assert read_days(tmp_path, *days)[2] == ["date_order"]
    above = "Statement period,1 February 2026 to 28 February 2026\n\n"
    assert read_days(tmp_path, *days, above=above) == ("2026-02-01", "2026-02-05", [])
    above = "Period,02/01/2026 - 02/28/2026\n\n"
    assert read_days(tmp_path, "02/01/2026", "02/05/2026", above=above) == (
        "2026-02-01", "2026-02-05", [],
    )  # fmt: skip


def test_a_long_sorted_column_settles_day_and_month(tmp_path: Path) -> None:
    days = [f"{month:02d}/{day:02d}/2025" for month in (1, 2, 3) for day in (2, 7, 9, 11)]
    assert read_days(tmp_path, *days) == ("2025-01-02", "2025-03-11", [])
    assert read_days(tmp_path, *days[:5])[2] == ["date_order"]


def test_a_period_gives_days_their_year(tmp_path: Path) -> None:
    above = "Statement period,12/15/2025 - 01/14/2026\n\n"
    assert read_days(tmp_path, "12/29", "01/05", above=above) == ("2025-12-29", "2026-01-05", [])


def test_an_impossible_day_is_an_error_of_its_cell(tmp_path: Path) -> None:
    found = shown(tmp_path, column("31/01/2026", "31/02/2026", "15/03/2026"))
    assert [(one["line"], one["value"]) for one in found["errors"]] == [(3, "31/02/2026")]


def test_a_time_of_day_is_kept_in_any_form(tmp_path: Path) -> None:
    times = ("2026-01-02 12:30 AM", "2026-01-02 下午3:15", "2026年1月2日10时15分30秒", "2026-01-02")
    found = read(tmp_path, column(*times))
    with duckdb.connect(str(found.file), read_only=True) as connection:
        rows = connection.execute("SELECT occurred_at FROM staged ORDER BY line").fetchall()
    assert [f"{one:%d %H:%M:%S}" if one else None for (one,) in rows] == [
        "01 16:30:00", "02 07:15:00", "02 02:15:30", None,
    ]  # fmt: skip


@pytest.mark.parametrize("start", ["2", "2026-05-01 10:00", "期末"])
def test_thousands_of_blanks_take_no_time(start: str) -> None:
    began = monotonic()
    text = start + " " * 30_000 + "x"
    assert split_time(text) == text
    assert parse_date(text, "DMY") is None
    assert not is_total(Line(1, (text,)))
    assert monotonic() - began < 1
