"""The fast reader and the careful one see the same table, whatever the cells hold."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from core.finance.imports import reading as reading_step
from core.finance.imports.stage import projection
from tests.finance.imports.reading import read

pytestmark = pytest.mark.integration

WORDS = st.text(alphabet="ab, \";'\n\t|世é=-1", max_size=8)
ROWS = st.lists(
    st.tuples(st.dates().map(str), WORDS, st.integers(-(10**6), 10**6), WORDS),
    min_size=1,
    max_size=12,
)


def staged(content: str | bytes, fast_from: int) -> list[tuple[object, ...]]:
    with TemporaryDirectory() as folder:
        found = read(Path(folder), content, fast_from=fast_from)
        with duckdb.connect(str(found.file), read_only=True) as connection:
            rows = connection.execute(
                f"SELECT kind::VARCHAR, signed, {projection(found.plan, found.home)} "
                "FROM staged ORDER BY line"
            ).fetchall()
        return [*rows, (found.shown["signed"], found.shown["ignored"])]


@settings(max_examples=40, deadline=None)
@given(
    ROWS,
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "Statement\n\n", "\n\nIBAN,DE12\n,,,\n"]),
    st.sampled_from(["", "\n", "\n\n", "Total,,1.00,\n"]),
)
def test_both_readers_agree(
    rows: list[tuple[str, str, int, str]], quoting: int, ending: str, above: str, below: str
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=quoting, lineterminator=ending)  # type: ignore[arg-type]
    writer.writerow(["Date", "Description", "Amount", "Note"])
    writer.writerows([day, words, f"{cents / 100:.2f}", note] for day, words, cents, note in rows)
    text = above + buffer.getvalue() + below
    assert staged(text, 0) == staged(text, 1 << 40)


def test_a_regular_file_never_passes_the_careful_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise AssertionError("read carefully")

    monkeypatch.setattr(reading_step, "_load_any", refuse)
    rows = "".join(f'2026-01-{day:02d},"a, ""b""",{day}.50,\n' for day in range(1, 29))
    text = f"Statement\n\nIBAN,DE12\nDate,Description,Amount,Note\n{rows}\n\n"
    found = read(tmp_path, text, fast_from=0)
    assert found.shown["header_line"] == 4
    assert found.shown["rows"]["total"] == 28
    assert [one["line"] for one in found.shown["ignored"]] == [1, 2, 3, 33, 34]


@pytest.mark.parametrize("note", ["plain", "two\nlines"])
def test_both_readers_agree_on_a_sheet(note: str) -> None:
    rows: list[tuple[object, ...]] = [
        ("Statement",), (), ("Date", "Description", "Amount", "Note"),
        *((f"2026-01-{day:02d}", f'a "{day}, b', day / 4, note if day == 7 else None)
          for day in range(1, 29)),
        (), ("2026-02-01", "after a blank row", -3, None, "beside the table"), ("Total", "", 98.5),
    ]  # fmt: skip
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    assert staged(buffer.getvalue(), 0) == staged(buffer.getvalue(), 1 << 40)
