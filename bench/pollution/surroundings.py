"""Pollutions around the records: preambles, footers, headers, other tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.pollution.table import HEADER, PLAIN, Polluted, Style, lines, polluted, table

ABOVE: dict[str, Callable[[int], str]] = {
    "text": lambda n: f"Statement of account part {n}",
    "pairs": lambda n: f"Item {n},Value of it",
    "padded": lambda n: f"Item {n},Value of it,,,,,",
    "blank": lambda n: "",
    "comment": lambda n: f"# line {n} of the bank",
    "dated": lambda n: f"Printed on,2026-07-{n % 28 + 1:02d}",
    "numbers": lambda n: f"Items,{n * 17}",
    "rules": lambda n: "-" * 40,
    "wide": lambda n: f"A{n},note,that,has,more,cells,than,the,table",
}  # fmt: skip
BELOW: dict[str, tuple[str, ...]] = {
    "total": ("Total,,,,{sum},,",), "count": ("30 records",), "rule": ("-" * 30,),
    "sums": ("Total in,,,,{plus},,", "Total out,,,,{minus},,"),
    "text": ("Printed by the bank.", "No signature is needed."),
    "blank-total": ("", "Total,,,,{sum},,"), "chinese": ("合计,,,,{sum},,", "共30笔记录"),
    "pairs": ("Printed on,2026-07-01", "Branch,Harbour"), "padded": ("End of statement,,,,,,",),
    "grand": ("Subtotal,,,,{sum},,", "", "Grand total,,,,{sum},,"),
}  # fmt: skip
NAMES = {
    "chinese": ("交易日期", "交易号", "交易对方", "摘要", "交易金额", "币种", "余额"),
    "german": ("Buchungstag", "Referenz", "Empfänger", "Verwendungszweck", "Betrag", "Währung",
               "Saldo"),
    "french": ("Date", "Référence", "Bénéficiaire", "Libellé", "Montant", "Devise", "Solde"),
    "spanish": ("Fecha", "Referencia", "Beneficiario", "Concepto", "Importe", "Divisa", "Saldo"),
    "italian": ("Data", "Riferimento", "Beneficiario", "Descrizione", "Importo", "Divisa", "Saldo"),
    "dutch": ("Datum", "Referentie", "Naam", "Omschrijving", "Bedrag", "Munt", "Saldo"),
    "capitals": tuple(name.upper() for name in HEADER),
    "small": tuple(name.lower() for name in HEADER),
    "under": tuple(f"{name}_" for name in HEADER), "padded": tuple(f"  {name} " for name in HEADER),
    "starred": tuple(f"*{name}*" for name in HEADER),
    "doubled": ("Date", "Reference", "Text", "Text", "Amount", "Currency", "Balance"),
    "blank": ("Date", "", "", "Description", "Amount", "Currency", "Balance"),
    "brackets": tuple(f"[{name}]" for name in HEADER),
    "long": ("Date", "Reference", "Counterparty of this booking as the other bank has told it",
             "Description", "Amount", "Currency", "Balance"),
}  # fmt: skip
COUNTS = (1, 2, 3, 5, 10, 30, 100, 300)


def surrounding_pollutions() -> Iterator[Polluted]:
    """Lines above and below the table, odd headers, a second table."""
    yield from _above()
    yield from _below()
    yield from _headers()
    yield from _tables()


def _above() -> Iterator[Polluted]:
    clean = lines(table(), PLAIN)
    for name, write in ABOVE.items():
        for count in COUNTS:
            above = [write(number) for number in range(count)]
            yield polluted(f"preamble/{name}-{count}", above + clean)
            if count in (2, 10):
                yield polluted(f"preamble/{name}-{count}-gap", [*above, "", *clean])
                yield polluted(f"preamble/{name}-{count}-no-header", above + clean[1:], header=())


def _below() -> Iterator[Polluted]:
    clean = lines(table(), PLAIN)
    total = {"sum": "123.45", "plus": "9876.50", "minus": "-1234.50"}
    for name, listed in BELOW.items():
        below = [one.format(**total) for one in listed]
        yield polluted(f"footer/{name}", clean + below)
        yield polluted(f"footer/{name}-gap", [*clean, "", *below])
        yield polluted(f"footer/{name}-preamble", ["Statement", "", *clean, "", *below])
        for at in (5, 16):
            inside = [*clean[:at], *below, *clean[at:]]
            yield polluted(f"inside/{name}-{at}", inside)
    for count in (2, 10):
        yield polluted(f"footer/notes-{count}", clean + [f"Note {n}" for n in range(count)])


def _headers() -> Iterator[Polluted]:
    body = lines(table(), PLAIN, None)
    for delimiter in (",", ";", "\t"):
        style = Style(delimiter)
        for name, names in NAMES.items():
            listed = lines(table(), style, names)
            yield polluted(f"header/{name}-{ord(delimiter)}", listed, header=names)
        yield polluted(f"header/none-{ord(delimiter)}", lines(table(), style, None), header=())
    second = ("", "No", "Name", "Text", "EUR", "Code", "EUR")
    joined = tuple(f"{name} / {other}" for name, other in zip(HEADER, second, strict=True))
    under = ",".join(second)
    yield polluted("header/two-lines", [",".join(HEADER), under, *body],
                   header=tuple(name.removesuffix(" / ") for name in joined))  # fmt: skip
    chinese = tuple(f"{a} / {b}" for a, b in zip(NAMES["chinese"], HEADER, strict=True))
    both = [",".join(NAMES["chinese"]), ",".join(HEADER), *body]
    yield polluted("header/two-languages", both, header=chinese)
    yield polluted("header/ruled", [",".join(HEADER), ",".join(["-----"] * 7), *body])
    for cut in (1, 2):
        yield polluted(
            f"header/short-{cut}", [",".join(HEADER[:-cut]), *body], header=HEADER[:-cut]
        )
        more = (*HEADER, *[f"Extra {n}" for n in range(cut)])
        yield polluted(f"header/long-{cut}", [",".join(more), *body], header=more)
    for at in (4, 11, 20):
        again = [",".join(HEADER), *body[:at], ",".join(HEADER), *body[at:]]
        yield polluted(f"header/again-{at}", again)
        paged = [",".join(HEADER), *body[:at], "", "Page 2", ",".join(HEADER), *body[at:]]
        yield polluted(f"header/page-{at}", paged)
    broken = (*HEADER[:3], '"Descrip\ntion"', *HEADER[4:])
    yield polluted("header/broken", [",".join(broken), *body],
                   header=(*HEADER[:3], "Descrip\ntion", *HEADER[4:]))  # fmt: skip


def _tables() -> Iterator[Polluted]:
    clean = lines(table(), PLAIN)
    other = ["Rate,Unit,Remark", "1.10,EUR,fixed", "0.90,USD,free"]
    summary = ["Currency,Total in,Total out,Balance", "EUR,100.00,-20.00,80.00"]
    for name, listed in {"rates": other, "summary": summary}.items():
        yield polluted(f"table/{name}-below", [*clean, "", *listed])
        yield polluted(f"table/{name}-above", [*listed, "", *clean])
        yield polluted(f"table/{name}-titled", ["Summary", *listed, "", "Bookings", *clean])
        yield polluted(f"table/{name}-both", [*listed, "", *clean, "", *listed])
