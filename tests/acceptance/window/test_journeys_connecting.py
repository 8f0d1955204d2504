"""An administrator connects a new service: its workspace, a token for it, and its first call is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import expect

from tests.acceptance.keeping import eventually
from tests.acceptance.window.house import House
from tests.acceptance.window.journeys import SCREENS, begin
from tests.acceptance.window.visitors import Visitors

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module", autouse=True)
def gateway(site: House) -> Iterator[None]:
    with site.relaying():
        yield


def calls(site: House, token: str) -> int:
    """The status that a service gets which shows the gateway its token."""
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{site.gateway}/campaigns/list", headers=headers, timeout=20).status_code


@pytest.mark.parametrize("language", SCREENS)
def test_an_administrator_connects_a_new_service(site: House, visitors: Visitors, language: str) -> None:
    name, admin = f"Tulip shop {language}", begin(visitors, "Admin", language)
    admin.turns_to("Connect")
    admin.follows("Add another workspace")
    admin.page.get_by_label(admin.word("Name"), exact=True).fill(name)
    admin.page.get_by_label(admin.word("Braze instance")).select_option(site.sandbox.partition("//")[2])
    admin.page.get_by_label(admin.word("API key"), exact=True).fill(site.other_keys[language])
    admin.presses("Add and check the key")
    expect(admin.page.locator("h1")).to_have_text(name)
    admin.turns_to("Connect")
    admin.page.get_by_label(admin.word("Application")).fill("checkout")
    admin.page.locator("main").get_by_label(admin.word("Workspace"), exact=True).select_option(label=name)
    admin.presses("Issue a token")
    token = admin.page.locator("#token").inner_text()
    eventually(lambda: calls(site, token) == 200, 30, "the gateway takes the token")
    site.clerk("drained")
    expect(admin.page.locator(".arrived a.mono")).to_have_text("GET /campaigns/list")
    admin.follows("Open this call")
    admin.reads_name(name)
    admin.ends("a-new-service")
