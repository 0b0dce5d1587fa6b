"""The SQL page's own elements: catalogue, editor and grid, as only a browser shows them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE, PHONE, sign_in, tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SQL = "SELECT code, name_zh FROM categories WHERE kind = $kind ORDER BY code"


def test_a_question_is_put_together_and_run_from_the_keyboard(
    browser: Browser, company_url: str
) -> None:
    page = tab(browser)
    sign_in(page, company_url, path="/sql")
    area = page.locator(".paper textarea")
    area.click(timeout=PATIENCE)
    page.keyboard.type("SELECT count(*) AS days FROM ")
    page.locator(".search").fill("调休")
    page.locator("details.view summary").first.click()
    page.locator(".use").first.click()
    expect(area).to_have_value("SELECT count(*) AS days FROM calendar")
    page.keyboard.type(" WHERE is_makeup_workday")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("columnheader", name="days")).to_be_visible(timeout=PATIENCE)
    assert int(page.locator(".answer tbody td.right").inner_text()) > 50
    area.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT 1,\n  2 +\nFROM")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("语法错误").or_(page.get_by_text("语句不完整"))).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.locator(".gutter .wrong")).to_have_text("3")
    page.context.close()


def test_a_parameter_gets_a_field_and_rows_are_sorted(browser: Browser, company_url: str) -> None:
    page = tab(browser, viewport=PHONE)
    sign_in(page, company_url, path="/sql")
    area = page.locator(".paper textarea")
    area.click(timeout=PATIENCE)
    page.keyboard.type(SQL)
    field = page.get_by_label("$kind")
    field.fill("operating", timeout=PATIENCE)
    field.press("Enter")
    page.get_by_role("button", name="运行").last.click()
    codes = page.locator(".answer tbody tr td:nth-child(2)")
    expect(codes.nth(1)).to_be_visible(timeout=PATIENCE)
    first = codes.first.inner_text()
    page.get_by_role("columnheader", name="code").get_by_role("button").click()
    page.get_by_role("columnheader", name="code").get_by_role("button").click()
    expect(codes.last).to_have_text(first)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.context.close()
