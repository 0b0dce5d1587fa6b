"""Files in the layouts of banks and payment services, written by hand with their figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.finance.imports.reading import asked, shown, signed, totals


@dataclass(frozen=True)
class Source:
    """A file and what it says: positive and negative sums as signed, booked totals, questions."""

    text: str
    currency: str | None
    signed: tuple[str, str]
    booked: dict[str, str]
    asks: tuple[str, ...] = ()
    days: tuple[str, str] = ("", "")
    rows: int = 2


SOURCES = {
    "icbc": Source(
        "[HISTORYDETAIL]\n明细文件下载\n卡号: 6222********1234,卡别名: 工资,子账户序号: 00000\n\n"
        "交易日期,摘要,交易场所,钞/汇,交易金额(收入),交易金额(支出),交易币种,"
        "记账金额(收入),记账金额(支出),记账币种,余额,对方户名\n"
        '2026-01-02,工资,批量,钞,"10,000.00",,人民币,"10,000.00",,人民币,"12,345.67",某公司\n'
        '2026-01-05,消费,商户A,钞,,"1,250.00",人民币,,"1,250.00",人民币,"11,095.67",商户A\n'
        '合计,,,,"10,000.00","1,250.00",,"10,000.00","1,250.00",,,\n',
        "CNY",
        ("10000.00", "-1250.00"),
        {"income": "10000.00", "expense": "1250.00"},
        days=("2026-01-02", "2026-01-05"),
    ),
    "ccb": Source(
        "个人活期账户全部交易明细\n卡号/账号:,6217000000001234,客户名称:,张三,币别:,人民币元\n"
        "交易日期,交易时间,支出,收入,账户余额,币种,摘要,对方账号,对方户名,交易地点/附言\n"
        "20260103,10:11:12,100.00,,900.00,人民币元,消费,6222,甲,支付宝\n"
        "20260105,09:00:00,,500.00,1400.00,人民币元,转账,6223,乙,货款\n",
        "CNY",
        ("500.00", "-100.00"),
        {"income": "500.00", "expense": "100.00"},
        days=("2026-01-03", "2026-01-05"),
    ),
    "cmb": Source(
        "# 招商银行交易记录\n# 账号: [一卡通:6214********1234]\n# 过滤设置: 无\n\n"
        '"交易日期","交易时间","收入","支出","余额","交易类型","交易备注"\n'
        '"\t20260102"\t,"\t09:08:07",\t"",\t"1,100.00",\t"900.00",\t"快捷支付",\t"财付通"\n'
        '"\t20260103"\t,"\t09:08:07",\t"50.00",\t"",\t"950.00",\t"转账",\t"张三"\n\n'
        "# 收入合计: 1 笔，共 50.00 元\n# 支出合计: 1 笔，共 1,100.00 元\n",
        None,
        ("50.00", "-1100.00"),
        {"income": "50.00", "expense": "1100.00"},
        days=("2026-01-02", "2026-01-03"),
    ),
    "abc": Source(
        "账户明细\n账户:6228********1234 户名:李四 起止日期:20260101-20260131\n"
        "交易日期,交易时间,交易金额,本次余额,对方户名,对方账号,交易行,交易渠道,交易摘要\n"
        "20260102,101112,-23.50,100.00,美团,123,,网上支付,消费\n"
        "20260103,111213,+200.00,300.00,张三,456,,转账,转存\n",
        None,
        ("200.00", "-23.50"),
        {"income": "200.00", "expense": "23.50"},
        days=("2026-01-02", "2026-01-03"),
    ),
    "bocom": Source(
        "交易明细\n序号,交易日期,交易地点,交易方式,借贷状态,交易金额,余额,对方账号,对方户名,摘要\n"
        '1,2026-01-02,上海,POS,借,"1,000.00","9,000.00",6222,甲,消费\n'
        '2,2026-01-03,上海,网银,贷,"2,000.00","11,000.00",6223,乙,入账\n',
        None,
        ("3000.00", "0.00"),
        {"income": "2000.00", "expense": "1000.00"},
    ),
    "jd": Source(
        "京东账号名：jd_123\n日期区间：2026-01-01 至 2026-01-31\n\n"
        "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号\n"
        "2026-01-02 10:00:00,平台商户,纸张,58.90,微信支付,交易成功,支出,网购,1001\t\n"
        "2026-01-03 10:00:00,平台商户,退款,58.90(已全额退款),微信,退款成功,不计收支,网购,1002\t\n",
        None,
        ("117.80", "0.00"),
        {"expense": "58.90", "neutral": "58.90"},
    ),
    "ing-nl": Source(
        '"Datum";"Naam / Omschrijving";"Rekening";"Code";"Af Bij";"Bedrag (EUR)";'
        '"Saldo na mutatie"\n'
        '"20260115";"Albert Heijn";"NL01INGB0000000001";"BA";"Af";"12,50";"987,50"\n'
        '"20260116";"Werkgever";"NL01INGB0000000001";"OV";"Bij";"1.500,00";"2.487,50"\n',
        "EUR",
        ("1512.50", "0.00"),
        {"income": "1500.00", "expense": "12.50"},
    ),
    "sparkasse": Source(
        "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;"
        "Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung;Info\n"
        "DE01;15.01.26;15.01.26;LASTSCHRIFT;Miete;Vermieter;-850,00;EUR;Umsatz gebucht\n"
        "DE01;16.01.26;16.01.26;GUTSCHRIFT;Lohn;Firma;2500,00;EUR;Umsatz gebucht\n",
        "EUR",
        ("2500.00", "-850.00"),
        {"income": "2500.00", "expense": "850.00"},
        days=("2026-01-15", "2026-01-16"),
    ),
    "french": Source(
        "Date;Montant;Libellé\n15/01/2026;-12,50 €;Café\n16/01/2026;1 000,00 €;Salaire\n",
        "EUR",
        ("1000.00", "-12.50"),
        {"income": "1000.00", "expense": "12.50"},
    ),
    "paypal": Source(
        '"Date","Name","Type","Status","Currency","Gross","Fee","Net","Transaction ID","Balance"\n'
        '"01/15/2026","Ann","Payment","Completed","USD","100.00","-3.20","96.80","9AB1","96.80"\n'
        '"01/16/2026","Bob","Payment","Pending","USD","-20.00","0.00","-20.00","9AB2","76.80"\n'
        '"01/17/2026","Cee","Payment","Denied","USD","-5.00","0.00","-5.00","9AB3","76.80"\n',
        "USD",
        ("100.00", "-25.00"),
        {"income": "100.00"},
        rows=3,
    ),
    "card-uk": Source(
        "Date,Description,Card Member,Amount\n15/01/2026,SHOP,ANN,12.34\n"
        "20/01/2026,PAYMENT RECEIVED - THANK YOU,ANN,-100.00\n",
        None,
        ("12.34", "-100.00"),
        {"income": "100.00", "expense": "12.34"},
        asks=("direction",),
    ),
    "us-parentheses": Source(
        "Posting Date,Description,Debits,Credits,Balance\n"
        '1/15/2026,ACH,($500.00),,"$1,500.00"\n1/20/2026,DEP,,$200.00,"$1,700.00"\n',
        "USD",
        ("200.00", "-500.00"),
        {"income": "200.00", "expense": "500.00"},
        days=("2026-01-15", "2026-01-20"),
    ),
    "spend-list": Source(
        "Body Name,Payment Date,Supplier Name,Transaction No.,Net amount\n"
        "Council,2026-01-15,ACME,4629923,93.33\nCouncil,2026-01-15,ACME,4629923,4.15\n"
        "Grand Total,,,,97.48\n",
        None,
        ("97.48", "0.00"),
        {"expense": "97.48"},
        asks=("direction",),
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_read_right_told_nothing(tmp_path: Path, name: str) -> None:
    source = SOURCES[name]
    found = shown(tmp_path, source.text)
    assert found["rows"]["total"] == source.rows
    assert signed(found) == {source.currency: source.signed}
    assert totals(found) == {
        (source.currency, direction): amount for direction, amount in source.booked.items()
    }
    assert tuple(asked(found)) == source.asks
    if source.days[0]:
        assert (found["first_date"], found["last_date"]) == source.days
