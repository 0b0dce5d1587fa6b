"""Banks of Great Britain and Ireland."""

from __future__ import annotations

from tests.samples.making.model import (
    Sample,
    either,
    events,
    money,
    row,
    us,
)


def hsbc_uk() -> Sample:
    """No header: day/month/year, text, amount with thousands in quotes."""
    found = events(50)
    lines = [row(e.stamp("%d/%m/%Y"), f"{e.party} {e.memo}", us(e.amount)) for e in found]
    return Sample(
        "hsbc-uk-noheader.csv", lines, [money(e) for e in found], None, "utf-8-sig", "\r\n"
    )


def hsbc_hk() -> Sample:
    """Bilingual company account: credit and debit, balance with the currency in its own column."""
    found = events(51)
    lines = ["Account name,Account number,Bank name,Currency,Location,BIC,IBAN,Account status,"
             "Transaction date,Value date,Bank reference,Narrative,Customer reference,TRN type,"
             "Credit amount,Debit amount,Balance"]  # fmt: skip
    for one in found:
        out, came = either(one, us)
        lines.append(row("NANFENG TRADING", "'848123456001", "HSBC", "HKD", "HONG KONG", "HSBCHKHH", "",
                         "ACTIVE", one.stamp("%d/%m/%Y"), one.stamp("%d/%m/%Y"), one.number,
                         f"{one.party} {one.memo}", "NONREF", "TRANSFER", came,
                         f"-{out}" if out else "", us(one.balance)))  # fmt: skip
    return Sample("hsbc-company.csv", lines, [money(e, "HKD") for e in found])


def barclays() -> Sample:
    """A leading blank column name, sub-category, padded memo."""
    found = events(52)
    lines = ["Number,Date,Account,Amount,Subcategory,Memo"]
    for one in reversed(found):
        lines.append(f"\t ,{one.stamp('%d/%m/%Y')},20-00-00 12345678,{one.amount},"
                     f"{'Direct Deposit' if one.income else 'Card Purchase'},"
                     f"{one.party:<20}\t{one.memo}")  # fmt: skip
    return Sample("barclays.csv", lines, [money(e) for e in found], 1, "utf-8", "\r\n")


def monzo() -> Sample:
    """Local amount and currency beside the account's, money out and in at the end."""
    found = events(53)
    lines = ["Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,"
             "Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,"
             "Money In"]  # fmt: skip
    for one in found:
        out, came = either(one, str)
        lines.append(row("tx_0000" + one.number, one.stamp("%d/%m/%Y"), one.stamp("%H:%M:%S"),
                         "Faster payment" if one.income else "Card payment", one.party, "🧾",
                         "Shopping", one.amount, "GBP", one.amount, "GBP", one.memo, "", "",
                         one.party.upper(), "", f"-{out}" if out else "", came))  # fmt: skip
    return Sample("monzo.csv", lines, [money(e, "GBP") for e in found])


def starling() -> Sample:
    """Currency in the names of amount and balance."""
    found = events(54)
    lines = ["Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes"]
    lines += [row(e.stamp("%d/%m/%Y"), e.party, e.memo, "FASTER PAYMENT", e.amount, e.balance,
                  "PAYMENTS", "") for e in found]  # fmt: skip
    return Sample("starling.csv", lines, [money(e, "GBP") for e in found])


SAMPLES = (
    hsbc_uk,
    hsbc_hk,
    barclays,
    monzo,
    starling,
)
