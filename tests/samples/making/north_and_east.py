"""Banks of the north and east of Europe."""

from __future__ import annotations

from tests.samples.making.model import (
    EN,
    Sample,
    comma,
    either,
    events,
    money,
    quoted,
    row,
    spaced,
    us,
)


def nordea() -> Sample:
    """Slashes from the year down, the reserved row, a trailing delimiter."""
    found = events(66, parties=("Kåffe Ö", "Björk Bygg", "Åsa Nilsson"))
    lines = ["Bokföringsdag;Belopp;Avsändare;Mottagare;Namn;Rubrik;Saldo;Valuta;"]
    for one in reversed(found):
        sender, receiver = ("", "1234 56 78901") if one.income else ("1234 56 78901", "")
        lines.append(f"{one.stamp('%Y/%m/%d')};{comma(one.amount)};{sender};{receiver};;{one.party};"
                     f"{comma(one.balance)};SEK;")  # fmt: skip
    return Sample(
        "nordea.csv", lines, [money(e, "SEK") for e in found], 1, "utf-8-sig", "\n", ";", ","
    )


def seb() -> Sample:
    """Blanks as thousands, Latin-1, booked and value day."""
    found = events(67, parties=("Kåffe Ö", "Björk Bygg", "Åsa Nilsson"))
    lines = ["Bokföringsdatum;Valutadatum;Verifikationsnummer;Text;Belopp;Saldo"]
    lines += [row(e.day, e.day, e.number[-10:], e.party, spaced(e.amount, " "), spaced(e.balance, " "),
                  delimiter=";") for e in found]  # fmt: skip
    return Sample("seb.csv", lines, [money(e) for e in found], 1, "cp1252", "\r\n", ";", ",")


def mbank() -> Sample:
    """#-headings, apostrophes around account numbers, PLN behind amounts, Windows-1250."""
    found = events(68, parties=("Księgarnia Łódź", "Żabka Ś", "Piotr Gęsty"))
    lines = ["mBank S.A. Bankowość Detaliczna;", "Skrytka Pocztowa 2108;", "", "#Klient;", "PIOTR GĘSTY;", "",
             "Lista operacji;", "", "#Za okres:;01.01.2026;31.03.2026", "", "#Waluta;#Wpływy;#Wydatki;",
             "PLN;5 000,00;-900,00;", "",
             "#Data operacji;#Opis operacji;#Rachunek;#Kategoria;#Kwota;#Saldo po operacji;"]  # fmt: skip
    for one in found:
        lines.append(f'{one.day};"{one.party}  {one.memo}";"eKonto 1234 ... 5678";"Zakupy";'
                     f"{spaced(one.amount, ' ')} PLN;{spaced(one.balance, ' ')} PLN;")  # fmt: skip
    lines += ["", f"#Saldo końcowe;{spaced(found[-1].balance, ' ')} PLN;"]
    return Sample(
        "mbank.csv", lines, [money(e, "PLN") for e in found], 14, "cp1250", "\r\n", ";", ","
    )


def fio() -> Sample:
    """Facts above in quotes, number first, Czech names."""
    found = events(69, parties=("Kavárna Žižkov", "Řeznictví Dvořák", "Elektro Šimek"))
    lines = ['"accountId";"2000123456"', '"currency";"CZK"', '"iban";"CZ0020100000002000123456"',
             '"openingBalance";"18000,00"', f'"closingBalance";"{comma(found[-1].balance)}"',
             '"dateStart";"01.01.2026"', "",
             '"ID pohybu";"Datum";"Objem";"Měna";"Protiúčet";"Název protiúčtu";"Kód banky";"VS";'
             '"Zpráva pro příjemce";"Typ"']  # fmt: skip
    lines += [quoted(e.number[-11:], e.stamp("%d.%m.%Y"), comma(e.amount), "CZK", "123456789", e.party,
                     "0800", "", e.memo, "Platba kartou", delimiter=";") for e in found]  # fmt: skip
    return Sample(
        "fio.csv", lines, [money(e, "CZK") for e in found], 8, "utf-8-sig", "\n", ";", ","
    )


def otp() -> Sample:
    """No header: account first, T and J for direction, whole forints with a sign."""
    found = events(70, parties=("Könyvesbolt Őrség", "Kávézó Űr"), whole=True, most=40000)
    lines = []
    for one in found:
        lines.append(row("117730161234567800000000", "J" if one.income else "T", int(one.amount), "HUF",
                         one.stamp("%Y%m%d"), one.stamp("%Y%m%d"), int(one.balance), "", one.party,
                         one.memo, delimiter=";"))  # fmt: skip
    return Sample(
        "otp-noheader.csv", lines, [money(e, "HUF") for e in found], None, "cp1250", "\r\n", ";"
    )


def aib() -> Sample:
    """Posted account, blanks before names, Debit and Credit."""
    found = events(71, parties=EN)
    lines = ["Posted Account, Posted Transactions Date, Description1, Description2, Description3, "
             "Debit Amount, Credit Amount,Balance,Posted Currency,Transaction Type,Local Currency Amount,"
             "Local Currency"]  # fmt: skip
    for one in found:
        out, came = either(one, us)
        lines.append(quoted("931234 - 00001111", one.stamp("%d/%m/%Y"), one.party, one.memo, "", out, came,
                            us(one.balance), "EUR", "Credit" if one.income else "Debit",
                            us(abs(one.amount)), "EUR"))  # fmt: skip
    return Sample("aib.csv", lines, [money(e, "EUR") for e in found])


SAMPLES = (
    nordea,
    seb,
    mbank,
    fio,
    otp,
    aib,
)
