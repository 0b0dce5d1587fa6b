"""A list, a record and a live card in the browser: what only JavaScript shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PHONE, sign_in, tab

WITHIN = 3_000  # milliseconds
EVERY_PART_IS_DRAWN = """() => {
  const { parts, version } = window.__selfmasteryHub
  return parts.size > 1 && [...parts].every(part => part.drawn >= version)
}"""

pytestmark = [pytest.mark.browser, pytest.mark.alone, pytest.mark.timeout(180)]


def add_department(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/departments")
    page.locator(".st-key-departments-add button").click()
    page.locator(".st-key-departments-new-name input").fill(name)
    page.locator(".st-key-departments-new-save button").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_a_row_opens_its_record_and_the_way_back_keeps_the_list(
    browser: Browser, company_url: str
) -> None:
    page = tab(browser)
    sign_in(page, company_url)
    add_department(page, company_url, "<b>研发</b> *一部*")
    page.goto(f"{company_url}/departments?q=研发&sort=-name")
    page.get_by_role("row", name="研发").click()
    expect(page.get_by_role("heading", name="<b>研发</b> *一部*")).to_be_visible()
    assert "id=" in page.url
    page.locator(".st-key-departments-back button").click()
    expect(page.get_by_role("row", name="研发")).to_be_visible()
    assert page.locator(".st-key-departments-q input").input_value() == "研发"
    page.get_by_role("columnheader", name="编码").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="编码")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.context.close()


def test_rows_are_cards_on_a_phone(browser: Browser, company_url: str) -> None:
    page = tab(browser, viewport=PHONE)
    sign_in(page, company_url, path="/users")
    row = page.get_by_text("founder").last
    expect(row).to_be_visible()
    assert not page.get_by_role("columnheader").first.is_visible()
    page.context.close()


def test_a_card_shows_a_change_made_elsewhere_without_a_reload(
    browser: Browser, company_url: str
) -> None:
    page = tab(browser)
    sign_in(page, company_url)
    income = page.locator("[data-testid=stMetricValue]").filter(has_text="8,765")
    page.wait_for_timeout(2000)
    expect(income).to_have_count(0)
    today = page.evaluate("new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Shanghai'})")
    answer = page.request.post(
        f"{company_url}/api/v1/financial-records",
        data={"record_date": today, "direction": "income", "amount": "8765.43"},
        headers={"X-Requested-With": "tests"},
    )
    assert answer.status == 201, answer.text()
    expect(income.first).to_be_visible(timeout=10_000)
    page.context.close()


def test_nothing_is_asked_of_a_page_that_may_just_be_left(
    browser: Browser, company_url: str
) -> None:
    """An update asked for while a click leads elsewhere blanked the page it led to."""
    page = tab(browser)
    sign_in(page, company_url)
    figures, app = page.locator("[data-testid=stMetricValue]"), page.get_by_test_id("stApp")
    page.wait_for_timeout(2000)
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    before = figures.all_inner_texts()
    app.evaluate("app => { app.dataset.testScriptState = 'running' }")
    records, headers = f"{company_url}/api/v1/financial-records", {"X-Requested-With": "tests"}
    today = page.evaluate("new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Shanghai'})")
    made = {"record_date": today, "direction": "income", "amount": "76543.21"}
    answer = page.request.post(records, data=made, headers=headers)
    assert answer.status == 201, answer.text()
    page.wait_for_timeout(2500)
    assert figures.all_inner_texts() == before
    app.evaluate("app => { app.dataset.testScriptState = 'notRunning' }")
    expect(figures.first).not_to_have_text(before[0], timeout=10_000)
    page.wait_for_function(EVERY_PART_IS_DRAWN, timeout=10_000)
    gone = page.request.delete(f"{records}/{answer.json()['id']}", headers=headers)
    assert gone.ok, gone.text()
    page.context.close()


def test_a_record_edited_in_one_browser_shows_in_the_overview_of_another_within_three_seconds(
    browser: Browser, company_url: str
) -> None:
    writer, reader = tab(browser), tab(browser)
    sign_in(writer, company_url, path="/records")
    today = writer.evaluate("new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Shanghai'})")
    made = writer.request.post(
        f"{company_url}/api/v1/financial-records",
        data={"record_date": today, "direction": "expense", "amount": "4321"},
        headers={"X-Requested-With": "tests"},
    )
    sign_in(reader, company_url)
    expect(reader.locator("[data-testid=stMetricValue]").first).to_be_visible()
    spent = reader.locator("[data-testid=stMetricValue]").filter(has_text="99.9万")
    expect(spent).to_have_count(0)
    reader.evaluate("window.untouched = true")
    writer.goto(f"{company_url}/records?id={made.json()['id']}")
    amount = writer.locator(".st-key-records-edit-amount input")
    amount.fill("998877.66")
    amount.press("Tab")
    writer.locator(".st-key-records-edit-save button").click()
    expect(writer.get_by_text("998,877.66").first).to_be_visible()
    expect(spent.first).to_be_visible(timeout=WITHIN)
    assert reader.evaluate("window.untouched")  # the page was not loaded again
    for page in (writer, reader):
        page.context.close()


def test_an_ended_session_is_sent_to_the_login_by_a_live_card(
    browser: Browser, company_url: str
) -> None:
    first, second = tab(browser), tab(browser)
    sign_in(first, company_url)
    first.wait_for_timeout(2000)
    sign_in(second, company_url, path="/profile")
    second.locator(".st-key-profile-end_sessions button").click()
    expect(first.locator(".st-key-login-username")).to_be_visible(timeout=30_000)
    for page in (first, second):
        page.context.close()


def count_of(bell: Locator) -> int:
    """The number behind the bell; other tests of this company may have added to it."""
    return int("0" + "".join(re.findall(r"\d", bell.inner_text())))


def test_a_new_message_is_toasted_and_counted_without_a_reload(
    browser: Browser, company_url: str
) -> None:
    page = tab(browser)
    sign_in(page, company_url, path="/profile")
    expect(page.locator(".st-key-preferences-save")).to_be_visible()
    bell = page.locator(".st-key-page-bell")
    expect(bell).to_be_visible()
    before = count_of(bell)
    made = page.request.post(
        f"{company_url}/api/v1/alert-rules",
        data={
            "name": "大额支出",
            "indicator": "expense_amount",
            "condition": "gt",
            "threshold": "1000",
            "severity": "high",
            "notify_roles": ["founder"],
        },
        headers={"X-Requested-With": "tests"},
    )
    assert made.status == 201, made.text()
    today = page.evaluate("new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Shanghai'})")
    spent = page.request.post(
        f"{company_url}/api/v1/financial-records",
        data={"record_date": today, "direction": "expense", "amount": "98765.43"},
        headers={"X-Requested-With": "tests"},
    )
    assert spent.status == 201, spent.text()
    expect(page.get_by_test_id("stToast").filter(has_text="大额支出").first).to_be_visible(
        timeout=20_000
    )
    assert count_of(bell) > before
    page.context.close()
