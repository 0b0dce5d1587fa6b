"""A company whose finance person imports files, for the tests of this folder."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from core.finance.imports import (
    BatchRow,
    ImportOptions,
    get_import,
    preview_rows,
    read_import,
    run_import,
    start_import,
)
from data.schema import FinancialRecord
from tests.world import World

HEAD = "Date,Transaction ID,Payee,Text,Amount,Currency\n"
FIRST = HEAD + "2026-05-01,T1,Alpha,rent,-100.00,CNY\n2026-05-02,T2,Beta,sale,250.00,CNY\n"
SECOND = HEAD + "2026-05-02,T2,Beta,sale,275.00,CNY\n2026-05-03,T3,Gamma,fee,-1.00,CNY\n"


class Books:
    """What the finance person does, and what is in the books."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder, self.who = world, folder, world.who("finance")
        folder.mkdir(exist_ok=True)

    def file(self, content: str | bytes) -> Path:
        path = self.folder / f"{len(list(self.folder.iterdir()))}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, content: str | bytes, **options: Any) -> dict[str, Any]:
        """Import the content; the contract's object."""
        path = self.file(content)
        return run_import(self.who, path, path.name, "cli", ImportOptions.model_validate(options))

    def preview(self, content: str | bytes, **options: Any) -> str:
        """Read the content up to its preview; the batch's id."""
        path = self.file(content)
        chosen = ImportOptions.model_validate(options)
        batch_id = start_import(self.who, path.name, path.stat().st_size, "page", chosen)
        read_import(self.who, batch_id, path)
        return batch_id

    def batch(self, batch_id: str) -> BatchRow:
        with self.world.uow("finance") as ctx:
            return get_import(ctx, batch_id)

    def marks(self, batch_id: str, **page: Any) -> list[tuple[int, str, str]]:
        with self.world.uow("finance") as ctx:
            rows = preview_rows(ctx, batch_id, **page)
        return [(row.line, row.mark, row.fate) for row in rows]

    def rows(self) -> list[FinancialRecord]:
        with self.world.uow("system") as ctx:
            order = (FinancialRecord.record_date, FinancialRecord.id)
            return list(ctx.session.scalars(select(FinancialRecord).order_by(*order)))

    def sums(self) -> dict[str, Decimal]:
        with self.world.uow("system") as ctx:
            grouped = select(FinancialRecord.direction, func.sum(FinancialRecord.amount))
            rows = ctx.session.execute(grouped.group_by(FinancialRecord.direction)).all()
            return {row[0]: row[1] for row in rows}
