"""A person's own templates, when the source has changed its columns since."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.finance.imports import commit_import, save_as_template
from core.finance.imports.known import Known
from core.finance.imports.own_templates import recognise_own
from core.kit.errors import Invalid
from tests.finance.imports.company_books import Books
from tests.world import World

NAMES = ("Day", "Shop", "Net", "Gross", "Ref", "Who")
ROW = ("2026-05-0{n}", "Mill", "-1.00", "-1.20", "R{n}", "Ann")
COLUMNS = {"record_date": "Day", "amount": "Net", "counterparty": "Shop", "external_id": "Ref"}


def table(names: tuple[str, ...], first: int = 1) -> str:
    known = dict(zip(NAMES, ROW, strict=True))
    rows = [
        ",".join(known.get(name, "x").format(n=n) for name in names) for n in (first, first + 1)
    ]
    return "\n".join((",".join(names), *rows)) + "\n"


def own(name: str = "Mill", **columns: str) -> Known:
    return Known(name, {**COLUMNS, **columns}, {}, None)


def test_all_its_columns_in_any_order_are_the_template() -> None:
    found = recognise_own([own()], ("who", "REF", "Net ", "Gross", "Shop", "Day"), {})
    assert found.known
    assert found.known.columns["external_id"] == "REF"
    assert (found.questions, len(found.notes)) == ((), 1)


def test_among_many_other_columns_it_is_asked() -> None:
    wide = (*NAMES, "a", "b", "c")
    found = recognise_own([own()], wide, {})
    assert found.known
    assert [(q.id, q.options, q.suggested) for q in found.questions] == [
        ("template", ("Mill", "none"), "Mill")
    ]
    assert recognise_own([own()], wide, {"template": "none"}).known is None


def test_two_that_differ_are_a_question_two_that_say_the_same_are_one() -> None:
    found = recognise_own([own(), own("Other", amount="Gross")], NAMES, {})
    assert found.questions[0].options == ("Other", "Mill", "none")
    assert recognise_own([own(), own("Twin")], NAMES, {}).questions == ()


def test_a_missing_column_is_named_and_too_few_tell_nothing() -> None:
    found = recognise_own([own()], ("Day", "Shop", "Net", "Who"), {})
    assert found.known is None
    assert "“Ref”" in found.notes[0]
    few = Known("Few", {"record_date": "Day", "amount": "Net"}, {}, None)
    assert recognise_own([few], NAMES, {}).known is None
    assert recognise_own([own()], ("Datum", "Betrag"), {}).notes == ()


@pytest.fixture
def books(world: World, tmp_path: Path) -> Books:
    return Books(world, tmp_path / "files")


def test_a_source_that_changed_its_header_is_read_as_before(books: Books) -> None:
    batch_id = books.preview(table(NAMES), map={"amount": "Net"}, answers={"direction": "reversed"})
    commit_import(books.who, batch_id)
    with books.world.uow("finance") as ctx:
        save_as_template(ctx, batch_id, "Mill")
    changed = books.run(table(("Ref", "Gross", "Shop", "New", "Net", "Day"), 3))
    assert changed["columns"]["amount"] == "Net"
    assert changed["template"] == {"name": "Mill", "source": "own"}
    assert [(one["direction"], one["amount"]) for one in changed["totals"]] == [("income", "2.00")]
    again = books.run(table(("Ref", "Gross", "Shop", "New", "Net", "Day"), 2))
    assert (again["rows"]["new"], again["rows"]["duplicate"]) == (0, 2)
    gone = table(tuple(name for name in NAMES if name != "Net"))
    assert books.batch(books.preview(gone)).preview["template"] is None  # type: ignore[index]
    with pytest.raises(Invalid, match=r"import\.unknown_column"):
        books.preview(gone, template="Mill")
