"""The fast reader and the careful one see the same table, whatever the cells hold."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.finance.imports.reading import read

WORDS = st.text(alphabet="ab, \";'\n\t|世é=-1", max_size=8)
ROWS = st.lists(
    st.tuples(st.dates().map(str), WORDS, st.integers(-(10**6), 10**6), WORDS),
    min_size=1,
    max_size=12,
)


def staged(content: str, fast_from: int) -> list[tuple[object, ...]]:
    with TemporaryDirectory() as folder:
        found = read(Path(folder), content, fast_from=fast_from)
        with duckdb.connect(str(found.file), read_only=True) as connection:
            rows = connection.execute(
                "SELECT line, kind::VARCHAR, record_date, signed, dedup_key "
                "FROM staged ORDER BY line"
            ).fetchall()
        return [*rows, (found.shown["signed"], found.shown["ignored"])]


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.sampled_from(["\n", "\r\n"]))
def test_both_readers_agree(
    rows: list[tuple[str, str, int, str]], quoting: int, ending: str
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=quoting, lineterminator=ending)  # type: ignore[arg-type]
    writer.writerow(["Date", "Description", "Amount", "Note"])
    writer.writerows([day, words, f"{cents / 100:.2f}", note] for day, words, cents, note in rows)
    assert staged(buffer.getvalue(), 0) == staged(buffer.getvalue(), 1 << 40)
