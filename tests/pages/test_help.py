"""Help on a page and the list of the first hour."""

from __future__ import annotations

import pytest

from core.operations.checklist import dismiss_first_hour, first_hour
from data.schema import Budget
from pages.registry import PAGES
from pages.ui.help import LANGUAGES, SECTIONS, help_on, sections
from tests.pages.conftest import Visit, texts
from tests.world import World

pytestmark = pytest.mark.integration


def test_both_guides_have_the_same_sections_and_each_page_finds_its_own() -> None:
    english, chinese = (sections(LANGUAGES[one]) for one in ("en", "zh_CN"))
    assert len(english) == len(chinese)
    assert set(SECTIONS.values()) <= {heading for heading, _ in english}
    assert set(SECTIONS) <= {entry.address for entry in PAGES} | {"categorisation_rules"}
    heading, text = help_on("settings", "zh_CN") or ("", "")
    assert heading == "设置"
    assert "恢复" in text
    assert help_on("nowhere", "en") is None
    assert not any("](" in text.replace("](http", "") for _, text in (*english, *chinese))


def test_the_question_mark_opens_it(visit: Visit) -> None:
    screen = visit("founder", "organisation.py").button(key="page.help").click().run()
    assert "Organisation chart shows the departments" in texts(screen).replace("*", "")


def test_who_may_do_something_sees_it_until_it_is_put_away(visit: Visit, world: World) -> None:
    screen = visit("founder")
    assert "The first hour" in texts(screen)
    screen = screen.button(key="home.first_hour.hide").click().run()
    assert "The first hour" not in texts(screen)
    assert "The first hour" in texts(visit("finance"))
    assert "The first hour" not in texts(visit("outsider"))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("finance", ["import", "budget", "rule"]),
        ("admin", ["company", "departments", "people", "administrator", "backup"]),
        ("employee", []),
    ],
)
def test_the_list_holds_what_one_may_do(world: World, name: str, codes: list[str]) -> None:
    with world.uow(name) as ctx:
        assert [task.code for task in first_hour(ctx)] == codes


def test_what_is_done_is_seen_in_the_data(world: World) -> None:
    with world.uow("finance") as ctx:
        assert not any(task.is_done for task in first_hour(ctx))
        ctx.session.add(
            Budget(
                name="2026",
                period_start=ctx.now.date(),
                period_end=ctx.now.date(),
                amount=1,
                currency="CNY",
                status="draft",
                created_at=ctx.now,
                updated_at=ctx.now,
            )
        )
        ctx.session.flush()
        assert [task.code for task in first_hour(ctx) if task.is_done] == ["budget"]
    with world.uow("admin") as ctx:
        open_tasks = [task.code for task in first_hour(ctx) if not task.is_done]
        assert open_tasks == ["backup"]
        dismiss_first_hour(ctx)
        assert first_hour(ctx) == ()
    with world.uow("finance") as ctx:
        assert first_hour(ctx)
