"""What a person says of a previewed file: answers, columns, encoding, cells put right, off."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.finance.imports import (
    AnswerIn,
    Correction,
    answer_import,
    cancel_import,
    commit_import,
    correct_rejected,
    rejected_rows,
    rejects_file,
    undo_import,
)
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from core.kit.settings import get_settings
from tests.finance.imports.company_books import FIRST, HEAD, SECOND, Books
from tests.world import World

pytestmark = pytest.mark.integration

WRONG = FIRST + "2026-05-99,T9,Delta,=cmd,-1.00,CNY\n2026-05-03,T4,Eps,x,abc,CNY\n"


@pytest.fixture
def books(world: World, tmp_path: Path) -> Books:
    return Books(world, tmp_path / "files")


def say(books: Books, batch_id: str, **said: Any) -> dict[str, Any]:
    row = answer_import(books.who, batch_id, AnswerIn.model_validate(said))
    assert row.state == "preview"
    return row.preview or {}


def test_an_answer_changes_the_figures_at_once(books: Books) -> None:
    batch_id = books.preview("Date,Supplier,Amount\n2026-05-01,A,10.00\n")
    assert books.batch(batch_id).preview["questions"]  # type: ignore[index]
    shown = say(books, batch_id, answers={"direction": "income"})
    assert shown["questions"] == []
    assert [one["direction"] for one in shown["totals"]] == ["income"]
    shown = say(books, batch_id, answers={"direction": None})
    assert [one["id"] for one in shown["questions"]] == ["direction"]


def test_a_finding_nobody_asked_about_can_be_overridden(books: Books) -> None:
    batch_id = books.preview("Date,Text,Amount\n13/05/2026,a,-1.00\n02/05/2026,b,2.00\n")
    assert books.batch(batch_id).preview["questions"] == []  # type: ignore[index]
    shown = say(books, batch_id, answers={"direction": "reversed"})
    assert shown["findings"]["direction"]["value"] == "reversed"
    assert {one["direction"]: one["amount"] for one in shown["totals"]} == {
        "expense": "2.00", "income": "1.00",
    }  # fmt: skip


def test_another_column_and_back(books: Books) -> None:
    batch_id = books.preview("Date,Net,Gross\n2026-05-01,-1.00,-1.20\n2026-05-02,-2.00,-2.40\n")
    shown = say(books, batch_id, map={"amount": "Net"})
    assert shown["columns"]["amount"] == "Net"
    assert shown["signed"][0]["negative"]["amount"] == "-3.00"
    assert {one["name"] for one in shown["file_columns"]} == {"Date", "Net", "Gross"}
    with pytest.raises(Invalid, match=r"import\.unknown_column"):
        answer_import(books.who, batch_id, AnswerIn.model_validate({"map": {"amount": "Nothing"}}))
    row = books.batch(batch_id)
    assert (row.state, row.options["map"]) == ("preview", {"amount": "Net"})
    assert row.error
    assert row.error["code"] == "import.unknown_column"
    assert [mark for _, mark, _ in books.marks(batch_id)] == ["new", "new"]
    commit_import(books.who, batch_id)
    assert books.sums() == {"expense": Decimal("3.00")}


def test_another_encoding_reads_the_kept_file_again(books: Books) -> None:
    text = "Datum,Empfänger,Betrag\n2026-05-01,Müller,-1.00\n2026-05-02,Jäger,-2.00\n"
    batch_id = books.preview(text.encode("latin-1"), encoding="iso-8859-5")
    shown = say(books, batch_id, encoding="latin-1")
    assert shown["encoding"] == "latin-1"
    with pytest.raises(Invalid):
        say(books, batch_id, encoding="utf-8")
    assert books.batch(batch_id).preview["encoding"] == "latin-1"  # type: ignore[index]
    commit_import(books.who, batch_id)
    assert [row.counterparty for row in books.rows()] == ["Müller", "Jäger"]


def test_a_rejected_cell_put_right_becomes_a_new_row(books: Books) -> None:
    batch_id = books.preview(WRONG)
    rows = [(row["line"], row["column"]) for row in books.batch(batch_id).preview["errors"]]  # type: ignore[index]
    assert rows == [(4, "Date"), (5, "Amount")]
    shown = say(books, batch_id, corrections=[{"line": 4, "column": "Date", "value": "2026-05-09"}])
    assert (shown["rows"]["new"], shown["rows"]["rejected"]) == (3, 1)
    shown = say(books, batch_id, corrections=[{"line": 5, "column": "Amount", "value": "still"}])
    assert (shown["rows"]["rejected"], shown["errors"][0]["value"]) == (1, "still")
    say(books, batch_id, corrections=[{"line": 5, "column": "Amount", "value": "-7"}])
    for line, column in ((99, "Amount"), (5, "Nowhere")):
        with pytest.raises(Invalid):
            say(books, batch_id, corrections=[{"line": line, "column": column, "value": "1"}])
    result = commit_import(books.who, batch_id)
    assert (result["rows"]["new"], result["rows"]["rejected"]) == (4, 0)
    assert books.sums() == {"income": Decimal("250.00"), "expense": Decimal("108.00")}
    again = books.run(WRONG.replace("05-99", "05-09").replace("abc", "-7"))
    assert (again["rows"]["new"], again["rows"]["duplicate"]) == (0, 4)


def test_all_corrections_are_taken_back(books: Books) -> None:
    batch_id = books.preview(WRONG)
    say(books, batch_id, corrections=[{"line": 4, "column": "1", "value": "2026-05-09"}])
    shown = say(books, batch_id, uncorrect=True)
    assert shown["rows"]["rejected"] == 2


def test_rejected_rows_are_put_right_after_the_commit(books: Books) -> None:
    batch_id = books.preview(WRONG)
    commit_import(books.who, batch_id)
    with books.world.uow("finance") as ctx:
        first, second = rejected_rows(ctx, batch_id)
        assert (first.line, first.cells["Date"], first.cells["Text"]) == (4, "2026-05-99", "=cmd")
        assert rejected_rows(ctx, batch_id, line=5) == (second,)
        assert "'=cmd" in rejects_file(ctx, batch_id).read_text("utf-8-sig")
    cells = (
        Correction(line=4, column="Date", value="2026-05-09"),
        Correction(line=5, column="Amount", value="-7"),
    )
    second_batch = correct_rejected(books.who, batch_id, cells)
    assert books.batch(second_batch).preview["rows"]["new"] == 2  # type: ignore[index]
    commit_import(books.who, second_batch)
    assert len(books.rows()) == 4
    whole = books.run(WRONG.replace("05-99", "05-09").replace("abc", "-7"))
    assert whole["rows"]["new"] == 0


def test_a_corrected_rejects_file_is_a_file_like_others(books: Books) -> None:
    batch_id = books.run(WRONG)["batch_id"]
    with books.world.uow("finance") as ctx:
        text = rejects_file(ctx, batch_id).read_text("utf-8-sig")
    result = books.run(text.replace("05-99", "05-09").replace("abc", "-7"))
    assert result["rows"]["new"] == 2
    assert all("Reason" not in (row.extra or {}) for row in books.rows())


def test_rows_are_decided_one_by_one(books: Books) -> None:
    books.run(FIRST)
    text = SECOND + "2026-05-01,T1,Alpha,rent,-100.00,CNY\n2026-05-04,T5,Zeta,x,-5.00,CNY\n"
    batch_id = books.preview(text)
    assert books.marks(batch_id) == [
        (2, "changed", "skip"), (3, "new", "add"), (4, "duplicate", "skip"), (5, "new", "add"),
    ]  # fmt: skip
    say(books, batch_id, decisions={2: "update", 3: "skip", 4: "import"})
    assert [fate for *_, fate in books.marks(batch_id)] == ["update", "skip", "add", "add"]
    result = commit_import(books.who, batch_id)
    assert result["written"] == {"added": 2, "updated": 1, "left_out": 1}
    row = books.batch(batch_id)
    assert (row.rows_new, row.rows_changed) == (2, 1)
    assert books.sums() == {"income": Decimal("275.00"), "expense": Decimal("205.00")}
    again = books.run(text)
    assert (again["rows"]["new"], again["rows"]["duplicate"]) == (1, 3)
    undo_import(books.who, again["batch_id"], confirm=True)
    told = undo_import(books.who, batch_id, confirm=True)
    assert (told["removed"], told["restored"]) == (2, 1)
    assert books.sums() == {"income": Decimal("250.00"), "expense": Decimal("100.00")}


def test_the_rule_for_all_with_exceptions(books: Books) -> None:
    books.run(FIRST)
    batch_id = books.preview(FIRST.replace("rent", "lease").replace("250.00", "260.00"))
    shown = say(books, batch_id, on_duplicate="update", decisions={2: "skip"})
    assert shown["rows"]["changed"] == 2
    result = commit_import(books.who, batch_id)
    assert result["written"] == {"added": 0, "updated": 1, "left_out": 0}
    assert [row.description for row in books.rows()] == ["rent", "sale"]
    assert books.sums()["income"] == Decimal("260.00")


def test_a_waiting_import_is_called_off(books: Books) -> None:
    batch_id = books.preview(FIRST)
    row = cancel_import(books.who, batch_id)
    assert row.error
    assert (row.state, row.error["code"]) == ("failed", "import.cancelled")
    assert cancel_import(books.who, batch_id).state == "failed"
    folder = get_settings().home / "spool" / batch_id
    assert [path.name for path in folder.iterdir() if path.name != "owner.lock"] == []
    with pytest.raises(Conflict):
        commit_import(books.who, batch_id)
    done = books.run(FIRST)["batch_id"]
    with pytest.raises(Conflict):
        cancel_import(books.who, done)
    assert len(books.rows()) == 2


def test_an_import_is_called_off_while_it_is_read(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.finance.imports import driver, read_import, start_import

    file = books.file(FIRST)
    batch_id = start_import(books.who, file.name, file.stat().st_size, "page")
    prepare = driver.prepare

    def cancelled_meanwhile(*args: Any, **options: Any) -> Any:
        cancel_import(books.who, batch_id)
        return prepare(*args, **options)

    monkeypatch.setattr(driver, "prepare", cancelled_meanwhile)
    with pytest.raises(Conflict, match=r"import\.cancelled"):
        read_import(books.who, batch_id, file)
    row = books.batch(batch_id)
    assert row.error
    assert (row.state, row.error["code"]) == ("failed", "import.cancelled")
    folder = get_settings().home / "spool" / batch_id
    assert [path.name for path in folder.iterdir() if path.name != "owner.lock"] == []


def test_only_who_may_import_says_anything(books: Books) -> None:
    outsider, batch_id = books.world.who("outsider"), books.preview(HEAD + FIRST[len(HEAD) :])
    for attempt in (
        lambda: answer_import(outsider, batch_id, AnswerIn()),
        lambda: cancel_import(outsider, batch_id),
        lambda: correct_rejected(outsider, batch_id, ()),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    with books.world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        rejected_rows(ctx, batch_id)
    with pytest.raises(NotFound):
        cancel_import(books.who, "nothing")
