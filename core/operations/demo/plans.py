"""The demonstration's budgets, alert rules and categorisation rules, written."""

from __future__ import annotations

from decimal import Decimal

from core.alerts import AlertRuleIn, create_rule
from core.finance import BudgetIn, PlanMonth, categorisation, create_budget
from core.kit.context import Ctx
from core.operations.demo.firm import (
    LANDLORD,
    PARTNERS,
    PROPERTY,
    SOCIAL,
    SUBSCRIPTION,
    TAX_OFFICE,
)
from core.operations.demo.people import Made
from core.operations.demo.story import Story

LATE_DAYS = 30
THIN_MARGIN = Decimal("0.15")
NEARLY_USED = Decimal("0.9")
RULES = (
    AlertRuleIn(
        name="部门超预算",
        description="部门支出超过已批准的预算",
        indicator="budget_overrun_rate",
        target_type="department",
        condition="gt",
        threshold=Decimal(0),
        severity="high",
        notify_roles=("finance", "manager"),
    ),
    AlertRuleIn(
        name="客户回款逾期",
        description="有应收款逾期超过 30 天",
        indicator="receivable_overdue_days",
        target_type="customer",
        condition="gt",
        threshold=Decimal(LATE_DAYS),
        severity="high",
        notify_roles=("finance",),
    ),
    AlertRuleIn(
        name="项目预算将尽",
        description="进行中的项目支出达到预算的九成",
        indicator="budget_execution_rate",
        target_type="project",
        condition="gte",
        threshold=NEARLY_USED,
        severity="medium",
        notify_roles=("manager",),
    ),
    AlertRuleIn(
        name="客户毛利偏低",
        description="近一年客户毛利率低于 15%",
        indicator="gross_margin",
        target_type="customer",
        condition="lt",
        threshold=THIN_MARGIN,
        period="last_365_days",
        severity="medium",
        notify_roles=("finance",),
    ),
    AlertRuleIn(
        name="公司回款率偏低",
        description="到期应收款的回款率低于九成",
        indicator="collection_rate",
        target_type="company",
        condition="lt",
        threshold=Decimal("0.9"),
        severity="low",
        notify_roles=("finance",),
    ),
)


def make_budgets(ctx: Ctx, story: Story, made: Made) -> None:
    """The budgets with their months."""
    for plan in story.budgets:
        create_budget(
            ctx,
            BudgetIn(
                name=plan.name,
                department_id=made.departments[plan.department],
                category_id=made.categories[plan.category] if plan.category else None,
                period_start=plan.period.start,
                period_end=plan.period.end,
                amount=Decimal(plan.cents) / 100,
                plan=tuple(
                    PlanMonth(month=month, amount=Decimal(cents) / 100)
                    for month, cents in plan.months.items()
                ),
            ),
        )


def make_rules(ctx: Ctx) -> int:
    """The alert rules; how many."""
    for rule in RULES:
        create_rule(ctx, rule)
    return len(RULES)


SORTING = (
    (f"{LANDLORD}|{PROPERTY}", "rent", "HR"),
    (SOCIAL, "social_security", None),
    (TAX_OFFICE, "vat", "FIN"),
    ("|".join(PARTNERS), "subcontracting", "DEL"),
    (SUBSCRIPTION, "software", "HR"),
)
"""Counterparties, category, department."""


def make_sorting(ctx: Ctx, made: Made) -> None:
    """Categorisation rules: what a payment to somebody is about."""
    for counterparty, category, department in SORTING:
        wanted = categorisation.RuleIn(
            counterparty=counterparty,
            direction="expense",
            category_id=made.categories[category],
            department_id=made.departments[department] if department else None,
        )
        categorisation.create_rule(ctx, wanted)
