"""What a page costs whoever opens it first: at most six requests and sixty kilobytes, compressed, over the real server.

The administration is Django's own, which has its style sheets and scripts in many files, and is not counted.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from braze_tracker.dashboard.roles import Role
from tests.acceptance.window import walks
from tests.acceptance.window.house import House
from tests.acceptance.window.visitors import Visitors

MOST_REQUESTS = 6
MOST_BYTES = 60 * 1024


class Meter:
    """Counts what goes over the wire, headers included, as Chromium's network log tells it."""

    def __init__(self, page: Page) -> None:
        self.requests, self.bytes = 0, 0
        log = page.context.new_cdp_session(page)
        log.on("Network.requestWillBeSent", self._asked)
        log.on("Network.loadingFinished", self._came)
        log.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        self.requests += not event["request"]["url"].startswith("data:")

    def _came(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])


@pytest.mark.acceptance
@pytest.mark.timeout(400)
def test_every_page_opened_cold_is_light(site: House, visitors: Visitors) -> None:
    heavy = []
    for path in [one for one in walks.pages(site.samples, Role.ADMIN) if not one.startswith("/admin/")]:
        context = visitors.context("Admin")
        page = context.new_page()
        meter = Meter(page)
        page.goto(path, wait_until="load")
        if meter.requests > MOST_REQUESTS or meter.bytes > MOST_BYTES:
            heavy.append(f"{path}: {meter.requests} requests, {meter.bytes:,} bytes")
        assert meter.bytes > 5000, f"nothing was counted for {path}"
        context.close()
    assert not heavy, "\n".join(heavy)


@pytest.mark.acceptance
@pytest.mark.timeout(400)
def test_the_lists_that_are_weighed_are_full(site: House, visitors: Visitors) -> None:
    admin = visitors("Admin")
    admin.goes_to("/calls/")
    assert admin.page.locator("tr.row").count() == 50
