"""What a reader wants wins over what the browser says, on every page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone, translation

from braze_tracker.dashboard.models import Preference
from braze_tracker.dashboard.roles import Role
from tests.dashboard.factories import a_person
from tests.recording.factories import a_call, a_workspace

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


def a_reader(**wanted: object) -> Client:
    tom = a_person("tom", Role.ADMIN)
    Preference.objects.create(user=tom, **wanted)
    client = Client()
    client.force_login(tom)
    return client


def test_language_and_theme_win_over_the_cookies_of_the_browser() -> None:
    client = a_reader(language="fr", theme="dark")
    client.cookies["theme"], client.cookies["django_language"] = "light", "en"
    for page in ("/calls/", "/admin/"):
        assert '<html lang="fr"' in client.get(page).content.decode()
    assert 'data-theme="dark"' in client.get("/calls/").content.decode()


def test_a_reader_without_wishes_gets_the_browsers() -> None:
    client = a_reader()
    client.cookies["theme"], client.cookies["django_language"] = "light", "fr"
    page = client.get("/calls/").content.decode()
    assert '<html lang="fr"' in page
    assert 'data-theme="light"' in page


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Tokyo", "5 Mar 2026, 08:30:00 JST"),
        ("", "5 Mar 2026, 00:30:00 CET"),
        ("Mars/Crater", "4 Mar 2026, 23:30:00 UTC"),
    ],
)
def test_times_are_in_the_readers_zone_else_in_the_workspaces_and_named_after_it(zone: str, shown: str) -> None:
    call = a_call(a_workspace("Paris shop", time_zone="Europe/Paris"), at=AT)
    client = a_reader(time_zone=zone)
    assert shown in client.get(f"/calls/{call.pk}/", {"ws": "paris-shop"}).content.decode()


def test_a_range_is_read_in_the_zone_in_which_it_is_shown() -> None:
    a_call(at=AT)
    client = a_reader(time_zone="Asia/Tokyo")
    page = client.get("/calls/", {"from": "2026-03-05T08:00", "to": "2026-03-05T09:00"})
    assert len(page.context["page"].rows) == 1
    assert "5 Mar, 08:00 – 5 Mar, 09:00 JST" in page.content.decode()


def test_the_next_reader_is_not_shown_the_last_ones_way() -> None:
    a_reader(language="fr", time_zone="Asia/Tokyo").get("/calls/")
    assert timezone.get_current_timezone_name() == "UTC"
    assert '<html lang="en"' in Client().get("/accounts/login/").content.decode()
    translation.activate("en")


def test_a_page_says_that_its_reader_wants_no_shortcuts() -> None:
    client = a_reader(shortcuts=False)
    assert 'data-shortcuts="off"' in client.get("/calls/").content.decode()
