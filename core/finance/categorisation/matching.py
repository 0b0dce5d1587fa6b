"""Rules as SQL over any number of rows, in one pass, on DuckDB and PostgreSQL alike.

For each of category, department, project and customer the first rule that holds and says
something about it decides; a later rule fills only what earlier ones left open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol

from core.finance.categorisation.schemas import RESULTS, TextMatch, words
from core.finance.categorisation.texts import like, literal, normal, normal_sql


class Conditions(Protocol):
    """What a rule asks of a record."""

    @property
    def text(self) -> str | None: ...
    @property
    def text_match(self) -> str: ...
    @property
    def counterparty(self) -> str | None: ...
    @property
    def account_id(self) -> int | None: ...
    @property
    def amount_min(self) -> Decimal | None: ...
    @property
    def amount_max(self) -> Decimal | None: ...
    @property
    def direction(self) -> str | None: ...
    @property
    def currency(self) -> str | None: ...


class Rule(Conditions, Protocol):
    """A rule with what it says."""

    @property
    def id(self) -> int: ...
    @property
    def category_id(self) -> int | None: ...
    @property
    def department_id(self) -> int | None: ...
    @property
    def project_id(self) -> int | None: ...
    @property
    def customer_id(self) -> int | None: ...


def prepared(relation: str, dialect: str) -> str:
    """`relation` with its texts as conditions read them.

    It has counterparty, description, amount, direction, currency and account_id.
    """
    who, what = (normal_sql(name, dialect) for name in ("counterparty", "description"))
    once = _once(dialect)
    made = f"SELECT *, {who} AS said_who, {what} AS said_what FROM {relation} plain{once}"  # noqa: S608
    return f"(SELECT *, concat_ws(chr(31), said_who, said_what) AS said FROM ({made}) made{once})"  # noqa: S608


def _once(dialect: str) -> str:
    """Keeps PostgreSQL from computing a subquery's columns anew wherever they are named."""
    return " OFFSET 0" if dialect == "postgresql" else ""


def condition(rule: Conditions) -> str:
    """SQL of a rule's conditions over a prepared relation."""
    asked = [
        _any(rule.text, TEXTS[TextMatch(rule.text_match)]) if rule.text else "",
        _any(rule.counterparty, _counterparty) if rule.counterparty else "",
        f"account_id = {rule.account_id}" if rule.account_id is not None else "",
        f"abs(amount) >= {rule.amount_min}" if rule.amount_min is not None else "",
        f"abs(amount) <= {rule.amount_max}" if rule.amount_max is not None else "",
        f"direction = {literal(rule.direction)}" if rule.direction else "",
        f"currency = {literal(rule.currency)}" if rule.currency else "",
    ]
    return " AND ".join(one for one in asked if one)


def _any(text: str, one: Callable[[str], str]) -> str:
    return f"({' OR '.join(one(normal(word)) for word in words(text))})"


def _pattern(column: str, word: str) -> str:
    return f"{column} LIKE {like(word)}"


def _counterparty(word: str) -> str:
    if "*" in word or "?" in word:
        return _pattern("said_who", word)
    return f"said_who = {literal(word)}"


TEXTS: dict[TextMatch, Callable[[str], str]] = {
    TextMatch.CONTAINS: lambda word: f"strpos(said, {literal(word)}) > 0",
    TextMatch.EQUALS: lambda word: f"(said_who = {literal(word)} OR said_what = {literal(word)})",
    TextMatch.STARTS_WITH: lambda word: (
        f"(starts_with(said_who, {literal(word)}) OR starts_with(said_what, {literal(word)}))"
    ),
    TextMatch.PATTERN: lambda word: (
        f"({_pattern('said_who', word)} OR {_pattern('said_what', word)})"
    ),
}


def decided(relation: str, rules: Sequence[Rule], dialect: str) -> str:
    """A relation of all of `relation`'s columns, and for each result `ruled_<column>` and
    `rule_of_<column>`: what the rules say and the id of the rule that says it, null for nothing.
    """
    chains, given, joins = [], [], []
    for name in RESULTS:
        saying = [rule for rule in rules if getattr(rule, name) is not None]
        chains.append(f"{_chain(saying)} AS rule_of_{name}")
        if saying:
            listed = ", ".join(f"({rule.id}, {getattr(rule, name)})" for rule in saying)
            joins.append(
                f"LEFT JOIN (VALUES {listed}) AS of_{name}(rule, value) "
                f"ON of_{name}.rule = rule_of_{name}"
            )
        value = f"of_{name}.value" if saying else "NULL"
        given.append(f"CAST({value} AS BIGINT) AS ruled_{name}")
    once = _once(dialect)
    asked = f"(SELECT *, {', '.join(chains)} FROM {prepared(relation, dialect)} asked{once})"  # noqa: S608
    return f"(SELECT ruled.*, {', '.join(given)} FROM {asked} ruled {' '.join(joins)})"  # noqa: S608


def _chain(rules: Sequence[Rule]) -> str:
    """SQL of the id of the first rule that holds."""
    if not rules:
        return "CAST(NULL AS BIGINT)"
    branches = " ".join(f"WHEN {condition(rule)} THEN {rule.id}" for rule in rules)
    return f"CAST(CASE {branches} END AS BIGINT)"
