"""An import into a real company: written once, wholly, by content and number; taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core.finance import AccountIn, ExchangeRateIn, create_account, create_exchange_rate
from core.finance.imports import (
    ImportOptions,
    TemplateIn,
    commit_import,
    create_template,
    get_import,
    list_imports,
    preview_rows,
    read_import,
    recover_imports,
    rejects_file,
    run_import,
    start_import,
    undo_import,
)
from core.finance.imports import batches as batches_module
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from core.kit.listing import ListQuery
from data.schema import (
    AuditEntry,
    FinancialRecord,
    FinancialRecordVersion,
    ImportBatch,
    OutboxEvent,
)
from tests.journeys.files import EXPORTS, Export
from tests.world import World

pytestmark = pytest.mark.integration

HEAD = "Date,Transaction ID,Payee,Text,Amount,Currency\n"
FIRST = HEAD + "2026-05-01,T1,Alpha,rent,-100.00,CNY\n2026-05-02,T2,Beta,sale,250.00,CNY\n"
SECOND = HEAD + "2026-05-02,T2,Beta,sale,275.00,CNY\n2026-05-03,T3,Gamma,fee,-1.00,CNY\n"


class Books:
    """A company whose finance person imports files."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder, self.who = world, folder, world.who("finance")

    def file(self, content: str | bytes) -> Path:
        path = self.folder / f"{len(list(self.folder.iterdir()))}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, content: str | bytes, **options: Any) -> dict[str, Any]:
        dry_run = options.pop("dry_run", False)
        chosen = ImportOptions.model_validate(options)
        path = self.file(content)
        return run_import(self.who, path, path.name, "cli", chosen, dry_run=dry_run)

    def rows(self) -> list[FinancialRecord]:
        with self.world.uow("system") as ctx:
            order = (FinancialRecord.record_date, FinancialRecord.id)
            return list(ctx.session.scalars(select(FinancialRecord).order_by(*order)))

    def sums(self) -> dict[str, Decimal]:
        with self.world.uow("system") as ctx:
            grouped = select(FinancialRecord.direction, func.sum(FinancialRecord.amount))
            rows = ctx.session.execute(grouped.group_by(FinancialRecord.direction)).all()
            return {row[0]: row[1] for row in rows}

    def one(self, statement: Any) -> Any:
        with self.world.uow("system") as ctx:
            return ctx.session.scalars(statement).first()


@pytest.fixture
def books(world: World, tmp_path: Path) -> Books:
    folder = tmp_path / "files"
    folder.mkdir()
    return Books(world, folder)


@pytest.mark.parametrize("export", EXPORTS, ids=[one.name for one in EXPORTS])
def test_an_export_is_booked_to_the_cent_once_and_taken_back(books: Books, export: Export) -> None:
    result = books.run(export.content)
    assert result["rows"]["new"] == export.rows
    assert result["batch_id"]
    assert books.sums() == export.totals
    assert {row.currency for row in books.rows()} == {export.currency}
    again = books.run(export.content)
    assert (again["rows"]["new"], again["rows"]["duplicate"]) == (0, export.rows)
    assert books.sums() == export.totals
    told = undo_import(books.who, result["batch_id"], confirm=False)
    assert told == {"removed": export.rows, "restored": 0, "kept": []}
    assert books.sums() == export.totals
    assert undo_import(books.who, result["batch_id"], confirm=True) == told
    assert books.rows() == []
    assert undo_import(books.who, result["batch_id"], confirm=True) == told


def test_a_dry_run_writes_nothing(books: Books) -> None:
    result = books.run(FIRST, dry_run=True)
    assert result["batch_id"] is None
    assert result["rows"]["new"] == 2
    assert books.rows() == []
    assert books.one(select(ImportBatch)) is None


def test_what_a_record_keeps_of_its_line(books: Books) -> None:
    text = "Date,Name,Text,Amount,Currency,Fee\n2026-05-01 10:30:00,Alpha,rent,-100.00,USD,0.30\n"
    with books.world.uow("finance") as ctx:
        rate = ExchangeRateIn(currency="USD", rate_date=date(2026, 4, 1), rate=Decimal("7.10"))
        create_exchange_rate(ctx, rate)
    books.run(text + "2026-05-02 08:00:00,Beta,sale,250.00,EUR,0\n")
    first, second = books.rows()
    assert (first.direction, first.amount, first.amount_base) == (
        "expense", Decimal("100.00"), Decimal("710.00"),
    )  # fmt: skip
    assert second.amount_base is None
    assert first.occurred_at is not None
    assert first.occurred_at.isoformat() == "2026-05-01T02:30:00+00:00"
    assert (first.counterparty, first.description, first.import_line) == ("Alpha", "rent", 2)
    assert first.extra == {"Fee": "0.30"}
    assert (first.version, first.created_by) == (1, books.world.users["finance"])


def test_changed_rows_are_skipped_or_updated_and_come_back(books: Books) -> None:
    books.run(FIRST)
    skipped = books.run(SECOND, dry_run=True)
    assert {k: skipped["rows"][k] for k in ("new", "duplicate", "changed")} == {
        "new": 1, "duplicate": 0, "changed": 1,
    }  # fmt: skip
    result = books.run(SECOND, on_duplicate="update")
    assert books.sums() == {"income": Decimal("275.00"), "expense": Decimal("101.00")}
    beta = next(row for row in books.rows() if row.counterparty == "Beta")
    assert beta.version == 2
    former = books.one(select(FinancialRecordVersion))
    assert (former.amount, former.replaced_by_batch_id) == (Decimal("250.00"), result["batch_id"])
    told = undo_import(books.who, result["batch_id"], confirm=True)
    assert told == {"removed": 1, "restored": 1, "kept": []}
    assert books.sums() == {"income": Decimal("250.00"), "expense": Decimal("100.00")}


def test_skipping_leaves_changed_rows_alone(books: Books) -> None:
    books.run(FIRST)
    result = books.run(SECOND)
    assert (result["rows"]["new"], result["rows"]["changed"]) == (1, 1)
    assert books.sums() == {"income": Decimal("250.00"), "expense": Decimal("101.00")}


STARLING = (
    "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes\n"
    "13/05/2026,Grocer,FOOD,CONTACTLESS,-12.30,987.70,GROCERIES,\n"
)
BARE = "Date,Payee,Amount,Balance\n2026-05-13,Grocer,-12.30,987.70\n2026-05-14,Boss,5.00,992.70\n"


def test_foreign_money_is_converted_whoever_knows_its_currency(books: Books) -> None:
    """In the file's header, by the account it belongs to: never taken for the company's own."""
    with books.world.uow("finance") as ctx:
        account = AccountIn(name="London", kind="bank", currency="GBP")
        london = create_account(ctx, account).id
    assert books.run(STARLING)["rows"]["new"] == 1
    assert books.run(BARE, account_id=london)["rows"]["new"] == 2
    assert [(row.currency, row.amount_base) for row in books.rows()] == [("GBP", None)] * 3
    with books.world.uow("finance") as ctx:
        create_exchange_rate(ctx, ExchangeRateIn(currency="GBP", rate_date="2026-05-01", rate=9))
    assert {row.amount_base for row in books.rows()} == {Decimal("110.70"), Decimal(45)}


def test_equal_lines_are_records_of_their_own(books: Books) -> None:
    head, line = "Date,Text,Amount\n", "2026-05-01,coffee,-3.00\n"
    books.run(head + line * 2)
    overlap = books.run(head + line * 3 + "2026-05-02,tea,-2.00\n")
    assert (overlap["rows"]["new"], overlap["rows"]["duplicate"]) == (2, 2)
    assert books.sums() == {"expense": Decimal("11.00")}


def test_a_number_on_different_lines_gives_way_to_content(books: Books) -> None:
    text = HEAD + "".join(f"2026-05-{day:02d},T{day},A,x,-{day}.00,CNY\n" for day in range(1, 20))
    text += "2026-05-20,T1,B,y,-5.00,CNY\n2026-05-20,T1,B,z,-6.00,CNY\n"
    result = books.run(text)
    assert result["rows"]["new"] == 21
    assert any("3" in note for note in result["notes"])
    assert books.run(text)["rows"]["duplicate"] == 21


def test_rows_edited_since_are_kept_unless_told(books: Books) -> None:
    batch_id = books.run(FIRST)["batch_id"]
    with books.world.uow("system") as ctx:
        row = ctx.session.scalars(select(FinancialRecord).limit(1)).one()
        row.description, row.version = "corrected", 2
    told = undo_import(books.who, batch_id, confirm=False)
    assert told["removed"] == 1
    assert [one["description"] for one in told["kept"]] == ["corrected"]
    everything = undo_import(books.who, batch_id, confirm=False, edited="remove")
    assert (everything["removed"], everything["kept"]) == (2, [])
    undo_import(books.who, batch_id, confirm=True)
    assert [row.description for row in books.rows()] == ["corrected"]


def test_questions_stop_everything_until_answered(books: Books) -> None:
    text = "Date,Supplier,Amount\n2026-05-01,A,10.00\n"
    result = books.run(text)
    assert result["batch_id"] is None
    assert [one["id"] for one in result["questions"]] == ["direction"]
    assert books.rows() == []
    answered = books.run(text, answers={"direction": "expense"})
    assert answered["batch_id"]
    assert books.sums() == {"expense": Decimal("10.00")}


def test_preview_then_commit_with_answers_and_again(books: Books) -> None:
    file = books.file("Date,Supplier,Amount\n2026-05-01,A,10.00\n2026-05-32,B,1.00\n")
    batch_id = start_import(books.who, "a.csv", 60, "api")
    shown = read_import(books.who, batch_id, file)
    assert shown["batch_id"] == batch_id
    with pytest.raises(Conflict) as refused:
        commit_import(books.who, batch_id)
    assert [one["id"] for one in refused.value.params["questions"]] == ["direction"]
    with pytest.raises(Invalid):
        commit_import(books.who, batch_id, answers={"direction": "sideways"})
    result = commit_import(books.who, batch_id, answers={"direction": "income"})
    assert commit_import(books.who, batch_id) == result
    assert books.sums() == {"income": Decimal("10.00")}
    with books.world.uow("finance") as ctx:
        row = get_import(ctx, batch_id)
        assert (row.state, row.progress, row.rows_new) == ("committed", 100, 1)
        rejects = rejects_file(ctx, batch_id).read_text("utf-8-sig").splitlines()
        assert [one.id for one in list_imports(ctx, ListQuery()).items] == [batch_id]
    assert rejects[1].startswith("2026-05-32,B,1.00,3,")


def test_the_rows_of_a_preview_carry_their_marks(books: Books) -> None:
    books.run(FIRST)
    file = books.file(
        SECOND + "2026-05-99,T9,Delta,bad,-1.00,CNY\n2026-05-01,T1,Alpha,rent,-100.00,CNY\n"
    )
    batch_id = start_import(books.who, "a.csv", 60, "page")
    read_import(books.who, batch_id, file)
    with books.world.uow("finance") as ctx:
        rows = preview_rows(ctx, batch_id)
        assert [(row.line, row.mark, row.fate) for row in rows] == [
            (2, "changed", "skip"), (3, "new", "add"), (4, "rejected", "none"),
            (5, "duplicate", "skip"),
        ]  # fmt: skip
        assert rows[0].former == {"amount": Decimal("250.00")}
        assert (rows[0].amount, rows[0].description) == (Decimal("275.00"), "sale")
        (rejected,) = preview_rows(ctx, batch_id, mark="rejected")
        assert (rejected.line, rejected.reason) == (4, "date")
        assert [row.line for row in preview_rows(ctx, batch_id, limit=1, offset=1)] == [3]
    commit_import(books.who, batch_id)
    with books.world.uow("finance") as ctx:
        assert preview_rows(ctx, batch_id) == ()


def test_two_at_once_write_once(books: Books) -> None:
    files = [books.file(FIRST) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(run_import, books.who, file, file.name, "api") for file in files]
        results = [run.result() for run in runs]
    assert sorted(result["rows"]["new"] for result in results) == [0, 0, 0, 2]
    assert len(books.rows()) == 2


def test_an_account_that_becomes_known_doubles_nothing(books: Books) -> None:
    text = "账号：6222020200012341234\n交易日期,摘要,金额\n2026-05-01,a,-1.00\n2026-05-02,b,2.00\n"
    books.run(text)
    with books.world.uow("finance") as ctx:
        account = create_account(
            ctx, AccountIn(name="Bank", kind="bank", currency="CNY", number="6222020200012341234")
        )
    again = books.run(text + "2026-05-03,c,-3.00\n")
    assert (again["rows"]["new"], again["rows"]["duplicate"]) == (1, 2)
    assert [row.account_id for row in books.rows()] == [None, None, account.id]
    assert books.run(text + "2026-05-03,c,-3.00\n")["rows"]["duplicate"] == 3


def test_strict_writes_nothing_while_a_row_is_rejected(books: Books) -> None:
    result = books.run(FIRST + "2026-99-01,T9,A,x,-1.00,CNY\n", strict=True)
    assert (result["batch_id"], result["rows"]["rejected"]) == (None, 1)
    assert books.rows() == []


def test_departments_and_projects_by_name_and_what_is_unknown(books: Books) -> None:
    with books.world.uow("system") as ctx:
        from data.schema import Department

        name = ctx.session.get_one(Department, books.world.a).name
    text = f"Date,Text,Amount,Department\n2026-05-01,a,-1.00,{name}\n2026-05-02,b,-2.00,Nowhere\n"
    result = books.run(text)
    assert [row.department_id for row in books.rows()] == [books.world.a, None]
    assert any("Nowhere" in note for note in result["notes"])
    event = books.one(select(OutboxEvent).where(OutboxEvent.name == "finance.records_changed"))
    assert event.payload["department_ids"] == [books.world.a]
    assert event.payload["batch_id"] == result["batch_id"]
    assert (event.payload["min_date"], event.payload["max_date"]) == ("2026-05-01", "2026-05-02")


def test_one_audit_entry_a_batch(books: Books) -> None:
    batch_id = books.run(FIRST)["batch_id"]
    with books.world.uow("system") as ctx:
        entries = ctx.session.scalars(
            select(AuditEntry).where(AuditEntry.target_id == batch_id)
        ).all()
    assert [entry.action for entry in entries] == ["import.committed"]
    assert entries[0].after is not None
    assert entries[0].after["added"] == 2


def test_only_who_may_import_does(books: Books) -> None:
    outsider = books.world.who("outsider")
    file = books.file(FIRST)
    with pytest.raises(NotPermitted):
        run_import(outsider, file, "a.csv", "api")
    with pytest.raises(NotPermitted):
        run_import(outsider, file, "a.csv", "api", dry_run=True)
    batch_id = books.run(FIRST)["batch_id"]
    for attempt in (
        lambda: commit_import(outsider, batch_id),
        lambda: undo_import(outsider, batch_id, confirm=True),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    with books.world.uow("outsider") as ctx:
        for read in (get_import, rejects_file):
            with pytest.raises(NotPermitted):
                read(ctx, batch_id)
        with pytest.raises(NotPermitted):
            list_imports(ctx, ListQuery())
    with pytest.raises(NotFound):
        undo_import(books.who, "nothing", confirm=True)


def test_a_template_is_recognised_by_its_header(books: Books) -> None:
    text = "Date,Supplier,Amount\n2026-05-01,A,10.00\n"
    signature = books.run(text, dry_run=True)["signature"]
    with books.world.uow("finance") as ctx:
        create_template(
            ctx, TemplateIn(name="Shop", signature=signature, answers={"direction": "income"})
        )
        with pytest.raises(Conflict):
            create_template(ctx, TemplateIn(name="Shop"))
    assert books.run(text)["batch_id"]
    assert books.sums() == {"income": Decimal("10.00")}
    with pytest.raises(NotFound):
        books.run(text, template="Unknown")


def test_a_file_that_cannot_be_read_leaves_a_failed_batch(books: Books) -> None:
    with pytest.raises(Exception, match=r"import\.no_table"):
        books.run("nothing here\n")
    batch = books.one(select(ImportBatch))
    assert (batch.state, batch.error["code"]) == ("failed", "import.no_table")


def test_a_batch_whose_process_ended_is_told_and_can_be_committed(books: Books) -> None:
    file = books.file(FIRST)
    batch_id = start_import(books.who, "a.csv", 60, "api")
    read_import(books.who, batch_id, file)
    with books.world.uow("system") as ctx:
        batches_module.change(ctx, batch_id, state="committing")
    with batches_module.owned(batch_id), books.world.uow("system") as ctx:
        assert recover_imports(ctx) == []
    with books.world.uow("system") as ctx:
        assert recover_imports(ctx) == [batch_id]
    assert commit_import(books.who, batch_id)["rows"]["new"] == 2
    assert len(books.rows()) == 2
