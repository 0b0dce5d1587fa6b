"""The first start of a company."""

from __future__ import annotations

import pytest

from core.company import Company, company
from core.finance import list_categories
from core.identity import UserIn, sign_in
from core.kit.context import SYSTEM
from core.kit.errors import Conflict, Invalid, NotPermitted
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from core.operations.setup import set_up_company
from data.database import Database
from tests.world import PASSWORD, World

WANTED = Company(name="Example", currency="EUR", timezone="Europe/Berlin", locale="en")
ADMIN = UserIn(username="Boss", password=PASSWORD, roles=("employee",))


def test_the_first_account_may_do_everything(store: Database) -> None:
    with unit_of_work(SYSTEM) as ctx:
        user = set_up_company(ctx, WANTED, ADMIN)
    assert (user.username, user.roles) == ("boss", ("founder", "administrator"))
    assert not user.must_change_password
    assert sign_in("boss", PASSWORD)
    with unit_of_work(SYSTEM) as ctx:
        assert company(ctx) == WANTED
        assert len(list_categories(ctx, ListQuery(limit=100)).items) > 30


def test_only_once(store: Database) -> None:
    with unit_of_work(SYSTEM) as ctx:
        set_up_company(ctx, WANTED, ADMIN)
    with unit_of_work(SYSTEM) as ctx, pytest.raises(Conflict):
        set_up_company(ctx, WANTED, UserIn(username="other", password=PASSWORD))


@pytest.mark.parametrize(
    ("wanted", "admin"),
    [
        (Company(), ADMIN),
        (WANTED, UserIn(username="boss")),
        (WANTED, UserIn(username="boss", password="short")),
    ],
)
def test_what_is_missing_leaves_nothing_behind(
    store: Database, wanted: Company, admin: UserIn
) -> None:
    with pytest.raises(Invalid), unit_of_work(SYSTEM) as ctx:
        set_up_company(ctx, wanted, admin)
    with unit_of_work(SYSTEM) as ctx:
        assert company(ctx).name == ""
        set_up_company(ctx, WANTED, ADMIN)


def test_nobody_else_does_it(world: World) -> None:
    for name in ("admin", "outsider"):
        with world.uow(name) as ctx, pytest.raises(NotPermitted):
            set_up_company(ctx, WANTED, ADMIN)
