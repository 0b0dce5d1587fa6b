"""The first start: the first account, and the company where it is known already."""

from __future__ import annotations

from core.alerts import make_starter_rules
from core.company import Company, CompanyIn, Step, begin_wizard, put_setting, set_company
from core.company.settings import COMPANY_KEY
from core.finance import seed_categories
from core.identity import UserIn, UserRow, add_user, has_users
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotPermitted
from core.kit.i18n import N_

FIRST_ROLES = ("founder", "administrator")


def set_up_company(ctx: Ctx, company: Company, admin: UserIn) -> UserRow:
    """Store the company and create the first account; the wizard goes on with the organisation.

    Raises as `create_first_account`, and Invalid for a company without a name.
    """
    _check_first(ctx)
    if not company.name:
        message = N_("The company needs a name.")
        raise Invalid("setup.company", message, fields={"name": message})
    user = _create(ctx, company, admin, Step.LANGUAGE, Step.ADMINISTRATOR, Step.COMPANY)
    make_starter_rules(ctx)
    return user


def describe_company(ctx: Ctx, wanted: CompanyIn) -> Company:
    """The wizard's step about the company, with the alert rules it begins with. Needs
    `settings.admin`. Raises Conflict when it is done."""
    found = set_company(ctx, wanted)
    make_starter_rules(ctx)
    return found


def create_first_account(ctx: Ctx, company: Company, admin: UserIn) -> UserRow:
    """Create the first account with the roles founder and administrator, and add the built-in
    categories. Only the system or the operator does this. `company` is what is known of it so
    far; the wizard asks for the rest.

    Raises Conflict when there is an account already, Invalid without a password.
    """
    _check_first(ctx)
    return _create(ctx, company, admin, Step.LANGUAGE, Step.ADMINISTRATOR)


def _check_first(ctx: Ctx) -> None:
    if not ctx.actor.is_system:
        raise NotPermitted(action="setup")
    if has_users(ctx):
        raise Conflict("setup.done", N_("This company is already set up. Please sign in."))


def _create(ctx: Ctx, company: Company, admin: UserIn, *done: Step) -> UserRow:
    if not admin.password:
        message = N_("The first account needs a password.")
        raise Invalid("setup.password", message, fields={"password": message})
    put_setting(ctx, COMPANY_KEY, company.model_dump(mode="json"))
    user, _ = add_user(ctx, admin.model_copy(update={"roles": FIRST_ROLES}))
    seed_categories(ctx)
    begin_wizard(ctx, *done)
    return user
