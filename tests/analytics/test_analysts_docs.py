"""docs/analysts.md: the dictionary is the catalogue's, and every recipe answers its question."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.analytics import VIEWS, documented_columns
from core.analytics.dictionary import dictionary
from core.kit.i18n import use_locale
from data.schema import Base
from tests.analytics.conftest import Ask

pytestmark = pytest.mark.integration

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "analysts.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```sql\n(.*?)```", GUIDE, flags=re.DOTALL)

CORE_COLUMNS = {
    "projects": "id name code customer_id manager_id department_id start_date end_date"
    " actual_end_date budget estimated_cost currency status progress description created_by"
    " created_at updated_at",
    "project_milestones": "id project_id name description planned_date actual_date status weight"
    " created_by created_at updated_at",
    "satisfaction_scores": "customer_id project_id department_id score scored_on comment",
    "alert_rules": "id name description indicator condition threshold threshold_high change_window"
    " period severity is_active notify_roles created_by created_at updated_at",
    "alerts": "id rule_id target_type target_id current_value threshold status state resolved_at"
    " acknowledged_by acknowledged_at assigned_to snoozed_until handled_by handled_at remarks"
    " created_at",
    "financial_records": "id record_date direction amount currency amount_base occurred_at status"
    " category_id counterparty description department_id project_id customer_id contract_id"
    " business_event_id account_id import_batch_id external_id created_by created_at updated_at",
    "budgets": "id department_id project_id category_id period_start period_end amount currency"
    " status",
    "accounts": "name kind currency",
    "categories": "code name_zh name_en kind parent_id",
    "exchange_rates": "currency rate_date rate",
    "customers": "name code",
    "departments": "name parent_id manager_id",
    "people": "id name department_id",
    "contracts": "id code name customer_id project_id amount currency signed_on start_date"
    " end_date terms status",
    "receivables": "id contract_id customer_id project_id business_event_id due_date amount"
    " currency status",
    "receivable_receipts": "receivable_id financial_record_id amount",
    "status_history": "target_type target_id from_status to_status reason changed_by changed_at",
}


def test_dictionary_is_up_to_date() -> None:
    message = "paste the output of `python -m core.analytics.dictionary` into docs/analysts.md"
    assert dictionary() in GUIDE, message


@pytest.mark.parametrize("name", CORE_COLUMNS)
def test_core_tables_keep_their_names_and_columns(name: str) -> None:
    columns = {column.name for column in documented_columns(VIEWS[name])}
    assert set(CORE_COLUMNS[name].split()) <= columns
    if name == "people":
        assert columns == set(CORE_COLUMNS[name].split())


def test_no_view_shows_a_secret_column() -> None:
    shown = {f"{view.name}.{column.name}" for view in VIEWS.values() for column in view.columns}
    secret = re.compile(r"encrypted|hash|number_tail|phone|email|password|token|secret")
    assert not [name for name in shown if secret.search(name)]
    assert not set(VIEWS) & {"users", "sessions", "api_tokens", "audit_log", "settings"}
    known = set(Base.metadata.tables) | {"people", "calendar", "snapshot_info"}
    known |= {"finance_facts", "receivable_facts", "dictionary"}
    assert set(VIEWS) <= known


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_column_is_described(locale: str) -> None:
    with use_locale(locale):
        for view in VIEWS.values():
            for column in documented_columns(view):
                assert len(column.about) > 1
                if locale == "zh_CN":
                    assert re.search("[一-鿿]", column.about), column


@pytest.mark.parametrize("sql", RECIPES, ids=range(1, len(RECIPES) + 1))
def test_recipe_runs_on_any_company(ask: Ask, sql: str) -> None:
    """Their answers on the demonstration are checked in test_business_questions.py."""
    assert ask(sql).columns
