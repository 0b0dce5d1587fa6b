"""Statements in the layouts of real sources, told nothing: figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.finance.imports.reading import asked, read, shown, signed, totals

WECHAT = """\
微信支付账单明细,,,,,,,,
微信昵称：[晨],,,,,,,,
起始时间：[2026-01-01 00:00:00] 终止时间：[2026-01-31 23:59:59],,,,,,,,
,,,,,,,,
共5笔记录,,,,,,,,
----------------------微信支付账单明细列表--------------------,,,,,,,,
交易时间,交易类型,交易对方,商品,收/支,金额(元),当前状态,交易单号,备注
2026-01-02 10:15:00,商户消费,云途差旅,"机票,往返",支出,"¥1,280.50",支付成功,"1000201	",/
2026-01-03 10:15:00,商户消费,云途差旅,退票,支出,¥742.00,已退款(￥742.00),1000202,/
2026-01-05 18:02:11,转账,晨星科技,首付款,收入,"¥36,000.00",已存入零钱,1000203,/
2026-01-09 12:40:59,商户消费,蓝鲸办公,打印纸,支出,¥86.90,对方已关闭,1000204,/
2026-01-20 08:00:00,零钱提现,招商银行,/,/,"¥5,000.00",提现已到账,1000205,服务费¥5.00
"""
_ORDERS = """\
交易号,商家订单号,交易创建时间,交易对方,商品名称,金额（元）,收/支,交易状态,服务费（元）,
2026020122001,ORD-1,2026-02-01 09:00:00,青藤软件,年费,399.00,支出,交易成功,0.00,
2026020322002,ORD-2,2026-02-03 11:30:00,白鹿物流,运费,58.20,支出,交易关闭,0.00,
2026020522003,ORD-3,2026-02-05 16:45:00,海星贸易,货款,12000.00,收入,交易成功,12.00,
2026020622004,ORD-4,2026-02-06 08:10:00,余额宝,转入,3000.00,不计收支,交易成功,0.00,
2026020822005,ORD-5,2026-02-08 21:00:00,银河酒店,住宿,640.00,支出,等待付款,0.00,
"""
ALIPAY = (
    "支付宝交易记录明细查询\n账号:[finance@example.com]\n"
    "起始日期:[2026-02-01 00:00:00]    终止日期:[2026-02-28 00:00:00]\n"
    "-------------------------交易记录明细列表-------------------------\n"
    + _ORDERS.replace(",", "   \t,")
    + "------------------------------------------------------------------\n共5笔记录\n"
)
GERMAN = """\
"Umsatzanzeige";"Musterbank AG"
"Zeitraum:";"01.12.2025 - 31.12.2025"

Buchungstag;Valuta;Auftraggeber/Empfänger;Verwendungszweck;Betrag;Währung;Saldo
31.12.2025;31.12.2025;Müller & Söhne;Rechnung 4711;1.234,56;EUR;9.765,43
30.12.2025;30.12.2025;Stadtwerke Köln;Abschlag;-210,00;EUR;8.530,87
28.12.2025;29.12.2025;Büro Groß;Toner;-1.089,90;EUR;8.740,87
28.12.2025;28.12.2025;;Anfangssaldo;9.830,77;EUR;9.830,77
"""
LEDGER = """\
Date,Description,Counterparty,Debit,Credit,Balance
2026-03-02,Office rent,Harbour Estates,"12,500.00",,"87,500.00"
2026-03-05,Invoice 14,Northwind,,"48,250.75","135,750.75"

2026-03-09,Hosting,Nimbus,"1,999.99",,"133,750.76"
Total,,,"14,499.99","48,250.75",
"""


def test_a_chat_wallet_in_gb18030(tmp_path: Path) -> None:
    found = shown(tmp_path, WECHAT.encode("gb18030"))
    assert found["encoding"] == "gb18030"
    assert found["header_line"] == 7
    assert found["rows"] | {"ignored": 0} == {
        "total": 5, "new": 5, "duplicate": 0, "changed": 0, "rejected": 0, "ignored": 0,
    }  # fmt: skip
    assert found["rows"]["ignored"] == 6
    assert signed(found) == {"CNY": ("43109.40", "0.00")}
    assert totals(found) == {
        ("CNY", "income"): "36000.00",
        ("CNY", "expense"): "2022.50",
        ("CNY", "neutral"): "5000.00",
    }
    assert found["questions"] == []
    assert (found["first_date"], found["last_date"]) == ("2026-01-02", "2026-01-20")


def test_a_payment_service_with_padded_cells_and_closed_rows(tmp_path: Path) -> None:
    found = shown(tmp_path, ALIPAY.encode("gb18030"))
    assert found["rows"]["total"] == 5
    assert found["columns"]["external_id"] == "交易号"
    assert totals(found) == {
        ("CNY", "income"): "12000.00",
        ("CNY", "expense"): "399.00",
        ("CNY", "neutral"): "3000.00",
    }
    assert signed(found) == {"CNY": ("16097.20", "0.00")}


def test_a_european_bank_in_latin_1(tmp_path: Path) -> None:
    found = shown(tmp_path, GERMAN.encode("latin-1"))
    assert (found["encoding"], found["delimiter"], found["decimal"]) == ("cp1252", ";", ",")
    assert found["header_line"] == 4
    assert totals(found) == {("EUR", "income"): "1234.56", ("EUR", "expense"): "1299.90"}
    assert [one["reason"] for one in found["ignored"]] == [
        "preamble", "preamble", "blank", "balance",
    ]  # fmt: skip


def test_two_columns_with_thousands_and_a_total(tmp_path: Path) -> None:
    found = shown(tmp_path, LEDGER)
    assert signed(found) == {None: ("48250.75", "-14499.99")}
    assert {one["line"]: one["reason"] for one in found["ignored"]} == {4: "blank", 6: "total"}
    assert found["columns"]["balance"] == "Balance"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_change_nothing(tmp_path: Path, encoding: str, ending: str) -> None:
    found = shown(tmp_path, WECHAT.replace("\n", ending).encode(encoding))
    assert found["encoding"] == encoding
    assert (found["header_line"], found["rows"]["total"]) == (7, 5)
    assert totals(found)["CNY", "expense"] == "2022.50"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    rows = [["Date", "Text", "Amount"], ["2026-01-02", 'a "quoted", b; c | d', "-1.50"]]
    text = "\n".join(
        delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows
    )
    found = read(tmp_path, text)
    assert found.shown["delimiter"] == delimiter
    assert signed(found.shown) == {None: ("0.00", "-1.50")}


def test_cells_with_line_breaks_keep_physical_lines(tmp_path: Path) -> None:
    text = 'Date,Text,Amount\n2026-01-01,"one\ntwo\nthree",-1.00\n2026-01-02,b,x\n'
    found = shown(tmp_path, text)
    assert found["errors"][0]["line"] == 5
    assert found["errors"][0]["value"] == "x"
    assert found["rows"]["rejected"] == 1


def test_no_header_found_by_content_and_balance(tmp_path: Path) -> None:
    text = (
        "15/01/2023,DOLLAR SHOP,1.96,,13.04\n15/01/2023,MARKET,12.10,,15.00\n"
        "14/01/2023,WAGE,,20.00,27.10\n13/01/2023,RENT,3.00,,7.10\n"
    )
    found = shown(tmp_path, text)
    assert found["header_line"] is None
    assert found["columns"]["income"] == "4"
    assert signed(found) == {None: ("20.00", "-17.06")}


def test_a_direction_letter_in_a_column_without_name(tmp_path: Path) -> None:
    text = (
        "Buchungstag;Empfänger;Währung;Umsatz; \n03.04.2019;A;EUR;12,00;S\n"
        "03.04.2019;B;EUR;112,00;H\n13.04.2019;C;EUR;258,17;S\n"
    )
    assert totals(shown(tmp_path, text)) == {
        ("EUR", "income"): "112.00",
        ("EUR", "expense"): "270.17",
    }


def test_refunds_keep_their_sign_but_a_repeated_sign_counts_once(tmp_path: Path) -> None:
    head = "日期,收支类型,金额,摘要\n"
    refund = head + "2026-01-01,支出,50.00,a\n2026-01-02,支出,-7.50,b\n2026-01-03,收入,100.00,c\n"
    repeat = head + "2026-01-01,支出,-50.00,a\n2026-01-02,支出,-7.50,b\n2026-01-03,收入,100.00,c\n"
    assert totals(shown(tmp_path, refund))[None, "expense"] == "42.50"
    assert totals(shown(tmp_path, repeat))[None, "expense"] == "57.50"
    assert signed(shown(tmp_path, repeat)) == {None: ("100.00", "-57.50")}


def test_currencies_stay_apart(tmp_path: Path) -> None:
    text = (
        "Date,Amount,Currency\n2026-01-01,-5.00,EUR\n2026-01-02,-7.00,usd\n2026-01-03,9.00,美元\n"
    )
    assert signed(shown(tmp_path, text)) == {"USD": ("9.00", "-7.00"), "EUR": ("0.00", "-5.00")}


def test_gross_stands_with_a_fee_and_net_with_a_tax(tmp_path: Path) -> None:
    fee = (
        "Date,Name,Gross,Fee,Net,Currency\n2026-01-01,A,100.00,-3.20,96.80,USD\n"
        "2026-01-02,B,-5.00,0.00,-5.00,USD\n"
    )
    tax = (
        "Date,Supplier,Gross,VAT,Net\n2026-01-01,A,120.00,20.00,100.00\n"
        "2026-01-02,B,6.00,1.00,5.00\n"
    )
    assert shown(tmp_path, fee)["columns"]["amount"] == "Gross"
    assert shown(tmp_path, tax)["columns"]["amount"] == "Net"


def test_balances_are_never_booked(tmp_path: Path) -> None:
    found = shown(tmp_path, '"Datum","Boeksaldo"\n"2026-05-30","13,20"\n"2026-05-29","13,20"\n')
    assert found["rows"] == {
        "total": 0, "new": 0, "duplicate": 0, "changed": 0, "rejected": 0, "ignored": 2,
    }  # fmt: skip
    assert found["notes"]


def test_a_month_title_gives_the_year(tmp_path: Path) -> None:
    text = (
        "信用卡对账单（2026年01月）\n交易日,交易摘要,人民币金额\n"
        "12/29,还款,-345.67\n01/02,影票,56.78\n"
    )
    found = shown(tmp_path, text)
    assert (found["first_date"], found["last_date"]) == ("2025-12-29", "2026-01-02")
    assert asked(found)["direction"] == "reversed"
    assert totals(found) == {("CNY", "income"): "345.67", ("CNY", "expense"): "56.78"}


def test_more_than_two_decimals_are_rounded_half_up_and_said(tmp_path: Path) -> None:
    found = shown(tmp_path, "Date,Amount\n2026-01-01,-1.005\n2026-01-02,2.0049\n")
    assert signed(found) == {None: ("2.00", "-1.01")}
    assert any("2" in note for note in found["notes"])
