"""The demonstration's financial records, made by set-based SQL in a scratch file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from core.company import company
from core.finance import ExchangeRateIn, create_exchange_rate
from core.kit.context import Ctx
from core.kit.settings import get_settings
from core.operations.demo.firm import CUSTOMERS, PROJECTS, STREAMS
from core.operations.demo.people import Made, foreign_currency
from core.operations.demo.plan import Cell, months
from data.bulk import stage_query

RATES = ("7.1034", "7.0887", "7.1250", "7.1402", "7.1168", "7.0952")
STAGE = "demo_records"
# Two rows of a pair share one random number and lie as far above as below their mean, so that a
# cell sums to its amount; the numbers come from MD5, which gives the same firm everywhere.
ROWS = """
CREATE TABLE records AS
WITH rows AS (
    SELECT cells.*, i, md5_number(concat_ws(':', seed, cell, i)) AS h,
           md5_number_lower(concat_ws(':', seed, cell, i // 2)) % 1000000 / 1000000.0 AS u
    FROM read_json('{file}', columns={columns}) AS cells, range(n) AS numbers(i)
)
SELECT CAST(month AS DATE) + CAST(h % days AS INTEGER) AS record_date, direction,
       CAST(CASE WHEN i + 1 = n AND n % 2 = 1 THEN amount / n
                 WHEN i % 2 = 0 THEN amount / n * (0.4 + 1.2 * u)
                 ELSE amount / n * (1.6 - 1.2 * u) END AS DECIMAL(18, 2)) AS amount,
       currency, category_id, department_id, project_id, account_id,
       customers[1 + CAST((h >> 16) % greatest(len(customers), 1) AS INTEGER)] AS customer_id,
       parties[1 + CAST((h >> 16) % greatest(len(parties), 1) AS INTEGER)] AS counterparty,
       texts[1 + CAST((h >> 32) % len(texts) AS INTEGER)] AS description
FROM rows ORDER BY record_date, cell, i
"""
COLUMNS = {
    "seed": "BIGINT",
    "cell": "BIGINT",
    "month": "VARCHAR",
    "days": "BIGINT",
    "n": "BIGINT",
    "amount": "DOUBLE",
    "direction": "VARCHAR",
    "currency": "VARCHAR",
    "category_id": "BIGINT",
    "department_id": "BIGINT",
    "project_id": "BIGINT",
    "account_id": "BIGINT",
    "customers": "BIGINT[]",
    "parties": "VARCHAR[]",
    "texts": "VARCHAR[]",
}
INSERT = f"""
INSERT INTO financial_records (
    record_date, direction, amount, currency, amount_base, status, category_id, counterparty,
    description, department_id, project_id, customer_id, account_id, created_at, updated_at,
    version)
SELECT s.record_date, s.direction, s.amount, s.currency,
       CASE WHEN s.currency = :currency THEN s.amount
            ELSE CAST(round(s.amount * rates.rate, 2) AS DECIMAL(18, 2)) END,
       'booked', s.category_id, s.counterparty, s.description, s.department_id, s.project_id,
       s.customer_id, s.account_id, :now, :now, 1
FROM {STAGE} AS s
LEFT JOIN (SELECT currency, rate, rate_date AS since,
                  lead(rate_date) OVER (PARTITION BY currency ORDER BY rate_date) AS until
           FROM exchange_rates) AS rates
  ON rates.currency = s.currency AND s.record_date >= rates.since
 AND (rates.until IS NULL OR s.record_date < rates.until)
"""  # noqa: S608 (our own SQL)


def make_rates(ctx: Ctx, day: date) -> None:
    """A rate for the first day of each month."""
    for number, (start, _) in enumerate(months(day)):
        rate = Decimal(RATES[number % len(RATES)])
        create_exchange_rate(
            ctx, ExchangeRateIn(currency=foreign_currency(ctx), rate_date=start, rate=rate)
        )


def make_records(ctx: Ctx, cells: Sequence[Cell], made: Made, seed: int) -> int:
    """Insert the rows of the cells in one statement; how many."""
    import duckdb

    with TemporaryDirectory(dir=get_settings().folder("spool"), prefix="demo-") as folder:
        file, scratch = Path(folder) / "cells.json", Path(folder) / "records.duckdb"
        _write_cells(file, ctx, cells, made, seed)
        with duckdb.connect(str(scratch), config={"memory_limit": "1GB"}) as connection:
            columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
            source = ROWS.format(file=str(file).replace("'", "''"), columns=f"{{{columns}}}")
            connection.execute(source)
        rows = stage_query(ctx.session, scratch, "SELECT * FROM records", STAGE)
    moment = ctx.now.replace(tzinfo=None)
    ctx.session.execute(text(INSERT), {"currency": company(ctx).currency, "now": moment})
    return rows


def _write_cells(file: Path, ctx: Ctx, cells: Sequence[Cell], made: Made, seed: int) -> None:
    own, foreign = company(ctx).currency, foreign_currency(ctx)
    with file.open("w", encoding="utf-8") as out:
        for number, cell in enumerate(cells):
            stream = STREAMS[cell.stream]
            line = {
                "seed": seed,
                "cell": number,
                "month": cell.month.isoformat(),
                "days": cell.days,
                "n": cell.rows,
                "amount": cell.amount,
                "direction": stream.direction,
                "currency": foreign if stream.foreign else own,
                "category_id": made.categories.get(stream.category),
                "department_id": made.departments.get(stream.department or ""),
                "project_id": made.projects.get(cell.project or ""),
                "account_id": made.accounts[stream.account],
                "customers": _customers(cell, made),
                "parties": _parties(cell),
                "texts": stream.texts,
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _customer_codes(cell: Cell) -> list[str]:
    if cell.project:
        return [work.customer for work in PROJECTS if work.code == cell.project]
    return list(CUSTOMERS) if STREAMS[cell.stream].of_customers else []


def _customers(cell: Cell, made: Made) -> list[int]:
    return [made.customers[code] for code in _customer_codes(cell)]


def _parties(cell: Cell) -> list[str]:
    """Who the money came from or went to; the customers, in the same order, for revenue."""
    return list(STREAMS[cell.stream].parties) or [CUSTOMERS[code] for code in _customer_codes(cell)]
