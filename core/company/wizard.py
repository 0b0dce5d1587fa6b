"""The first-run wizard: which steps are behind, kept in the settings until it is finished.

Locked when done; a company from before the wizard counts as done.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from core.company.schemas import Company, CompanyIn, CompanyPatch
from core.company.settings import get_setting, patch_company, put_setting
from core.kit.context import Ctx
from core.kit.errors import Conflict
from core.kit.i18n import N_
from data.schema import FinancialRecord

WIZARD_KEY = "wizard"


class Step(StrEnum):
    """The steps in their order."""

    LANGUAGE = "language"
    ADMINISTRATOR = "administrator"
    COMPANY = "company"
    ORGANISATION = "organisation"
    DATA = "data"


STEPS = tuple(Step)
SKIPPABLE = frozenset({Step.ORGANISATION, Step.DATA})


class Wizard(BaseModel):
    """How far the set-up is. `left`: put aside, to be resumed from Home."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    done: tuple[Step, ...] = STEPS
    skipped: tuple[Step, ...] = ()
    left: bool = False
    finished: bool = True

    @property
    def current(self) -> Step | None:
        """The first step neither done nor skipped; None when there is none."""
        if self.finished:
            return None
        return next((step for step in STEPS if step not in {*self.done, *self.skipped}), None)


def wizard_state(ctx: Ctx) -> Wizard:
    """How far the set-up is."""
    return Wizard.model_validate(get_setting(ctx, WIZARD_KEY) or {})


def wizard_waits(ctx: Ctx) -> bool:
    """Whether the actor is to be led to the wizard: unfinished, not put aside, no records yet."""
    if not ctx.actor.can("settings.admin"):
        return False
    found = wizard_state(ctx)
    if found.finished or found.left:
        return False
    return ctx.session.scalar(select(FinancialRecord.id).limit(1)) is None


def begin_wizard(ctx: Ctx, *done: Step) -> None:
    """Open the wizard with these steps behind. The caller has authorised it."""
    _store(ctx, Wizard(done=done, finished=False))


def set_company(ctx: Ctx, wanted: CompanyIn) -> Company:
    """The step about the company. Needs `settings.admin`. Raises Conflict when it is done."""
    _open_step(ctx, Step.COMPANY)
    found = patch_company(ctx, CompanyPatch.model_validate(wanted.model_dump()))
    complete_step(ctx, Step.COMPANY)
    return found


def complete_step(ctx: Ctx, step: Step) -> Wizard:
    """Mark a step as done; the last one finishes the wizard. Raises Conflict when finished."""
    found = _open(ctx)
    done = tuple(one for one in STEPS if one in {*found.done, step})
    skipped = tuple(one for one in found.skipped if one is not step)
    return _moved(ctx, found.model_copy(update={"done": done, "skipped": skipped}))


def skip_step(ctx: Ctx, step: Step) -> Wizard:
    """Go on without a step. Raises Conflict for a step that is needed, or when finished."""
    found = _open(ctx)
    if step not in SKIPPABLE:
        raise Conflict("wizard.needed", N_("This step is needed."))
    skipped = tuple(one for one in STEPS if one in {*found.skipped, step})
    return _moved(ctx, found.model_copy(update={"skipped": skipped}))


def leave_wizard(ctx: Ctx) -> Wizard:
    """Put the wizard aside: Home is shown, and leads back to it."""
    return _store(ctx, _open(ctx).model_copy(update={"left": True}))


def resume_wizard(ctx: Ctx) -> Wizard:
    """Take the wizard up where it was left; nothing when it was not."""
    found = _open(ctx)
    return _store(ctx, found.model_copy(update={"left": False})) if found.left else found


def _open(ctx: Ctx) -> Wizard:
    ctx.require("settings.admin")
    found = wizard_state(ctx)
    if found.finished:
        raise Conflict(
            "wizard.finished",
            N_("The set-up is already done. Changes are made under Settings."),
        )
    return found


def _open_step(ctx: Ctx, step: Step) -> None:
    if step in _open(ctx).done:
        raise Conflict(
            "wizard.step_done", N_("This step is already done. Changes are made under Settings.")
        )


def _moved(ctx: Ctx, found: Wizard) -> Wizard:
    behind = {*found.done, *found.skipped}
    return _store(ctx, found.model_copy(update={"finished": behind == set(STEPS)}))


def _store(ctx: Ctx, found: Wizard) -> Wizard:
    put_setting(ctx, WIZARD_KEY, found.model_dump(mode="json"))
    return found
