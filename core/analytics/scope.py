"""The views as one actor may see them: rows by scope, amounts by right, as SQL over the file.

The row conditions are the ones of `core.identity.scope`, compiled for the file's catalog.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    MetaData,
    Table,
    and_,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql

from core.analytics.catalogue import VIEWS
from core.analytics.catalogue.work import HISTORY_TARGETS
from core.analytics.views import View, documented_columns
from core.analytics.worker.query import SOURCE
from core.identity import scope_clause
from core.kit.context import Actor, Scope
from data.schema import (
    Account,
    Alert,
    AlertRule,
    BaselineMilestone,
    Budget,
    BudgetMonth,
    BudgetVersion,
    Contract,
    FinancialRecord,
    Project,
    ProjectBaseline,
    Receivable,
    ReceivableReceipt,
    StatementBalance,
    StatusChange,
)

Clause = ColumnElement[bool]
HISTORY_MODELS: dict[str, tuple[type[Any], str]] = {
    "project": (Project, "projects.view"),
    "budget": (Budget, "budgets.view"),
    "contract": (Contract, "contracts.view"),
    "receivable": (Receivable, "receivables.view"),
    "alert": (Alert, "alerts.view"),
    "financial_record": (FinancialRecord, "records.view"),
}
PARENTS: dict[Any, tuple[Any, str]] = {
    BudgetVersion: (Budget, "budget_id"),
    BudgetMonth: (Budget, "budget_id"),
    ReceivableReceipt: (Receivable, "receivable_id"),
    StatementBalance: (Account, "account_id"),
    BaselineMilestone: (ProjectBaseline, "baseline_id"),
}
"""Rows without a place of their own are seen where their parent is, by that column."""

PEOPLE = Table("people", MetaData(), Column("id", BigInteger), Column("department_id", BigInteger))
assert set(HISTORY_MODELS) == set(HISTORY_TARGETS)


def visible_views(actor: Actor) -> dict[str, str]:
    """View name -> body in which `SOURCE` stands for the file's catalog.

    Hidden rows and amounts are made null before anything the statement says is computed on
    them, so that not even an error message can carry their content.
    """
    return {name: _body(view, actor) for name, view in VIEWS.items()}


def _body(view: View, actor: Actor) -> str:
    rows, amounts = _rows(view, actor), _amounts(view, actor)
    source = f"{SOURCE}.{view.name}"
    if rows is None and amounts is None:
        return f"SELECT * FROM {source}"  # noqa: S608
    money = {column.name for column in view.columns if column.is_money}
    chosen = ", ".join(
        f"CASE WHEN _row{' AND _money' if name in money else ''} THEN {name} END AS {name}"
        for name in (column.name for column in documented_columns(view))
    )
    marked = f"SELECT *, {_sql(rows)} AS _row, {_sql(amounts)} AS _money FROM {source}"  # noqa: S608
    return f"SELECT {chosen} FROM ({marked}) WHERE _row"  # noqa: S608


def _rows(view: View, actor: Actor) -> Clause | None:
    """The row condition; None when every row is visible."""
    if view.model is StatusChange:
        return _history(actor)
    if view.action is None:
        return None
    scope = actor.scope(view.action)
    clause = _by_key(view, _clause(view.model, actor, scope))
    if view.model is Alert and clause is not None and scope is not None:
        return or_(Alert.assigned_to == actor.user_id, clause)
    return clause


def _amounts(view: View, actor: Actor) -> Clause | None:
    if not any(column.is_money for column in view.columns):
        return None
    return _by_key(view, _clause(view.model, actor, actor.scope("amounts.view")))


def _by_key(view: View, clause: Clause | None) -> Clause | None:
    """The condition on the rows of the table behind a view, where it has another name."""
    if view.key is None or clause is None:
        return clause
    return literal_column(view.key).in_(select(view.model.id).where(clause))


def _clause(model: Any, actor: Actor, scope: Scope | None) -> Clause | None:
    if scope is Scope.COMPANY:
        return None
    if model in PARENTS:
        parent, column = PARENTS[model]
        ids = select(parent.id).where(scope_clause(actor, scope, parent))
        return literal_column(column).in_(ids)
    if model is AlertRule and scope is not None:
        return _rules(actor, scope)
    return scope_clause(actor, scope, model)


def _rules(actor: Actor, scope: Scope) -> Clause:
    """A rule has no department: it is seen by who made it and, with department scope, in the
    department of who made it."""
    mine = AlertRule.created_by == actor.user_id
    if scope is not Scope.DEPARTMENT:
        return mine
    nearby = select(PEOPLE.c.id).where(PEOPLE.c.department_id.in_(actor.departments))
    return or_(mine, AlertRule.created_by.in_(nearby))


def _history(actor: Actor) -> Clause | None:
    scopes = {name: actor.scope(action) for name, (_, action) in HISTORY_MODELS.items()}
    if all(scope is Scope.COMPANY for scope in scopes.values()):
        return None
    return or_(
        *(
            and_(
                StatusChange.target_type == name,
                StatusChange.target_id.in_(
                    select(model.id).where(scope_clause(actor, scopes[name], model))
                ),
            )
            for name, (model, _) in HISTORY_MODELS.items()
        )
    )


def _sql(clause: Clause | None) -> str:
    statement = (true() if clause is None else clause).compile(
        dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]
        schema_translate_map={None: SOURCE},
        render_schema_translate=True,
        compile_kwargs={"literal_binds": True},
    )
    return f"({statement})"
