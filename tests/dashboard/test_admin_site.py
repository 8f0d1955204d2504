"""The administration has the tracker's own door."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from braze_tracker.dashboard.admin_site import AdministrationSite
from braze_tracker.dashboard.roles import Role
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/admin/", "/accounts/login/?next=/admin/"),
        ("/admin/recording/send/", "/accounts/login/?next=/admin/recording/send/"),
        ("/admin/login/", "/accounts/login/?next=/admin/"),
        ("/admin/login/?next=/admin/recording/send/", "/accounts/login/?next=/admin/recording/send/"),
        ("/admin/login/?next=https://elsewhere.example/", "/accounts/login/?next=/admin/"),
        ("/admin/login/?next=//elsewhere.example/", "/accounts/login/?next=/admin/"),
    ],
)
def test_a_stranger_is_led_to_the_one_sign_in(asked: str, led: str) -> None:
    a_person("maya", Role.ADMIN)
    reply = Client().get(asked, follow=True)
    assert reply.redirect_chain[-1] == (led, 302)
    assert 'autocomplete="current-password"' in reply.content.decode()


def test_no_password_can_be_tried_at_a_second_door() -> None:
    a_person("maya", Role.ADMIN, password="a-long-word")
    client = Client()
    assert client.post("/admin/login/", {"username": "maya", "password": "a-long-word"}).status_code == 302
    assert client.get("/admin/").status_code == 302


def test_there_is_one_page_for_ones_own_password() -> None:
    client, user = Client(), a_person("maya", Role.ADMIN, password="a-long-word")
    client.force_login(user)
    for path in ("/admin/password_change/", "/admin/password_change/done/"):
        assert client.get(path).headers["Location"] == "/accounts/password/"
    new = {"old_password": "a-long-word", "new_password1": "other-long-word-7", "new_password2": "other-long-word-7"}
    assert client.post("/admin/password_change/", new).headers["Location"] == "/accounts/password/"
    user.refresh_from_db()
    assert user.check_password("a-long-word")
    assert 'href="/accounts/password/"' in client.get("/admin/").content.decode()
    assert "/login/" in Client().get("/admin/password_change/").headers["Location"]


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.OPERATOR, 403), (Role.ADMIN, 200)])
def test_staff_comes_in(role: Role, status: int) -> None:
    client = Client()
    client.force_login(a_person("tom", role))
    assert client.get("/admin/").status_code == status


def test_it_takes_the_place_of_djangos() -> None:
    assert isinstance(admin.site, AdministrationSite)


def test_only_staff_is_led_there(reader: Client, guest: Client) -> None:
    assert "Administration" in reader.get("/calls/").content.decode()
    assert "Administration" not in guest.get("/calls/").content.decode()


def test_it_leads_back_to_the_tracker_and_looks_like_it(reader: Client) -> None:
    page = reader.get("/admin/").content.decode()
    assert "Back to the tracker" in page
    assert "dashboard/admin.css" in page


@pytest.mark.parametrize("query", ["endpoint=%00", "q=%00", "outcome__exact=a%00b", "%00=1"])
def test_a_nul_in_an_address_is_refused_by_every_list(query: str) -> None:
    client = Client()
    client.force_login(a_person("maya", Role.ADMIN))
    assert client.get(f"/admin/recording/apicall/?{query}").status_code == 400
    assert client.get("/admin/recording/apicall/?q=plain").status_code == 200
