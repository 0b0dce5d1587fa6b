"""The indicator library: definitions, values with their numbers, limits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.indicators import INDICATORS
from core.indicators.thresholds import SIGNS, limits_of
from tests.alerts.builders import make_rule
from tests.indicators.builders import expense
from tests.pages.conftest import Visit, component, rows_of, texts
from tests.world import World

pytestmark = pytest.mark.integration
CODE = "budget_execution_rate"


def test_the_library_lists_every_code_and_finds_by_name(visit: Visit) -> None:
    screen = visit("analyst", "indicators.py")
    assert not screen.exception
    assert len(rows_of(screen, "indicators.table")) == len(INDICATORS) + len(SIGNS)
    screen.text_input(key="indicators.q").set_value("(CPI)").run()
    (row,) = rows_of(screen, "indicators.table")
    assert row[0] == "Cost performance (CPI)"
    assert row[3:6] == ["↑", "< 1", "< 0.9"]
    assert component(screen, "indicators.table")["parameter"] == "code"


def test_a_value_explains_itself_with_its_numbers(visit: Visit, world: World) -> None:
    expense("95000", project_id=world.project_a)
    make_rule(world, indicator=CODE, name="Nearly used")
    screen = visit(
        "founder", "indicators.py", code=CODE, target_type="project", target=str(world.project_a)
    )
    assert not screen.exception
    read = texts(screen)
    assert "CN¥95,000.00 ÷ CN¥100,000.00 = 95.0%" in read
    assert "Used ÷ Budget" in read
    assert rows_of(screen, "indicators.all")[0] == ["Project A", "95.0%", "Look into it"]
    links = [one.proto.label for one in screen.get("page_link")]
    assert any("Nearly used" in label for label in links)
    assert any(label.startswith("The expenses (") for label in links)


def test_an_indicator_leads_to_the_screens_that_show_it(visit: Visit) -> None:
    """Those the reader may open: the analyst has no right to handle, but sees all of these."""
    for code, shown in (
        ("customer_satisfaction", {"Customer satisfaction", "Performance"}),
        ("revenue", {"Home", "Performance"}),
        ("earned_value", {"Projects"}),
    ):
        screen = visit("analyst", "indicators.py", code=code)
        assert not screen.exception
        links = {one.proto.label for one in screen.get("page_link")}
        assert links >= shown, code


def test_limits_are_changed_where_they_are_shown(visit: Visit, world: World) -> None:
    screen = visit("finance", "indicators.py", code=CODE)
    screen.number_input(key=f"indicators.red.{CODE}").set_value(120.0)
    screen.button(key="indicators.limits.save").click().run()
    assert not screen.exception
    with world.uow("finance") as ctx:
        assert limits_of(ctx, CODE).red == Decimal("1.2")
    assert "Red > 120%" in texts(screen)
    reader = visit("analyst", "indicators.py", code="days_late")
    assert not reader.exception
    assert "Amber ≥ 7 days · Red ≥ 28 days" in texts(reader)
    assert not [one for one in reader.button if str(one.key).startswith("indicators.limits")]


def test_every_definition_can_be_opened(visit: Visit, world: World) -> None:
    expense("10", project_id=world.project_a)
    screen = visit("founder", "indicators.py")
    for code in ("expense_amount", "customer_satisfaction", "receivable_overdue_days", "revenue"):
        screen.query_params.clear()
        screen.query_params["code"] = code
        screen.run()
        assert not screen.exception, code
        assert INDICATORS[code].name in texts(screen)


def test_a_projects_figures_each_lead_to_their_numbers(visit: Visit, world: World) -> None:
    expense("95000", project_id=world.project_a)
    screen = visit("founder", "projects.py", id=str(world.project_a))
    assert not screen.exception
    shown = {row[0]: row[1:3] for row in rows_of(screen, "indicator_standing.table")}
    assert shown["Budget execution rate"] == ["95.0%", "Look into it"]
    assert shown["Actual cost (AC)"] == ["CN¥95,000.00", "–"]
    screen.query_params["indicator"] = "actual_cost"
    screen.run()
    assert "Actual cost (AC)" in texts(screen)
