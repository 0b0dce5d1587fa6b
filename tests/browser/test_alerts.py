"""A manager on the phone, in Chinese: understands an alert at a glance, and makes a rule."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE, PHONE, sign_in, tab
from tests.browser.test_phone import beside

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

MINUTE = 60  # seconds, as promised, also on a busy machine


def test_an_alert_explains_itself_and_a_rule_is_made_in_a_minute(
    browser: Browser, demo_url: str
) -> None:
    page = tab(browser, viewport=PHONE)
    sign_in(page, demo_url)
    page.goto(f"{demo_url}/alerts?id=1")
    summary = page.locator(".st-key-alerts-summary")
    for words in ("阈值", "已持续", "预警条件"):
        expect(summary).to_contain_text(words, timeout=PATIENCE)
    expect(page.locator(".st-key-alerts-trend canvas, .st-key-alerts-trend svg")).not_to_have_count(
        0, timeout=PATIENCE
    )
    assert beside(page) is None

    page.goto(f"{demo_url}/alert_rules")
    page.locator(".st-key-alert_rules-add button").click(timeout=PATIENCE)
    limit = page.locator(".st-key-alert_rules-form-threshold input")
    limit.wait_for(timeout=PATIENCE)
    began = time.monotonic()
    limit.fill("900")
    limit.press("Enter")
    expect(page.get_by_text("个会产生预警")).to_be_visible(timeout=PATIENCE)
    assert beside(page) is None
    page.locator(".st-key-alert_rules-form-save button").click()
    expect(page.locator(".st-key-alert_rules-switch")).to_be_visible(timeout=PATIENCE)
    assert time.monotonic() - began < MINUTE
    expect(page.get_by_role("heading", name="预算执行率")).to_be_visible()
