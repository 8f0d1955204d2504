"""Keyboard shortcuts in a real browser: there until their reader turns them off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_single_letters_do_nothing_for_whoever_turned_them_off(browser_page: Page) -> None:
    keys, box = browser_page.locator("#keys"), browser_page.locator("#q")
    browser_page.goto("/account/")
    browser_page.locator("h1").click()
    browser_page.keyboard.press("?")
    expect(keys).to_be_visible()
    browser_page.keyboard.press("Escape")
    browser_page.get_by_label("Keyboard shortcuts").uncheck()
    browser_page.get_by_role("button", name="Save", exact=True).click()
    expect(browser_page.get_by_text("Your account is saved.")).to_be_visible()
    browser_page.goto("/calls/")
    for key in ("?", "/", "g", "e"):
        browser_page.keyboard.press(key)
    expect(keys).to_be_hidden()
    expect(box).not_to_be_focused()
    assert browser_page.url.endswith("/calls/")
