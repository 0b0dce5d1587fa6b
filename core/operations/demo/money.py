"""The demonstration's financial records, made by set-based SQL in a scratch file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from core.company import company
from core.finance import ExchangeRateIn, create_exchange_rate
from core.kit.context import Ctx
from core.kit.settings import get_settings
from core.operations.demo.days import months
from core.operations.demo.people import Made, foreign_currency
from core.operations.demo.story import Story
from core.operations.demo.streams import Cell, give_out
from data.bulk import stage_query

RATES = ("7.1034", "7.0887", "7.1250", "7.1402", "7.1168", "7.0952")
ABOUT = 7.1
STAGE = "demo_records"
# Rows of a pair share one random number and lie as far above as below their mean; the last row
# takes what a division leaves, so that every cell sums to its cents. The numbers come from MD5,
# which gives the same firm everywhere.
ROWS = """
CREATE TABLE records AS
WITH rows AS (
    SELECT cells.*, i, md5_number(concat_ws(':', seed, cell, i)) AS h,
           CASE WHEN i // 2 * 2 + 1 < n THEN CAST(
               (cents // n) * CAST(md5_number_lower(concat_ws(':', seed, cell, i // 2)) % 600
               AS BIGINT) // 1000 AS BIGINT) ELSE 0 END AS off
    FROM read_json('{file}', columns={columns}) AS cells, range(n) AS numbers(i)
)
SELECT CAST(start AS DATE) + CAST(h % days AS INTEGER) AS record_date, direction,
       CAST((cents // n + CASE WHEN i % 2 = 0 THEN off ELSE -off END
             + CASE WHEN i + 1 = n THEN cents - cents // n * n ELSE 0 END)
            * 0.01 AS DECIMAL(18, 2)) AS amount,
       currency, category_id, department_id, project_id, customer_id, contract_id, account_id,
       number AS external_id,
       parties[1 + CAST((h >> 16) % len(parties) AS INTEGER)] AS counterparty,
       texts[1 + CAST((h >> 32) % len(texts) AS INTEGER)] AS description
FROM rows ORDER BY record_date, cell, i
"""
COLUMNS = {
    "seed": "BIGINT",
    "cell": "BIGINT",
    "start": "VARCHAR",
    "days": "BIGINT",
    "n": "BIGINT",
    "cents": "BIGINT",
    "direction": "VARCHAR",
    "currency": "VARCHAR",
    "category_id": "BIGINT",
    "department_id": "BIGINT",
    "project_id": "BIGINT",
    "customer_id": "BIGINT",
    "contract_id": "BIGINT",
    "account_id": "BIGINT",
    "number": "VARCHAR",
    "parties": "VARCHAR[]",
    "texts": "VARCHAR[]",
}
INSERT = f"""
INSERT INTO financial_records (
    record_date, direction, amount, currency, amount_base, status, category_id, category_source,
    counterparty, description, department_id, project_id, customer_id, contract_id, account_id,
    external_id, created_at, updated_at, version)
SELECT s.record_date, s.direction, s.amount, s.currency,
       CASE WHEN s.currency = :currency THEN s.amount
            ELSE CAST(round(s.amount * rates.rate, 2) AS DECIMAL(18, 2)) END,
       'booked', s.category_id, CASE WHEN s.category_id IS NULL THEN NULL ELSE 'file' END,
       s.counterparty, s.description, s.department_id, s.project_id, s.customer_id, s.contract_id,
       s.account_id, s.external_id, :now, :now, 1
FROM {STAGE} AS s
LEFT JOIN (SELECT currency, rate, rate_date AS since,
                  lead(rate_date) OVER (PARTITION BY currency ORDER BY rate_date) AS until
           FROM exchange_rates) AS rates
  ON rates.currency = s.currency AND s.record_date >= rates.since
 AND (rates.until IS NULL OR s.record_date < rates.until)
"""  # noqa: S608 (our own SQL)


def make_rates(ctx: Ctx, day: date) -> None:
    """A rate for the first day of each month."""
    for number, month in enumerate(months(day)):
        rate = Decimal(RATES[number % len(RATES)])
        create_exchange_rate(
            ctx, ExchangeRateIn(currency=foreign_currency(ctx), rate_date=month.start, rate=rate)
        )


def make_records(
    ctx: Ctx, story: Story, made: Made, contracts: Mapping[str, int], *, records: int, seed: int
) -> int:
    """Insert the rows of the cells in one statement; how many."""
    import duckdb

    with TemporaryDirectory(dir=get_settings().folder("spool"), prefix="demo-") as folder:
        file, scratch = Path(folder) / "cells.json", Path(folder) / "records.duckdb"
        _write(file, ctx, story, made, contracts, give_out(story.cells, records), seed)
        with duckdb.connect(str(scratch), config={"memory_limit": "1GB"}) as connection:
            columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
            source = ROWS.format(file=str(file).replace("'", "''"), columns=f"{{{columns}}}")
            connection.execute(source)
        count = stage_query(ctx.session, scratch, "SELECT * FROM records", STAGE)
    moment = ctx.now.replace(tzinfo=None)
    ctx.session.execute(text(INSERT), {"currency": company(ctx).currency, "now": moment})
    return count


def _write(
    file: Path,
    ctx: Ctx,
    story: Story,
    made: Made,
    contracts: Mapping[str, int],
    rows: list[int],
    seed: int,
) -> None:
    own, foreign = company(ctx).currency, foreign_currency(ctx)
    with file.open("w", encoding="utf-8") as out:
        for number, (cell, n) in enumerate(zip(story.cells, rows, strict=True)):
            line = _line(cell, made, contracts)
            line |= {"seed": seed, "cell": number, "n": n}
            line["currency"] = foreign if cell.foreign else own
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _line(cell: Cell, made: Made, contracts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "start": cell.start.isoformat(),
        "days": cell.days,
        "cents": cell.cents,
        "direction": cell.direction,
        "category_id": made.categories.get(cell.category or ""),
        "department_id": made.departments.get(cell.department or ""),
        "project_id": made.projects.get(cell.project or ""),
        "customer_id": made.customers.get(cell.customer or ""),
        "contract_id": contracts.get(cell.contract or ""),
        "account_id": made.accounts[cell.account],
        "number": cell.number,
        "parties": cell.parties,
        "texts": cell.texts,
    }
