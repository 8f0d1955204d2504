"""One's own account: kept, in force at once, and wherever one signs in."""

from __future__ import annotations

import pytest
from django.test import Client

from braze_tracker.dashboard.models import Preference
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db

PAGE = "/account/"
FRENCH = {"language": "fr", "time_zone": "Europe/Paris", "theme": "dark", "shortcuts": "on"}


def another_browser() -> Client:
    client = Client()
    client.post("/accounts/login/", {"username": "tom", "password": "a-long-word"})
    return client


def test_what_is_saved_is_in_force_here_at_once_and_elsewhere_with_the_next_sign_in(guest: Client) -> None:
    answer = guest.post(PAGE, FRENCH, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    for client in (guest, another_browser()):
        page = client.get(PAGE).content.decode()
        assert '<html lang="fr" data-theme="dark">' in page
        assert 'value="Europe/Paris"' in page
        assert client.get(PAGE).context["form"]["shortcuts"].value() is True


def test_shortcuts_are_on_until_somebody_turns_them_off(guest: Client) -> None:
    assert guest.get(PAGE).context["form"]["shortcuts"].value() is True
    guest.post(PAGE, {})
    assert 'data-shortcuts="off"' in guest.get(PAGE).content.decode()


def test_nothing_wanted_gives_the_choice_back_to_the_browser(guest: Client) -> None:
    guest.post(PAGE, FRENCH)
    guest.post(PAGE, {"shortcuts": "on"})
    page = guest.get(PAGE, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en">' in page


def test_what_cannot_be_kept_is_said_beside_its_field(guest: Client) -> None:
    page = guest.post(PAGE, {**FRENCH, "time_zone": "Paris"}).content.decode()
    assert "There is no time zone “Paris”" in page
    assert not Preference.objects.exists()


def test_the_buttons_of_the_frame_keep_what_they_change(guest: Client) -> None:
    guest.post("/theme/", {"theme": "dark"})
    guest.post("/language/", {"language": "fr"})
    guest.post("/language/", {"language": "xx"})
    assert Preference.objects.values_list("theme", "language", "shortcuts").get() == ("dark", "fr", True)
    assert '<html lang="fr" data-theme="dark">' in another_browser().get("/calls/").content.decode()
    guest.post("/theme/", {"theme": "system"})
    assert Preference.objects.get().theme == ""
    assert '<html lang="fr">' in guest.get("/calls/").content.decode()


def test_the_name_in_the_frame_leads_there_and_on_to_the_password(guest: Client) -> None:
    assert f'<a class="who" href="{PAGE}"' in guest.get("/calls/").content.decode()
    page = guest.get(PAGE).content.decode()
    assert 'href="/accounts/password/"' in page
    assert '<span class="badge">Viewer</span>' in page


def test_who_may_see_no_page_may_still_change_the_password() -> None:
    nobody = Client()
    nobody.force_login(a_person("nina", None))
    assert nobody.get(PAGE).status_code == 403
    assert nobody.get("/accounts/password/").status_code == 200
