"""Banks, market places and ledgers of the west recalled after the importer was made."""

from __future__ import annotations

from decimal import Decimal

from tests.samples.making.model import (
    DE,
    FR,
    ZH,
    ZH_MEMOS,
    Meant,
    Sample,
    card,
    comma,
    either,
    eu,
    events,
    money,
    quoted,
    row,
    us,
    worded,
)

BOM, CRLF = "utf-8-sig", "\r\n"


def postbank() -> Sample:
    """Amount, debit and credit side by side; the closing balance looks like a row without a day."""
    found = events(321, parties=DE)
    lines = ["Umsätze", "Konto;Filial-/Kontonummer;IBAN;Währung", "",
             "Letzter Kontostand;;;;18.000,00;EUR",
             "Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;"
             "IBAN / Kontonummer;BIC;Fremde Gebühren;Betrag;Anzahl der Schecks;Soll;Haben;Währung"]  # fmt: skip
    for e in found:
        day = f"{e.day.day}.{e.day.month}.{e.day.year}"
        out, came = (eu(e.amount), "") if not e.income else ("", eu(e.amount))
        lines.append(row(day, day, "SEPA", e.party, e.memo, "DE0212", "BYLA", "", eu(e.amount), "",
                         out, came, "EUR", delimiter=";"))  # fmt: skip
    lines.append(f"Kontostand;31.3.2026;;;;;;;;;;{eu(found[-1].balance)};EUR")
    meant = [money(e, "EUR") for e in found]
    return Sample("postbank.csv", lines, meant, 5, BOM, CRLF, ";", ",")


def dkb_new() -> Sample:
    """The layout of 2023: who pays and who is paid, two-digit years."""
    found = events(322, parties=DE)
    lines = [
        '"Girokonto";"DE02120300000000202051"',
        '""',
        quoted("Buchungsdatum", "Wertstellung", "Status", "Zahlungspflichtige*r",
               "Zahlungsempfänger*in", "Verwendungszweck", "Umsatztyp", "IBAN", "Betrag (€)",
               "Kundenreferenz", delimiter=";"),
    ]  # fmt: skip
    for e in reversed(found):
        pays, paid = (e.party, "Wir GmbH") if e.income else ("Wir GmbH", e.party)
        day = e.stamp("%d.%m.%y")
        lines.append(quoted(day, day, "Gebucht", pays, paid, e.memo,
                            "Eingang" if e.income else "Ausgang", "DE021", eu(e.amount), "",
                            delimiter=";"))  # fmt: skip
    return Sample("dkb-2023.csv", lines, [money(e, "EUR") for e in found], 3, BOM, "\n", ";", ",")


def n26_new() -> Sample:
    """The layout of 2024: some amounts stand beside what they were in another currency."""
    found = events(323, parties=DE)
    lines = ['"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference",'
             '"Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"']  # fmt: skip
    for number, e in enumerate(found):
        other = (-e.amount * 2, "USD", "2.0") if number % 3 == 0 else ("", "", "")
        lines.append(row(e.day, e.day, e.party, "", "Presentment", e.memo, "Main Account", e.amount,
                         *other))  # fmt: skip
    return Sample("n26-2024.csv", lines, [money(e, "EUR") for e in found])


def mercury() -> Sample:
    """American days, one transaction that failed and one that waits; currency in its own column."""
    found = events(324)
    lines = ["Date (UTC),Description,Amount,Status,Source Account,Bank Description,Reference,Note,"
             "Category,Timestamp,Original Currency"]  # fmt: skip
    meant = []
    for number, e in enumerate(reversed(found)):
        word, status = {0: ("Pending", "pending"), 2: ("Failed", "closed")}.get(
            number, ("Sent", "booked")
        )
        lines.append(row(e.stamp("%m-%d-%Y"), e.party, e.amount, word, "Mercury Checking xx1234",
                         e.party.upper(), "", e.memo, "", e.stamp("%m-%d-%Y %H:%M:%S"),
                         "USD"))  # fmt: skip
        meant.append(money(e, "USD", status=status))
    return Sample("mercury.csv", lines, meant)


def quickbooks_ledger() -> Sample:
    """A general ledger: the account's name as a title, balance from row to row, a date at the end."""
    found = events(325)
    lines = ["Northside Trading LLC,,,,,,,", "General Ledger,,,,,,,",
             ",Date,Transaction Type,Num,Name,Memo/Description,Split,Amount,Balance",
             "Checking,,,,,,,,", 'Beginning Balance,,,,,,,,"18,000.00"']  # fmt: skip
    for number, e in enumerate(found):
        lines.append(row("", e.stamp("%m/%d/%Y"), "Deposit" if e.income else "Expense", 1000 + number,
                         e.party, e.memo, "Office Expenses", us(e.amount), us(e.balance)))  # fmt: skip
    whole = sum((e.amount for e in found), Decimal(0))
    lines += [row("Total for Checking", "", "", "", "", "", "", "$" + us(whole), ""), "",
              '"Thursday, Apr 02, 2026 09:12 AM GMT+0 - Accrual Basis",,,,,,,']  # fmt: skip
    return Sample("quickbooks-ledger.csv", lines, [money(e, "USD") for e in found], 3)


def xero_account() -> Sample:
    """One's own books: debit is money that comes in, as the running balance proves."""
    found = events(326)
    lines = ["Account Transactions", "Northside Trading Ltd", "",
             "Date,Source,Description,Reference,Debit,Credit,Running Balance,Gross,GST",
             "Business Bank Account", "Opening Balance,,,,18000.00,,18000.00,,"]  # fmt: skip
    for e in found:
        out, came = either(e, lambda value: f"{value:.2f}", "0.00")
        lines.append(row(e.stamp("%d %b %Y"), "Receive Money" if e.income else "Spend Money", e.party,
                         e.memo, came, out, e.balance, e.amount, "0.00"))  # fmt: skip
    lines += [f"Closing Balance,,,,{found[-1].balance},,{found[-1].balance},,"]
    return Sample("xero-account.csv", lines, [money(e) for e in found], 4)


def sage_audit() -> Sample:
    """BR and BP say which way; a nominal code stands before the net amount."""
    found = events(327)
    lines = ["No,Type,Account,Nominal,Dept,Details,Date,Ref,Ex.Ref,Net,Tax,T/C,Paid,Bank Rec. Date"]
    for number, e in enumerate(found, 1):
        amount = abs(e.amount)
        lines.append(row(number, "BR" if e.income else "BP", "1200", "4000", 0, e.party,
                         e.stamp("%d/%m/%Y"), f"R{number:03d}", "", amount, "0.00", "T9", amount,
                         ""))  # fmt: skip
    return Sample("sage-audit.csv", lines, [worded(e) for e in found])


def amazon_settlement() -> Sample:
    """A market place: the currency and the sum stand once, on a line without a day."""
    found = events(328, 12)
    lines = ["settlement-id\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\t"
             "amount-type\tamount-description\tamount\tposted-date\tposted-date-time\tsku"]  # fmt: skip
    whole = sum((e.amount for e in found), Decimal(0))
    lines.append(f"1234567\t2026-04-02 00:00:00 UTC\t{whole}\tUSD" + "\t" * 8)
    for e in found:
        what = ("Order", "ItemPrice") if e.income else ("ServiceFee", "ItemFees")
        cells = ("1234567", "", "", "", what[0], e.number, what[1], e.memo, e.amount, e.day,
                 e.stamp("%Y-%m-%d %H:%M:%S UTC"), "SKU")  # fmt: skip
        lines.append("\t".join(map(str, cells)))
    meant = [money(e, "USD") for e in found]
    return Sample("amazon-settlement.txt", lines, meant, delimiter="\t")


def etsy() -> Sample:
    """Sales have an amount and fees have none: the net is always there."""
    found = events(329)
    lines = ["Date,Type,Title,Info,Currency,Amount,Fees & Taxes,Net,Tax Details"]
    for e in found:
        shown = ("$" if e.income else "-$") + us(abs(e.amount))
        amount, fee = (shown, "--") if e.income else ("--", shown)
        lines.append(row(e.stamp("%B %d, %Y"), "Sale" if e.income else "Fee", e.memo, e.number, "USD",
                         amount, fee, shown, "--"))  # fmt: skip
    return Sample("etsy.csv", lines, [money(e, "USD") for e in found])


def venmo() -> Sample:
    """A blank first column, signs apart from the numbers, balances on lines of their own."""
    found = events(330)
    lines = ["Account Statement - (@northside) ,,,,,,,,",
             ",ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (fee),Beginning Balance,"
             "Ending Balance", ",,,,,,,,,,$18000.00,"]  # fmt: skip
    for e in found:
        sides = (e.party, "Us") if e.income else ("Us", e.party)
        sign = "+ $" if e.income else "- $"
        lines.append(row("", e.number, e.stamp("%Y-%m-%dT%H:%M:%S"), "Payment", "Complete", e.memo,
                         *sides, sign + us(abs(e.amount)), "", "", ""))  # fmt: skip
    lines.append(",,,,,,,,,,," + f"${found[-1].balance}")
    return Sample("venmo.csv", lines, [money(e, "USD") for e in found], 2)


def lcl() -> Sample:
    """No header, and the closing balance as a last line that lacks all words."""
    found = events(331, parties=FR)
    lines = [f"{e.day:%d/%m/%Y};{comma(e.amount)};{'Virement' if e.income else 'Carte'};;{e.party};;0;"
             "Divers" for e in found]  # fmt: skip
    lines.append(f"{found[-1].day:%d/%m/%Y};{comma(found[-1].balance)};;;;01234 567890A;;")
    meant = [money(e) for e in found]
    return Sample("lcl-noheader.csv", lines, meant, None, "cp1252", CRLF, ";", ",")


def discover() -> Sample:
    """A card without a word of what its signs mean."""
    found = events(332)
    lines = ["Trans. Date,Post Date,Description,Amount,Category"]
    for e in found:
        text = "INTERNET PAYMENT - THANK YOU" if e.income else e.party
        day = e.stamp("%m/%d/%Y")
        lines.append(row(day, day, text, -e.amount, "Payments" if e.income else "Merchandise"))
    return Sample("discover.csv", lines, [card(e) for e in found], asks=("direction",),
                  answers={"direction": "reversed"})  # fmt: skip


def airwallex() -> Sample:
    """Wallets of three currencies in one file, each with a balance of its own."""
    found = events(333, 9)
    lines = ["Time,Type,Transaction Id,Description,Wallet Currency,Target Currency,Amount,Fee,Net,"
             "Account Balance,Reference"]  # fmt: skip
    balances = dict.fromkeys(("USD", "EUR", "CNY"), Decimal(0))
    meant: list[Meant] = []
    for number, e in enumerate(found):
        code = ("USD", "EUR", "CNY")[number % 3]
        balances[code] += e.amount
        lines.append(row(e.stamp("%Y-%m-%dT%H:%M:%S+0800"), "DEPOSIT" if e.income else "PAYOUT",
                         e.number, e.memo, code, "", e.amount, "0.00", e.amount, balances[code],
                         ""))  # fmt: skip
        meant.append(money(e, code))
    return Sample("wallets.csv", lines, meant)


def budget_sheet() -> Sample:
    """A list kept by hand, with a sum below."""
    found = events(334)
    lines = ["My spending;;;", "Date;What;How much;Paid by"]
    lines += [f"{e.day:%d.%m.%Y};{e.memo};{comma(abs(e.amount))} €;Ann" for e in found]
    lines.append(f"Sum;;{comma(sum((abs(e.amount) for e in found), Decimal(0)))} €;")
    meant = [Meant(e.day, abs(e.amount), "expense", abs(e.amount), "EUR") for e in found]
    return Sample("budget-sheet.csv", lines, meant, 2, "utf-8", "\n", ";", ",", ("direction",),
                  {"direction": "expense"})  # fmt: skip


def freee() -> Sample:
    """Japanese days and whole yen in Shift JIS."""
    found = events(335, whole=True)
    lines = ["取引日,内容,出金額,入金額,残高,メモ"]
    for e in found:
        out, came = either(e, lambda value: f"{int(value):,}")
        lines.append(row(f"{e.day:%Y}年{e.day:%m}月{e.day:%d}日", e.party, out, came,
                         f"{int(e.balance):,}", ""))  # fmt: skip
    return Sample("freee.csv", lines, [money(e) for e in found], 1, "cp932", CRLF)


def bank_page() -> Sample:
    """A page of a bank's site that was saved as a workbook."""
    found = events(336, parties=ZH, memos=ZH_MEMOS)
    cells = ("交易日期", "摘要", "收入金额", "支出金额", "余额", "对方户名")
    lines = ["<html><head><meta charset=gb2312></head><body><h3>账户明细 币种：人民币</h3><table>",
             "<tr>" + "".join(f"<th>{cell}</th>" for cell in cells) + "</tr>"]  # fmt: skip
    for e in found:
        out, came = either(e, us, "&nbsp;")
        told = (e.day, e.memo, came, out, us(e.balance), e.party)
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in told) + "</tr>")
    lines.append("</table></body></html>")
    meant = [money(e, "CNY") for e in found]
    return Sample("bank-page.xls", lines, meant, 2, "gb18030", CRLF, None)


SAMPLES = (
    postbank, dkb_new, n26_new, mercury, quickbooks_ledger, xero_account, sage_audit,
    amazon_settlement, etsy, venmo, lcl, discover, airwallex, budget_sheet, freee, bank_page,
)  # fmt: skip
