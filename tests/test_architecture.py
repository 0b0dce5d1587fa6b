"""docs/architecture.md is right about where a new field of a financial record is added."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import duckdb
import pytest

from core.analytics.catalogue.money import FINANCIAL_RECORDS
from core.finance import (
    LINKS,
    FinancialRecordIn,
    FinancialRecordPatch,
    FinancialRecordRow,
    RecordVersionRow,
)
from core.finance.imports import books, columns
from core.finance.imports.stage import OPTIONAL
from core.finance.records import KEPT
from core.operations.checks.references import REFERENCES
from data.schema import FinancialRecord, FinancialRecordVersion
from data.schema.finance import RecordColumns
from pages.ui.labels import LABELS

ROOT = Path(__file__).resolve().parents[1]
SECTION = re.search(
    r"^## Where a new field of a financial record is added\n(.*?)^## ",
    (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"),
    flags=re.DOTALL | re.MULTILINE,
)
COLUMNS = {name for name in vars(RecordColumns) if not name.startswith("_")}

NOT_SET_BY_PEOPLE = {
    "category_source": "follows from who sets the category",
    "categorisation_rule_id": "set by categorisation rules",
    "amount_base": "follows from amount, currency and rate",
    "import_batch_id": "set by the import",
    "import_line": "set by the import",
    "extra": "what else the source said",
    "deleted_at": "set by delete and restore",
    "contract_id": "contracts come with a later feature",
    "business_event_id": "business events come with a later feature",
}
NOT_IN_FILES = {
    "contract_id": "no file names a contract",
    "business_event_id": "no file names an event",
    "deleted_at": "what comes in is not in the bin",
}
NOT_FOR_ANALYSTS = {
    "import_line": "a place in a file they do not have",
    "extra": "text of the source, of any shape",
    "deleted_at": "records in the bin are left out",
}
HAND_MADE_BY_IMPORT = {"created_by", "created_at", "updated_at", "version", "dedup_key"}
SAMPLES = ("external_id", "occurred_at")
"""Fields that no other table has and no figure uses: as plain as a new one would be."""
OWN_REASONS = {
    "core/finance/imports": "the steps read what they know by name",
    "core/operations/demo": "a demonstration fills what its story needs",
    "data/migrations/regenerate_initial.py": "made the first migration",
}


@pytest.fixture(scope="session")
def section() -> str:
    assert SECTION is not None
    return SECTION[1]


def named_paths(text: str) -> set[str]:
    """Files and folders in backticks."""
    return set(re.findall(r"`([\w./-]+/[\w./-]*)`", text))


def test_both_tables_have_every_column(duckdb_template: Path) -> None:
    for model in (FinancialRecord, FinancialRecordVersion):
        table = model.__table__
        assert set(table.columns.keys()) >= COLUMNS
        with duckdb.connect(str(duckdb_template), read_only=True) as connection:
            rows = connection.execute(f"DESCRIBE {table.name}").fetchall()
        assert {row[0] for row in rows} == set(table.columns.keys())


def test_people_set_every_column_but_those_exempt() -> None:
    assert set(NOT_SET_BY_PEOPLE) <= COLUMNS
    for schema in (FinancialRecordIn, FinancialRecordPatch):
        assert set(schema.model_fields) == COLUMNS - set(NOT_SET_BY_PEOPLE)
    for row in (FinancialRecordRow, RecordVersionRow):
        assert set(row.model_fields) >= COLUMNS


def test_former_rows_keep_every_column() -> None:
    assert set(KEPT) == set(books.VERSIONED) == COLUMNS | {"created_by", "created_at"}


def test_imports_write_every_column_but_those_exempt() -> None:
    source = inspect.getsource(books.insert_new)
    listed = re.search(r"INSERT INTO financial_records \(([^)]*)\)", source)
    assert listed is not None
    written = {name.strip() for name in listed[1].split(",")}
    assert set(NOT_IN_FILES) <= COLUMNS
    assert written == COLUMNS - set(NOT_IN_FILES) | HAND_MADE_BY_IMPORT
    assert set(books.COMPARED) <= set(books.UPDATED) <= written
    carried = {name for name in OPTIONAL if name in COLUMNS}
    assert carried <= written
    assert carried - {"occurred_at", "extra"} <= set(columns.FIELDS)


def test_analysts_see_every_column_but_those_exempt() -> None:
    assert set(NOT_FOR_ANALYSTS) <= COLUMNS
    shown = {column.name for column in FINANCIAL_RECORDS.columns}
    assert shown >= COLUMNS - set(NOT_FOR_ANALYSTS)
    assert not shown & set(NOT_FOR_ANALYSTS)


def test_links_are_checked_and_every_field_has_a_name() -> None:
    fields = set(FinancialRecordIn.model_fields)
    links = {name for name in fields if name.endswith("_id")} - {"external_id"}
    assert links <= set(LINKS)
    assert links <= set(REFERENCES["financial_records"])
    assert fields <= set(LABELS)


def test_what_the_section_names_is_there(section: str) -> None:
    paths = named_paths(section)
    assert len(paths) > 10
    for path in paths:
        assert (ROOT / path).exists(), path
    for item in re.split(r"\n(?=\d\. |- )", section):
        files = [ROOT / path for path in named_paths(item) if (ROOT / path).is_file()]
        code = "\n".join(file.read_text(encoding="utf-8") for file in files)
        for name in re.findall(r"`([A-Z]\w+|[a-z]+_[a-z_]+)`", item):
            if name != "cost_center":
                assert re.search(rf"\b{name}\b", code), f"{name} is in none of {files}"


def test_the_section_names_every_place_that_spells_a_field_out(section: str) -> None:
    allowed = named_paths(section) | set(OWN_REASONS)
    for folder in ("data", "core", "api", "jobs", "pages", "operator_cli"):
        for file in (ROOT / folder).rglob("*"):
            if file.suffix not in {".py", ".toml", ".js"}:
                continue
            path = file.relative_to(ROOT).as_posix()
            text = file.read_text(encoding="utf-8")
            if any(re.search(rf"\b{name}\b", text) for name in SAMPLES):
                assert any(path.startswith(place) for place in allowed), path
