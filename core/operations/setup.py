"""The first start: the company and its first account."""

from __future__ import annotations

from core.company import Company, put_setting
from core.company.settings import COMPANY_KEY
from core.finance import seed_categories
from core.identity import UserIn, UserRow, add_user, has_users
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotPermitted
from core.kit.i18n import N_

FIRST_ROLES = ("founder", "administrator")


def set_up_company(ctx: Ctx, company: Company, admin: UserIn) -> UserRow:
    """Store the company, create the first account with the roles founder and administrator, and
    add the built-in categories. Only the system or the operator does this.

    Raises Conflict when there is an account already, Invalid without a name or password.
    """
    if not ctx.actor.is_system:
        raise NotPermitted(action="setup")
    if has_users(ctx):
        raise Conflict("setup.done", N_("This company is already set up. Please sign in."))
    if not company.name:
        message = N_("The company needs a name.")
        raise Invalid("setup.company", message, fields={"name": message})
    if not admin.password:
        message = N_("The first account needs a password.")
        raise Invalid("setup.password", message, fields={"password": message})
    put_setting(ctx, COMPANY_KEY, company.model_dump())
    user, _ = add_user(ctx, admin.model_copy(update={"roles": FIRST_ROLES}))
    seed_categories(ctx)
    return user
