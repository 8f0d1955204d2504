"""What readers come for: why a campaign failed, which of two sends did better, which call a customer's was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.window.furniture_names import CUSTOMER, FAILED, WHY
from tests.acceptance.window.house import House
from tests.acceptance.window.journeys import SCREENS, begin
from tests.acceptance.window.visitors import Visitors

pytestmark = [pytest.mark.acceptance, pytest.mark.parametrize("language", SCREENS)]


def test_marketing_finds_why_yesterdays_campaign_failed(visitors: Visitors, language: str) -> None:
    viewer = begin(visitors, "Viewer", language)
    viewer.turns_to("Campaigns")
    viewer.follows_name(FAILED.name)
    viewer.reads("Errors of this campaign")
    viewer.follows_name(WHY)
    expect(viewer.page.locator("h1")).to_have_text(WHY)
    viewer.reads("More than 50 IDs are named in one request. Nothing was sent.")
    viewer.reads("How to resolve")
    viewer.ends("why-a-campaign-failed")


def test_marketing_compares_two_sends(site: House, visitors: Visitors, language: str) -> None:
    viewer = begin(visitors, "Viewer", language)
    viewer.turns_to("Sends")
    viewer.page.get_by_label(viewer.word("Campaign")).first.select_option(site.samples["campaigns/"])
    expect(viewer.page).to_have_url(re.compile("campaign="))
    # the newest may have no figures yet, and then nothing to compare
    viewer.page.locator(f"a.row-link[href^='/sends/{site.samples['sends/']}/']").click()
    viewer.follows("Compare with other sends")
    picks = viewer.page.locator(".picks input")
    expect(picks.nth(1)).to_be_visible()
    for number, tick in enumerate(picks.all()):
        tick.set_checked(number < 2)
    viewer.presses("Compare")
    expect(viewer.page.locator("main table").last.locator("tbody tr.row")).to_have_count(2)
    viewer.page.locator("main .segments").first.get_by_role("link", name=viewer.word("Clicks")).click()
    expect(viewer.page).to_have_url(re.compile(r"s=\d+&s=\d+.*metric=clicks|metric=clicks.*s=\d+&s=\d+"))
    expect(viewer.page.locator(".plot .line")).to_have_count(2)
    viewer.ends("two-sends-compared")


def test_an_engineer_finds_the_call_of_a_customer_and_copies_it_as_curl(visitors: Visitors, language: str) -> None:
    engineer = begin(visitors, "Engineer", language)
    engineer.turns_to("API calls")
    engineer.page.get_by_label(engineer.word("Search")).first.fill(f"to:{CUSTOMER}")
    engineer.page.keyboard.press("Enter")
    expect(engineer.page.locator("tr.row")).to_have_count(1)
    assert CUSTOMER not in engineer.page.url
    engineer.page.locator("a.row-link").click()
    engineer.presses("Copy as curl")
    engineer.reads("Copied")
    copied = engineer.page.evaluate("navigator.clipboard.readText()")
    assert "curl -X POST" in copied
    assert "Authorization: Bearer $BRAZE_API_KEY" in copied
    assert "/users/track" in copied
    engineer.ends("a-customers-call")


def test_a_viewer_is_refused_kindly_and_told_whom_to_ask(visitors: Visitors, language: str) -> None:
    viewer = begin(visitors, "Viewer", language)
    viewer.visitor.goes_to("/settings/users/", status=403)
    viewer.reads("Your account may not do this")
    viewer.reads_name(viewer.word("Administrators here:"))
    viewer.reads_name("admin")
    viewer.follows("Go to the overview")
    expect(viewer.page.locator("h1")).to_have_text(viewer.word("Overview"))
    viewer.ends("refused-kindly")
