"""Budgets from files, copies for the next year, plans as last year ran."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from core.finance import (
    BudgetCopyIn,
    BudgetIn,
    PlanWay,
    budget_versions,
    copy_budgets,
    create_budget,
    get_budget,
    import_budgets,
    list_budgets,
    plan_budget_file,
    preview_budget_copy,
    suggest_plan,
)
from core.finance.budgeting.files import amount_of, read_lines
from core.kit.context import Ctx
from core.kit.errors import Invalid, NotFound, NotPermitted, TooLarge
from core.kit.i18n import use_locale
from core.kit.line_files import UploadedFile
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from tests.finance.records import add
from tests.world import NOW, World


def file(text: str, name: str = "budgets.csv") -> UploadedFile:
    return UploadedFile(name, text.encode())


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("¥ 1200", "1200"),
        ("12万", "120000"),
        ("1.5k", "1500"),
        ("0", "0"),
        ("-5", None),
        ("1.234,50", None),
        ("12,34", None),
        ("abc", None),
        ("", None),
    ],
)
def test_amounts(text: str, amount: str | None) -> None:
    assert amount_of(text) == (amount and Decimal(amount))


def workbook(*rows: list[object]) -> bytes:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as written:
        sheet = written.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return book.getvalue()


def test_lines_of_csv_and_workbooks() -> None:
    rows = [["咨询部", 100.5, 20], ["", None, None], ["财务部", None, 7]]
    book = workbook(["部门", "1月", "2026-02"], *rows)
    text = "\ufeff部门;1月;2026-02\n咨询部;100.5;20\n;;\n财务部;;7\n"
    by_book, by_csv = read_lines(UploadedFile("a.xlsx", book)), read_lines(file(text))
    assert [line.months for line in by_book] == [
        {(None, 1): "100.5", (2026, 2): "20"},
        {(None, 1): "", (2026, 2): "7"},
    ]
    assert [line.cells for line in by_csv] == [{"department": "咨询部"}, {"department": "财务部"}]
    assert [line.number for line in by_book] == [line.number for line in by_csv] == [2, 4]
    assert [dict(line.months) for line in by_book] == [dict(line.months) for line in by_csv]
    for bad in ("", "a,b\n1,2", "PK\x03\x04 no zip"):
        with pytest.raises(Invalid):
            read_lines(file(bad))
    with pytest.raises(TooLarge):
        read_lines(file("total\n" + "1\n" * 2001))


TEXT = """year,department,project,category,1,2,12,total
2026,A,,,100,200,300,600
,B,,Salaries,,,,1200
2027,,Project A1,,1,,,
"""


def test_two_cells_far_apart_do_not_take_all_memory() -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as written:
        sheet = written.add_worksheet()
        sheet.write(0, 0, "amount")
        sheet.write(1_048_575, 16_383, 1)
    with pytest.raises(Invalid, match=r"import\.archive_bomb"):
        read_lines(UploadedFile("a.xlsx", book.getvalue()))


def test_a_former_amount_is_told_to_those_who_see_amounts(world: World) -> None:
    text = file("year,department,amount\n2026,A,5\n" + "9" * 5000 + ",A,5\n")
    with world.uow("finance") as ctx:
        spring = {"period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31)}
        create_budget(ctx, BudgetIn(department_id=world.a, amount=Decimal(77), **spring))
        plan = plan_budget_file(ctx, text)
        assert [row.former for row in plan.rows] == [Decimal(77)]
        assert len(plan.problems) == 1
    actor = world.actor("finance")
    grants = {name: scope for name, scope in actor.grants.items() if name != "amounts.view"}
    with unit_of_work(replace(actor, grants=grants), now=NOW) as ctx:
        (row,) = plan_budget_file(ctx, text).rows
        assert (row.budget_id is not None, row.former) == (True, None)


def test_a_file_makes_budgets_and_then_changes_them(world: World) -> None:
    with world.uow("finance") as ctx:
        plan = plan_budget_file(ctx, file(TEXT))
        assert (plan.new, plan.changed, plan.total, plan.problems) == (3, 0, 1801, ())
        assert not list_budgets(ctx, ListQuery()).items
        import_budgets(ctx, file(TEXT))
        made = {row.department_id or row.project_id: row for row in
                list_budgets(ctx, ListQuery(sort="id")).items}  # fmt: skip
    assert {row.amount for row in made.values()} == {600, 1200, 1}
    of_a = next(row for row in made.values() if row.department_id == world.a)
    assert (of_a.period_start, of_a.period_end) == (date(2026, 1, 1), date(2026, 12, 31))
    with world.uow("finance") as ctx:
        again = import_budgets(ctx, file(TEXT.replace("300,600", "400,700")), reason="new file")
        assert (again.new, again.changed) == (0, 3)
        assert get_budget(ctx, of_a.id).amount == 700
        versions = budget_versions(ctx, of_a.id)
        assert [row.amount for row in versions] == [600, 700]
        assert (versions[1].plan[11].amount, versions[1].reason) == (400, "new file")


BAD = """year,department,category,1,2,total
26,A,,1,1,2
2026,Nobody,,1,1,2
2026,A,,1,1,3
2026,A,,x,1,
2026,A,Salaries,,,
2026,B,,,,5
2026,B,,,,6
"""


def test_every_line_says_what_to_mend_and_nothing_is_written(world: World) -> None:
    with world.uow("finance") as ctx:
        with use_locale("en"):
            plan = plan_budget_file(ctx, file(BAD))
        assert [text.split(":")[0] for text in plan.problems] == [
            "Line 2, column “year”",
            "Line 3, column “department”",
            "Line 4, column “total”",
            "Line 5, column “1”",
            "Line 6, column “total”",
            "Line 8, column “department”",
        ]
        with pytest.raises(Invalid):
            import_budgets(ctx, file(BAD))
        with pytest.raises(Invalid):
            import_budgets(ctx, file("department,total\n"))
        assert not list_budgets(ctx, ListQuery()).items


def yearly(ctx: Ctx, **changes: object) -> int:
    values = {"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "1200"}
    return create_budget(ctx, BudgetIn.model_validate(values | changes)).id


def test_next_year_is_copied_once(world: World) -> None:
    with world.uow("finance") as ctx:
        plan = [{"month": "2026-02-01", "amount": "400"}, {"month": "2026-03-01", "amount": "800"}]
        yearly(ctx, department_id=world.a, plan=plan, name="A 2026")
        yearly(ctx, period_start="2026-01-15", period_end="2026-02-28", status="closed")
        wanted = BudgetCopyIn(from_year=2026, percent=Decimal(5))
        assert [row.amount for row in preview_budget_copy(ctx, wanted)] == [1260]
        made = copy_budgets(ctx, wanted)[0]
        assert made.budget_id is not None
        row = get_budget(ctx, made.budget_id)
        assert (row.name, row.status, row.period_end) == ("A 2027", "draft", date(2027, 12, 31))
        assert [one.amount for one in budget_versions(ctx, row.id)[0].plan[:3]] == [0, 420, 840]
        assert [row.is_there for row in copy_budgets(ctx, wanted)] == [True]
        assert len(list_budgets(ctx, ListQuery()).items) == 3


def test_a_plan_as_last_year_ran(world: World) -> None:
    with world.uow("finance") as ctx:
        one = yearly(ctx, department_id=world.a)
        for day, amount in (("2025-03-05", 300), ("2025-11-05", 100), ("2024-12-31", 7)):
            add(ctx, record_date=day, amount=Decimal(amount), department_id=world.a)
        found = {row.month.month: row.amount for row in suggest_plan(ctx, one, PlanWay.LAST_YEAR)}
        assert (found[3], found[11], found[1]) == (900, 300, 0)
        assert {row.amount for row in suggest_plan(ctx, one, PlanWay.EVEN)} == {100}


def test_scope(world: World) -> None:
    with world.uow("finance") as ctx:
        yearly(ctx, department_id=world.a)
        of_b = yearly(ctx, department_id=world.b)
    wanted = BudgetCopyIn(from_year=2026)
    with world.uow("manager_a") as ctx:
        assert [row.department_id for row in preview_budget_copy(ctx, wanted)] == [world.a]
        own = plan_budget_file(ctx, file("year,total\n2027,5"))
        assert (own.rows[0].department_id, own.problems) == (world.a, ())
        refused = plan_budget_file(ctx, file("year,department,total\n2027,B,5"))
        assert (refused.rows, len(refused.problems)) == ((), 1)
        with pytest.raises(NotFound):
            suggest_plan(ctx, of_b, PlanWay.EVEN)
    for name in ("outsider", "analyst"):
        with world.uow(name) as ctx:
            for attempt in (
                lambda ctx=ctx: preview_budget_copy(ctx, wanted),
                lambda ctx=ctx: copy_budgets(ctx, wanted),
                lambda ctx=ctx: plan_budget_file(ctx, file("year,total\n2027,5")),
                lambda ctx=ctx: import_budgets(ctx, file("year,total\n2027,5")),
            ):
                with pytest.raises(NotPermitted):
                    attempt()
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        suggest_plan(ctx, of_b, PlanWay.EVEN)
