"""Company settings: one row a key, every change kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.audit import record
from core.company.schemas import Company
from core.kit.cache import versioned
from core.kit.context import Ctx
from core.kit.errors import Conflict
from core.kit.i18n import N_
from core.kit.settings import get_settings
from data.schema import (
    Budget,
    ExchangeRate,
    FinancialRecord,
    Project,
    Setting,
    SettingChange,
)

COMPANY_KEY = "company"


@versioned(size=8)
def company(ctx: Ctx) -> Company:
    """The company; defaults before it is set up."""
    stored = get_setting(ctx, COMPANY_KEY)
    return Company(**stored) if stored else Company(locale=get_settings().locale)


def update_company(ctx: Ctx, wanted: Company) -> Company:
    """Store the company's name, currency and calendar. Needs `settings.admin`.

    Raises Conflict for another currency once there is money in the old one.
    """
    ctx.require("settings.admin")
    if wanted.currency != company(ctx).currency and _has_money(ctx):
        message = N_(
            "The currency cannot change once there are records, rates, budgets or projects."
        )
        raise Conflict("company.currency", message, fields={"currency": message})
    put_setting(ctx, COMPANY_KEY, wanted.model_dump())
    return wanted


def _has_money(ctx: Ctx) -> bool:
    """Whether amounts in company currency are stored."""
    return any(
        ctx.session.scalar(select(model.id).limit(1)) is not None
        for model in (FinancialRecord, ExchangeRate, Budget, Project)
    )


def get_setting(ctx: Ctx, key: str) -> Any:
    """The stored value of a key, or None."""
    return ctx.session.scalar(select(Setting.value).where(Setting.key == key))


def put_setting(ctx: Ctx, key: str, value: Any) -> None:
    """Store a value with its history. The caller has authorised it."""
    row = ctx.session.scalars(select(Setting).where(Setting.key == key)).first()
    before = row.value if row else None
    if row is None:
        row = Setting(key=key, value=value, updated_at=ctx.now)
        ctx.session.add(row)
    row.value, row.updated_by, row.updated_at = value, ctx.actor.user_id, ctx.now
    ctx.session.add(
        SettingChange(
            key=key,
            before=before,
            after=value,
            changed_by=ctx.actor.user_id,
            changed_at=ctx.now,
        )
    )
    ctx.session.flush()
    record(ctx, "setting.changed", "setting", key, {"value": before}, {"value": value})
