"""What an import's records are about: the file says it, else a rule, else a keyword."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.finance import AccountIn, create_account
from core.finance.categorisation import (
    RulePatch,
    apply_to_history,
    switch_keywords,
    update_rule,
)
from core.finance.imports import (
    ImportOptions,
    categories_of_batch,
    categories_of_preview,
    commit_import,
    get_import,
    preview_rows,
    read_import,
    run_import,
    start_import,
    undo_import,
)
from core.kit.errors import NotPermitted
from data.schema import FinancialRecord
from tests.finance.categorisation.builders import about, category, rule
from tests.world import World

pytestmark = pytest.mark.integration

FILE = """Date,Transaction ID,Payee,Text,Amount,Currency,Category
2026-05-01,T1,滴滴出行（北京）,打车,-30.00,CNY,
2026-05-02,T2,Landlord,office rent May,-5000.00,CNY,
2026-05-03,T3,Unknown Ltd,nothing special,-1.00,CNY,
2026-05-04,T4,滴滴出行（北京）,team dinner,-80.00,CNY,Marketing
2026-05-05,T5,Customer: A,Brent's parent,250.00,USD,Nonsense
"""


class Importer:
    """Files read and committed by finance."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder, self.who = world, folder, world.who("finance")

    def file(self, content: str) -> Path:
        path = self.folder / f"{len(list(self.folder.iterdir()))}.csv"
        path.write_text(content, encoding="utf-8")
        return path

    def run(self, content: str = FILE, **options: Any) -> dict[str, Any]:
        chosen = ImportOptions.model_validate(options)
        return run_import(self.who, self.file(content), "statement.csv", "cli", chosen)

    def preview(self, content: str = FILE, **options: Any) -> str:
        path = self.file(content)
        chosen = ImportOptions.model_validate(options)
        batch_id = start_import(self.who, path.name, path.stat().st_size, "page", chosen)
        read_import(self.who, batch_id, path)
        return batch_id

    def about(self) -> dict[str, tuple[str | None, str | None, int | None]]:
        with self.world.uow("system") as ctx:
            rows = ctx.session.scalars(select(FinancialRecord)).all()
            return {str(row.external_id): about(ctx, row.id) for row in rows}


@pytest.fixture
def importer(world: World, tmp_path: Path) -> Importer:
    folder = tmp_path / "files"
    folder.mkdir()
    return Importer(world, folder)


def test_the_file_goes_before_rules_and_rules_before_keywords(importer: Importer) -> None:
    with importer.world.uow("finance") as ctx:
        places = {"department_id": importer.world.a, "project_id": importer.world.project_a}
        customer_rule = rule(ctx, text="customer: a", **places)
        meals = rule(ctx, text="滴滴", category_id=category(ctx, "entertainment"))
    result = importer.run()
    assert importer.about() == {
        "T1": ("entertainment", "rule", meals.id),
        "T2": ("rent", "keyword", None),
        "T3": (None, None, None),
        "T4": ("marketing", "file", None),
        "T5": (None, None, customer_rule.id),
    }
    with importer.world.uow("system") as ctx:
        moved = ctx.session.scalars(
            select(FinancialRecord).where(FinancialRecord.external_id == "T5")
        ).one()
        assert (moved.department_id, moved.project_id) == (
            importer.world.a, importer.world.project_a,
        )  # fmt: skip
    told = {(one["category_id"] is None, one["by"], one["rows"]) for one in result["categories"]}
    assert told == {(False, "rule", 1), (False, "keyword", 1), (False, "file", 1), (True, None, 2)}
    assert [one["rule"] for one in result["categories"] if one["by"] == "rule"] == ["滴滴"]


def test_a_preview_shows_what_a_commit_would_do(importer: Importer) -> None:
    batch_id = importer.preview()
    with importer.world.uow("finance") as ctx:
        guessed = [one for one in categories_of_preview(ctx, batch_id) if one.by == "keyword"]
        assert [one.rows for one in guessed] == [1, 1]
        assert {total.currency for one in guessed for total in one.totals} == {"CNY"}
        stored = (get_import(ctx, batch_id).preview or {})["categories"]
        assert sum(one["rows"] for one in stored) == 5
        made = rule(ctx, name="Rides", text="滴滴", category_id=category(ctx, "training"))
    with importer.world.uow("finance") as ctx:
        rows = {row.external_id: row for row in preview_rows(ctx, batch_id)}
        first = rows["T1"]
        assert (first.category_by, first.rule_id, first.rule) == ("rule", made.id, "Rides")
        assert first.category_id == category(ctx, "training")
        assert rows["T4"].category_by == "file"
        assert rows["T3"].category is None
        before = categories_of_preview(ctx, batch_id)
    commit_import(importer.who, batch_id)
    with importer.world.uow("finance") as ctx:
        assert categories_of_batch(ctx, batch_id) == before
        assert categories_of_preview(ctx, batch_id) == ()
    with importer.world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        categories_of_preview(ctx, batch_id)


def test_rows_that_are_in_the_books_keep_what_they_are_about(importer: Importer) -> None:
    with importer.world.uow("finance") as ctx:
        made = rule(ctx, text="滴滴", category_id=category(ctx, "training"))
    importer.run()
    with importer.world.uow("finance") as ctx:
        update_rule(ctx, made.id, RulePatch(category_id=category(ctx, "office")))
    importer.run(FILE.replace("-30.00", "-31.00"), on_duplicate="update")
    assert importer.about()["T1"] == ("training", "rule", made.id)
    batch_id = importer.preview()
    with importer.world.uow("finance") as ctx:
        assert sum(one.rows for one in categories_of_preview(ctx, batch_id)) == 0


def test_keywords_can_be_switched_off(importer: Importer) -> None:
    with importer.world.uow("finance") as ctx:
        assert switch_keywords(ctx, False).active is False
    importer.run()
    assert {source for _, source, _ in importer.about().values()} == {"file", None}


def test_an_account_is_a_condition(importer: Importer) -> None:
    with importer.world.uow("finance") as ctx:
        account = create_account(ctx, AccountIn(name="Bank", currency="CNY")).id
        other = create_account(ctx, AccountIn(name="Other", currency="CNY")).id
        rule(ctx, account_id=other, category_id=category(ctx, "training"))
        made = rule(ctx, account_id=account, amount_max="50", category_id=category(ctx, "office"))
    batch_id = importer.preview(account_id=account)
    with importer.world.uow("finance") as ctx:
        rows = {row.external_id: row.rule_id for row in preview_rows(ctx, batch_id)}
    assert rows == {"T1": made.id, "T2": None, "T3": made.id, "T4": None, "T5": None}
    commit_import(importer.who, batch_id)
    assert importer.about()["T3"] == ("office", "rule", made.id)


def test_undo_after_categorisation_does_what_it_announced(importer: Importer) -> None:
    batch_id = importer.run()["batch_id"]
    with importer.world.uow("finance") as ctx:
        rule(ctx, text="nothing special", category_id=category(ctx, "office"))
        assert apply_to_history(ctx).records == 1
    would = undo_import(importer.who, batch_id, confirm=False)
    assert (would["removed"], [one["counterparty"] for one in would["kept"]]) == (
        4,
        ["Unknown Ltd"],
    )
    assert undo_import(importer.who, batch_id, confirm=True) == would
    assert importer.about() == {"T3": ("office", "rule", 1)}
    again = importer.run()["batch_id"]
    with importer.world.uow("finance") as ctx:
        rule(ctx, direction="income", category_id=category(ctx, "services"))
        assert apply_to_history(ctx).records == 1
    gone = undo_import(importer.who, again, confirm=True, edited="remove")
    assert (gone["removed"], gone["kept"]) == (4, [])
    assert set(importer.about()) == {"T3"}
