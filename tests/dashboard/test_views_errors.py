"""One kind of error: how much of it was looked at, and when its calls were made."""

from __future__ import annotations

import pytest
from django.test import Client

from braze_tracker.recording.models import ErrorGroup
from tests.dashboard.factories import ago
from tests.dashboard.test_views import text
from tests.recording.factories import a_call, an_error


def test_figures_over_a_sample_say_so(reader: Client) -> None:
    error = an_error(a_call(at=ago(minutes=2), outcome="fatal_client"))
    page = f"/errors/{error.group_id}/"
    ErrorGroup.objects.update(calls=1)
    assert "of the latest" not in text(reader, page)
    ErrorGroup.objects.update(calls=812)
    assert text(reader, page).count("of the latest 1 calls") == 3


def test_the_latest_calls_of_an_error_stand_under_their_days(reader: Client) -> None:
    error = an_error(a_call(at=ago(days=1), outcome="fatal_client"))
    page = text(reader, f"/errors/{error.group_id}/")
    assert "Yesterday, " in page
    assert '<a href="/errors/?severity=fatal">Fatal</a>' in page


def test_errors_are_searched_for_by_text_catalogue_and_endpoint(guest: Client) -> None:
    for message, endpoint in (("Invalid Campaign ID", "POST /campaigns/trigger/send"), ("odd", "POST /users/track")):
        an_error(a_call(outcome="fatal_client", message=message, endpoint=endpoint), message=message)
    for typed, found in (("campaign id", 1), ("msg:odd", 1), ("users", 1), ("", 2), ("unheard", 0)):
        page = guest.get("/errors/", {"q": typed})
        assert (len(page.context["page"].rows), page.context["tabs"][0].count) == (found, found), typed
    assert "No error matches" in guest.get("/errors/", {"q": "unheard"}).content.decode()


@pytest.mark.parametrize("path", ["/errors/", "/sends/", "/settings/audit/"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_place_in_a_list_that_no_calendar_has_is_a_sentence(admin_client: Client, path: str, moment: str) -> None:
    page = admin_client.get(path, {"before": f"{moment}~1"})
    assert (page.status_code, "This page address is damaged" in page.content.decode()) == (200, True)
