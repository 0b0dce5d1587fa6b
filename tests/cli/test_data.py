"""Import, undo, analysis and the demonstration from the command line."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Manage

pytestmark = pytest.mark.integration

GOOD = "date,description,amount\n2026-03-02,Rent,-1200.00\n2026-03-03,Fee,2500.50\n"
WITH_FAULT = GOOD + "2026-03-04,Paper,abc\n"
UNCLEAR = "date,description,amount\n02/03/2026,Rent,-12.00\n05/04/2026,Fee,25.00\n"


def write(folder: Path, content: str, name: str = "bank.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def counted(manage: Manage) -> int:
    manage("snapshot")
    rows: list[list[Any]] = manage("sql", "SELECT count(*) FROM financial_records", "--json").json[
        "rows"
    ]
    return int(rows[0][0])


class TestImport:
    def test_says_what_it_did(self, company: Manage, tmp_path: Path) -> None:
        ran = company("import", write(tmp_path, GOOD), "--json")
        assert ran.code == 0
        assert ran.json["rows"]["new"] == 2
        assert {line["direction"]: line["amount"] for line in ran.json["totals"]} == {
            "expense": "1200.00",
            "income": "2500.50",
        }

    def test_again_adds_nothing(self, company: Manage, tmp_path: Path) -> None:
        path = write(tmp_path, GOOD)
        company("import", path)
        assert company("import", path, "--json").json["rows"]["duplicate"] == 2
        assert counted(company) == 2

    def test_a_dry_run_writes_nothing(self, company: Manage, tmp_path: Path) -> None:
        ran = company("import", write(tmp_path, GOOD), "--dry-run", "--json")
        assert (ran.code, ran.json["batch_id"]) == (0, None)
        assert counted(company) == 0

    def test_strict_refuses_a_file_with_faults(self, company: Manage, tmp_path: Path) -> None:
        path = write(tmp_path, WITH_FAULT)
        ran = company("import", path, "--strict", "--json")
        assert (ran.code, ran.json["rows"]["rejected"], ran.json["batch_id"]) == (1, 1, None)
        assert company("import", path, "--json").code == 0
        assert counted(company) == 2

    def test_open_questions_are_answered_or_refused(self, company: Manage, tmp_path: Path) -> None:
        path = write(tmp_path, UNCLEAR)
        asked = company("import", path, "--json")
        assert (asked.code, asked.json["batch_id"]) == (1, None)
        assert company("import", path, "--dry-run", "--json").code == 0
        answers = [
            part
            for question in asked.json["questions"]
            for part in ("--answer", f"{question['id']}={question['suggested']}")
        ]
        assert answers
        assert company("import", path, *answers, "--json").code == 0
        assert counted(company) == 2

    def test_it_needs_the_right(self, company: Manage, tmp_path: Path) -> None:
        company("user", "add", "sun.li", "--role", "business")
        ran = company("import", write(tmp_path, GOOD), "--as", "sun.li", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "not_permitted")

    def test_what_is_no_table_is_refused(self, company: Manage, tmp_path: Path) -> None:
        ran = company("import", write(tmp_path, ""), "--json")
        assert ran.code == 1
        assert ran.json["error"]["code"].startswith("import.")

    @pytest.mark.parametrize("option", [("--map", "amount"), ("--on-duplicate", "guess")])
    def test_wrong_options_are_wrong_use(
        self, company: Manage, tmp_path: Path, option: tuple[str, str]
    ) -> None:
        ran = company("import", write(tmp_path, GOOD), *option, "--json")
        assert (ran.code, ran.json["error"]["code"]) == (2, "usage")


class TestUndo:
    def test_without_yes_it_only_says_what_it_would_do(
        self, company: Manage, tmp_path: Path
    ) -> None:
        batch = company("import", write(tmp_path, GOOD), "--json").json["batch_id"]
        ran = company("import-undo", batch, "--json")
        assert (ran.code, ran.json) == (1, {"removed": 2, "restored": 0, "kept": []})
        assert counted(company) == 2
        ran = company("import-undo", batch, "--yes", "--json")
        assert (ran.code, ran.json["removed"]) == (0, 2)
        assert counted(company) == 0

    def test_an_unknown_batch_is_refused(self, company: Manage) -> None:
        ran = company("import-undo", "nothing", "--yes", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "import.not_found")


class TestAnalysis:
    def test_sql_answers_as_json_and_as_csv(self, company: Manage, tmp_path: Path) -> None:
        company("import", write(tmp_path, GOOD))
        company("snapshot")
        select = "SELECT record_date, amount FROM financial_records ORDER BY amount"
        ran = company("sql", select, "--max-rows", "1", "--json")
        assert ran.json["columns"] == ["record_date", "amount"]
        assert ran.json["rows"] == [["2026-03-02", "1200.00"]]
        assert ran.json["truncated"] is True
        rows = list(csv.reader(io.StringIO(company("sql", select).out)))
        assert rows[0] == ["record_date", "amount"]
        assert len(rows) == 3

    def test_refused_statements_and_people(self, company: Manage) -> None:
        ran = company("sql", "DELETE FROM financial_records", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "sql.not_select")
        company("user", "add", "sun.li", "--role", "business")
        ran = company("sql", "SELECT 1", "--as", "sun.li", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "not_permitted")

    def test_snapshot_names_file_and_rows(self, company: Manage) -> None:
        ran = company("snapshot", "--json")
        assert ran.json["file"] == str(company.home / "analytics.duckdb")
        assert ran.json["tables"]["financial_records"] == 0


def test_the_demonstration_fills_an_empty_company_and_tells_its_story(company: Manage) -> None:
    ran = company("demo", "--records", "3000", "--json")
    assert ran.code == 0
    assert ran.json["records"] == 3000
    assert {"zhang.wei"} < {account["username"] for account in ran.json["accounts"]}
    assert ran.json["alerts"] == 5
    assert company("check", "--json").json["findings"] == []
    assert company("demo", "--json").json["error"]["code"] == "demo.not_empty"

    company("snapshot")
    by_month = (
        "SELECT month(record_date) AS m, sum(amount_base) FROM financial_records"
        " WHERE direction = 'income' AND record_date >= date_trunc('month', current_date)"
        " - INTERVAL 12 MONTH AND record_date < date_trunc('month', current_date)"
        " GROUP BY 1 ORDER BY 2"
    )
    months = company("sql", by_month, "--json").json["rows"]
    assert months[0][0] == 2
    assert Decimal(months[0][1]) * 3 < Decimal(months[-1][1])
    over = "SELECT DISTINCT target_name FROM alerts WHERE target_type = 'department'"
    assert company("sql", over, "--json").json["rows"] == [["交付部"]]

    again = company("alerts", "check", "--json")
    assert set(again.json) == {
        "rules", "targets", "raised", "resolved", "unchanged", "errors", "seconds"
    }  # fmt: skip
    assert (again.json["rules"], again.json["raised"], again.json["errors"]) == (5, 0, 0)
