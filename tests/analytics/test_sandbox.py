"""One SELECT in its child process: values, parameters, limits, words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import _duckdb
import pytest

from core.analytics import run_select, sandbox
from core.kit.errors import AppError, Invalid, Unavailable
from core.kit.i18n import use_locale
from tests.analytics.conftest import Ask

pytestmark = pytest.mark.integration


def refused(ask: Ask, sql: str, params: object = None, **limits: float) -> AppError:
    with pytest.raises((Invalid, Unavailable)) as error:
        ask(sql, params, **limits)
    return error.value


def test_values_are_exact_json(ask: Ask) -> None:
    answer = ask(
        """SELECT 12.50::DECIMAL(18,2) AS money, DATE '2026-01-02' AS day,
                  TIMESTAMP '2026-01-02 03:04:05' AS moment, INTERVAL 3 MONTH AS span,
                  TIMESTAMPTZ '2026-01-02 00:00:00+00' AS zoned, 'é中' AS text, true AS yes,
                  NULL AS nothing, [1.5, 2.5]::DECIMAL(9,2)[] AS list,
                  {'a': DATE '2026-01-01'} AS s,
                  'nan'::DOUBLE AS nan, 170141183460469231731687303715884105727 AS huge,
                  '\\xAB'::BLOB AS bytes, 0.1 + 0.2 AS exact"""
    )
    values = dict(zip(answer.columns, answer.rows[0], strict=True))
    assert values == {
        "money": "12.50",
        "day": "2026-01-02",
        "moment": "2026-01-02T03:04:05",
        "span": "3 months",
        "zoned": "2026-01-02 08:00:00+08",
        "text": "é中",
        "yes": True,
        "nothing": None,
        "list": ["1.50", "2.50"],
        "s": {"a": "2026-01-01"},
        "nan": "nan",
        "huge": 170141183460469231731687303715884105727,
        "bytes": "ab",
        "exact": "0.3",
    }
    json.dumps(answer.rows, allow_nan=False)
    assert answer.types[0] == "DECIMAL(18,2)"
    assert answer.snapshot_at is not None
    assert answer.snapshot_at.endswith("+00:00")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM financial_records",
        "select count(*) from FINANCIAL_RECORDS;",
        "FROM financial_records SELECT count(*)",
        "SELECT count(*) FROM main.financial_records -- a comment; with a semicolon",
        "WITH r AS (SELECT * FROM financial_records), s AS (FROM r) SELECT count(*) FROM s",
        "SELECT count(*) FILTER (WHERE amount > 0) FROM financial_records r JOIN categories c"
        " ON c.id = r.category_id",
        "SELECT sum(n) FROM (SELECT direction, count(*) AS n FROM financial_records GROUP BY ALL)",
        "SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY id) AS n FROM financial_records)",
        "SELECT count(*) FROM financial_records WHERE id IN (SELECT id FROM financial_records)",
        "SELECT count(*) FROM financial_records WHERE id = ANY([1, 2, 3, 4, 5])",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5)"
        " SELECT max(n) FROM r",
        "SELECT count(*) FROM (SELECT 1 FROM range(5) AS t(i), LATERAL (SELECT i + 1))",
        "SELECT count(*) FROM (SELECT * FROM (VALUES (1), (2), (3), (4), (5)) AS v(a))",
        "SELECT len(list_filter(list(id), lambda x: x > 0)) FROM financial_records",
        "SELECT len(list(COLUMNS('^id$'))) FROM financial_records",
        "SELECT count(*) FROM (SELECT * EXCLUDE (id) REPLACE (upper(currency) AS currency)"
        " FROM financial_records)",
        "SELECT count(*) FROM (UNPIVOT (SELECT 1 a, 2 b, 3 c, 4 d, 5 e) ON a, b, c, d, e)",
        "SELECT count(*) FROM (SELECT unnest(generate_series(DATE '2026-01-01',"
        " DATE '2026-05-01', INTERVAL 1 MONTH)))",
    ],
)
def test_ordinary_sql_runs(ask: Ask, sql: str) -> None:
    assert ask(sql).rows == ((5,),)


def test_order_and_time_zone_survive_the_cast(ask: Ask) -> None:
    sql = "SELECT id, record_date::TIMESTAMPTZ AS t FROM financial_records ORDER BY id DESC; -- ;"
    assert [row[0] for row in ask(sql).rows] == [5, 4, 3, 2, 1]


def test_today_is_the_companys(ask: Ask) -> None:
    sql = "SELECT current_date = (now() AT TIME ZONE 'Asia/Shanghai')::DATE"
    assert ask(sql).rows == ((True,),)


def test_named_and_positional_parameters(ask: Ask) -> None:
    by_name = ask("SELECT id FROM financial_records WHERE id = $wanted", {"wanted": 2})
    assert by_name.rows == ((2,),)
    quote = "x' OR 'a' = 'a"
    assert ask("SELECT count(*) FROM people WHERE name = ?", [quote]).rows == ((0,),)
    dated = ask(
        "SELECT id FROM financial_records WHERE record_date >= $day AND amount < $limit",
        {"day": date(2026, 1, 4), "limit": Decimal("15")},
    )
    assert dated.rows == ((5,),)
    assert refused(ask, "SELECT $missing").code == "sql.failed"


def test_row_limit_is_said(ask: Ask) -> None:
    answer = ask("SELECT id FROM financial_records ORDER BY id", max_rows=2)
    assert (len(answer.rows), answer.truncated) == (2, True)
    assert not ask("SELECT id FROM financial_records", max_rows=5).truncated


def test_a_huge_answer_is_cut(ask: Ask) -> None:
    sql = "SELECT lpad('x', 10000, 'y') FROM range(10000)"
    answer = ask(sql, max_rows=10_000)
    assert answer.truncated
    assert 3_000 < len(answer.rows) < 5_000


def test_time_limit(ask: Ask) -> None:
    started = time.monotonic()
    error = refused(ask, "SELECT count(*) FROM range(1000000) a, range(1000000) b", timeout=0.6)
    assert error.code == "sql.timeout"
    assert time.monotonic() - started < 1.5


def test_a_process_killed_before_it_was_asked_answers_nothing() -> None:
    pipe = subprocess.PIPE
    gone = subprocess.Popen([sys.executable, "-c", ""], stdin=pipe, stdout=pipe)
    gone.wait()
    assert sandbox._converse(gone, b'{"sql": "SELECT 1"}\n', None) == b""


def test_cancel_from_another_thread(ask: Ask) -> None:
    cancel = threading.Event()
    threading.Timer(0.4, cancel.set).start()
    started = time.monotonic()
    with pytest.raises(Invalid) as error:
        ask("SELECT count(*) FROM range(1000000) a, range(1000000) b", timeout=10, cancel=cancel)
    assert error.value.code == "sql.cancelled"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("", "sql.empty"),
        (" ; ", "sql.empty"),
        ("-- nothing", "sql.empty"),
        ("SELEKT 1", "sql.syntax"),
        ("SELECT 1; SELECT 2", "sql.several"),
        ("SELECT 'x' || CAST('y' AS INTEGER)", "sql.failed"),
        ("SELECT * FROM unknown_view", "sql.table"),
        ("SELECT no_such_column FROM people", "sql.failed"),
        ("SELECT " + "1+" * 60_000 + "1", "sql.too_long"),
    ],
)
def test_what_is_wrong_is_said(ask: Ask, sql: str, code: str) -> None:
    error = refused(ask, sql)
    assert error.code == code
    assert "{" not in error.text()
    with use_locale("zh_CN"):
        assert any("一" <= character <= "鿿" for character in error.text())


def test_errors_name_no_path_and_no_inner_name(ask: Ask, analysts_file: Path) -> None:
    for sql in ("SELECT nothing FROM people", "SELECT people.x.y.z FROM people", "FROM peple"):
        text = refused(ask, sql).text()
        assert str(analysts_file.parent) not in text
        assert "hidden" not in text


def test_a_missing_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as error:
        run_select(tmp_path / "nowhere.duckdb", "SELECT 1")
    assert error.value.code == "sql.unreadable"


def test_no_child_stays_behind(ask: Ask) -> None:
    ask("SELECT 1")
    refused(ask, "SELECT count(*) FROM range(1000000) a, range(1000000) b", timeout=0.3)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


BARE = """
import sys
sys.path.append(sys.argv[1])
import _duckdb
_duckdb.connect(sys.argv[2], read_only=True).execute(sys.argv[3]).fetchall()
"""


def test_costs_little_more_than_duckdb_alone(ask: Ask, analysts_file: Path) -> None:
    """Within 1.2 times the statement in a process of its own plus 150 ms."""
    sql = "SELECT category_zh, sum(amount) FROM financial_records GROUP BY ALL"
    site = str(Path(_duckdb.__file__).parent)
    alone, lab = [], []
    for _ in range(5):
        started = time.perf_counter()
        command = [sys.executable, "-I", "-S", "-c", BARE, site, str(analysts_file), sql]
        subprocess.run(command, check=True)
        alone.append(time.perf_counter() - started)
        lab.append(ask(sql).seconds)
    assert min(lab) <= 1.2 * min(alone) + 0.15
