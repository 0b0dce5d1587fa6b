"""Three exports of one month, as banks and payment services write them, with their totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Export:
    """A file and what is to be booked from it, in its own currency."""

    name: str
    content: bytes
    rows: int
    income: Decimal
    expense: Decimal


PAYMENTS = (
    "支付宝交易记录明细查询\n"
    "账号:[pay@example.com]\n"
    "起始日期:[{iso}-01 00:00:00]    终止日期:[{iso}-28 23:59:59]\n"
    "交易时间,交易对方,商品说明,收/支,金额,交易订单号\n"
    "{iso}-02 09:10:11,阿里云计算有限公司,云服务器,支出,¥1280.50,{plain}0200001\n"
    "{iso}-05 14:00:00,杭州云栖零售集团,服务费,收入,¥25000.00,{plain}0500002\n"
    "{iso}-09 18:30:00,滴滴出行,出差用车,支出,¥86.40,{plain}0900003\n"
)
EUROPEAN = (
    "Buchungstag;Auftraggeber/Empfänger;Verwendungszweck;Betrag;Währung\n"
    "02.{dotted};Müller GmbH;Rechnung 4711;1.234,56;EUR\n"
    "28.{dotted};Bürobedarf Schäfer;Papier und Toner;-89,90;EUR\n"
)
LEDGER = (
    "日期,摘要,对方户名,借方金额,贷方金额,余额\n"
    '{iso}-03,货款,华东精密制造有限公司,,"128,000.00","328,000.00"\n'
    '{iso}-10,工资发放,员工工资户,"96,500.25",,"231,499.75"\n'
    '{iso}-18,房租,张江物业,"18,000.00",,"213,499.75"\n'
)


def exports(month: date) -> tuple[Export, ...]:
    """The files of the month that `month` lies in."""
    words = {"iso": f"{month:%Y-%m}", "dotted": f"{month:%m.%Y}", "plain": f"{month:%Y%m}"}
    payments, european, ledger = (text.format(**words) for text in (PAYMENTS, EUROPEAN, LEDGER))
    return (
        _export("alipay.csv", payments.encode("gb18030"), 3, "25000.00", "1366.90"),
        _export("umsaetze.csv", european.encode("latin-1"), 2, "1234.56", "89.90"),
        _export("ledger.csv", b"\xef\xbb\xbf" + ledger.encode(), 3, "128000.00", "114500.25"),
    )


def _export(name: str, content: bytes, rows: int, income: str, expense: str) -> Export:
    return Export(name, content, rows, Decimal(income), Decimal(expense))
