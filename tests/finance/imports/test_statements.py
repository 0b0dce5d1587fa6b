"""CAMT, OFX and MT940: hostile and damaged files are refused; booked once; own accounts known."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from core.finance import AccountIn, create_account
from core.finance.imports import run_import
from core.finance.imports.spool import spool
from core.kit.errors import Invalid
from tests.finance.imports.samples import OWN, read_file
from tests.world import World

FILES = OWN / "files"
CAMT = (FILES / "camt053.xml").read_text()
OFX = (FILES / "ofx1.ofx").read_text("cp1252")
MT940 = (FILES / "mt940.sta").read_text()
LAUGHS = '<!DOCTYPE Document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'


def with_type(document_type: str) -> str:
    return CAMT.replace(OPEN, OPEN + document_type + "\n").replace("travel", "&a;")


HOSTILE = {
    "laughs": with_type(LAUGHS),
    "outside": with_type(OUTSIDE),
    "remote type": with_type('<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "cut": CAMT[: len(CAMT) // 2],
    "deep": CAMT.replace("<GrpHdr>", "<x>" * 5000 + "<GrpHdr>"),
    "no amount": CAMT.replace('<Amt Ccy="EUR">', "<Nothing>").replace("</Amt>", "</Nothing>"),
    "amount of words": CAMT.replace('<Amt Ccy="EUR">', '<Amt Ccy="EUR">x'),
    "endless amount": CAMT.replace('<Amt Ccy="EUR">', '<Amt Ccy="EUR">1e999999'),
    "neither side": CAMT.replace("DBIT", "BOTH"),
    "no date": CAMT.replace("BookgDt", "Some").replace("ValDt", "Other"),
    "odd date": CAMT.replace("<Dt>2026", "<Dt>never"),
    "odd codec": CAMT.replace("UTF-8", "no-such"),
    "nothing moved": CAMT.replace("<Ntry>", "<Off>").replace("</Ntry>", "</Off>"),
    "ofx cut": OFX[: len(OFX) // 2],
    "ofx amount": OFX.replace("<TRNAMT>", "<TRNAMT>x"),
    "ofx endless": OFX.replace("<TRNAMT>", "<TRNAMT>" + "9" * 400),
    "ofx date": OFX.replace("<DTPOSTED>2026", "<DTPOSTED>never"),
    "ofx month": OFX.replace("<DTPOSTED>202601", "<DTPOSTED>202613"),
    "ofx no amount": OFX.replace("<TRNAMT>", "<OTHER>"),
    "mt940 empty": MT940.split(":61:")[0],
    "mt940 amount": MT940.replace("NTRF", "#,#").replace(":61:2", ":61:X2"),
    "mt940 balance": MT940.replace(":60F:C", ":60F:?"),
    "mt940 one line": ":20:X\n:25:1/2\n:60F:C260101EUR1,00\n:86:" + "x" * (2 << 20),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_damaged_or_hostile_is_refused_in_words(tmp_path: Path, name: str) -> None:
    file = tmp_path / "statement"
    file.write_text(HOSTILE[name], newline="")
    with pytest.raises(Invalid) as refused:
        spool(file, tmp_path)
    assert refused.value.text()


def test_no_library_reads_a_file_that_only_looks_a_little_like_one(tmp_path: Path) -> None:
    file = tmp_path / "page.csv"
    file.write_text("Date,Text,Amount\n2026-01-02,see :20: and <OFX> in camt.053,-3.00\n")
    shown = read_file(file, tmp_path / "read").shown
    assert (shown["header_line"], shown["rows"]["total"]) == (1, 1)


def test_balances_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    broken = CAMT.replace("<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1",
                          "<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">9")  # fmt: skip
    assert broken != CAMT
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(CAMT)
    bad.write_text(broken)
    told = (
        read_file(good, tmp_path / "a").shown["notes"],
        read_file(bad, tmp_path / "b").shown["notes"],
    )
    assert told[0] != told[1]


@pytest.mark.integration
def test_booked_once_and_the_account_is_recognised(world: World, tmp_path: Path) -> None:
    who = world.who("finance")
    with world.uow("finance") as ctx:
        account = create_account(
            ctx,
            AccountIn(name="Main", currency="EUR", number="DE12 5001 0517 0648 4898 90"),
        )
    first = run_import(who, FILES / "camt053.xml", "camt053.xml", "cli")
    assert first["batch_id"]
    assert first["rows"]["new"] == 8
    assert (first["encoding"], first["delimiter"], first["header_line"]) == ("utf-8", ",", None)
    again = run_import(who, FILES / "camt053.xml", "camt053.xml", "cli")
    assert (again["rows"]["new"], again["rows"]["duplicate"]) == (0, 8)
    with world.uow("finance") as ctx:
        from sqlalchemy import select

        from data.schema import FinancialRecord

        rows = ctx.session.scalars(select(FinancialRecord)).all()
    assert {row.account_id for row in rows} == {account.id}
    assert all(isinstance(row.amount, Decimal) and row.external_id for row in rows)
