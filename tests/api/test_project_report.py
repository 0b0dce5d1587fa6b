"""REST of a project's report and forecast."""

from __future__ import annotations

import pytest

from tests.api.client import Client

pytestmark = pytest.mark.integration
PDF = "application/pdf"
PROJECT = {
    "name": "产线改造 #eval $x$",
    "start_date": "2026-01-01",
    "end_date": "2026-06-30",
    "budget": "1000",
    "progress": "40",
}


@pytest.fixture
def project(boss: Client) -> str:
    return f"/projects/{boss.post('/projects', PROJECT).json()['id']}"


def test_the_report_is_json_unless_a_pdf_is_asked_for(boss: Client, project: str) -> None:
    path = f"{project}/progress"
    assert boss.get(path).json()["project_id"]
    both = {"Accept": f"application/json, {PDF}"}
    assert boss.get(path, headers=both).headers["content-type"] == "application/json"
    printed = boss.get(f"{path}?as_of=2026-03-01&amounts=false", headers={"Accept": PDF})
    assert printed.headers["content-type"] == PDF
    assert printed.content.startswith(b"%PDF-")
    assert "2026-03-01.pdf" in printed.headers["content-disposition"]
    assert boss.get(f"{path}?format=pdf").content.startswith(b"%PDF-")
    assert boss.get(f"{path}?format=docx").status_code == 422


def test_the_forecast_says_what_is_expected_and_why_it_is_not(boss: Client, project: str) -> None:
    found = boss.get(f"{project}/forecast?as_of=2026-04-01").json()
    assert (found["end"]["planned"], found["end"]["expected"]) == ("2026-06-30", "2026-08-14")
    head = "This project will be 6 weeks late, because "
    assert found["sentence"] == f"{head}SPI(t) is 0.80."
    assert (found["cost"]["refused"], found["cost"]["expected"]) == ("no_cost", None)
    assert found["curve"][-1]["progress"] is not None
    early = boss.get(f"{project}/forecast?as_of=2025-12-31").json()
    assert early["end"]["refused"] == "not_begun"
    assert early["sentence"].startswith("No forecast yet.")


def test_an_outsider_gets_neither(outsider: Client, project: str) -> None:
    for path in ("progress", "progress?format=pdf", "forecast"):
        assert outsider.get(f"{project}/{path}").status_code in {403, 404}
