"""Company settings: one row a key, every change kept."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from core.audit import load_row, record
from core.company.schemas import Company, CompanyPatch, SettingChangeRow
from core.kit.cache import versioned
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from core.kit.i18n import N_, locales
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page
from core.kit.settings import get_settings
from data.schema import (
    Budget,
    ExchangeRate,
    FinancialRecord,
    Project,
    Setting,
    SettingChange,
    User,
)

COMPANY_KEY = "company"
SETTING_HISTORY_LIST = ListSpec(
    key=SettingChange.id,
    sorts={"id": SettingChange.id, "changed_at": SettingChange.changed_at},
    default_sort="-id",
    filters={"changed_by": equals(SettingChange.changed_by, int)},
)


@versioned(size=8)
def company(ctx: Ctx) -> Company:
    """The company; defaults before it is set up."""
    stored = get_setting(ctx, COMPANY_KEY)
    return Company(**stored) if stored else Company(locale=get_settings().locale)


def update_company(ctx: Ctx, wanted: Company) -> Company:
    """Store the company's name, currency and calendar. Needs `settings.admin`.

    Raises Conflict for another currency once there is money in the old one, Invalid for a
    language that is not offered.
    """
    ctx.require("settings.admin")
    before = company(ctx)
    if before.name and not wanted.name:
        message = N_("The company needs a name.")
        raise Invalid("company.name", message, fields={"name": message})
    if wanted.currency != before.currency and _has_money(ctx):
        message = N_(
            "The currency cannot change once there are records, rates, budgets or projects."
        )
        raise Conflict("company.currency", message, fields={"currency": message})
    if wanted.locale != before.locale and wanted.locale not in locales():
        message = N_("There is no language “{name}”.")
        raise Invalid("company.locale", message, fields={"locale": message}, name=wanted.locale)
    if wanted != before:
        put_setting(ctx, COMPANY_KEY, wanted.model_dump(mode="json"))
    return wanted


def patch_company(ctx: Ctx, patch: CompanyPatch) -> Company:
    """Change what the patch gives; needs `settings.admin`. Raises Invalid, Conflict."""
    ctx.require("settings.admin")
    given = patch.model_dump(mode="json", exclude_unset=True)
    return update_company(ctx, checked({**company(ctx).model_dump(mode="json"), **given}))


def checked(values: dict[str, Any]) -> Company:
    """The company of `values`. Raises Invalid with the fields that are wrong."""
    try:
        return Company.model_validate(values)
    except ValidationError as error:
        fields = {str(one["loc"][0]): one["msg"] for one in error.errors()}
        first = next(iter(fields.values()))
        raise Invalid("company.invalid", first, fields=fields) from error


def list_setting_history(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False
) -> Page[SettingChangeRow]:
    """Changes of the company's settings, newest first: for founders and administrators."""
    _may_see_history(ctx)
    return list_page(
        ctx,
        select(SettingChange).where(SettingChange.key == COMPANY_KEY),
        SETTING_HISTORY_LIST,
        query,
        lambda row: _change_row(ctx, row.SettingChange),
        with_total=with_total,
    )


def restore_setting(ctx: Ctx, change_id: int, field: str) -> Company:
    """Give `field` the value it had before that change; itself a change. Raises NotFound."""
    ctx.require("settings.admin")
    row = load_row(ctx, SettingChange, change_id, SettingChange.key == COMPANY_KEY)
    changes = _differences(row.before, row.after)
    if field not in changes or row.before is None:
        raise NotFound
    value = changes[field][0]
    return update_company(ctx, checked({**company(ctx).model_dump(mode="json"), field: value}))


def _may_see_history(ctx: Ctx) -> None:
    if not ctx.actor.can("settings.admin") and not ctx.actor.can("departments.edit"):
        raise NotPermitted(action="settings.admin")


def _change_row(ctx: Ctx, row: SettingChange) -> SettingChangeRow:
    who = ctx.session.get(User, row.changed_by) if row.changed_by is not None else None
    return SettingChangeRow(
        id=row.id,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        changed_by_name=who.display_name if who else "SelfMastery",
        changes=_differences(row.before, row.after),
    )


def _differences(before: Any, after: Any) -> dict[str, tuple[Any, Any]]:
    """Fields whose value differs; of the first change all, from nothing.

    A field that did not exist yet when `before` was written had its default.
    """
    defaults = Company().model_dump(mode="json") if before is not None else {}
    old, new = {**defaults, **(before or {})}, {**defaults, **(after or {})}
    return {
        name: (old.get(name), value)
        for name, value in new.items()
        if name in Company.model_fields and old.get(name) != value
    }


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
