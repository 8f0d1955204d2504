"""A session that ends while a page stands open."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from braze_tracker.dashboard.roles import Role
from tests.dashboard.factories import a_person


@pytest.mark.django_db
def test_a_page_is_led_to_the_sign_in_and_a_part_of_one_asks_for_the_page() -> None:
    a_person("tom", Role.VIEWER)
    stranger = Client()
    assert stranger.get("/sync/")["Location"] == "/accounts/login/?next=/sync/"
    part = stranger.get("/sync/", headers={"HX-Request": "true"})
    assert (part.status_code, part.content, part.headers["HX-Refresh"]) == (204, b"", "true")


def test_an_open_page_whose_session_has_ended_leads_to_the_sign_in_and_back(browser_page: Page) -> None:
    browser_page.goto("/sync/")
    browser_page.context.clear_cookies()
    browser_page.evaluate("htmx.trigger(document.querySelector('[data-refresh]'), 'refresh')")
    expect(browser_page).to_have_url(re.compile(r"/accounts/login/\?next=/sync/$"))
    browser_page.fill("[name=username]", "maya")
    browser_page.fill("[name=password]", "a-long-word")
    browser_page.press("[name=password]", "Enter")
    expect(browser_page).to_have_url(re.compile(r"/sync/$"))
