"""Staged records against the books: what is new, what is known, what has changed; then the write.

Every statement runs on DuckDB and PostgreSQL alike. A key is held unique by committing one
import at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from core.finance.imports.categories import Deciding
from core.finance.imports.decisions import Decisions
from core.finance.imports.naming import joins
from core.finance.imports.preview import Counts
from core.finance.imports.reader import Read
from core.finance.imports.resaved import same_records
from core.finance.imports.stage import NAMED, projection
from core.kit.context import Ctx
from core.kit.uow import database
from data.bulk import keep_query, stage_query
from data.database import Database

LARGE = 160 << 20  # bytes of a scratch file that is not to stay in memory while it is booked
ADVISORY_KEY = 0x5E1F_1A97
_in_this_process = Lock()
COMPARED = (
    "record_date", "direction", "amount", "currency", "status", "counterparty", "description",
)  # fmt: skip
UPDATED = (*COMPARED, "amount_base", "occurred_at", "external_id", "extra")
WIDE = frozenset({"counterparty", "description", "external_id", "extra"})
VERSIONED = (
    "record_date", "direction", "amount", "currency", "amount_base", "occurred_at", "status",
    "category_id", "category_source", "categorisation_rule_id", "counterparty", "description",
    "department_id", "project_id", "customer_id", "contract_id", "business_event_id", "account_id",
    "import_batch_id", "import_line", "external_id", "extra", "deleted_at", "created_by",
    "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class Staged:
    """The staged records as a relation `source` that the session can read; `filled` also has
    what rules and keywords say of them, for those who insert."""

    session: Session
    source: str
    read: Read
    filled: str
    batch_id: str

    @property
    def known(self) -> str:
        """Table (line, id, changed) of records that are in the books; see `compare`."""
        return f"known_{self.batch_id}"

    def pairs(self) -> str:
        """SQL of (line, id, changed); a record that was booked before its account was known is
        found by its former key."""
        ours, books = self._sides()
        found = f"SELECT s.line, r.id, s.said <> r.said AS changed FROM {ours} s JOIN {books} r "  # noqa: S608
        both = ["dedup_key", "former_key"] if self.read.home.former_scope else ["dedup_key"]
        by_key = " UNION ".join(f"{found} ON r.dedup_key = s.{key}" for key in both)
        if not self.read.plan.resaved:
            return by_key
        same = same_records(self.source, self.read.home.account_id)
        return f"{by_key} UNION {found} ON true JOIN ({same}) p ON p.line = s.line AND p.id = r.id"

    def _sides(self) -> tuple[str, str]:
        """Staged rows and records with keys and a hash of what is compared: a million of them are
        compared in little memory."""
        listed = ", ".join(COMPARED)
        duckdb = self.session.get_bind().dialect.name == "duckdb"
        said = f"hash({listed})" if duckdb else f"md5(CAST(ROW({listed}) AS TEXT))"
        ours = f"(SELECT line, dedup_key, former_key, {said} AS said FROM {self.source} staged)"  # noqa: S608
        books = f"SELECT id, dedup_key, {said} AS said FROM financial_records"  # noqa: S608
        return ours, f"({books} WHERE deleted_at IS NULL)"

    def changed(self) -> str:
        """SQL joins of staged rows (s) to the records (r) they differ from, with a WHERE."""
        return (
            f"{self.known} k JOIN {self.source} s ON s.line = k.line "
            f"JOIN financial_records r ON r.id = k.id {self.rates()} WHERE k.changed"
        )

    def is_domestic(self) -> bool:
        """Whether every record is in the company's currency, so that no rate is needed."""
        home = self.read.home
        found = {one["currency"] or home.currency for one in self.read.shown["signed"]}
        return found <= {home.base_currency}

    def rates(self) -> str:
        """SQL joins of the rates of foreign records."""
        return "" if self.is_domestic() else _RATES.format(source=self.source)

    def base(self) -> str:
        """SQL of the amount in company currency."""
        return "s.amount" if self.is_domestic() else _BASE

    def names(self) -> list[str]:
        """Which of department, project and category the file has a column for."""
        return [name for name in NAMED if self.read.plan.column(name) is not None]


@contextmanager
def staged(
    session: Session, read: Read, batch_id: str, decides: Deciding | None = None
) -> Iterator[Staged]:
    """The records of a scratch file beside the session's tables.

    DuckDB reads them where they are; PostgreSQL gets a temporary table.
    """
    columns = projection(read.plan, read.home)
    account = f"CAST({read.home.account_id or 'NULL'} AS BIGINT) AS account_id"
    records = f"(SELECT {columns}, {account} FROM {{}}staged WHERE kind = 'record')"  # noqa: S608
    fill = (decides or Deciding()).over
    if session.get_bind().dialect.name == "duckdb":
        with session.info["database"].attached(read.file) as alias:
            table = records.format(f"{alias}.main.")
            yield Staged(session, table, read, fill(table), batch_id)
    else:
        name = f"import_{batch_id}"
        query = f"SELECT * FROM {fill(records.format(''))}"  # noqa: S608
        stage_query(session, read.file, query, name)
        yield Staged(session, name, read, name, batch_id)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Held around a whole committing transaction, so that it reads what the one before wrote.

    Other processes wait by the file lease on DuckDB; on PostgreSQL by a lock that is taken on
    a connection of its own, before the transaction's snapshot.
    """
    store = database()
    with _in_this_process:
        if store.dialect == "duckdb":
            yield
            return
        with store.engine.connect() as waiting:
            alone = waiting.execution_options(isolation_level="AUTOCOMMIT")
            alone.execute(sql("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_KEY})
            try:
                yield
            finally:
                alone.execute(sql("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_KEY})


def _frugal(rows: Staged, *, lean: bool = True) -> AbstractContextManager[None]:
    store: Database = rows.session.info["database"]
    return store.frugal(lean=lean)


def compare(rows: Staged) -> Counts:
    """How the staged records stand to the books; table `known` says it of each line."""
    with _frugal(rows):
        keep_query(rows.session, rows.pairs(), rows.known)
    known, changed = rows.session.execute(
        sql(
            "SELECT count(DISTINCT line), count(DISTINCT CASE WHEN changed THEN line END) "  # noqa: S608
            f"FROM {rows.known}"
        )
    ).one()
    total = int(rows.read.shown["rows"]["new"])
    return Counts(total - known, known - changed, changed)


def insert_new(ctx: Ctx, rows: Staged, batch_id: str, said: Decisions, *, some_known: bool) -> None:
    """Append every staged record that is not in the books, unless a person said otherwise."""
    named = rows.names()
    new = f"WHERE {said.added(rows.known)}"
    key = said.key() if said.by_line else "s.dedup_key"
    with _frugal(rows, lean=rows.read.file.stat().st_size > LARGE):
        ctx.session.execute(
            sql(
                f"""INSERT INTO financial_records (record_date, direction, amount, currency,
                  amount_base, occurred_at, status, category_id, category_source,
                  categorisation_rule_id, department_id, project_id, customer_id, counterparty,
                  description, account_id, import_batch_id, import_line, external_id, extra,
                  created_by, created_at, updated_at, version, dedup_key)
                SELECT s.record_date, s.direction, s.amount, s.currency, {rows.base()},
                  s.occurred_at, s.status, {_about(named)}, s.counterparty, s.description,
                  CAST(:account AS BIGINT), :batch, s.line, s.external_id, s.extra,
                  CAST(:actor AS BIGINT), CAST(:now AS TIMESTAMP), CAST(:now AS TIMESTAMP), 1, {key}
                FROM {rows.filled} s {rows.rates()} {joins(named)}
                {new if some_known or said.by_line else ""}"""  # noqa: S608
            ),
            _values(ctx, rows, batch_id),
        )


def _about(named: list[str]) -> str:
    """SQL of what a new record is about: what the file names, else a rule, else a keyword."""
    of_file = {
        name: f"{name}_ids.id" if name in named else "CAST(NULL AS BIGINT)" for name in NAMED
    }
    category, department, project = (
        of_file[name] for name in ("category", "department", "project")
    )
    deciders = {"category_id": category, "department_id": department, "project_id": project}
    rules = [
        f"CASE WHEN {said} IS NULL THEN s.rule_of_{name} END" for name, said in deciders.items()
    ]
    return f"""coalesce({category}, s.ruled_category_id, s.keyword_id),
              CASE WHEN {category} IS NOT NULL THEN 'file'
                WHEN s.ruled_category_id IS NOT NULL THEN 'rule'
                WHEN s.keyword_id IS NOT NULL THEN 'keyword' END,
              coalesce({", ".join(rules)}, s.rule_of_customer_id),
              coalesce({department}, s.ruled_department_id),
              coalesce({project}, s.ruled_project_id), s.ruled_customer_id"""


def update_changed(ctx: Ctx, rows: Staged, batch_id: str, said: Decisions) -> None:
    """Bring changed records up to date where that was decided, keeping the former rows."""
    changed = f"{rows.changed()} AND {said.updated()}"
    names = ", ".join(VERSIONED)
    former = ", ".join(f"r.{name}" for name in VERSIONED)
    values = _values(ctx, rows, batch_id)
    with _frugal(rows):
        ctx.session.execute(
            sql(
                f"""INSERT INTO financial_record_versions
                  ({names}, record_id, version, replaced_at, replaced_by, replaced_by_batch_id)
                SELECT {former}, r.id, r.version, CAST(:now AS TIMESTAMP), CAST(:actor AS BIGINT),
                  :batch FROM {changed}"""  # noqa: S608
            ),
            values,
        )
        differing = _differing(rows, changed, values)
    fresh = "".join(f"{name} = n.{name}, " for name in differing)
    listed = "".join(f", {_fresh(rows, name)} AS {name}" for name in differing)
    wide = WIDE & {*differing[:-1], *(["extra"] if rows.read.plan.extra else [])}
    with _frugal(rows, lean=not wide):
        ctx.session.execute(
            sql(
                f"""UPDATE financial_records SET {fresh} version = financial_records.version + 1,
                  updated_at = CAST(:now AS TIMESTAMP)
                FROM (SELECT r.id AS known_id{listed} FROM {changed}) n
                WHERE financial_records.id = n.known_id"""  # noqa: S608
            ),
            values,
        )


def _differing(rows: Staged, changed: str, values: dict[str, Any]) -> list[str]:
    """The columns in which any record is to change: an update's memory grows with each. What is
    kept beside a record always may."""
    tests = ", ".join(
        f"max(CASE WHEN {_fresh(rows, name)} IS DISTINCT FROM r.{name} THEN 1 ELSE 0 END)"
        for name in UPDATED
        if name != "extra"
    )
    found = rows.session.execute(sql(f"SELECT {tests} FROM {changed}"), values).one()  # noqa: S608
    compared = (name for name in UPDATED if name != "extra")
    return [*(name for name, differs in zip(compared, found, strict=True) if differs), "extra"]


def _fresh(rows: Staged, name: str) -> str:
    return rows.base() if name == "amount_base" else f"s.{name}"


def _values(ctx: Ctx, rows: Staged, batch_id: str) -> dict[str, Any]:
    return {
        "batch": batch_id,
        "account": rows.read.home.account_id,
        "company": rows.read.home.base_currency,
        "actor": ctx.actor.user_id,
        "now": moment(ctx.now),
    }


def moment(now: datetime) -> datetime:
    """UTC without a zone, as moments are stored."""
    return now.astimezone(UTC).replace(tzinfo=None)


_BASE = (
    "CASE WHEN s.currency = :company THEN s.amount "
    "WHEN abs(s.amount * rates.rate) < 9999999999999999 "
    "THEN CAST(round(s.amount * rates.rate, 2) AS NUMERIC(18, 2)) END"
)
_RATES = """LEFT JOIN (
  SELECT pairs.currency, pairs.record_date, e.rate
  FROM (SELECT DISTINCT currency, record_date FROM {source} d WHERE currency <> :company) pairs
  JOIN exchange_rates e ON e.currency = pairs.currency AND e.rate_date =
    (SELECT max(x.rate_date) FROM exchange_rates x
     WHERE x.currency = pairs.currency AND x.rate_date <= pairs.record_date)
) rates ON rates.currency = s.currency AND rates.record_date = s.record_date"""
