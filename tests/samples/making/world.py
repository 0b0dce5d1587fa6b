"""Banks of Asia, Africa, Australia, Russia and America; lists of public spending."""

from __future__ import annotations

from decimal import Decimal

from tests.samples.making.model import (
    EN,
    Meant,
    Sample,
    card,
    comma,
    either,
    eu,
    events,
    indian,
    money,
    quoted,
    row,
    spaced,
    us,
)

JA = ("カフェ ヒカリ", "ヤマネ文具", "スズキ ハナ", "ミドリ電力")
RU = ("Кафе Луна", "ООО Берег", "Анна П.", "Книжный двор")


def tinkoff() -> Sample:
    """Operation and payment amounts, FAILED rows, Windows-1251, currency in its column."""
    found = events(80, parties=RU)
    lines = [quoted("Дата операции", "Дата платежа", "Номер карты", "Статус", "Сумма операции",
                    "Валюта операции", "Сумма платежа", "Валюта платежа", "Кэшбэк", "Категория", "MCC",
                    "Описание", "Бонусы (включая кэшбэк)", delimiter=";")]  # fmt: skip
    meant = []
    for number, one in enumerate(reversed(found)):
        failed = number == 2
        lines.append(quoted(one.stamp("%d.%m.%Y %H:%M:%S"), one.stamp("%d.%m.%Y"), "*1234",
                            "FAILED" if failed else "OK", comma(one.amount), "RUB", comma(one.amount),
                            "RUB", "", "Супермаркеты", "5411", one.party, "0,00", delimiter=";"))  # fmt: skip
        meant.append(money(one, "RUB", status="closed" if failed else "booked"))
    return Sample("tinkoff.csv", lines, meant, 1, "cp1251", "\r\n", ";", ",")


def garanti() -> Sample:
    """Facts above with a colon, decimal comma, Windows-1254, balance beside."""
    found = events(81, parties=("Çiçek Kırtasiye", "Güneş Lojistik", "İpek Şahin"))
    lines = ["Hesap Hareketleri;;;;", "Müşteri:;Ayşe Yılmaz;;;",
             "IBAN:;TR120006200000000001234567;;;", "Hesap Türü:;Vadesiz TL;;;", ";;;;",
             "Tarih;Açıklama;Etiket;Tutar;Bakiye;Dekont No"]  # fmt: skip
    lines += [row(e.stamp("%d.%m.%Y"), f"{e.party} {e.memo}", "Diğer", eu(e.amount), eu(e.balance),
                  e.number[-7:], delimiter=";") for e in found]  # fmt: skip
    return Sample("garanti.csv", lines, [money(e) for e in found], 6, "cp1254", "\r\n", ";", ",")


def leumi() -> Sample:
    """Hebrew names, debit and credit columns, running balance, Windows-1255."""
    found = events(82, parties=("קפה הדר", "ספרי תמר", "נועה לוי"))
    lines = ["תאריך,תאריך ערך,תיאור,אסמכתא,חובה,זכות,יתרה"]
    for one in found:
        out, came = either(one, us)
        lines.append(row(one.stamp("%d/%m/%y"), one.stamp("%d/%m/%y"), one.party, one.number[-6:], out,
                         came, us(one.balance)))  # fmt: skip
    return Sample("leumi.csv", lines, [money(e) for e in found], 1, "cp1255", "\r\n")


def mufg() -> Sample:
    """Shift-JIS: unpadded days, paid and received with thousands in quotes."""
    found = events(83, parties=JA, whole=True, most=90000)
    lines = [quoted("日付", "摘要", "摘要内容", "支払い金額", "預かり金額", "差引残高", "メモ",
                    "未資金化区分", "入払区分")]  # fmt: skip
    for one in found:
        out, came = either(one, lambda value: f"{value:,.0f}")
        day = f"{one.day.year}/{one.day.month}/{one.day.day}"
        lines.append(quoted(day, "振込" if one.income else "カード", one.party, out, came,
                            f"{one.balance:,.0f}", "", "", "入金" if one.income else "支払い"))  # fmt: skip
    return Sample("mufg.csv", lines, [money(e) for e in found], 1, "cp932", "\r\n")


def rakuten() -> Sample:
    """A card's list: all spending, fees apart, month columns, whole yen."""
    found = events(84, parties=JA, whole=True, most=9000)
    lines = [quoted("利用日", "利用店名・商品名", "利用者", "支払方法", "利用金額", "支払手数料", "支払総額",
                    "4月支払金額", "5月繰越残高", "新規サイン")]  # fmt: skip
    meant = []
    for one in found:
        amount = abs(one.amount)
        lines.append(quoted(one.stamp("%Y/%m/%d"), one.party, "本人", "1回払い", f"{amount:.0f}", "0",
                            f"{amount:.0f}", f"{amount:.0f}", "0", "*"))  # fmt: skip
        meant.append(Meant(one.day, amount, "expense", amount, None))
    return Sample("rakuten-card.csv", lines, meant, 1, "utf-8-sig", "\r\n", asks=("direction",),
                  answers={"direction": "expense"})  # fmt: skip


def hdfc() -> Sample:
    """Lakhs and crores, two-digit years, rows of stars, a summary below."""
    found = events(85, most=60000, opening="1250000.00")
    lines = [
        "HDFC BANK Ltd.                          Page No .:   1      Statement of accounts",
        "",
        "MR AVA LINDQVIST,,,,Account No :,50100012345678,",
        "Statement From :,01/01/2026,To :,31/03/2026",
        "",
        "Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance",
        "********,**********************,**********,********,**********,**********,**********",
    ]
    for one in found:
        out, came = either(one, indian)
        lines.append(row(one.stamp("%d/%m/%y"), f"UPI-{one.party}", "0000" + one.number[-12:],
                         one.stamp("%d/%m/%y"), out, came, indian(one.balance)))  # fmt: skip
    lines += ["********,**********************,**********,********,**********,**********,**********", "",
              "STATEMENT SUMMARY :-", "Opening Balance,Dr Count,Cr Count,Debits,Credits,Closing Bal",
              f'"12,50,000.00",5,3,"1,000.00","2,000.00","{indian(found[-1].balance)}"', "",
              "Generated On: 01-APR-2026 10:00,Generated By: 12345678",
              "This is a computer generated statement and does not require signature."]  # fmt: skip
    return Sample("hdfc.csv", lines, [money(e) for e in found], 6)


def sbi_india() -> Sample:
    """Tabs between cells though the name says XLS; month names; blanks as empty cells."""
    found = events(86, most=60000, opening="850000.00")
    lines = [
        "Account Name       :\tMs. AVA LINDQVIST",
        "Account Number     :\t_00000031234567890",
        "Currency           :\tINR",
        "Start Date         :\t1 Jan 2026",
        "End Date           :\t31 Mar 2026",
        "",
        "Txn Date\tValue Date\tDescription\tRef No./Cheque No.\t        Debit\tCredit\tBalance",
    ]
    for one in found:
        out, came = either(one, indian, " ")
        day = f"{one.day.day} {one.stamp('%b %Y')}"
        lines.append("\t".join((day, day, f"   TO TRANSFER-{one.party}", f"   {one.number[-9:]} ", out, came,
                                indian(one.balance))))  # fmt: skip
    lines.append("**This is a computer generated statement and does not require a signature")
    meant = [money(one, "INR") for one in found]
    return Sample("sbi-india.tsv", lines, meant, 7, "utf-8", "\r\n", "\t")


def commbank() -> Sample:
    """No header, signed amounts in quotes, balance with a plus."""
    found = events(87)
    lines = [f'{e.stamp("%d/%m/%Y")},"{e.amount:+}","{e.party} {e.memo}","{e.balance:+}"'
             for e in reversed(found)]  # fmt: skip
    return Sample("commbank-noheader.csv", lines, [money(e) for e in found], None, "utf-8", "\r\n")


def anz() -> Sample:
    """New Zealand: type, details, particulars, code and reference; foreign amount at the end."""
    found = events(88)
    lines = [
        "Type,Details,Particulars,Code,Reference,Amount,Date,ForeignCurrencyAmount,ConversionCharge"
    ]
    lines += [row("Deposit" if e.income else "Eft-Pos", e.party, e.memo, "", e.number[-6:], e.amount,
                  e.stamp("%d/%m/%Y"), "", "") for e in found]  # fmt: skip
    return Sample("anz-nz.csv", lines, [money(e) for e in found])


def fnb() -> Sample:
    """South Africa: name, account and balance above; blank after each comma."""
    found = events(89)
    lines = [
        "Name:, AVA, LINDQVIST",
        "Account:, 62012345678, [CHEQUE ACCOUNT]",
        f"Balance:, {found[-1].balance}, {found[-1].balance}",
        "",
        "Date, Amount, Balance, Description",
    ]
    lines += [f"{e.stamp('%Y/%m/%d')}, {e.amount}, {e.balance}, {e.party} {e.memo}" for e in found]
    return Sample("fnb.csv", lines, [money(e) for e in found], 5)


def nubank() -> Sample:
    """Brazil: identifier as UUID, point as decimal sign, Portuguese names."""
    found = events(90, parties=("Padaria São João", "Mercado Açaí", "João Paixão"))
    lines = ["Data,Valor,Identificador,Descrição"]
    lines += [row(e.stamp("%d/%m/%Y"), e.amount, f"6400{e.number[:4]}-{e.number[4:8]}-4a{e.number[-8:-6]}-"
                  f"{e.number[-12:]}", f"Transferência - {e.party}") for e in found]  # fmt: skip
    return Sample("nubank.csv", lines, [money(e) for e in found])


def nubank_card() -> Sample:
    """A card: purchases positive, the payment received negative."""
    found = events(91, parties=("Padaria Sol", "Mercado Bom", "Posto Norte"))
    lines = ["date,category,title,amount"]
    lines += [row(e.day, "payment" if e.income else "outros",
                  "Pagamento recebido" if e.income else e.party, -e.amount) for e in found]  # fmt: skip
    return Sample("nubank-card.csv", lines, [card(e) for e in found], asks=("direction",),
                  answers={"direction": "reversed"})  # fmt: skip


def council() -> Sample:
    """UK council payments over £500: pounds in the name, a credit note in minus, repeated lines."""
    found = events(92, 12)
    lines = ["Payments to suppliers over £500,,,,,,,", ",,,,,,,",
             "Body Name,Service Area,Expense Type,Payment Date,Transaction Number,Amount (£),Supplier Name,"
             "Irrecoverable VAT"]  # fmt: skip
    meant = []
    for number, one in enumerate([*found, found[-1]]):
        amount = abs(one.amount) * (-1 if number == 5 else 1)
        lines.append(row("Westmarch District Council", "Environment", "Premises", one.stamp("%d/%m/%Y"),
                         f"50{one.number[-6:]}", us(amount), one.party, "No"))  # fmt: skip
        meant.append(Meant(one.day, amount, "expense", amount, "GBP"))
    return Sample("uk-council.csv", lines, meant, 3, "cp1252", "\r\n", asks=("direction",),
                  answers={"direction": "expense"})  # fmt: skip


def uk_department() -> Sample:
    """UK central government spend over £25,000: months as words, £ in cells, a grand total."""
    found = events(93, 9, most=900000)
    lines = ["Department Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,"
             "AP Amount (£),Supplier Postcode"]  # fmt: skip
    meant, total = [], Decimal(0)
    for one in found:
        amount = abs(one.amount)
        total += amount
        lines.append(row("Department for Rivers", "Rivers Agency", one.stamp("%d-%b-%y"), "Consultancy",
                         "Projects", one.party, one.number[-6:], f"£{us(amount)}", "SW1A 2AA"))  # fmt: skip
        meant.append(Meant(one.day, amount, "expense", amount, "GBP"))
    lines.append(f',,,,,,Grand Total,"£{us(total)}",')
    return Sample("uk-department.csv", lines, meant, 1, "cp1252", "\r\n", asks=("direction",),
                  answers={"direction": "expense"})  # fmt: skip


def desjardins() -> Sample:
    """Canada: French names with accents, withdrawals and deposits, cp1252."""
    found = events(94, parties=EN)
    lines = ["Compte;Date;Référence;Description;Retraits;Dépôts;Solde"]
    for one in found:
        out, came = either(one, lambda value: spaced(value, " "))
        lines.append(row("EOP 123", one.day, one.number[-6:], one.party, out, came,
                         spaced(one.balance, " "), delimiter=";"))  # fmt: skip
    return Sample("desjardins.csv", lines, [money(e) for e in found], 1, "cp1252", "\r\n", ";", ",")


SAMPLES = (
    tinkoff, garanti, leumi, mufg, rakuten, hdfc, sbi_india, commbank, anz, fnb, nubank, nubank_card,
    council, uk_department, desjardins,
)  # fmt: skip
