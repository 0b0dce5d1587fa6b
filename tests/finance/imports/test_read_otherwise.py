"""What a person says of a file that was read wrongly, or not at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.finance.imports import (
    NO_TEMPLATE,
    AnswerIn,
    answer_import,
    built_in_titles,
    cancel_import,
    commit_import,
    head_lines,
    may_read_otherwise,
    read_import,
    save_as_template,
    start_import,
)
from core.finance.imports.sources import sources
from core.kit.errors import Conflict, Invalid
from core.kit.settings import get_settings
from tests.finance.imports.company_books import FIRST, Books
from tests.finance.imports.reading import shown, signed
from tests.world import World

BESIDE = "Date,Text,Amount,Refund\n2026-05-01,a,-1.00,0.25\n2026-05-02,b,2.00,0.50\n"
NAMELESS = "Konto;Stand\nWann;Wer;Was\n01.05.2026;Müller;-1,00\n02.05.2026;Jäger;2,50\n"


@pytest.fixture
def books(world: World, tmp_path: Path) -> Books:
    return Books(world, tmp_path / "files")


def say(books: Books, batch_id: str, **said: Any) -> dict[str, Any]:
    row = answer_import(books.who, batch_id, AnswerIn.model_validate(said))
    assert row.state == "preview"
    return row.preview or {}


def refused(books: Books, content: bytes, **options: Any) -> str:
    """The id of an upload that cannot be read."""
    file = books.file(content)
    from core.finance.imports import ImportOptions

    chosen = ImportOptions.model_validate(options)
    batch_id = start_import(books.who, file.name, len(content), "page", chosen)
    with pytest.raises(Invalid):
        read_import(books.who, batch_id, file)
    assert books.batch(batch_id).state == "failed"
    return batch_id


def test_a_field_may_have_no_column(tmp_path: Path) -> None:
    assert shown(tmp_path, BESIDE)["columns"]["description"] == "Text"
    found = shown(tmp_path, BESIDE, mapping={"description": ""})
    assert "description" not in found["columns"]
    assert signed(found) == {None: ("2.00", "-1.00")}
    pair = "Date,Amount,Debit,Credit\n2026-05-01,-1.00,1.00,\n2026-05-02,2.00,,2.00\n"
    found = shown(tmp_path, pair, mapping={"amount": " "})
    assert (found["columns"]["income"], found["columns"]["expense"]) == ("Credit", "Debit")
    told = "Date,Type,Amount\n2026-05-01,debit,1.00\n2026-05-02,credit,2.00\n"
    assert shown(tmp_path, told)["questions"] == []
    found = shown(tmp_path, told, mapping={"direction": ""})
    assert [one["id"] for one in found["questions"]] == ["direction"]
    with pytest.raises(Invalid, match=r"import\.unknown_field"):
        shown(tmp_path, told, mapping={"nothing": ""})


def test_no_column_is_said_taken_back_and_kept_in_a_template(books: Books) -> None:
    batch_id = books.preview(FIRST)
    assert "counterparty" not in say(books, batch_id, map={"counterparty": ""})["columns"]
    assert say(books, batch_id, map={"counterparty": None})["columns"]["counterparty"] == "Payee"
    say(books, batch_id, map={"counterparty": ""})
    commit_import(books.who, batch_id)
    assert {row.counterparty for row in books.rows()} == {None}
    with books.world.uow("finance") as ctx:
        save_as_template(ctx, batch_id, "No payee")
    again = books.preview(FIRST.replace("T1", "T7").replace("T2", "T8"))
    assert "counterparty" not in books.batch(again).preview["columns"]  # type: ignore[index]


def test_the_header_stands_where_a_person_says(tmp_path: Path) -> None:
    text = "Date,Amount,Text\nBuchung,Wert,Verwendung\n2026-05-01,-1.00,a\n2026-05-02,2.00,b\n"
    found = shown(tmp_path, text, answers={"header_line": "2"})
    assert (found["header_line"], found["file_columns"][0]["name"]) == (2, "Date / Buchung")
    bare = shown(tmp_path, text, answers={"header_line": "none"})
    assert bare["header_line"] is None
    assert signed(bare) == {None: ("2.00", "-1.00")} == signed(found)
    assert found["findings"]["header_line"]["confidence"] == 1.0
    for wrong in ("99", "x"):
        with pytest.raises(Invalid, match=r"import\.wrong_answer"):
            shown(tmp_path, text, answers={"header_line": wrong})


def test_an_upload_that_cannot_be_read_is_read_otherwise(books: Books) -> None:
    content = NAMELESS.encode("utf-16-le")
    batch_id = refused(books, content, encoding="ascii")
    assert may_read_otherwise(books.batch(batch_id))
    with pytest.raises(Invalid):
        say(books, batch_id, encoding="cp037")
    assert may_read_otherwise(books.batch(batch_id))
    found = say(books, batch_id, encoding="utf-16-le", answers={"header_line": "2"})
    assert (found["encoding"], found["header_line"]) == ("utf-16-le", 2)
    assert books.batch(batch_id).file_sha256
    commit_import(books.who, batch_id)
    assert books.sums() == {"income": Decimal("2.50"), "expense": Decimal("1.00")}


def test_where_the_table_begins_is_shown(books: Books) -> None:
    batch_id = refused(books, "nothing\n\nhere, at all\n".encode("utf-16"))
    with books.world.uow("finance") as ctx:
        assert head_lines(ctx, batch_id) == ((1, "nothing"), (3, "here, at all"))
    waiting = books.preview(FIRST)
    with books.world.uow("finance") as ctx:
        assert head_lines(ctx, waiting, limit=1) == ((1, FIRST.split("\n")[0]),)


def test_only_what_may_be_read_is_kept(books: Books) -> None:
    def kept(batch_id: str) -> list[str]:
        folder = get_settings().home / "spool" / batch_id
        return [path.name for path in folder.iterdir() if path.name != "owner.lock"]

    assert kept(refused(books, b"%PDF-1.7 nothing")) == []
    batch_id = refused(books, b"nothing here\n")
    assert kept(batch_id) == ["original"]
    cancel_import(books.who, batch_id)
    assert kept(batch_id) == []
    with pytest.raises(Conflict):
        say(books, batch_id, encoding="utf-8")


def test_rejected_rows_do_not_need_the_form_of_their_file(books: Books) -> None:
    from core.finance.imports import Correction, correct_rejected

    text = "a note; of two cells\nDate;Text;Amount\n2026-05-99;a;-1.00\n2026-05-02;b;2.00\n"
    answers = {"header_line": "2", "delimiter": ";"}
    done = books.run(text, answers=answers)["batch_id"]
    fixed = [Correction(line=3, column="Date", value="2026-05-09")]
    commit_import(books.who, correct_rejected(books.who, done, fixed))
    assert books.sums() == {"income": Decimal("2.00"), "expense": Decimal("1.00")}


def test_no_template_or_another_one_is_chosen(books: Books) -> None:
    head = "date,type,description,memo,amount,balance\n"
    titles = built_in_titles()
    assert (len(titles), list(titles)[-1][:5]) == (len(sources()), "bank-")
    wise = (
        "TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Running Balance,"
        "Exchange From,Exchange To,Exchange Rate,Payer Name,Payee Name,Merchant,Total fees\n"
        "T1,01-05-2026,-1.00,EUR,a,,9.00,,,,,,,\nT2,02-05-2026,2.00,EUR,b,,11.00,,,,,,,\n"
    )
    batch_id = books.preview(wise)
    assert books.batch(batch_id).preview["template"]["name"] == "Wise"  # type: ignore[index]
    assert say(books, batch_id, template=NO_TEMPLATE)["template"] is None
    assert say(books, batch_id, template="wise")["template"]["source"] == "built-in"
    with pytest.raises(Invalid, match=r"import\.other_layout"):
        say(books, books.preview(head + "2026-05-01,x,a,b,1.00,2.00\n"), template="alipay")
    commit_import(books.who, batch_id)
    with books.world.uow("finance") as ctx:
        save_as_template(ctx, batch_id, "Ours")
    later = books.preview(wise.replace("T1", "T8").replace("T2", "T9"))
    assert books.batch(later).preview["template"] == {"name": "Ours", "source": "own"}  # type: ignore[index]
    assert say(books, later, template=NO_TEMPLATE)["template"] is None
