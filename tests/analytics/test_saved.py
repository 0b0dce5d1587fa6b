"""Saved queries and the history: whose they are, who may run and change them."""

from __future__ import annotations

import pytest

from core.analytics import (
    Parameter,
    ParameterKind,
    SavedQueryIn,
    SavedQueryPatch,
    create_saved_query,
    delete_saved_query,
    forget_old_runs,
    get_saved_query,
    list_query_runs,
    list_saved_queries,
    parameters_for,
    parameters_of,
    typed_values,
    update_saved_query,
)
from core.analytics.history import KEPT_FOR, note_run
from core.kit.errors import Invalid, NotFound, NotPermitted, Stale
from core.kit.listing import ListQuery
from tests.world import NOW, World

QUERY = SavedQueryIn(
    name="By month",
    sql="SELECT 1 WHERE $since IS NOT NULL",
    parameters=(Parameter(name="since", kind=ParameterKind.DATE, default="2026-01-01"),),
    shared_roles=("manager",),
)


def test_shared_with_a_role_and_changed_by_its_maker_only(world: World) -> None:
    with world.uow("analyst") as ctx:
        made = create_saved_query(ctx, QUERY)
        private = create_saved_query(ctx, QUERY.model_copy(update={"shared_roles": ()}))
        assert made.is_own
        assert made.parameters == QUERY.parameters
    with world.uow("manager_a") as ctx:
        seen = list_saved_queries(ctx, ListQuery(q="month"), with_total=True)
        assert [one.id for one in seen.items] == [made.id]
        assert not seen.items[0].is_own
        with pytest.raises(NotFound):
            get_saved_query(ctx, private.id)
        with pytest.raises(NotPermitted):
            update_saved_query(ctx, made.id, SavedQueryPatch(name="mine"))
        with pytest.raises(NotPermitted):
            delete_saved_query(ctx, made.id)
    with world.uow("finance") as ctx, pytest.raises(NotFound):
        get_saved_query(ctx, made.id)
    with world.uow("employee") as ctx:
        with pytest.raises(NotPermitted):
            list_saved_queries(ctx, ListQuery())
        with pytest.raises(NotPermitted):
            create_saved_query(ctx, QUERY)
    with world.uow("analyst") as ctx:
        patch = SavedQueryPatch(name="Each month", shared_roles=())
        changed = update_saved_query(ctx, made.id, patch, expected_version=1)
        assert (changed.name, changed.version, changed.sql) == ("Each month", 2, QUERY.sql)
        with pytest.raises(Stale):
            update_saved_query(ctx, made.id, patch, expected_version=1)
        delete_saved_query(ctx, private.id)
    with world.uow("manager_a") as ctx, pytest.raises(NotFound):
        get_saved_query(ctx, made.id)


def test_one_sees_ones_own_runs_and_old_ones_go(world: World) -> None:
    analyst, manager = world.actor("analyst"), world.actor("manager_a")
    with world.uow("system") as ctx:
        note_run(ctx, analyst, "SELECT 1", seconds=1.5, row_count=1)
        note_run(ctx, manager, "SELECT x", error="sql.failed")
    with world.uow("analyst") as ctx:
        (run,) = list_query_runs(ctx, ListQuery()).items
        assert (run.sql, run.row_count, run.error, str(run.seconds)) == (
            "SELECT 1",
            1,
            None,
            "1.500",
        )
        assert run.user_id == world.users["analyst"]
    with world.uow("system") as ctx:
        assert len(list_query_runs(ctx, ListQuery()).items) == 2
    with world.uow("employee") as ctx, pytest.raises(NotPermitted):
        list_query_runs(ctx, ListQuery())
    with world.uow("system", now=NOW + KEPT_FOR) as ctx:
        assert forget_old_runs(ctx) == 1  # the other one ended a moment ago
    with world.uow("system", now=NOW + 2 * KEPT_FOR) as ctx:
        assert forget_old_runs(ctx) == 1


def test_parameters_are_found_outside_of_texts_and_comments() -> None:
    sql = """SELECT $a, '$no', "$no", $$ $no $$, $t$ $no $t$ -- $no
        /* $no */ FROM x WHERE d >= $since_date AND n < $max_rows AND $a = $a"""
    assert parameters_of(sql) == ("a", "since_date", "max_rows")
    kinds = [one.kind.value for one in parameters_for(sql, [])]
    assert kinds == ["text", "date", "number"]


def test_values_are_typed_or_refused() -> None:
    wanted = [
        Parameter(name="d", kind=ParameterKind.DATE, default="2026-02-01"),
        Parameter(name="n", kind=ParameterKind.NUMBER),
        Parameter(name="c", kind=ParameterKind.CHOICE, options=("x", "y")),
        Parameter(name="t"),
    ]
    found = typed_values(wanted, {"n": "1.5", "c": "x", "t": "' OR 1=1"})
    assert [str(found[name]) for name in "dnct"] == ["2026-02-01", "1.5", "x", "' OR 1=1"]
    assert typed_values(wanted, {"n": "3", "d": None}) == {"d": None, "n": 3, "c": None, "t": None}
    for bad in ({"d": "soon"}, {"n": "many"}, {"n": "1e99"}, {"c": "z"}, {"other": 1}):
        with pytest.raises(Invalid):
            typed_values(wanted, bad)
