"""Statement files: CAMT.053, .052 and .054, OFX 1 and 2, QFX, MT940."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape

from tests.samples.making.model import DE, Event, Meant, Sample, comma, events, money

IBAN = "DE12500105170648489890"


def _camt_entry(
    one: Event, currency: str, *, status: str = "BOOK", coded: bool = True
) -> list[str]:
    side, other = ("CRDT", "Dbtr") if one.income else ("DBIT", "Cdtr")
    told = f"<Cd>{status}</Cd>" if coded else status
    party = f"<Pty><Nm>{escape(one.party)}</Nm></Pty>" if coded else f"<Nm>{escape(one.party)}</Nm>"
    return [
        "<Ntry>", f'<Amt Ccy="{currency}">{abs(one.amount)}</Amt>', f"<CdtDbtInd>{side}</CdtDbtInd>",
        f"<Sts>{told}</Sts>", f"<BookgDt><Dt>{one.day}</Dt></BookgDt>",
        f"<ValDt><Dt>{one.day}</Dt></ValDt>", f"<AcctSvcrRef>{one.number}</AcctSvcrRef>",
        "<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>",
        f"<RltdPties><{other}>{party}</{other}></RltdPties>",
        f"<RmtInf><Ustrd>{escape(one.memo)} &amp; more</Ustrd></RmtInf></TxDtls></NtryDtls>", "</Ntry>",
    ]  # fmt: skip


def _camt(version: str, body: str, holder: str, inside: list[str]) -> list[str]:
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}">', f"<{body}>",
        "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-04-01T08:00:00</CreDtTm></GrpHdr>", f"<{holder}>",
        *inside, f"</{holder}>", f"</{body}>", "</Document>",
    ]  # fmt: skip


def _camt_balance(code: str, amount: Decimal, currency: str) -> str:
    return (f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
            f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>')  # fmt: skip


def camt053() -> Sample:
    """Version 8 with a pending entry, opening and closing balance."""
    found = events(140, parties=DE)
    inside = ["<Id>S1</Id>", f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>",
              _camt_balance("OPBD", found[0].balance - found[0].amount, "EUR"),
              _camt_balance("CLBD", found[-2].balance, "EUR")]  # fmt: skip
    for number, one in enumerate(found):
        inside += _camt_entry(one, "EUR", status="BOOK" if number < 7 else "PDNG")
    meant = [money(e, "EUR", status="booked" if n < 7 else "pending") for n, e in enumerate(found)]
    lines = _camt("camt.053.001.08", "BkToCstmrStmt", "Stmt", inside)
    return Sample("camt053.xml", lines, meant, None)


def camt053_batch() -> Sample:
    """Version 2 with one entry of three payments, each with its own amount."""
    found = [e for e in events(141, 9, parties=DE) if not e.income][:5]
    total = sum((abs(e.amount) for e in found[:3]), Decimal(0))
    inside = [f"<Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>", "<Ntry>", f'<Amt Ccy="EUR">{total}</Amt>',
              "<CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>",
              f"<BookgDt><Dt>{found[0].day}</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls>"]  # fmt: skip
    for one in found[:3]:
        inside.append(f'<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">{abs(one.amount)}</Amt></TxAmt></AmtDtls>'
                      f"<RltdPties><Cdtr><Nm>{escape(one.party)}</Nm></Cdtr></RltdPties></TxDtls>")  # fmt: skip
    inside.append("</NtryDtls></Ntry>")
    for one in found[3:]:
        inside += _camt_entry(one, "EUR", coded=False)
    meant = [Meant(found[0].day if n < 3 else e.day, e.amount, "expense", -e.amount, "EUR")
             for n, e in enumerate(found)]  # fmt: skip
    lines = _camt("camt.053.001.02", "BkToCstmrStmt", "Stmt", inside)
    return Sample("camt053-batch.xml", lines, meant, None)


def camt052() -> Sample:
    """The day's report of a Swiss account by its own number."""
    found = events(142)
    inside = ["<Acct><Id><Othr><Id>0123-456789-01</Id></Othr></Id><Ccy>CHF</Ccy></Acct>"]
    for one in found:
        inside += _camt_entry(one, "CHF", coded=False)
    lines = _camt("camt.052.001.04", "BkToCstmrAcctRpt", "Rpt", inside)
    return Sample("camt052.xml", lines, [money(e, "CHF") for e in found], None)


def camt054() -> Sample:
    """A notification of credits, in UTF-16."""
    found = [e for e in events(143, 12) if e.income]
    inside = [f"<Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>"]
    for one in found:
        inside += _camt_entry(one, "EUR")
    lines = _camt("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", inside)
    lines[0] = lines[0].replace("UTF-8", "UTF-16")
    return Sample("camt054.xml", lines, [money(e, "EUR") for e in found], None, "utf-16")


def camt_two_accounts() -> Sample:
    """Two accounts in one file: which one is asked; the longer one is suggested."""
    found, other = events(144, 8), events(145, 3)
    inside = [f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"]
    for one in found:
        inside += _camt_entry(one, "EUR")
    inside += ["</Stmt>", "<Stmt>",
               "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>"]  # fmt: skip
    for one in other:
        inside += _camt_entry(one, "EUR")
    lines = _camt("camt.053.001.08", "BkToCstmrStmt", "Stmt", inside)
    return Sample("camt053-two-accounts.xml", lines, [money(e, "EUR") for e in found], None,
                  asks=("table",))  # fmt: skip


def _ofx_rows(found: list[Event], *, closed: bool) -> list[str]:
    rows = []
    for one in found:
        cells = {"TRNTYPE": "CREDIT" if one.income else "DEBIT",
                 "DTPOSTED": one.stamp("%Y%m%d120000[-5:EST]"), "TRNAMT": f"{one.amount:+}",
                 "FITID": one.number, "NAME": escape(one.party), "MEMO": escape(one.memo)}  # fmt: skip
        end = "</{}>" if closed else ""
        rows += ["<STMTTRN>", *(f"<{k}>{v}{end.format(k)}" for k, v in cells.items()), "</STMTTRN>"]
    return rows


def ofx1() -> Sample:
    """OFX 1: a header of lines, tags that are never closed, Windows-1252."""
    found = events(146, parties=DE)
    lines = ["OFXHEADER:100", "DATA:OFXSGML", "VERSION:102", "SECURITY:NONE", "ENCODING:USASCII",
             "CHARSET:1252", "COMPRESSION:NONE", "OLDFILEUID:NONE", "NEWFILEUID:NONE", "", "<OFX>",
             "<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260401"
             "<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>",
             "<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>",
             "<CURDEF>EUR", "<BANKACCTFROM><BANKID>50010517<ACCTID>0648489890<ACCTTYPE>CHECKING",
             "</BANKACCTFROM>", "<BANKTRANLIST><DTSTART>20260101<DTEND>20260331",
             *_ofx_rows(found, closed=False), "</BANKTRANLIST>",
             f"<LEDGERBAL><BALAMT>{found[-1].balance}<DTASOF>20260401</LEDGERBAL>",
             "</STMTRS></STMTTRNRS></BANKMSGSRSV1>", "</OFX>"]  # fmt: skip
    return Sample("ofx1.ofx", lines, [money(e, "EUR") for e in found], None, "cp1252", "\r\n")


def qfx2() -> Sample:
    """A card's QFX in XML: purchases negative."""
    found = events(147)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             '<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>',
             "<OFX>", "<CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS>", "<CURDEF>USD</CURDEF>",
             "<CCACCTFROM><ACCTID>4111111111111111</ACCTID></CCACCTFROM>", "<BANKTRANLIST>",
             *_ofx_rows(found, closed=True), "</BANKTRANLIST>",
             "</CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1>", "</OFX>"]  # fmt: skip
    return Sample("card.qfx", lines, [money(e, "USD") for e in found], None)


def mt940() -> Sample:
    """Two messages of one account with structured :86: and envelopes; a reversal of a debit."""
    found = events(148, parties=("Stadtwerke Nord", "Hof Garten", "Anna Schaefer"))
    lines = []
    for part in (found[:5], found[5:]):
        before = part[0].balance - part[0].amount
        lines += ["{1:F01BANKDEFFXXXX0000000000}{2:I940BANKDEFFXXXXN}{4:", ":20:STARTUMS",
                  ":25:50010517/0648489890", ":28C:00001/001",
                  f":60F:C{part[0].stamp('%y%m%d')}EUR{comma(before)}"]  # fmt: skip
        for one in part:
            mark = ("RD" if one is found[1] else "C") if one.income else "D"
            lines += [f":61:{one.stamp('%y%m%d')}{one.stamp('%m%d')}{mark}{comma(abs(one.amount))}"
                      f"NTRFNONREF//{one.number[-12:]}",
                      f":86:166?00UEBERWEISUNG?20{one.memo}?30BANKDEFF?31DE02100110010000000001"
                      f"?32{one.party}"]  # fmt: skip
        lines += [f":62F:C{part[-1].stamp('%y%m%d')}EUR{comma(part[-1].balance)}", "-}"]
    return Sample("mt940.sta", lines, [money(e, "EUR") for e in found], None, "utf-8", "\r\n")


SAMPLES = (
    camt053, camt053_batch, camt052, camt054, camt_two_accounts, ofx1, qfx2, mt940,
)  # fmt: skip
