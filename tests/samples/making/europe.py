"""Banks of Germany, the Netherlands and the south of Europe."""

from __future__ import annotations

from tests.samples.making.model import (
    DE,
    FR,
    Sample,
    comma,
    either,
    eu,
    events,
    money,
    quoted,
    row,
    spaced,
    worded,
)


def n26() -> Sample:
    """ISO days, every cell in quotes, original amount and rate at the end."""
    found = events(55, parties=DE)
    lines = ['"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference",'
             '"Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"']  # fmt: skip
    for one in found:
        lines.append(row(one.day, one.day, one.party, "DE02100110010000000000", "Presentment",
                         one.memo, "Hauptkonto", one.amount, -one.amount, "EUR", "1.0"))  # fmt: skip
    return Sample("n26.csv", lines, [money(e, "EUR") for e in found])


def dkb() -> Sample:
    """Facts and balance above the table, € behind amounts, status words, two-digit years."""
    found = events(56, parties=DE)
    lines = ['"Girokonto";"DE12120300001234567890"', '"Zeitraum:";"01.01.2026 - 31.03.2026"',
             f'"Kontostand vom 31.03.2026:";"{eu(found[-1].balance)} €"', '""',
             quoted("Buchungsdatum", "Wertstellung", "Status", "Zahlungspflichtige*r",
                    "Zahlungsempfänger*in", "Verwendungszweck", "Umsatztyp", "IBAN", "Betrag (€)",
                    "Gläubiger-ID", "Mandatsreferenz", "Kundenreferenz", delimiter=";")]  # fmt: skip
    meant = []
    for number, one in enumerate(reversed(found)):
        state = "Vorgemerkt" if number == 0 else "Gebucht"
        payer, payee = (one.party, "Nora Busch") if one.income else ("Nora Busch", one.party)
        lines.append(quoted(one.stamp("%d.%m.%y"), one.stamp("%d.%m.%y"), state, payer, payee,
                            one.memo, "Eingang" if one.income else "Ausgang",
                            "DE02100110010000000001", f"{eu(one.amount)}", "", "", "",
                            delimiter=";"))  # fmt: skip
        meant.append(money(one, "EUR", status="booked" if number else "pending"))
    return Sample("dkb.csv", lines, meant, 5, "utf-8-sig", "\n", ";", ",")


def sparkasse() -> Sample:
    """CAMT-CSV: Latin-1, two-digit years, decimal comma without thousands."""
    found = events(57, parties=DE)
    names = ("Auftragskonto", "Buchungstag", "Valutadatum", "Buchungstext", "Verwendungszweck",
             "Glaeubiger ID", "Mandatsreferenz", "Kundenreferenz (End-to-End)", "Sammlerreferenz",
             "Lastschrift Ursprungsbetrag", "Auslagenersatz Ruecklastschrift",
             "Beguenstigter/Zahlungspflichtiger", "Kontonummer/IBAN", "BIC (SWIFT-Code)", "Betrag",
             "Waehrung", "Info")  # fmt: skip
    lines, meant = [quoted(*names, delimiter=";")], []
    for number, one in enumerate(found):
        info = "Umsatz vorgemerkt" if number == 7 else "Umsatz gebucht"
        lines.append(quoted("DE12500105170000000000", one.stamp("%d.%m.%y"), one.stamp("%d.%m.%y"),
                            "GUTSCHR. UEBERWEISUNG" if one.income else "LASTSCHRIFT", one.memo, "", "",
                            one.number, "", "", "", one.party, "DE02100110010000000001", "PBNKDEFF",
                            comma(one.amount), "EUR", info, delimiter=";"))  # fmt: skip
        meant.append(money(one, "EUR", status="pending" if number == 7 else "booked"))
    return Sample("sparkasse-camt.csv", lines, meant, 1, "cp1252", "\r\n", ";", ",")


def commerzbank() -> Sample:
    """UTF-8 with BOM, own account in three columns."""
    found = events(58, parties=DE)
    lines = [
        "Buchungstag;Wertstellung;Umsatzart;Buchungstext;Betrag;Währung;IBAN Kontoinhaber;Kategorie"
    ]
    lines += [row(e.stamp("%d.%m.%Y"), e.stamp("%d.%m.%Y"), "Gutschrift" if e.income else "Lastschrift",
                  f"{e.party} {e.memo}", comma(e.amount), "EUR", "DE12100400000000000000", "Sonstige",
                  delimiter=";") for e in found]  # fmt: skip
    return Sample("commerzbank.csv", lines, [money(e, "EUR") for e in found], 1, "utf-8-sig", "\r\n",
                  ";", ",")  # fmt: skip


def ing_nl() -> Sample:
    """Af and Bij beside unsigned amounts, days without separators."""
    found = events(59)
    lines = [quoted("Datum", "Naam / Omschrijving", "Rekening", "Tegenrekening", "Code", "Af Bij",
                    "Bedrag (EUR)", "Mutatiesoort", "Mededelingen", "Saldo na mutatie", "Tag",
                    delimiter=";")]  # fmt: skip
    for one in reversed(found):
        lines.append(quoted(one.stamp("%Y%m%d"), one.party, "NL01INGB0000000001",
                            "NL02RABO0000000002", "OV", "Bij" if one.income else "Af",
                            comma(abs(one.amount)), "Overschrijving", f"Naam: {one.party} {one.memo}",
                            comma(one.balance), "", delimiter=";"))  # fmt: skip
    return Sample(
        "ing-nl.csv", lines, [worded(e, "EUR") for e in found], 1, "utf-8", "\r\n", ";", ","
    )


def abn() -> Sample:
    """A TAB file without a header: balance before and after around the value date."""
    found = events(60)
    lines = []
    for one in found:
        before = one.balance - one.amount
        lines.append("\t".join(("123456789", "EUR", one.stamp("%Y%m%d"), comma(before),
                                comma(one.balance), one.stamp("%Y%m%d"), comma(one.amount),
                                f"SEPA Overboeking     IBAN: NL02RABO0000000002  Naam: {one.party}")))  # fmt: skip
    return Sample("abn-amro.tab", lines, [money(e, "EUR") for e in found], None, "utf-8", "\r\n", "\t",
                  ",")  # fmt: skip


def rabobank() -> Sample:
    """Explicit plus signs, balance with a sign as well, many columns."""
    found = events(61, parties=FR)
    names = ("IBAN/BBAN", "Munt", "BIC", "Volgnr", "Datum", "Rentedatum", "Bedrag", "Saldo na trn",
             "Tegenrekening IBAN/BBAN", "Naam tegenpartij", "Naam uiteindelijke partij", "Code",
             "Transactiereferentie", "Omschrijving-1", "Omschrijving-2", "Reden retour", "Oorspr bedrag",
             "Oorspr munt", "Koers")  # fmt: skip
    lines = [quoted(*names)]
    for number, one in enumerate(found, 1):
        sign = "+" if one.income else ""
        lines.append(quoted("NL03RABO0000000003", "EUR", "RABONL2U", f"{number:018d}", one.day, one.day,
                            sign + comma(one.amount), "+" + comma(one.balance), "NL01INGB0000000001",
                            one.party, "", "cb", "", one.memo, " ", "", "", "", ""))  # fmt: skip
    return Sample("rabobank.csv", lines, [money(e, "EUR") for e in found], 1, "cp1252", "\r\n",
                  decimal=",")  # fmt: skip


def bnp() -> Sample:
    """One line of facts above, narrow blanks as thousands, Windows-1252."""
    found = events(62, parties=FR)
    lines = [
        f"Compte de chèques;****1234;31/03/2026;;{spaced(found[-1].balance)}",
        "Date operation;Libelle court;Type operation;Libelle operation;Montant operation en euro",
    ]
    lines += [row(e.stamp("%d/%m/%Y"), "VIR" if e.income else "CB", "Virement" if e.income else "Carte",
                  f"{e.party} {e.memo}", spaced(e.amount), delimiter=";") for e in found]  # fmt: skip
    return Sample("bnp-paribas.csv", lines, [money(e, "EUR") for e in found], 2, "cp1252", "\r\n", ";",
                  ",")  # fmt: skip


def societe_generale() -> Sample:
    """Account, period and balance above; DEVISE column."""
    found = events(63, parties=FR)
    lines = [
        '="0123400012345678";01/01/2026;31/03/2026;8;31/03/2026;'
        + comma(found[-1].balance)
        + " EUR",
        "",
        "date_comptabilisation;libellé_complet_operation;montant_operation;devise;",
    ]
    lines += [f"{e.stamp('%d/%m/%Y')};{e.party} {e.memo};{comma(e.amount)};EUR;" for e in found]
    return Sample("societe-generale.csv", lines, [money(e, "EUR") for e in found], 3, "cp1252", "\r\n",
                  ";", ",")  # fmt: skip


def intesa() -> Sample:
    """Addebiti and Accrediti, an account line above, sums below."""
    found = events(64, parties=("Caffè Girasole", "Officina Bruni", "Libreria Antica"))
    lines = [
        "Conto corrente;1000/00012345;;;;",
        "Periodo dal 01/01/2026 al 31/03/2026;;;;;",
        "",
        "Data contabile;Data valuta;Descrizione;Accrediti;Addebiti;Descrizione estesa",
    ]
    for one in found:
        out, came = either(one, eu)
        lines.append(row(one.stamp("%d/%m/%Y"), one.stamp("%d/%m/%Y"), one.party, came,
                         f"-{out}" if out else "", one.memo, delimiter=";"))  # fmt: skip
    lines.append(";;Totale;1.000,00;-1.000,00;")
    return Sample("intesa.csv", lines, [money(e) for e in found], 4, "utf-8", "\r\n", ";", ",")


def bbva() -> Sample:
    """Two lines of title, available balance beside, currency twice."""
    found = events(65, parties=("Cafetería Sol", "Librería Niño", "Señal Telecom"))
    lines = [
        ";;Últimos movimientos;;;;;;",
        ";;;;;;;;",
        ";F.Valor;Fecha;Concepto;Movimiento;Importe;Divisa;Disponible;Divisa;Observaciones",
    ]
    lines += [row("", e.stamp("%d/%m/%Y"), e.stamp("%d/%m/%Y"), e.party, "Pago con tarjeta",
                  comma(e.amount), "EUR", comma(e.balance), "EUR", e.memo, delimiter=";")
              for e in found]  # fmt: skip
    return Sample("bbva.csv", lines, [money(e, "EUR") for e in found], 3, "utf-8", "\n", ";", ",")


SAMPLES = (
    n26,
    dkb,
    sparkasse,
    commerzbank,
    ing_nl,
    abn,
    rabobank,
    bnp,
    societe_generale,
    intesa,
    bbva,
)
