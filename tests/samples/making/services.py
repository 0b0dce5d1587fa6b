"""Payment services, shops and cards of the world."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.samples.making.model import (
    CENT,
    Meant,
    Sample,
    card,
    either,
    events,
    money,
    quoted,
    row,
    us,
)


def paypal() -> Sample:
    """Activity download: gross, fee and net; pending and denied rows; two currencies."""
    found = events(30, 10)
    names = ("Date", "Time", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "Fee", "Net",
             "From Email Address", "To Email Address", "Transaction ID", "Balance", "Subject",
             "Balance Impact")  # fmt: skip
    states = {3: ("Pending", "pending"), 6: ("Denied", "closed")}
    lines, meant = [quoted(*names)], []
    for number, one in enumerate(found):
        currency = "EUR" if number in (2, 7) else "USD"
        state, status = states.get(number, ("Completed", "booked"))
        fee = -(one.amount * Decimal("0.029")).quantize(CENT) if one.income else Decimal("0.00")
        lines.append(quoted(one.stamp("%m/%d/%Y"), one.stamp("%H:%M:%S"), "PST", one.party,
                            "Express Checkout Payment" if one.income else "PreApproved Payment",
                            state, currency, us(one.amount), us(fee), us(one.amount + fee),
                            "ann@example.com", "shop@example.com", "9AB" + one.number[-10:],
                            us(one.balance), one.memo,
                            "Memo" if status == "pending" else "Credit" if one.income else "Debit"))  # fmt: skip
        meant.append(money(one, currency, status=status))
    return Sample("paypal.csv", lines, meant, 1, "utf-8-sig", "\r\n")


def stripe_balance() -> Sample:
    """Balance history: payouts leave, fees kept beside, currency in small letters."""
    found = events(31, 8)
    lines = ["id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,"
             "Customer Facing Amount,Customer Facing Currency,Transfer"]  # fmt: skip
    for one in found:
        fee = (one.amount * Decimal("0.029")).quantize(CENT) if one.income else Decimal("0.00")
        stamp = one.stamp("%Y-%m-%d %H:%M")
        lines.append(row("txn_" + one.number, "charge" if one.income else "payout",
                         "ch_" + one.number[-8:], one.amount, fee, one.amount - fee, "usd", stamp,
                         stamp, one.memo, "", "", ""))  # fmt: skip
    return Sample("stripe-balance.csv", lines, [money(e, "USD") for e in found])


def stripe_payments() -> Sample:
    """Payments: unsigned amounts of sales, failed and refunded ones among them."""
    found = events(32, 7)
    lines = ["id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
             "Converted Amount Refunded,Converted Currency,Description,Fee,Status,Customer Email,"
             "Seller Message"]  # fmt: skip
    meant = []
    for number, one in enumerate(found):
        amount = abs(one.amount)
        state = "Failed" if number == 3 else "Paid"
        message = "The bank declined" if number == 3 else "Payment complete."
        lines.append(row("ch_" + one.number, one.stamp("%Y-%m-%d %H:%M:%S"), amount, "0.00", "eur",
                         "true", amount, "0.00", "eur", one.memo, "0.55", state,
                         "ann@example.com", message))  # fmt: skip
        meant.append(Meant(one.day, amount, "income", amount, "EUR",
                           "closed" if number == 3 else "booked"))  # fmt: skip
    return Sample("stripe-payments.csv", lines, meant, asks=("direction",),
                  answers={"direction": "income"})  # fmt: skip


def wise() -> Sample:
    """Statement of one balance: day-month-year with dashes, running balance, merchants."""
    found = events(33)
    lines = ['"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference",'
             '"Running Balance","Exchange From","Exchange To","Exchange Rate","Payer Name",'
             '"Payee Name","Payee Account Number",Merchant,"Card Last Four Digits",'
             '"Card Holder Full Name",Attachment,Note,"Total fees"']  # fmt: skip
    for one in reversed(found):
        kind = "TRANSFER" if one.income else "CARD"
        lines.append(row(f"{kind}-{one.number[-9:]}", one.stamp("%d-%m-%Y"), one.amount, "GBP",
                         f"{'Received money from' if one.income else 'Card transaction at'} {one.party}",
                         one.memo, one.balance, "", "", "", one.party if one.income else "", "", "",
                         "" if one.income else one.party, "1234", "Ava Lindqvist", "", "", "0.00"))  # fmt: skip
    return Sample("wise.csv", lines, [money(e, "GBP") for e in found])


def revolut() -> Sample:
    """Started and completed moments, fee apart, pending without a completed date, reverted."""
    found = events(34, 9)
    lines = [
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance"
    ]
    states = {4: ("REVERTED", "closed"), 8: ("PENDING", "pending")}
    meant = []
    for number, one in enumerate(found):
        state, status = states.get(number, ("COMPLETED", "booked"))
        done = one.stamp("%Y-%m-%d %H:%M:%S") if status == "booked" else ""
        lines.append(row("TRANSFER" if one.income else "CARD_PAYMENT", "Current",
                         one.stamp("%Y-%m-%d %H:%M:%S"), done, one.party, one.amount, "0.00", "EUR",
                         state, one.balance if status == "booked" else ""))  # fmt: skip
        meant.append(money(one, "EUR", status=status))
    return Sample("revolut.csv", lines, meant)


def square() -> Sample:
    """Items of sales with dollar signs, fees in negative dollars, month first."""
    found = events(35)
    lines = [
        "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Gift Card Sales,Tax,Tip,"
        "Total Collected,Source,Card,Cash,Fees,Net Total,Transaction ID,Payment ID,Description"
    ]
    meant = []
    for one in found:
        gross = abs(one.amount)
        fee = (gross * Decimal("0.026")).quantize(CENT)
        lines.append(row(one.stamp("%m/%d/%y"), one.stamp("%H:%M:%S"), "Pacific Time (US & Canada)",
                         f"${us(gross)}", "$0.00", f"${us(gross)}", "$0.00", "$0.00", "$0.00",
                         f"${us(gross)}", "Register", f"${us(gross)}", "$0.00", f"-${us(fee)}",
                         f"${us(gross - fee)}", "SQ" + one.number, "PM" + one.number[-8:],
                         one.memo))  # fmt: skip
        meant.append(Meant(one.day, gross, "income", gross, "USD"))
    return Sample("square.csv", lines, meant, certain=False, asks=("direction",),
                  answers={"direction": "income"})  # fmt: skip


def shopify() -> Sample:
    """Payout transactions: charges and refunds, fee and net beside the amount."""
    found = events(36)
    lines = ["Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,"
             "Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,"
             "Presentment Currency,Currency"]  # fmt: skip
    for one in found:
        fee = (one.amount * Decimal("0.02")).quantize(CENT) if one.income else Decimal("0.00")
        lines.append(row(one.stamp("%Y-%m-%d %H:%M:%S +0000"), "charge" if one.income else "refund",
                         "#" + one.number[-4:], "visa", "online", "paid", one.day, one.day,
                         one.amount, fee, one.amount - fee, "#" + one.number[-8:], "card",
                         one.amount, "CAD", "CAD"))  # fmt: skip
    return Sample("shopify-payouts.csv", lines, [money(e, "CAD") for e in found])


def amex() -> Sample:
    """Positive is spending; payments thank you; day before month."""
    found = events(37)
    lines = ["Date,Description,Card Member,Account #,Amount,Extended Details,Appears On Your "
             "Statement As,Address,Town/City,Postcode,Country,Reference,Category"]  # fmt: skip
    for one in found:
        text = "PAYMENT RECEIVED - THANK YOU" if one.income else one.party.upper()
        lines.append(row(one.stamp("%d/%m/%Y"), text, "MISS A LINDQVIST", "-41007", -one.amount, "",
                         text, "", "LONDON", "", "UNITED KINGDOM", f"'AT{one.number}'",
                         "General Purchases"))  # fmt: skip
    return Sample("amex-uk.csv", lines, [card(e) for e in found], asks=("direction",),
                  answers={"direction": "reversed"})  # fmt: skip


def chase() -> Sample:
    """Checking: DEBIT and CREDIT beside signed amounts, month first, a check number column."""
    found = events(38)
    lines = ["Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #"]
    for one in reversed(found):
        lines.append(row("CREDIT" if one.income else "DEBIT", one.stamp("%m/%d/%Y"),
                         f'{one.party} {one.memo}', one.amount,
                         "ACH_CREDIT" if one.income else "DEBIT_CARD", one.balance, "") + ",")  # fmt: skip
    return Sample("chase-checking.csv", lines, [money(e) for e in found])


def chase_card() -> Sample:
    """Card: spending negative, transaction and post date, a type word per row."""
    found = events(39)
    lines = ["Card,Transaction Date,Post Date,Description,Category,Type,Amount,Memo"]
    for one in found:
        lines.append(row("1234", one.stamp("%m/%d/%Y"), one.stamp("%m/%d/%Y"), one.party,
                         "" if one.income else "Shopping", "Payment" if one.income else "Sale",
                         one.amount, ""))  # fmt: skip
    return Sample("chase-card.csv", lines, [money(e) for e in found])


def bank_of_america() -> Sample:
    """A summary table above, a blank line, then the records with the opening balance first."""
    found = events(40)
    lines = ["Description,,Summary Amt.", 'Beginning balance as of 01/01/2026,,"18,000.00"',
             'Total credits,,"5,000.00"', 'Total debits,,"-900.00"',
             f'Ending balance as of 03/31/2026,,"{us(found[-1].balance)}"', "",
             "Date,Description,Amount,Running Bal.",
             '01/01/2026,Beginning balance as of 01/01/2026,,"18,000.00"']  # fmt: skip
    for one in found:
        lines.append(f'{one.stamp("%m/%d/%Y")},"{one.party} {one.memo}","{us(one.amount)}",'
                     f'"{us(one.balance)}"')  # fmt: skip
    return Sample("bank-of-america.csv", lines, [money(e) for e in found], 7)


def expense_tool() -> Sample:
    """An expense tool's export: month names, codes before the amounts, three currencies."""
    found = [replace(e, amount=-abs(e.amount)) for e in events(41, 9)]
    lines = ["Employee,Expense Date,Merchant,Expense Type,Amount,Reimbursable,Report ID,Receipt"]
    meant = []
    for number, one in enumerate(found):
        currency = ("USD", "EUR", "GBP")[number % 3]
        amount = abs(one.amount)
        lines.append(row("Ava Lindqvist", one.stamp("%b %d, %Y"), one.party, "Travel",
                         f"{currency} {us(amount)}", "Yes", "R-77", "yes"))  # fmt: skip
        meant.append(Meant(one.day, amount, "expense", amount, currency))
    return Sample("expense-tool.csv", lines, meant, asks=("direction",),
                  answers={"direction": "expense"})  # fmt: skip


def quickbooks() -> Sample:
    """A bank register: Payment and Deposit with blanks, dates without leading zeros."""
    found = events(42)
    lines = ['"Date","Ref No.","Payee","Memo","Payment","Deposit","Reconciliation Status","Balance",'
             '"Type","Account"']  # fmt: skip
    for one in found:
        out, came = either(one, us)
        day = f"{one.day.month}/{one.day.day}/{one.day.year}"
        lines.append(quoted(day, one.number[-4:], one.party, one.memo, out, came, "Reconciled",
                            us(one.balance), "Deposit" if one.income else "Expense", "Checking"))  # fmt: skip
    return Sample("bank-register.csv", lines, [money(e) for e in found])


SAMPLES = (
    paypal, stripe_balance, stripe_payments, wise, revolut, square, shopify, amex, chase,
    chase_card, bank_of_america, expense_tool, quickbooks,
)  # fmt: skip
