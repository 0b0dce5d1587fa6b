"""Rules learned from what people chose: grouped and counted in the books, not guessed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy import text as sql

from core.audit import record
from core.finance.categorisation import errors
from core.finance.categorisation.matching import decided
from core.finance.categorisation.queries import active_rules
from core.finance.categorisation.schemas import (
    Alternative,
    RuleIn,
    RuleRow,
    Suggestion,
    TextMatch,
)
from core.finance.categorisation.service import create_rule, reorder_rules, rule_order
from core.finance.categorisation.texts import literal, normal_sql
from core.finance.states import Direction
from core.kit.cache import versioned
from core.kit.context import Ctx
from data.schema import CategorisationDismissal

LEAST = 2  # records that agree
SHARE = "0.8"  # of those with the same counterparty
MOST = 50
MOST_EXAMPLES = 3
LONGEST = 500
_CHOSEN = (
    "(category_source = 'person' OR (category_source IS NULL AND version > 1))"  # changed by hand
)


@dataclass(frozen=True)
class _Learned:
    """A counterparty (else a text) with what people chose for it most, as the books spell it."""

    kind: str
    said: str
    direction: str
    spelled: str
    example: int
    counts: tuple[tuple[int, int, tuple[int, ...]], ...]  # category, records, latest ids

    @property
    def id(self) -> str:
        """What a dismissal remembers."""
        parts = (self.kind, self.said, self.direction, str(self.counts[0][0]))
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def list_suggestions(ctx: Ctx) -> tuple[Suggestion, ...]:
    """Rules worth making, those that would settle most open records first. Raises NotPermitted."""
    errors.require_rule_maker(ctx)
    dismissed = set(ctx.session.scalars(select(CategorisationDismissal.suggestion)))
    return tuple(one for one in _suggestions(ctx) if one.id not in dismissed)[:MOST]


def accept_suggestion(ctx: Ctx, suggestion_id: str) -> RuleRow:
    """Make the rule that was suggested. Raises NotPermitted, NotFound."""
    found = _one(ctx, suggestion_id)
    made = create_rule(
        ctx,
        RuleIn(
            counterparty=found.counterparty,
            text=found.text,
            text_match=TextMatch.EQUALS if found.text else TextMatch.CONTAINS,
            direction=found.direction,
            category_id=found.category_id,
        ),
    )
    if found.before_rule_id is not None:
        others = [rule_id for rule_id in rule_order(ctx) if rule_id != made.id]
        others.insert(others.index(found.before_rule_id), made.id)
        reorder_rules(ctx, others)
    return made


def dismiss_suggestion(ctx: Ctx, suggestion_id: str) -> None:
    """Do not suggest that again. Raises NotPermitted, NotFound."""
    found = _one(ctx, suggestion_id)
    ctx.session.add(
        CategorisationDismissal(
            suggestion=found.id, created_by=ctx.actor.user_id, created_at=ctx.now
        )
    )
    after = found.model_dump(mode="json", include={"counterparty", "text", "category_id"})
    record(ctx, "categorisation_rule.dismissed", "categorisation_rule", None, after=after)


def _one(ctx: Ctx, suggestion_id: str) -> Suggestion:
    for one in list_suggestions(ctx):
        if one.id == suggestion_id:
            return one
    raise errors.no_suggestion()


@versioned(size=2)
def _suggestions(ctx: Ctx) -> tuple[Suggestion, ...]:
    learned = _learned(ctx)
    ruled = _ruled(ctx, learned)
    kept = [one for one in learned if ruled.get(one.example, (None, 0))[1] != one.counts[0][0]]
    open_ones = _open(ctx, kept)
    made = [
        _suggestion(one, open_ones.get((one.kind, one.said, one.direction), 0),
                    ruled.get(one.example, (None, None))[0])
        for one in kept
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: (-one.open, -one.agreeing, one.id)))


def _suggestion(one: _Learned, open_records: int, before: int | None) -> Suggestion:
    category_id, agreeing, latest = one.counts[0]
    return Suggestion(
        id=one.id,
        counterparty=one.spelled if one.kind == "who" else None,
        text=one.spelled if one.kind == "what" else None,
        direction=Direction(one.direction),
        category_id=category_id,
        agreeing=agreeing,
        of=sum(count for _, count, _ in one.counts),
        contradictions=tuple(
            Alternative(category_id=other, records=count) for other, count, _ in one.counts[1:]
        ),
        examples=latest,
        open=open_records,
        before_rule_id=before,
    )


def _keyed(dialect: str, where: str) -> str:
    """Records by counterparty, else by text; signs that conditions read otherwise are left out."""
    who, what = (normal_sql(name, dialect) for name in ("counterparty", "description"))
    named = "counterparty IS NOT NULL AND counterparty <> ''"
    spelled = f"CASE WHEN {named} THEN counterparty ELSE description END"
    return (
        f"(SELECT id, direction, category_id, {spelled} AS spelled, "  # noqa: S608
        f"CASE WHEN {named} THEN 'who' ELSE 'what' END AS kind, "
        f"CASE WHEN {named} THEN {who} ELSE {what} END AS said FROM financial_records "
        f"WHERE deleted_at IS NULL AND {where})"
    )


def _learned(ctx: Ctx) -> list[_Learned]:
    keyed = _keyed(ctx.session.get_bind().dialect.name, f"category_id IS NOT NULL AND {_CHOSEN}")
    rows = ctx.session.execute(
        sql(
            f"""WITH counts AS (
              SELECT kind, said, direction, category_id, count(*) AS records,
                max(spelled) AS spelled,
                (array_agg(id ORDER BY id DESC))[1:{MOST_EXAMPLES}] AS latest
              FROM {keyed} keyed WHERE said <> '' AND length(said) < {LONGEST}
                AND strpos(said, '|') = 0 AND strpos(said, '*') = 0 AND strpos(said, '?') = 0
              GROUP BY kind, said, direction, category_id),
            weighed AS (
              SELECT *, max(records) OVER same AS best, sum(records) OVER same AS together
              FROM counts WINDOW same AS (PARTITION BY kind, said, direction))
            SELECT * FROM weighed WHERE best >= {LEAST} AND best >= {SHARE} * together
            ORDER BY best DESC, kind, said, direction, records DESC, category_id
            LIMIT {10 * MOST}"""  # noqa: S608
        )
    ).all()
    groups: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.kind, row.said, row.direction].append(row)
    return [_made(key, group) for key, group in groups.items()]


def _made(key: tuple[str, str, str], group: list[Any]) -> _Learned:
    counts = tuple((row.category_id, row.records, tuple(row.latest)) for row in group)
    return _Learned(*key, spelled=group[0].spelled, example=counts[0][2][0], counts=counts)


def _ruled(ctx: Ctx, learned: list[_Learned]) -> dict[int, tuple[int | None, int | None]]:
    """Example record -> (rule that decides it today, its category)."""
    rules = [rule for rule in active_rules(ctx) if rule.category_id is not None]
    if not rules or not learned:
        return {}
    ids = ", ".join(str(one.example) for one in learned)
    names = "id, counterparty, description, amount, direction, currency, account_id"
    relation = f"(SELECT {names} FROM financial_records WHERE id IN ({ids}))"  # noqa: S608
    found = decided(relation, rules, ctx.session.get_bind().dialect.name)
    rows = ctx.session.execute(
        sql(f"SELECT id, rule_of_category_id, ruled_category_id FROM {found} d")  # noqa: S608
    )
    return {row[0]: (row[1], row[2]) for row in rows if row[1] is not None}


def _open(ctx: Ctx, learned: list[_Learned]) -> dict[tuple[str, str, str], int]:
    """How many records without a category each would settle."""
    if not learned:
        return {}
    keyed = _keyed(ctx.session.get_bind().dialect.name, "category_id IS NULL")
    wanted = ", ".join(sorted({literal(one.said) for one in learned}))
    rows = ctx.session.execute(
        sql(
            f"SELECT kind, said, direction, count(*) FROM {keyed} keyed "  # noqa: S608
            f"WHERE said IN ({wanted}) GROUP BY kind, said, direction"
        )
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}
