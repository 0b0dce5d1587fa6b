"""What CAMT, OFX and MT940 say, detail by detail."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.finance.imports.statements.camt import read_camt
from core.finance.imports.statements.model import Statement, merged
from core.finance.imports.statements.mt940 import read_mt940
from core.finance.imports.statements.ofx import read_ofx
from tests.finance.imports.samples import OWN

BATCH = (OWN / "files" / "camt053-batch.xml").read_text()
OFX = (
    "<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>77</BANKACCTFROM><STMTTRN>"
    "<TRNTYPE>POS<DTPOSTED>20260203<DTUSER>20260201<TRNAMT>-1234,50<FITID>A1<NAME>Caf&eacute; "
    "A &amp; B{more}</STMTTRN><LEDGERBAL><BALAMT>7.00<DTASOF>20260301</LEDGERBAL></STMTRS></OFX>"
)
MT940 = """:20:STARTUMS
:25:NL01INGB0000000001
:28C:1
:60F:C260101EUR100,00
:61:2601020102{mark}10,00NTRFNONREF//R1
:86:some words
:62F:C260102EUR{closing}
"""


def camt(tmp_path: Path, text: str) -> list[Statement]:
    file = tmp_path / "camt.xml"
    file.write_text(text)
    return read_camt(file)


def test_a_batch_is_split_only_where_its_payments_add_up(tmp_path: Path) -> None:
    (split,) = camt(tmp_path, BATCH)
    head, _, rest = BATCH.partition("<TxAmt>")
    shown = rest.index(">") + 1
    (whole,) = camt(tmp_path, f"{head}<TxAmt>{rest[:shown]}9{rest[shown:]}")
    assert (len(split.entries), len(whole.entries)) == (5, 3)
    total = sum((entry.amount for entry in split.entries), Decimal(0))
    assert total == sum((entry.amount for entry in whole.entries), Decimal(0))
    assert len({entry.number for entry in split.entries[:3]}) == 3


def test_a_moment_is_a_day_and_another_number_an_account(tmp_path: Path) -> None:
    text = BATCH.replace("<Dt>", "<DtTm>").replace("</Dt>", "T23:59:59+01:00</DtTm>")
    text = text.replace("<IBAN>", "<Othr><Id>").replace("</IBAN>", "</Id></Othr>")
    (plain,), (found,) = camt(tmp_path, BATCH), camt(tmp_path, text)
    assert [e.day for e in plain.entries] == [e.day for e in found.entries]
    assert plain.account == found.account


def test_ofx_commas_entities_and_the_day_of_purchase() -> None:
    (found,) = read_ofx(OFX.format(more=""))
    (entry,) = found.entries
    assert (found.account, found.currency, found.closing) == ("77", "EUR", Decimal("7.00"))
    assert (entry.day, entry.valued) == (date(2026, 2, 1), date(2026, 2, 3))
    assert (entry.amount, entry.party, entry.text) == (Decimal("-1234.50"), "Café A & B", "POS")


@pytest.mark.parametrize(
    ("more", "currency"),
    [
        ("<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>", "USD"),
        ("<ORIGCURRENCY><CURRATE>1.1<CURSYM>USD</ORIGCURRENCY>", "EUR"),
    ],
)
def test_ofx_amounts_in_another_currency(more: str, currency: str) -> None:
    (found,) = read_ofx(OFX.format(more=more))
    assert found.entries[0].currency == currency


@pytest.mark.parametrize(
    ("mark", "amount"), [("C", "10.00"), ("D", "-10.00"), ("RC", "-10.00"), ("RD", "10.00")]
)
def test_mt940_reversals_go_the_other_way(mark: str, amount: str) -> None:
    (found,) = read_mt940(MT940.format(mark=mark, closing="110,00"))
    assert [entry.amount for entry in found.entries] == [Decimal(amount)]
    assert (found.entries[0].number, found.entries[0].text) == ("R1", "some words")


def test_statements_that_follow_one_another_are_one_account() -> None:
    first = Statement("A", "EUR", [], Decimal(1), Decimal(2))
    (kept,) = merged([first, Statement("A", "EUR", [], Decimal(2), Decimal(5))])
    assert (kept.opening, kept.closing) == (Decimal(1), Decimal(5))
    apart = Statement("A", "EUR", [], Decimal(1), Decimal(2))
    (gap,) = merged([apart, Statement("A", "EUR", [], Decimal(9), Decimal(5))])
    assert (gap.opening, gap.closing) == (None, None)
    assert len(merged([Statement("A", "EUR"), Statement("A", "USD"), Statement("B", "EUR")])) == 3
