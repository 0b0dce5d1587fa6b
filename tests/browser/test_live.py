"""A list, a record and a live card in the browser: what only JavaScript shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import PHONE, sign_in, tab

WITHIN = 3_000  # milliseconds
HEADERS = {"X-Requested-With": "tests"}
EVERY_PART_IS_DRAWN = """() => {
  const { parts, version } = window.__selfmasteryHub
  return parts.size > 1 && [...parts].every(part => part.drawn >= version)
}"""
EVERY_PART_HAS_ITS_ANSWER = """() => {
  const { parts } = window.__selfmasteryHub
  return parts.size > 1 && [...parts].every(part => part.asked > 1 && part.drawn >= part.asked)
}"""

pytestmark = [pytest.mark.browser, pytest.mark.alone, pytest.mark.timeout(180)]


def add_department(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/departments")
    page.locator(".st-key-departments-add button").click()
    page.locator(".st-key-departments-new-name input").fill(name)
    page.locator(".st-key-departments-new-save button").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def add_record(page: Page, url: str, direction: str, amount: str) -> int:
    """Booked today by REST, as by somebody else; its id."""
    today = page.evaluate("new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Shanghai'})")
    answer = page.request.post(
        f"{url}/api/v1/financial-records",
        data={"record_date": today, "direction": direction, "amount": amount},
        headers=HEADERS,
    )
    assert answer.status == 201, answer.text()
    made: int = answer.json()["id"]
    return made


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
    add_record(page, company_url, "income", "8765.43")
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
    made = add_record(page, company_url, "income", "76543.21")
    page.wait_for_timeout(2500)
    assert figures.all_inner_texts() == before
    app.evaluate("app => { app.dataset.testScriptState = 'notRunning' }")
    expect(figures.first).not_to_have_text(before[0], timeout=10_000)
    page.wait_for_function(EVERY_PART_IS_DRAWN, timeout=10_000)
    gone = page.request.delete(f"{company_url}/api/v1/financial-records/{made}", headers=HEADERS)
    assert gone.ok, gone.text()
    page.context.close()


def test_a_stream_that_failed_again_and_again_hides_no_change(
    browser: Browser, company_url: str
) -> None:
    page = tab(browser)
    failed: list[str] = []

    def fail(route: Route) -> None:
        failed.append(route.request.url)
        route.fulfill(status=503, body="")

    page.route("**/api/v1/changes", fail)
    sign_in(page, company_url, path="/profile")
    add_record(page, company_url, "income", "12345.67")
    page.goto(company_url)
    figures = page.locator("[data-testid=stMetricValue]")
    expect(figures.first).to_be_visible()
    failed.clear()
    for _ in range(30):
        page.wait_for_timeout(1000)
        if len(failed) > 1:
            break
    page.wait_for_function(EVERY_PART_HAS_ITS_ANSWER, timeout=10_000)
    before = figures.all_inner_texts()
    page.unroute("**/api/v1/changes")
    add_record(page, company_url, "income", "65432.10")
    expect(figures.first).not_to_have_text(before[0], timeout=25_000)
    page.context.close()


def test_a_record_edited_in_one_browser_shows_in_the_overview_of_another_within_three_seconds(
    browser: Browser, company_url: str
) -> None:
    writer, reader = tab(browser), tab(browser)
    sign_in(writer, company_url, path="/records")
    made = add_record(writer, company_url, "expense", "4321")
    sign_in(reader, company_url)
    expect(reader.locator("[data-testid=stMetricValue]").first).to_be_visible()
    spent = reader.locator("[data-testid=stMetricValue]").filter(has_text="99.9万")
    expect(spent).to_have_count(0)
    reader.evaluate("window.untouched = true")
    writer.goto(f"{company_url}/records?id={made}")
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
        headers=HEADERS,
    )
    assert made.status == 201, made.text()
    add_record(page, company_url, "expense", "98765.43")
    expect(page.get_by_test_id("stToast").filter(has_text="大额支出").first).to_be_visible(
        timeout=20_000
    )
    assert count_of(bell) > before
    page.context.close()
