"""Addresses a person may have typed: a day far from any other is no error."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Visit
from tests.world import World

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("day", ["0001-01-01", "1970-01-01", "9999-12-31"])
def test_any_day_in_an_address_shows_a_page(visit: Visit, world: World, day: str) -> None:
    screen = visit("founder")
    for page, query in (
        ("performance.py", {"id": str(world.a)}),
        ("indicators.py", {"code": "revenue"}),
        ("projects.py", {"id": str(world.project_a)}),
        ("home.py", {"period": "custom", "from": day, "to": day}),
    ):
        screen.switch_page(page)
        screen.query_params.clear()
        for name, text in {**query, "as_of": day}.items():
            screen.query_params[name] = text
        screen.run()
        assert not screen.exception, page
        assert not screen.error, page
