"""A rule in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from core.finance.categorisation.schemas import RESULTS, RuleIn, RuleRow, TextMatch, words
from core.finance.states import DIRECTION_NAMES
from core.identity import scoped
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from data.schema import CategorisationRule

TEXT_SAYS: dict[TextMatch, str] = {
    TextMatch.CONTAINS: N_("text contains {words}"),
    TextMatch.EQUALS: N_("text is {words}"),
    TextMatch.STARTS_WITH: N_("text starts with {words}"),
    TextMatch.PATTERN: N_("text looks like {words}"),
}
TEXT_MATCH_NAMES: dict[TextMatch, str] = {
    TextMatch.CONTAINS: N_("contains"),
    TextMatch.EQUALS: N_("is exactly"),
    TextMatch.STARTS_WITH: N_("starts with"),
    TextMatch.PATTERN: N_("looks like (* any, ? one)"),
}
Names = Mapping[str, Mapping[int, str]]


def label_of(rule: RuleRow) -> str:
    """What a rule is called where there is little room."""
    return rule.name or rule.text or rule.counterparty or t("Rule {number}", number=rule.id)


def rule_labels(ctx: Ctx) -> dict[int, str]:
    """Id -> label of the rules the actor may see, deleted ones too, for records they decided."""
    rule = CategorisationRule
    if not ctx.actor.can("records.view"):
        return {}
    found = ctx.session.scalars(select(rule).where(scoped(ctx, "records.view", rule)))
    return {one.id: label_of(RuleRow.model_validate(one)) for one in found}


def conditions_of(rule: RuleIn | RuleRow, names: Names) -> tuple[str, ...]:
    """The conditions in words; `names` are id -> name by column, such as `account_id`."""
    said = []
    if rule.text:
        said.append(t(TEXT_SAYS[rule.text_match], words=_words(rule.text)))
    if rule.counterparty:
        said.append(t("counterparty is {words}", words=_words(rule.counterparty)))
    if rule.direction:
        said.append(t("it is {direction}", direction=t(DIRECTION_NAMES[rule.direction]).lower()))
    if rule.account_id:
        name = names.get("account_id", {}).get(rule.account_id, str(rule.account_id))
        said.append(t("account is {name}", name=name))
    if rule.currency:
        said.append(t("currency is {name}", name=rule.currency))
    if amount := _amount(rule.amount_min, rule.amount_max):
        said.append(amount)
    return tuple(said)


def results_of(rule: RuleIn | RuleRow, names: Names) -> tuple[str, ...]:
    """What the rule says, by name; what the reader may not see by a dash."""
    wanted = ((name, getattr(rule, name)) for name in RESULTS)
    return tuple(names.get(name, {}).get(one, "–") for name, one in wanted if one is not None)


def sentence(rule: RuleIn | RuleRow, names: Names) -> str:
    """“When text contains 滴滴 and it is expense → Travel”."""
    conditions = t(" and ").join(conditions_of(rule, names))
    results = t(", ").join(results_of(rule, names))
    return t("When {conditions} → {results}", conditions=conditions, results=results)


def _words(text: str) -> str:
    return t(" or ").join(f"“{word}”" for word in words(text))


def _amount(least: Decimal | None, most: Decimal | None) -> str:
    if least is not None and most is not None:
        return t("amount is {least} to {most}", least=f"{least:,.2f}", most=f"{most:,.2f}")
    if least is not None:
        return t("amount is {least} or more", least=f"{least:,.2f}")
    return t("amount is {most} or less", most=f"{most:,.2f}") if most is not None else ""
