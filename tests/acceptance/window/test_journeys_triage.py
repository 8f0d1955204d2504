"""What operators do with errors: one muted for an hour comes back after it, one resolved comes back as such."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.acceptance.window.house import House
from tests.acceptance.window.journeys import SCREENS, begin
from tests.acceptance.window.visitors import Visitors

pytestmark = pytest.mark.acceptance

MUTED = {
    "en": ("No users to delete", "/users/delete", {}),
    "fr": ("Invalid schedule_id", "/messages/schedule/delete", {"schedule_id": "gone"}),
}
RESOLVED = {
    "en": ("Could not find catalog", "/catalogs/gone/items", {"items": [{"id": "a"}]}),
    "fr": ("Invalid integration ID", "/cdi/integrations/gone/sync", {}),
}
"""An error for each language that nothing else here meets: its words, and the call that gets it."""


def happens(site: House, path: str, body: dict[str, Any], *, ago: timedelta = timedelta(0), times: int = 1) -> None:
    at = datetime.now(UTC) - ago
    call = {"path": path, "body": body, "at": at.isoformat()}
    assert site.clerk("calls", url=site.sandbox, key=site.key, asked=[call] * times) >= times


@pytest.mark.parametrize("language", SCREENS)
def test_an_operator_mutes_an_error_for_an_hour_and_sees_it_come_back(
    site: House, visitors: Visitors, language: str
) -> None:
    error, path, body = MUTED[language]
    happens(site, path, body, ago=timedelta(minutes=10), times=2)
    operator = begin(visitors, "Operator", language)
    operator.turns_to("Errors")
    operator.follows_name(error)
    operator.chooses("for 1 hour", "Mute for")
    operator.presses("Mute")
    operator.reads("Muted. It is still counted.")
    operator.turns_to("Errors")
    operator.misses(error)
    site.clerk("time_goes_by", minutes=61)
    happens(site, path, body)
    operator.page.reload()
    operator.follows_name(error)
    expect(operator.page.locator("dl.facts").first).to_contain_text(operator.word("Open"))
    operator.ends("muted-and-back")


@pytest.mark.parametrize("language", SCREENS)
def test_an_operator_resolves_an_error_and_it_comes_back_as_back_again(
    site: House, visitors: Visitors, language: str
) -> None:
    error, path, body = RESOLVED[language]
    happens(site, path, body, ago=timedelta(minutes=10))
    operator = begin(visitors, "Operator", language)
    operator.turns_to("Errors")
    operator.follows_name(error)
    operator.presses("Resolve")
    operator.reads("Resolved. It opens again by itself if it is seen again.")
    operator.turns_to("Errors")
    operator.misses(error)
    happens(site, path, body)
    operator.page.reload()
    expect(operator.page.locator("tr.row").filter(has_text=error)).to_contain_text(operator.word("Back again"))
    operator.ends("back-again")
