"""Staged records against the books: what is new, what is known, what has changed; then the write.

Every statement runs on DuckDB and PostgreSQL alike. A key is held unique by committing one
import at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from core.finance.imports.preview import Counts
from core.finance.imports.staging import NAMED
from core.kit.context import Ctx

ONE_AT_A_TIME = Lock()
"""Held around a whole committing transaction; on PostgreSQL an advisory lock does it."""
ADVISORY_KEY = 0x5E1F_1A97
COMPARED = (
    "record_date", "direction", "amount", "currency", "status", "counterparty", "description",
)  # fmt: skip
UPDATED = (*COMPARED, "amount_base", "occurred_at", "external_id", "extra")
_DIFFERS = " OR ".join(f"s.{name} IS DISTINCT FROM r.{name}" for name in COMPARED)
_KNOWN = "JOIN financial_records r ON r.dedup_key = s.dedup_key AND r.deleted_at IS NULL"
VERSIONED = (
    "record_date", "direction", "amount", "currency", "amount_base", "occurred_at", "status",
    "category_id", "counterparty", "description", "department_id", "project_id", "customer_id",
    "contract_id", "business_event_id", "account_id", "import_batch_id", "import_line",
    "external_id", "extra", "deleted_at", "created_by", "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """Where a batch's records go."""

    batch_id: str
    account_id: int | None
    currency: str


def lock(session: Session) -> None:
    """Wait until no other import commits (PostgreSQL; the process lock does it on DuckDB)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})


def keep_former_keys(session: Session) -> None:
    """Records booked before their account was known keep their key: the stage adopts it."""
    session.execute(
        sql(
            "UPDATE import_stage SET dedup_key = former_key WHERE former_key IN "
            "(SELECT dedup_key FROM financial_records WHERE deleted_at IS NULL)"
        )
    )


def count(session: Session) -> Counts:
    """How the staged records stand to the books."""
    known, changed, total = session.execute(
        sql(
            f"SELECT count(r.id), coalesce(sum(CASE WHEN r.id IS NOT NULL AND ({_DIFFERS}) THEN 1 ELSE 0 END), 0), "  # noqa: S608
            f"count(*) FROM import_stage s LEFT {_KNOWN}"
        )
    ).one()
    return Counts(total - known, known - int(changed), int(changed))


def insert_new(ctx: Ctx, target: Target) -> int:
    """Append every staged record whose key is not in the books; how many."""
    done = ctx.session.execute(
        sql(
            f"""INSERT INTO financial_records (record_date, direction, amount, currency, amount_base,
              occurred_at, status, category_id, counterparty, description, department_id, project_id,
              account_id, import_batch_id, import_line, external_id, extra, created_by, created_at,
              updated_at, version, dedup_key)
            SELECT s.record_date, s.direction, s.amount, s.currency, {_BASE}, s.occurred_at, s.status,
              {_id('category')}, s.counterparty, s.description, {_id('department')}, {_id('project')},
              CAST(:account AS BIGINT), :batch, s.line, s.external_id, s.extra, CAST(:actor AS BIGINT), :now,
              :now, 1, s.dedup_key
            FROM import_stage s {_RATES} {_names(ctx.session)}
            WHERE NOT EXISTS (SELECT 1 FROM financial_records r
              WHERE r.dedup_key = s.dedup_key AND r.deleted_at IS NULL)"""  # noqa: S608
        ),
        _values(ctx, target),
    )
    return _rows(done)


def update_changed(ctx: Ctx, target: Target) -> int:
    """Bring changed records up to date, keeping the former rows; how many."""
    names = ", ".join(VERSIONED)
    former = ", ".join(f"r.{name}" for name in VERSIONED)
    ctx.session.execute(
        sql(
            f"""INSERT INTO financial_record_versions
              ({names}, record_id, version, replaced_at, replaced_by, replaced_by_batch_id)
            SELECT {former}, r.id, r.version, :now, CAST(:actor AS BIGINT), :batch
            FROM import_stage s {_KNOWN} WHERE {_DIFFERS}"""  # noqa: S608
        ),
        _values(ctx, target),
    )
    fresh = ", ".join(f"{name} = n.{name}" for name in UPDATED)
    listed = ", ".join(f"s.{name}" for name in UPDATED if name != "amount_base")
    done = ctx.session.execute(
        sql(
            f"""UPDATE financial_records SET {fresh}, version = financial_records.version + 1, updated_at = :now
            FROM (SELECT r.id AS known_id, {listed}, {_BASE} AS amount_base
                  FROM import_stage s {_KNOWN} {_RATES} WHERE {_DIFFERS}) n
            WHERE financial_records.id = n.known_id"""  # noqa: S608
        ),
        _values(ctx, target),
    )
    return _rows(done)


def _values(ctx: Ctx, target: Target) -> dict[str, Any]:
    return {
        "batch": target.batch_id,
        "account": target.account_id,
        "company": target.currency,
        "actor": ctx.actor.user_id,
        "now": moment(ctx.now),
    }


def moment(now: datetime) -> datetime:
    """UTC without a zone, as moments are stored."""
    return now.astimezone(UTC).replace(tzinfo=None)


def _rows(done: Any) -> int:
    if done.rowcount >= 0:
        return int(done.rowcount)
    return int(done.scalar_one())


_BASE = (
    "CASE WHEN s.currency = :company THEN s.amount "
    "ELSE CAST(round(s.amount * rates.rate, 2) AS NUMERIC(18, 2)) END"
)
_RATES = """LEFT JOIN (
  SELECT pairs.currency, pairs.record_date, e.rate
  FROM (SELECT DISTINCT currency, record_date FROM import_stage WHERE currency <> :company) pairs
  JOIN exchange_rates e ON e.currency = pairs.currency AND e.rate_date =
    (SELECT max(x.rate_date) FROM exchange_rates x
     WHERE x.currency = pairs.currency AND x.rate_date <= pairs.record_date)
) rates ON rates.currency = s.currency AND rates.record_date = s.record_date"""

_LISTS = {
    "department": "SELECT lower(name) AS word, id FROM departments UNION ALL "
    "SELECT lower(code), id FROM departments WHERE code IS NOT NULL",
    "project": "SELECT lower(name) AS word, id FROM projects WHERE deleted_at IS NULL UNION ALL "
    "SELECT lower(code), id FROM projects WHERE code IS NOT NULL AND deleted_at IS NULL",
    "category": "SELECT lower(name_zh) AS word, id FROM categories UNION ALL "
    "SELECT lower(name_en), id FROM categories UNION ALL SELECT lower(code), id FROM categories",
}


def _id(name: str) -> str:
    return f"{name}_ids.id"


def _names(session: Session) -> str:
    """Joins from names in the file to ids; a name that several rows carry names none of them."""
    return " ".join(
        f"LEFT JOIN (SELECT word, min(id) AS id FROM ({_LISTS[name]}) listed GROUP BY word "  # noqa: S608
        f"HAVING min(id) = max(id)) {name}_ids ON {name}_ids.word = lower(s.{name})"
        for name in NAMED
    )


def unknown_names(session: Session, name: str) -> list[str]:
    """Up to ten names in the file that name no department (project, category)."""
    rows = session.execute(
        sql(
            f"SELECT DISTINCT s.{name} FROM import_stage s LEFT JOIN ({_LISTS[name]}) listed "  # noqa: S608
            f"ON listed.word = lower(s.{name}) WHERE s.{name} IS NOT NULL AND listed.id IS NULL LIMIT 10"
        )
    )
    return sorted(rows.scalars())
