"""How files are made: a clean statement polluted in many ways reads back, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.pollution.scores import score
from bench.pollution.suite import pollutions, reduced
from bench.pollution.table import Polluted
from core.finance.imports.dialect import find_dialect, find_dialects
from core.finance.imports.encodings import by_zeros, guess, mostly_utf8
from tests.finance.imports.reading import asked, shown, signed

REDUCED = reduced(2)
ROWS = ["Date,Text,Amount", "2026-01-01,a,-1.00", "2026-01-02,b,2.00", "2026-01-03,c,3.00"]


@pytest.mark.parametrize("one", REDUCED, ids=[one.name for one in REDUCED])
def test_a_polluted_file_reads_back(one: Polluted, tmp_path: Path) -> None:
    found = score("SelfMastery", one, tmp_path)
    assert (found.failed, found.exact) == ("", True)
    assert found.figures is not False


def test_the_whole_suite_has_a_thousand_files_each_once() -> None:
    names = [one.name for one in pollutions()]
    assert len(names) == len(set(names)) >= 1000


def cells(text: str) -> list[tuple[str, ...]]:
    return [line.cells for line in find_dialect(text)[1]]


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("2026-01-04,Smith, John,4.00", ("2026-01-04", "Smith, John", "4.00")),
        ("2026-01-04,d,1,234.50", ("2026-01-04", "d", "1,234.50")),
        ("2026-01-04;d;4.00", ("2026-01-04", "d", "4.00")),
        ("2026-01-04,,d,4.00", ("2026-01-04", "d", "4.00")),
        ('2026-01-04,"open,4.00', ("2026-01-04", "open", "4.00")),
        ('2026-01-04,UAB "Nak" Co,4.00', ("2026-01-04", 'UAB "Nak" Co', "4.00")),
        ('"2026-01-04","UAB "Nak", Co","4.00"', ("2026-01-04", 'UAB "Nak", Co', "4.00")),
        ('2026-01-04,"two\nlines",4.00', ("2026-01-04", "two\nlines", "4.00")),
        ("2026-01-04,d,4.00,,", ("2026-01-04", "d", "4.00", "", "")),
        ("2026-01-04,d,4.00,more", ("2026-01-04", "d", "4.00", "more")),
    ],
)
def test_a_broken_record_is_mended_where_there_is_one_way(
    broken: str, mended: tuple[str, ...]
) -> None:
    assert mended in cells("\n".join([*ROWS, broken, *ROWS[1:]]) + "\n")


@pytest.mark.parametrize("text", ["a", "a\\, b", "“a, b”", "'a, b'", '"a\nb"'])
def test_no_line_is_lost_however_cells_are_quoted(tmp_path: Path, text: str) -> None:
    rows = "".join(f"2026-01-01,{text},1.00\n" for _ in range(1000))
    assert shown(tmp_path, "Date,Text,Amount\n" + rows)["rows"]["total"] == 1000


def test_decimals_after_a_bare_comma_are_not_lost(tmp_path: Path) -> None:
    rows = "".join(f"0{n}.02.2026,shop {n},-1{n},5{n},EUR\n" for n in range(1, 9))
    found = shown(tmp_path, "Date,Text,Amount,Currency\n" + rows)
    assert signed(found) == {"EUR": ("0.00", "-120.36")}


def test_that_a_record_was_mended_is_said(tmp_path: Path) -> None:
    found = shown(tmp_path, "\n".join([*ROWS, "2026-01-04,Smith, John,4.00"]))
    assert signed(found) == {None: ("9.00", "-1.00")}
    assert any(note.startswith("有 1 行") for note in found["notes"])


def test_a_quote_that_never_closes_takes_no_record_away() -> None:
    text = "\n".join([ROWS[0], '2026-01-01,"a,-1.00', *ROWS[1:], '2026-01-05,b",2.00', *ROWS[1:]])
    assert len(cells(text + "\n")) == 9


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Date;Text;Amount\n2026-01-01;a, b, c;-1,50\n2026-01-02;d, e, f;2,50\n", ";"),
        ("Date,Text,Amount\n2026-01-01,a; b; c,-1.50\n2026-01-02,d; e; f,2.50\n", ","),
        ("Date|Text|Amount\n2026-01-01|a,b|1,234.50\n2026-01-02|c,d|2,345.00\n", "|"),
        ("Date, Text, Amount\n2026-01-01, a, 1,234.50\n2026-01-02, b, 2,345.00\n", ", "),
        ("Date  Text    Amount\n2026-01-01  a b    1.50\n2026-01-02  c      2.50\n"
         "2026-01-03         13.50\n", " "),
        ('Date:Text:Amount:Note\n2026-01-01:a:0.01:\n'
         + '2026-01-02:a:0.01:";\n;\n;"\n' * 2, ":"),
        ("10:15;2026-01-01;-1,50\n10:16;2026-01-02;2,50\n10:17;2026-01-03;2,50\n", ";"),
    ],
)  # fmt: skip
def test_the_delimiter_that_makes_the_best_table_wins(text: str, delimiter: str) -> None:
    assert find_dialect(text)[0].delimiter == delimiter
    assert len(find_dialects(text)) == 1


def test_two_readings_that_are_as_good_are_asked_about(tmp_path: Path) -> None:
    text = "".join(f"2026-01-{n:02d},{n};2026-02-{n:02d},{n + 3}\n" for n in range(1, 13))
    both = find_dialects(text)
    if len(both) > 1:
        assert "delimiter" in asked(shown(tmp_path, text))
    text = "2026-01-01;5|7\n2026-01-02;6|8\n2026-01-03;7|9\n"
    assert len(find_dialects(text, ";")) == 1


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Оплата по счёту за январь", "cp1251"), ("תשלום חשבון בנק לאומי סניף", "cp1255"),
        ("上海晨星科技有限公司", "gb18030"), ("東京電力カード", "cp932"),
        ("거래일시,적요,보낸분,송금메모,출금액,입금액,잔액", "cp949"),
        ("Müller & Söhne, Größe", "cp1252"), ("Żabka, święta płatność", "cp1250"),
    ],
)  # fmt: skip
def test_encodings_are_told_by_their_letters(text: str, encoding: str) -> None:
    assert guess(text.encode(encoding)).name == encoding


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("words", ["plain words, 12.50\n", "上海晨星科技有限公司,收入\n"])
def test_wide_encodings_need_no_mark(encoding: str, words: str) -> None:
    found = by_zeros((words * 5).encode(encoding))
    assert found is not None
    assert found.name == encoding


def test_few_broken_bytes_do_not_change_the_encoding(tmp_path: Path) -> None:
    text = "Date,Text,Amount\n2026-01-01,Müller Größe Köln,-1.00\n".encode()
    broken = text + b"2026-01-02,Caf\xe9,2.00\n" + bytes(40)
    found = shown(tmp_path, broken)
    assert (found["encoding"], signed(found)) == ("utf-8", {None: ("2.00", "-1.00")})
    assert mostly_utf8("日本".encode("gb18030") * 20) is None
