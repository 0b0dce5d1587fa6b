"""Departments and people from CSV: all or nothing, errors by line and column, and the charts."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.company.organisation import (
    EXAMPLES,
    department_chart,
    import_organisation,
    plan_organisation,
    read_tables,
    reporting_chart,
)
from core.company.organisation.files import Kind, Table
from core.identity import UserPatch, sign_in, update_user
from core.kit.errors import Invalid, NotPermitted, TooLarge
from core.kit.i18n import use_locale
from core.kit.line_files import UploadedFile
from data.schema import Department, User
from tests.world import World

pytestmark = pytest.mark.integration

DEPARTMENTS = "name,parent,manager\nSales,,ann\nField,Sales,\nA,Sales,\n"
PEOPLE = (
    "username,display name,email,department,role,reports to\n"
    "Ann,Ann Lee,ann@example.com,Sales,manager,\n"
    "bob,Bob Ray,,Field,employee; analyst,Ann Lee\n"
    "employee,,,Field,founder,ann\n"
)


def tables(*texts: str, encoding: str = "utf-8") -> tuple[Table, ...]:
    files = [
        UploadedFile(f"{number}.csv", text.encode(encoding)) for number, text in enumerate(texts, 1)
    ]
    return read_tables(files)


def problems(world: World, *texts: str) -> list[str]:
    with world.uow("admin") as ctx, use_locale("en"):
        return [one.text() for one in plan_organisation(ctx, tables(*texts)).problems]


def test_both_files_at_once_whatever_their_order(world: World) -> None:
    made = import_organisation(world.who("admin"), tables(PEOPLE, DEPARTMENTS))
    counts = (made.new_departments, made.changed_departments, made.new_people, made.changed_people)
    assert counts == (2, 1, 2, 1)
    assert set(made.passwords) == {"ann", "bob"}
    assert sign_in("ann", made.passwords["ann"])
    with world.uow("admin") as ctx:
        people = {row.username: row for row in ctx.session.scalars(select(User))}
        places = {row.name: row for row in ctx.session.scalars(select(Department))}
        assert people["bob"].manager_id == people["ann"].id
        assert people["bob"].must_change_password
        assert people["employee"].role == "employee"  # roles of existing accounts stay
        assert people["employee"].display_name == "employee"
        assert people["employee"].department_id == places["Field"].id
        assert places["Sales"].manager_id == people["ann"].id
        assert places["A"].parent_id == places["Sales"].id
        assert places["A"].manager_id == world.users["manager_a"]  # empty cells change nothing


def test_a_second_time_adds_nothing(world: World) -> None:
    import_organisation(world.who("admin"), tables(PEOPLE, DEPARTMENTS))
    again = import_organisation(world.who("admin"), tables(PEOPLE, DEPARTMENTS))
    assert (again.new_departments, again.new_people, again.passwords) == (0, 0, {})


def test_what_is_wrong_is_said_with_line_column_and_remedy(world: World) -> None:
    departments = "name,parent,manager\nSales,Nowhere,nobody\n,Sales,\nsales,,\nLoop,Loop,\n"
    people = (
        "username,display name,email,department,role,reports to\n"
        "a b,X,no-address,Nowhere,king,nobody\n"
    )
    found = problems(world, departments, people)
    assert found[0].startswith("1.csv, line 2, column “parent”: there is no department “Nowhere”.")
    assert "Add the person to the file of people" in found[1]
    assert "line 3, column “name”: the name is missing" in found[2]
    assert "line 4, column “name”: this is already in line 2" in found[3]
    rest = found[4:]
    assert [one.split("“")[1].split("”")[0] for one in rest] == [
        "username",
        "email",
        "department",
        "role",
        "reports to",
    ]
    assert "employee (Employee)" in rest[3]


def test_circles_are_found_through_what_is_stored(world: World) -> None:
    assert "below itself" in problems(world, "name,parent\nA,A1\n")[0]
    people = "username,display name,reports to\nx1,X,y1\ny1,Y,x1\n"
    assert len(problems(world, people)) == 2


def test_with_one_mistake_nothing_is_written(world: World) -> None:
    with pytest.raises(Invalid) as found:
        import_organisation(world.who("admin"), tables(DEPARTMENTS, PEOPLE + "bad name,,,,,\n"))
    with use_locale("en"):
        assert found.value.text().startswith("Nothing was added. 1 lines")
    with world.uow("admin") as ctx:
        assert ctx.session.scalar(select(Department.id).where(Department.name == "Sales")) is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_files_as_spreadsheets_write_them(world: World, encoding: str) -> None:
    example = EXAMPLES["zh_CN"]
    read = tables(*example.values(), encoding=encoding)
    with world.uow("admin") as ctx:
        plan = plan_organisation(ctx, read)
    assert not plan.problems
    assert [one.name for one in plan.departments] == ["总经办", "咨询部", "财务部"]
    assert [one.roles for one in plan.people] == [("manager",), ("employee",), ("finance",)]


def test_the_english_example_is_accepted(world: World) -> None:
    semicolons = [text.replace(",", ";") for text in EXAMPLES["en"].values()]
    assert problems(world, *EXAMPLES["en"].values()) == problems(world, *semicolons) == []


@pytest.mark.parametrize(
    ("texts", "error"),
    [
        (("",), Invalid),
        (("date,amount\n2026-01-01,3\n",), Invalid),
        (("name\nA\n", "name\nB\n"), Invalid),
        (("name\n" + "x\n" * 2001,), TooLarge),
        (("name\n" + "x" * 1_000_001,), TooLarge),
    ],
)
def test_what_is_no_such_file_is_refused(texts: tuple[str, ...], error: type[Exception]) -> None:
    with pytest.raises(error):
        tables(*texts)


def test_quoted_lines_are_counted_as_the_file_has_them() -> None:
    (table,) = tables('name,parent\n"Two\nlines",\n\nLast,\n')
    assert table.kind is Kind.DEPARTMENTS
    assert [line.number for line in table.lines] == [3, 5]


def test_the_charts(world: World) -> None:
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["employee"], UserPatch(manager_id=world.users["manager_a"]))
        with pytest.raises(Invalid):
            update_user(
                ctx, world.users["manager_a"], UserPatch(manager_id=world.users["employee"])
            )
    with world.uow("outsider") as ctx:
        a, b = department_chart(ctx)
        people = reporting_chart(ctx)
    assert (a.name, a.head, a.people, [one.name for one in a.below]) == (
        "A",
        "manager_a",
        3,
        ["A1"],
    )
    assert b.below == ()
    boss = next(one for one in people if one.name == "manager_a")
    assert [one.name for one in boss.below] == ["employee"]


def test_others_may_not(world: World) -> None:
    for name in ("outsider", "finance"):
        with pytest.raises(NotPermitted):
            import_organisation(world.who(name), tables(DEPARTMENTS))
