"""Hostile statements: each is refused or harmless, within limits, and the server stays well."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pytest

from core.analytics.worker.query import CONFIG, LOCKS
from core.kit.errors import Invalid, Unavailable
from tests.analytics.conftest import Ask

pytestmark = pytest.mark.integration

FILES = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd', header = false)",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_json('/tmp/x.json')",
    "SELECT * FROM read_json_objects('/tmp/*.json')",
    "SELECT * FROM read_ndjson('/tmp/x')",
    "SELECT * FROM read_parquet('/tmp/x.parquet')",
    "SELECT * FROM parquet_scan('/tmp/x.parquet')",
    "SELECT * FROM parquet_metadata('/tmp/x.parquet')",
    "SELECT * FROM parquet_schema('/tmp/x.parquet')",
    "SELECT * FROM read_duckdb('/tmp/x.duckdb')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    'SELECT * FROM "/etc/passwd"',
    "SELECT * FROM 'people.csv'",
    "SELECT * FROM 'file:///etc/passwd.csv'",
    "FROM 'https://example.com/x.parquet'",
    "SELECT * FROM 's3://bucket/x.parquet'",
    "SELECT * FROM glob('/*')",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT * FROM people WHERE name IN (SELECT content FROM read_text('/etc/hostname'))",
    "WITH f AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM f",
    "SELECT * FROM people, LATERAL (SELECT * FROM read_text('/etc/' || people.name))",
    "COPY people TO '/tmp/stolen.csv'",
    "COPY (SELECT * FROM people) TO '/tmp/stolen.parquet'",
    "EXPORT DATABASE '/tmp/stolen'",
    "IMPORT DATABASE '/tmp/stolen'",
    "SELECT parse_path('/etc/passwd')",
]
STATEMENTS = [
    "ATTACH '/tmp/other.duckdb'",
    "ATTACH ':memory:' AS x",
    "DETACH hidden",
    "USE store",
    "INSTALL httpfs",
    "LOAD httpfs",
    "FORCE INSTALL spatial FROM community",
    "PRAGMA database_list",
    "PRAGMA show_tables",
    "PRAGMA enable_profiling",
    "CALL pragma_version()",
    "SET memory_limit = '100GB'",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "SET VARIABLE x = 1",
    "CREATE TABLE x AS SELECT 1",
    "CREATE MACRO f(x) AS x + 1",
    "CREATE MACRO f(x) AS TABLE SELECT * FROM people",
    "CREATE SECRET (TYPE s3, KEY_ID 'x')",
    "CREATE OR REPLACE VIEW people AS SELECT 1",
    "DROP VIEW people",
    "ALTER VIEW people RENAME TO x",
    "INSERT INTO people VALUES (9, 'x', 1)",
    "UPDATE people SET name = 'x'",
    "DELETE FROM financial_records",
    "TRUNCATE people",
    "MERGE INTO people USING people AS p ON true WHEN MATCHED THEN DELETE",
    "BEGIN TRANSACTION",
    "ROLLBACK",
    "CHECKPOINT",
    "VACUUM",
    "ANALYZE",
    "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE SELECT * FROM people",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "DEALLOCATE p",
    "DESCRIBE people",
    "SHOW TABLES",
    "SHOW ALL TABLES",
    "SUMMARIZE people",
    "SELECT * FROM (SHOW ALL TABLES)",
    "SELECT * FROM (DESCRIBE people)",
    "SELECT * FROM (SUMMARIZE people)",
    "PIVOT people ON department_id USING count(*)",
    "WITH x AS (DELETE FROM people RETURNING *) SELECT * FROM x",
    "COMMENT ON VIEW people IS 'x'",
]
CATALOGUE = [
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_databases()",
    "SELECT * FROM duckdb_tables",
    "SELECT * FROM duckdb_views()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM duckdb_functions()",
    "SELECT * FROM duckdb_variables()",
    "SELECT * FROM duckdb_temporary_files()",
    "SELECT * FROM pragma_database_size()",
    "SELECT * FROM pragma_table_info('people')",
    "SELECT * FROM pragma_storage_info('people')",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM information_schema.columns",
    "SELECT * FROM pg_catalog.pg_tables",
    "SELECT * FROM pg_class",
    "SELECT * FROM pg_catalog.pg_settings",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM sqlite_temp_master",
    "SELECT * FROM store.people",
    "SELECT * FROM hidden.main.people",
    "SELECT * FROM analytics.store.financial_records",
    "SELECT * FROM system.main.duckdb_settings",
    "SELECT * FROM temp.main.people",
    "SELECT current_setting('memory_limit')",
    "SELECT getenv('PATH')",
    "SELECT getvariable('x')",
    "SELECT current_database()",
    "SELECT current_schemas(true)",
    "SELECT current_query()",
    "SELECT pg_catalog.version()",
    "SELECT version()",
    "SELECT pg_get_viewdef(1)",
    "SELECT has_table_privilege('people', 'select')",
    "SELECT 'people'::regclass",
    "SELECT in_search_path('main', 'main')",
    "SELECT stats(name) FROM people",
    "SELECT nextval('s')",
    "SELECT txid_current()",
    "SELECT get_block_size('x')",
    "SELECT can_cast_implicitly(1, 2)",
    "SELECT * FROM which_secret('x', 'y')",
    "SELECT * FROM icu_calendar_names()",
    "SELECT write_log('x')",
    "SELECT sleep_ms(10000)",
    "SELECT pg_sleep(10)",
]
INDIRECT = [
    "SELECT * FROM query('SELECT * FROM duckdb_settings()')",
    "SELECT * FROM query_table('people')",
    "SELECT * FROM query_table(['people', 'projects'])",
    "SELECT * FROM sql_auto_complete('SEL')",
    "SELECT json_execute_serialized_sql('{}')",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "SELECT json_serialize_sql('SELECT 1')",
    "SELECT json_serialize_plan('SELECT 1')",
    "SELECT json_deserialize_sql('{}')",
    "SELECT main.read_text('/etc/passwd')",
    "SELECT system.main.current_setting('threads')",
    "SELECT \"current_setting\"('threads')",
    "SELECT CURRENT_SETTING('threads')",
    "SELECT list_transform(['threads'], lambda x: current_setting(x))",
    "SELECT list_aggregate([1], 'sum'), getenv('HOME')",
    "SELECT CASE WHEN true THEN getenv('HOME') END",
    "SELECT sum(1) OVER (ORDER BY getenv('HOME'))",
    "SELECT 1 ORDER BY getenv('HOME')",
    "SELECT 1 LIMIT (SELECT length(getenv('HOME')))",
    "SELECT 1 WHERE EXISTS (SELECT * FROM duckdb_settings())",
    "SELECT * FROM people JOIN duckdb_settings() AS s ON s.name = people.name",
    "SELECT * FROM people UNION ALL SELECT 1, value, 2 FROM duckdb_settings()",
    "SELECT count(*) FILTER (WHERE getenv('HOME') = 'x') FROM people",
    "SELECT COLUMNS(c -> getenv('HOME') = 'x') FROM people",
    "SELECT * REPLACE (getenv('HOME') AS name) FROM people",
    "SELECT * FROM (PIVOT duckdb_settings ON name IN ('threads') USING first(value))",
    "SELECT * FROM (PIVOT people ON name IN ('x') USING first(getenv('HOME')))",
    "SELECT DISTINCT ON (getenv('HOME')) 1 FROM people",
    "SELECT 1 GROUP BY getenv('HOME')",
    "SELECT 1 FROM people GROUP BY ALL HAVING getenv('HOME') = 'x'",
    "SELECT 1 FROM people QUALIFY getenv('HOME') = 'x'",
    "SELECT * FROM range(length(getenv('HOME')))",
    "SELECT * FROM unnest([getenv('HOME')])",
    "VALUES (getenv('HOME'))",
    "SELECT [getenv('HOME') FOR x IN [1]]",
    "SELECT {'a': getenv('HOME')}",
    "SELECT CAST(getenv('HOME') AS VARCHAR)",
    "SELECT getenv('HOME') COLLATE nocase",
    "SELECT (getenv)('HOME')",
    "SELECT 'HOME'.getenv()",
    "SELECT * FROM people AT (VERSION => 1)",
    "TABLE duckdb_settings",
    "SELECT * FROM seq_scan('people')",
    "SELECT * FROM repeat_row(1, num_rows = 5)",
    "SELECT * FROM test_all_types()",
    "SELECT * FROM summary('people')",
    "SELECT * FROM pandas_scan(1)",
    "SELECT * FROM python_map_function(1)",
    "SELECT * FROM arrow_scan(1, 2, 3)",
    "SELECT * FROM request",
    "SELECT * FROM connection",
    "SELECT * FROM sys",
]
SHADOWS = [
    "WITH duckdb_settings AS (SELECT * FROM duckdb_settings) SELECT * FROM duckdb_settings",
    "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a",
    "SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) AS y, x",
    "WITH RECURSIVE pg_class AS (SELECT * FROM pg_class UNION ALL SELECT * FROM pg_class)"
    " SELECT * FROM pg_class",
    "WITH store AS (SELECT 1) SELECT * FROM store.people",
    "WITH x AS (SELECT 1) SELECT * FROM x UNION SELECT 1 FROM (SELECT * FROM y)",
]
STACKED = [
    "SELECT 1; ATTACH '/tmp/x.duckdb'",
    "SELECT 1;;SELECT 2",
    "SELECT 1; SET threads = 100 --",
    "/* SELECT 1 */ PRAGMA version",
    "-- SELECT 1\nPRAGMA version",
    "SELECT 1 /* ; */ ; COPY people TO '/tmp/x'",
    "\u00a0PRAGMA version",
    "\ufeffSET threads = 1",
    "SELECT * FROM pеople",  # a Cyrillic letter
    "SELECT * FROM ｐeople",
    "SELECT ｇetenv('HOME')",
    "SELECT get\u200benv('HOME')",
    "SELECT 1 \0; ATTACH 'x'",
    "SELECT $$x$$; DROP VIEW people",
    "SELECT now()) AS q(c0); DROP VIEW people; SELECT (1",
]
BOMBS = [
    "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT count(*) FROM r",
    "WITH RECURSIVE r AS (SELECT 'x' AS a UNION ALL SELECT a || a FROM r) SELECT max(a) FROM r",
    "SELECT count(*) FROM range(1000000000000)",
    "SELECT count(*) FROM range(1e12)",
    "SELECT count(*) FROM generate_series(1, 1000000 * 1000000)",
    "SELECT len(range(1000000 * 10000))",
    "SELECT list(a.range) FROM range(1000000) a, range(1000000) b",
    "SELECT repeat('x', 2000000000)",
    "SELECT lpad('x', 2000000000, 'y')",
    "SELECT rpad('x', 1000000 * 2000, 'y')",
    "SELECT lpad('x', id, 'y') FROM people",
    "SELECT bar(1, 0, 1, 2000000000)",
    "SELECT length(format('{:>2000000000}', 'x'))",
    "SELECT length(printf('%2000000000d', 1))",
    "SELECT list_resize([1], 2000000000)",
    "SELECT array_resize([1], 2000000000)",
    "SELECT length(replace(lpad('x', 10000, 'x'), 'x', lpad('x', 10000, 'x'))) FROM range(1000)",
    "SELECT string_agg(lpad('x', 10000, 'y')) FROM range(1000000)",
    "SELECT count(DISTINCT a.range * b.range) FROM range(1000000) a, range(1000000) b",
    "SELECT max(a.range) FROM range(1000000) a, range(1000000) b ORDER BY random()",
    "SELECT * FROM range(1000000) a ORDER BY md5(a.range::VARCHAR || lpad('x', 9999, 'z'))",
    "SELECT regexp_matches(lpad('a', 10000, 'a'), '(a*)*b') FROM range(1000000)",
    "SELECT factorial(30)",
    "SELECT " + "(" * 3000 + "1" + ")" * 3000,
    "SELECT " + "1+" * 20_000 + "1",
    "SELECT " + "[" * 900 + "]" * 900,
    "SELECT * FROM " + "(SELECT * FROM " * 400 + "people" + ")" * 400,
    "SELECT " + ", ".join(["*"] * 5000) + " FROM financial_records",
    "SELECT 1::STRUCT(" + ", ".join(f"a{i} INTEGER" for i in range(5000)) + ")",
]
REFUSED = FILES + STATEMENTS + CATALOGUE + INDIRECT + SHADOWS + STACKED


@pytest.mark.parametrize("sql", REFUSED, ids=range(len(REFUSED)))
def test_refused(ask: Ask, sql: str, analysts_file: Path) -> None:
    with pytest.raises(Invalid) as error:
        ask(sql, timeout=5)
    assert error.value.code.removeprefix("sql.") in {
        "construct", "empty", "function", "not_select", "schema", "several", "syntax", "table",
        "too_long", "type",
    }, error.value  # fmt: skip
    assert str(analysts_file) not in error.value.text()


ENGINE_REFUSES = [
    *(sql for sql in FILES if "parse_path" not in sql and "LATERAL" not in sql),
    "ATTACH '/tmp/other.duckdb'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '100GB'",
    "SET enable_external_access = true",
    "SET disabled_filesystems = ''",
    "RESET lock_configuration",
    "SELECT * FROM sys",
    "INSERT INTO inner_file.people SELECT 9, 'x', 1",
    "CREATE TABLE inner_file.x AS SELECT 1",
]


def test_the_engine_refuses_them_even_without_the_guard(analysts_file: Path) -> None:
    connection = duckdb.connect(":memory:", config={**CONFIG, "threads": 1})
    connection.execute(f"ATTACH '{analysts_file}' AS inner_file (READ_ONLY)")
    connection.execute("CREATE VIEW people AS SELECT * FROM inner_file.people")
    for statement in LOCKS:
        connection.execute(statement)
    for sql in ENGINE_REFUSES:
        with pytest.raises(duckdb.Error):
            connection.execute(sql).fetchall()
    assert connection.execute("SELECT count(*) FROM people").fetchall() == [(4,)]
    connection.close()


@pytest.mark.parametrize("sql", BOMBS, ids=range(len(BOMBS)))
def test_bombs_end_within_their_limits(ask: Ask, sql: str) -> None:
    started = time.monotonic()
    try:
        answer = ask(sql, timeout=1.5)
    except (Invalid, Unavailable) as error:
        assert error.code.startswith("sql.")
    else:
        assert len(answer.rows) <= 1000
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT current_user",
        "SELECT user",
        "SELECT session_user",
        "SELECT current_catalog",
        "SELECT current_schema",
        "SELECT error('x')",
        "SELECT rowid FROM people",
        "SELECT people FROM people",
        "SELECT 'x' AS \"; DROP VIEW people; --\"",
        'SELECT name AS "<script>alert(1)</script>" FROM people',
    ],
)
def test_harmless(ask: Ask, sql: str, analysts_file: Path) -> None:
    """May run or fail; what comes back says nothing about the machine."""
    try:
        seen = repr(ask(sql))
    except Invalid as error:
        seen = error.text()
    for told in (str(analysts_file.parent), "analytics.duckdb", "hidden_", "root"):
        assert told not in seen


def test_the_file_is_untouched_and_still_answers(ask: Ask, analysts_file: Path) -> None:
    before = analysts_file.stat()
    for sql in ("DELETE FROM people", "DROP VIEW people", "CHECKPOINT"):
        with pytest.raises(Invalid):
            ask(sql)
    assert analysts_file.stat().st_mtime_ns == before.st_mtime_ns
    assert ask("SELECT count(*) FROM people").rows == ((4,),)
