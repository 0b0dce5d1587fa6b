"""Every indicator, defined once. Cards, rules, reports and REST read this table."""

from __future__ import annotations

from core.indicators import budgets, flows, receivables, records
from core.indicators.project_library import PROJECT_INDICATORS, RECORD_TABLES
from core.indicators.schemas import Indicator, TargetType, Unit
from core.kit.errors import Invalid, NotFound
from core.kit.i18n import N_

PLACES = (TargetType.PROJECT, TargetType.DEPARTMENT, TargetType.COMPANY)
ALL = (TargetType.PROJECT, TargetType.CUSTOMER, TargetType.DEPARTMENT, TargetType.COMPANY)
RECEIVABLE_TABLES = frozenset({"receivables", "exchange_rates"})
BUDGET_TABLES = RECORD_TABLES | {"budgets", "project_plans"}

INDICATORS: dict[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator(
            "expense_amount",
            N_("Expense amount"),
            Unit.MONEY,
            "down",
            (TargetType.FINANCIAL_RECORD,),
            frozenset({"financial_records", "categories"}),
            records.load_expenses,
            records.expense_amount,
            records.expense_inputs,
            compares=False,
        ),
        Indicator(
            "budget_execution_rate",
            N_("Budget execution rate"),
            Unit.RATIO,
            "down",
            PLACES,
            BUDGET_TABLES,
            budgets.load_budgets,
            budgets.execution_rate,
            budgets.budget_inputs,
        ),
        Indicator(
            "budget_overrun_rate",
            N_("Budget overrun rate"),
            Unit.RATIO,
            "down",
            PLACES,
            BUDGET_TABLES,
            budgets.load_budgets,
            budgets.overrun_rate,
            budgets.budget_inputs,
        ),
        Indicator(
            "gross_margin",
            N_("Gross margin"),
            Unit.RATIO,
            "up",
            ALL,
            RECORD_TABLES,
            flows.load_flows,
            flows.gross_margin,
            flows.inputs_of("revenue", "cost"),
            periodic=True,
        ),
        Indicator(
            "revenue",
            N_("Revenue"),
            Unit.MONEY,
            "up",
            ALL,
            RECORD_TABLES,
            flows.load_flows,
            flows.total_of("revenue"),
            flows.inputs_of("revenue"),
            periodic=True,
        ),
        Indicator(
            "cost",
            N_("Cost"),
            Unit.MONEY,
            "down",
            ALL,
            RECORD_TABLES,
            flows.load_flows,
            flows.total_of("cost"),
            flows.inputs_of("cost"),
            periodic=True,
        ),
        Indicator(
            "cash_in",
            N_("Cash in"),
            Unit.MONEY,
            "up",
            ALL,
            RECORD_TABLES,
            flows.load_flows,
            flows.total_of("cash_in"),
            flows.inputs_of("cash_in"),
            periodic=True,
        ),
        Indicator(
            "cash_out",
            N_("Cash out"),
            Unit.MONEY,
            "down",
            ALL,
            RECORD_TABLES,
            flows.load_flows,
            flows.total_of("cash_out"),
            flows.inputs_of("cash_out"),
            periodic=True,
        ),
        Indicator(
            "collection_rate",
            N_("Collection rate"),
            Unit.RATIO,
            "up",
            (
                TargetType.PROJECT,
                TargetType.CUSTOMER,
                TargetType.CONTRACT,
                TargetType.COMPANY,
            ),
            RECEIVABLE_TABLES,
            receivables.load_owed,
            receivables.collection_rate,
            receivables.collection_inputs,
        ),
        Indicator(
            "receivable_overdue_days",
            N_("Receivable overdue days"),
            Unit.DAYS,
            "down",
            (TargetType.RECEIVABLE, TargetType.PROJECT, TargetType.CUSTOMER),
            RECEIVABLE_TABLES,
            receivables.load_owed,
            receivables.overdue_days,
            receivables.overdue_inputs,
        ),
        *PROJECT_INDICATORS,
    )
}
TARGET_NAMES: dict[str, str] = {
    TargetType.PROJECT: N_("Project"),
    TargetType.CUSTOMER: N_("Customer"),
    TargetType.DEPARTMENT: N_("Department"),
    TargetType.COMPANY: N_("Company"),
    TargetType.FINANCIAL_RECORD: N_("Financial record"),
    TargetType.CONTRACT: N_("Contract"),
    TargetType.RECEIVABLE: N_("Receivable"),
}


def definitions() -> tuple[Indicator, ...]:
    """All indicators, in the order they are offered."""
    return tuple(INDICATORS.values())


def definition(code: str) -> Indicator:
    """One indicator. Raises NotFound."""
    if code not in INDICATORS:
        raise NotFound("indicator.unknown", N_("There is no indicator “{name}”."), name=code[:80])
    return INDICATORS[code]


def target_type_of(indicator: Indicator, wanted: str | None) -> TargetType:
    """The target type asked for, by default the indicator's first. Raises Invalid."""
    if wanted is None:
        return indicator.target_types[0]
    if wanted not in indicator.target_types:
        message = N_("This indicator exists for: {known}.")
        raise Invalid(
            "indicator.target_type",
            message,
            fields={"target_type": message},
            known=", ".join(indicator.target_types),
        )
    return TargetType(wanted)
