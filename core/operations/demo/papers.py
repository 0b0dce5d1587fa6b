"""The demonstration's contracts, receivables and receipts, written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from core.company import company
from core.kit.context import Ctx
from core.operations.demo.owed import contract_code, matched
from core.operations.demo.people import Made, foreign_currency
from core.operations.demo.story import Story
from core.operations.demo.work import AGREEMENTS, PROJECTS
from core.receivables import ContractIn, create_contract
from data.schema import FinancialRecord, Receivable, ReceivableReceipt, StatusChange

SIGNED_BEFORE = 12  # days before the work begins
YEARS = 3 * 365
PROJECT_TERMS = "预付四分之一，其余按期开票，票到 30 日内付款。"
STANDING_TERMS = "每月开票，票到 20 日内付款。"


def make_contracts(ctx: Ctx, story: Story, made: Made) -> dict[str, int]:
    """The contracts; their ids by code."""
    wanted = [*_of_projects(story, made), *_of_agreements(ctx, story, made)]
    return {one.code or "": create_contract(ctx, one).id for one in wanted}


def _of_projects(story: Story, made: Made) -> Iterator[ContractIn]:
    for project in PROJECTS:
        start = project.first(story.today)
        yield ContractIn(
            name=f"{project.name}合同",
            code=contract_code(project.code),
            customer_id=made.customers[project.customer],
            project_id=made.projects[project.code],
            department_id=made.departments[project.department],
            amount=Decimal(project.fee * 1000),
            signed_on=start - timedelta(days=SIGNED_BEFORE),
            start_date=start,
            end_date=project.last(story.today),
            terms=PROJECT_TERMS,
            status="completed" if project.is_over(story.today) else "active",
        )


def _of_agreements(ctx: Ctx, story: Story, made: Made) -> Iterator[ContractIn]:
    for agreement in AGREEMENTS:
        start = agreement.first(story.today)
        yield ContractIn(
            name=agreement.name,
            code=contract_code(agreement.code),
            customer_id=made.customers[agreement.customer],
            department_id=made.departments[agreement.department],
            currency=foreign_currency(ctx) if agreement.foreign else None,
            signed_on=start - timedelta(days=SIGNED_BEFORE),
            start_date=start,
            end_date=start + timedelta(days=YEARS),
            terms=STANDING_TERMS,
        )


def make_receivables(
    ctx: Ctx, story: Story, made: Made, contracts: Mapping[str, int]
) -> dict[str, int]:
    """The receivables in one statement; their ids by code."""
    own, foreign = company(ctx).currency, foreign_currency(ctx)
    rows: list[dict[str, Any]] = [
        {
            "code": one.code,
            "title": one.title,
            "contract_id": contracts[one.contract],
            "customer_id": made.customers[one.customer],
            "project_id": made.projects.get(one.project or ""),
            "department_id": made.departments[one.department],
            "issued_on": one.issued,
            "due_date": one.due,
            "amount": Decimal(one.cents) / 100,
            "currency": foreign if one.foreign else own,
            "status": "open",
            "created_by": ctx.actor.user_id,
            "created_at": ctx.now,
            "updated_at": ctx.now,
            "version": 1,
        }
        for one in story.invoices
    ]
    ctx.session.execute(insert(Receivable).values(rows))
    ids = ctx.session.execute(select(Receivable.code, Receivable.id))
    found = {row.code or "": row.id for row in ids}
    changes = [
        {
            "target_type": "receivable",
            "target_id": row_id,
            "to_status": "open",
            "changed_by": ctx.actor.user_id,
            "changed_at": ctx.now,
        }
        for row_id in found.values()
    ]
    ctx.session.execute(insert(StatusChange).values(changes))
    return found


def make_receipts(ctx: Ctx, story: Story, receivables: Mapping[str, int]) -> None:
    """Which payment pays which receivable, once the records are there."""
    numbered = select(FinancialRecord.external_id, FinancialRecord.id).where(
        FinancialRecord.external_id.is_not(None)
    )
    records = {row.external_id: row.id for row in ctx.session.execute(numbered)}
    rows = [
        {
            "receivable_id": receivables[code],
            "financial_record_id": records[number],
            "amount": Decimal(cents) / 100,
            "created_by": ctx.actor.user_id,
            "created_at": ctx.now,
        }
        for code, number, cents in matched(story.invoices, story.today)
    ]
    ctx.session.execute(insert(ReceivableReceipt).values(rows))
