"""Three exports as banks and payment services write them, with their figures to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Export:
    """A file and what it holds: records, and booked sums by direction."""

    name: str
    content: bytes
    rows: int
    totals: dict[str, Decimal]
    currency: str


_WALLET = """\
账单明细查询,,,,,,
起始时间:[2026-01-01 00:00:00],终止时间:[2026-01-31 23:59:59],,,,,
导出时间:[2026-02-01 09:12:33],,,,,,
----------------------账单明细列表--------------------,,,,,,
交易时间,交易类型,交易对方,商品,收/支,金额(元),交易单号
2026-01-02 10:15:00,商户消费,云途差旅,机票,支出,"¥1,280.50",100020260102000001
2026-01-05 18:02:11,转账,上海晨星科技,项目首付款,收入,"¥36,000.00",100020260105000002
2026-01-09 12:40:59,商户消费,蓝鲸办公,打印纸,支出,¥86.90,100020260109000003
2026-01-20 08:00:00,零钱提现,招商银行,提现,/,"¥5,000.00",100020260120000004
"""

_GERMAN = """\
Buchungstag;Wertstellung;Auftraggeber / Empfänger;Verwendungszweck;Betrag;Währung
31.12.2025;31.12.2025;Müller & Söhne GmbH;Rechnung 4711;1.234,56;EUR
30.12.2025;30.12.2025;Stadtwerke Köln;Abschlag Dezember;-210,00;EUR
29.12.2025;29.12.2025;Bürobedarf Groß;Toner;-89,90;EUR
27.12.2025;27.12.2025;Café Zürich;Bewirtung;-1.045,05;EUR
"""

_LEDGER = """\
Date,Description,Counterparty,Debit,Credit,Balance
2026-03-02,Office rent March,Harbour Estates,"12,500.00",,"87,500.00"
2026-03-05,Invoice 2026-014,Northwind Trading,,"48,250.75","135,750.75"
2026-03-09,Cloud hosting,Nimbus Services,"1,999.99",,"133,750.76"
2026-03-16,Invoice 2026-015,Contoso Retail,,"7,300.00","141,050.76"
2026-03-28,Payroll March,Staff,"61,020.35",,"80,030.41"
"""

WALLET = Export(
    "wallet.csv",
    _WALLET.encode("gb18030"),
    4,
    {"income": Decimal("36000.00"), "expense": Decimal("1367.40"), "neutral": Decimal("5000.00")},
    "CNY",
)
GERMAN = Export(
    "umsaetze.csv",
    _GERMAN.encode("latin-1"),
    4,
    {"income": Decimal("1234.56"), "expense": Decimal("1344.95")},
    "EUR",
)
LEDGER = Export(
    "ledger.csv",
    _LEDGER.encode(),
    5,
    {"income": Decimal("55550.75"), "expense": Decimal("75520.34")},
    "CNY",
)
EXPORTS = (WALLET, GERMAN, LEDGER)
