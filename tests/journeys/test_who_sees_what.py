"""Two departments' managers, a person of one project and an employee: each sees only theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from core.analytics import run_sql
from core.company import Company
from core.dashboards import OverviewQuery, read_overview
from core.finance import RECORD_LIST, list_records
from core.identity import (
    UserPatch,
    by_session,
    by_token,
    change_password,
    create_token,
    revoke_session,
    revoke_token,
    update_user,
)
from core.kit.context import Ctx
from core.kit.errors import NotPermitted, NotSignedIn
from core.kit.listing import ListQuery
from core.kit.periods import Period
from core.kit.uow import Credential, unit_of_work
from data.schema import ApiToken, UserSession
from pages.ui.export import sheet_of
from pages.ui.list_export import list_batches
from pages.ui.lists import Column, RecordList
from tests.api.client import Client
from tests.journeys.doors import api_client
from tests.journeys.seen import AMOUNTS, SIGHTS, YEAR, Placed, Sight, fill
from tests.pages.conftest import Visit, _no_browser, rows_of, session_of, texts, visit  # noqa: F401
from tests.world import PASSWORD, TODAY, World

pytestmark = pytest.mark.integration

OPEN = {("get", "/v1/health"), ("post", "/session"), ("delete", "/session")}
RECORDS = RecordList(
    page="records",
    load=list_records,
    listing=RECORD_LIST,
    columns=(Column("counterparty"), Column("amount", "money", currency="currency")),
    empty="",
)


@pytest.fixture
def placed(world: World) -> Placed:
    return fill(world)


def items(client: Client, path: str, **params: str) -> list[dict[str, Any]]:
    """All rows of a list; none where the right is missing."""
    answer = client.get(path, params=params)
    assert answer.status_code in {200, 403}, answer.text
    return list(answer.json().get("items", []))


def test_rest(placed: Placed) -> None:
    for name, sight in SIGHTS.items():
        assert seen_by_rest(api_client(placed.world, name), placed) == sight, name


def seen_by_rest(client: Client, placed: Placed) -> Sight:
    def names(path: str, of: str = "name", **params: str) -> set[str]:
        return {row[of] for row in items(client, path, **params)}

    year = {"as_of": TODAY.isoformat(), "period": "year_to_date"}
    values = "/indicators/cash_out/values"
    assert names(values, "target_name", target_type="company", **year) == set()
    of_budget = {budget_id: place for place, budget_id in placed.budgets.items()}
    return Sight(
        records=names("/financial-records", "counterparty"),
        budgets={of_budget[row["id"]] for row in items(client, "/budgets")},
        projects=names("/projects"),
        departments=names(values, "target_name", target_type="department", **year),
        measured=names(values, "target_name", target_type="project", **year),
        alerts=names("/alerts", "target_name"),
    )


def test_rest_does_not_find_the_rows_of_others(placed: Placed) -> None:
    for name, sight in SIGHTS.items():
        client = api_client(placed.world, name)
        for place, record_id in placed.records.items():
            path = f"/financial-records/{record_id}"
            may_edit = place in sight.records and name.startswith("manager")
            assert (client.get(path).status_code == 200) == (place in sight.records)
            changed = client.patch(path, {"description": f"by {name}"})
            assert (changed.status_code == 200) == may_edit, (name, place)
        for place, budget_id in placed.budgets.items():
            status = client.get(f"/budgets/{budget_id}").status_code
            assert (status == 200) == (place in sight.budgets), (name, place)


def test_export(placed: Placed) -> None:
    for name, sight in SIGHTS.items():
        who = placed.world.who(name)
        batches = list_batches(RECORDS, ListQuery(), sheet_of(RECORDS.columns, Company()), who)  # type: ignore[arg-type]
        if sight.records:
            found = {place: amount for batch in batches for place, amount, _currency in batch}
            assert found == {place: AMOUNTS[place] for place in sight.records}, name
        else:
            with pytest.raises(NotPermitted):
                list(batches)


def test_sql(placed: Placed) -> None:
    for name, sight in SIGHTS.items():
        who = placed.world.who(name)
        if not name.startswith("manager"):
            with pytest.raises(NotPermitted):
                run_sql(who, "SELECT 1")
            continue
        answer = run_sql(who, "SELECT counterparty, amount FROM financial_records")
        found = {row[0]: Decimal(str(row[1])) for row in answer.rows}
        assert found == {place: AMOUNTS[place] for place in sight.records}, name
        budgets = run_sql(who, "SELECT id FROM budgets WHERE amount IS NOT NULL").rows
        assert {row[0] for row in budgets} == {placed.budgets[place] for place in sight.budgets}


def test_overview(placed: Placed) -> None:
    query = OverviewQuery(Period(*YEAR), TODAY)
    for name, sight in SIGHTS.items():
        with placed.world.uow(name) as ctx:
            if not sight.records:
                with pytest.raises(NotPermitted):
                    read_overview(ctx, query)
                continue
            overview = read_overview(ctx, query)
        spent = sum((AMOUNTS[place] for place in sight.records), Decimal(0))
        assert overview.now.expense == spent, name
        assert [month.expense for month in overview.months] == [spent]
        assert {use.name for use in overview.budgets} == sight.departments
        assert sum(overview.alerts.values()) == len(sight.alerts)


@pytest.mark.parametrize("database", ["duckdb"], indirect=True)
def test_page(placed: Placed, visit: Visit) -> None:  # noqa: F811
    for name, sight in SIGHTS.items():
        screen = visit(name, "records.py")
        assert not screen.exception
        if sight.records:
            shown = {cell for row in rows_of(screen, "records.table") for cell in row}
            assert shown & set(AMOUNTS) == sight.records, name
        else:
            assert "You do not have the right to do this" in texts(screen)
            assert not set(AMOUNTS) & set(texts(screen).split())


def end_session(ctx: Ctx, world: World) -> None:
    for row in ctx.session.query(UserSession):
        revoke_session(ctx, row.id)


def end_tokens(ctx: Ctx, world: World) -> None:
    for row in ctx.session.query(ApiToken):
        revoke_token(ctx, row.id)


def disable(ctx: Ctx, world: World) -> None:
    update_user(ctx, world.users["manager_a"], UserPatch(is_active=False))


def by_cookie(world: World) -> Credential:
    return by_session(session_of("manager_a"))


def by_bearer(world: World) -> Credential:
    with world.uow("manager_a") as ctx:
        return by_token(create_token(ctx, "mine"))


@pytest.mark.parametrize(
    ("door", "how"),
    [
        (by_cookie, end_session),
        (by_cookie, disable),
        (by_bearer, end_tokens),
        (by_bearer, disable),
    ],
    ids=lambda value: value.__name__,
)
def test_out_at_the_next_unit_of_work(
    world: World, door: Callable[[World], Credential], how: Callable[[Ctx, World], None]
) -> None:
    who = door(world)
    with unit_of_work(who) as ctx:
        list_records(ctx, ListQuery())
    with world.uow("admin") as ctx:
        how(ctx, world)
    with pytest.raises(NotSignedIn), unit_of_work(who):
        pytest.fail("still in")


def test_a_changed_password_ends_the_other_sessions(world: World) -> None:
    here, there = by_cookie(world), by_cookie(world)
    with unit_of_work(here) as ctx:
        change_password(ctx, PASSWORD, "Another-horse-8")
    with unit_of_work(here) as ctx:
        assert ctx.actor.name == "manager_a"
    with pytest.raises(NotSignedIn), unit_of_work(there):
        pytest.fail("still in")


GIVEN = {"code": "revenue", "name": "alerts"}


@pytest.mark.parametrize("database", ["duckdb"], indirect=True)
def test_no_token_no_answer(world: World) -> None:
    nobody = Client(api_client(world, "finance").app)
    paths = nobody.request("GET", "/openapi.json").json()["paths"]
    asked = 0
    for path, methods in paths.items():
        address = re.sub(r"\{(\w+)\}", lambda part: GIVEN.get(part[1], "1"), path)
        for method in methods:
            status = nobody.request(method.upper(), address).status_code
            assert (status == 401) == ((method, path) not in OPEN), (method, path)
            asked += 1
    assert asked > 60
