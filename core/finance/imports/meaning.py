"""What positive and negative amounts mean: by the balance, by what the file is about, or asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from core.finance.imports import errors
from core.finance.imports.numbers import NumberColumn
from core.finance.imports.plan import Meaning
from core.finance.imports.profile import Column
from core.finance.imports.running import Agreement
from core.finance.imports.schemas import Layout, Line, Mapping, Question
from core.finance.imports.words import fold, hinted_role, roles_of
from core.kit.i18n import t

FEW_NEGATIVES = 0.1
_SPENDING = re.compile(
    r"supplier|vendor|merchant|payee|invoice|expens|spend|spent|\bcost|purchas|procure|directorate"
    r"|供应商|采购|费用|支出|付款|商户|消费|利用|卡|card|order|beneficiary|שם בית העסק|lieferant"
    r"|fournisseur"
)
_EARNING = re.compile(
    r"customer|client|sales|revenue|payout|charge id|客户|销售|收款|收入|kunde|captured"
    r"|statement descriptor"
)
_CARD = re.compile(
    r"信用卡|贷记卡|credit ?card|mastercard|visa|amex|クレジット|カード|分期|kreditkarte"
)
_SETTLED = re.compile(
    r"实收|结算金额|结算净额|清算净额|到账|payout|settled amount|settlement amount"
)
_BACK = re.compile(
    r"还款|退款|refund|repay|payment.{0,12}(received|thank)|thank you|autopay|チャージ|ﾁｬｰｼﾞ|入金"
    r"|credit card payment|payment received|payment - |gutschrift|erstattung|zahlung erhalten"
    r"|ausgleich kreditkarte|einzahlung"
    r"|pagamento (recebido|efetuado|de fatura)|pago (recibido|en linea|de tarjeta)|su pago|gracias"
    r"|paiement re[cç]u|remboursement|betaling ontvangen|terugbetaling"
    r"|pagamento ricevuto|rimborso|devoluci[oó]n|reembolso|estorno|återbetalning|inbetalning"
    r"|iade|ご入金|결제대금|환불"
    r"|זיכוי|החזר"
)

MEANINGS = ("signed", "reversed", "income", "expense")
"""What an amount's sign may mean where one column says it all."""


@dataclass(frozen=True)
class Seen:
    """What is known of a table when the meaning of its amounts is settled."""

    mapping: Mapping
    found: dict[int, NumberColumn]
    columns: Sequence[Column]
    layout: Layout
    rows: Sequence[Line]
    trail: Agreement | None = None


def find_meaning(seen: Seen, answers: dict[str, str]) -> tuple[Meaning, Question | None]:
    """What the sign of the amounts means, and the question that leaves open.

    Raises Invalid for an answer that is none of the meanings.
    """
    if "amount" not in seen.mapping.fields:
        return "pair", None
    if "direction" in seen.mapping.fields:
        return "column", None
    one = seen.found[seen.mapping.fields["amount"]]
    unsigned = not one.negative and not one.signed and not one.sides
    proven = _by_balance(seen, unsigned)
    options = () if proven or one.sides else _options(seen, one, unsigned)
    if not options:
        return cast(Meaning, told(answers, "direction", MEANINGS, proven or "signed")), None
    words = t("What do positive amounts in this file mean?")
    chosen = answers.get("direction", options[0])
    return cast(Meaning, chosen), Question("direction", words, _ordered(options), options[0])


def _by_balance(seen: Seen, unsigned: bool) -> Meaning | None:
    """What the balance column proves: with the sign, against it, or row by row."""
    if seen.trail is None:
        return None
    if unsigned and seen.trail.mixed:
        return "balance"
    known: dict[str | None, Meaning] = {"same": "signed", "opposite": "reversed"}
    return known.get(seen.trail.sense)


def _options(seen: Seen, one: NumberColumn, unsigned: bool) -> tuple[Meaning, ...]:
    """Meanings that only a person can tell apart, the likeliest first."""
    spends, earns = _leanings(seen.layout, seen.columns)
    if unsigned:
        return ("expense", "income") if spends >= earns else ("income", "expense")
    if not _receives(seen.columns) and _card_like(seen.layout, seen.rows, seen.mapping):
        return ("reversed", "signed")
    if _mostly_spending(one, spends, earns, seen.columns):
        return ("expense", "signed")
    return ()


def _receives(columns: Sequence[Column]) -> bool:
    """Whether fees are taken from what is received, as payment services write it."""
    roles = {role for column in columns for role, _ in roles_of(column.name)}
    hints = {hinted_role(column.name) for column in columns}
    settled = any(_SETTLED.search(fold(column.name)) for column in columns)
    return "fee" in roles | hints and (bool(roles & {"gross", "net"}) or settled)


def _ordered(options: Sequence[str]) -> tuple[str, ...]:
    known = ("expense", "income", "signed", "reversed")
    return tuple(sorted(options, key=known.index))


def _leanings(layout: Layout, columns: Sequence[Column]) -> tuple[int, int]:
    names = [fold(name) for name in layout.names] + [fold(line.text) for line in layout.preamble]
    few = [fold(v) for c in columns if 0 < len(c.values) <= 3 for v in c.values]  # noqa: PLR2004
    words = names + few
    return (
        sum(bool(_SPENDING.search(word)) for word in words),
        sum(bool(_EARNING.search(word)) for word in words),
    )


def _card_like(layout: Layout, rows: Sequence[Line], mapping: Mapping) -> bool:
    """Repayments and refunds are what stands negative: then positive means spending."""
    amount = mapping.fields["amount"]
    negative = [line for line in rows if _is_minus(line, amount)]
    positive = [line for line in rows if amount < len(line.cells) and line.cells[amount].strip()
                and not _is_minus(line, amount)]  # fmt: skip
    back = sum(bool(_BACK.search(line.text.lower())) for line in negative)
    forth = sum(bool(_BACK.search(line.text.lower())) for line in positive)
    marked = any(
        _CARD.search(word.lower()) for word in (*layout.names, *(p.text for p in layout.preamble))
    )
    enough = back * 2 >= len(negative) if negative else False
    return enough and (forth * 4 <= len(positive)) and (marked or back == len(negative) or back > 1)


def _is_minus(line: Line, index: int) -> bool:
    value = line.cells[index].strip() if index < len(line.cells) else ""
    return value.lstrip("¥￥$€£ ").startswith(("-", "−", "(")) or value.endswith("-")


def _mostly_spending(one: NumberColumn, spends: int, earns: int, columns: Sequence[Column]) -> bool:
    balanced = any("balance" in name for name in (fold(column.name) for column in columns))
    return (
        not balanced
        and spends > earns + 1
        and one.signed == one.negative
        and one.negative <= FEW_NEGATIVES * one.numbers
    )


def told(answers: dict[str, str], name: str, options: Sequence[str], found: str) -> str:
    """What a person says of a finding, asked or not, else what was found. Raises Invalid."""
    given = answers.get(name)
    if given is not None and given not in options:
        raise errors.wrong_answer(name, given)
    return given or found
