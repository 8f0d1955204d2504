"""Signing in, being kept out after too many attempts, and what is not offered at all."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from braze_tracker.dashboard.roles import Role
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db


def test_a_guesser_is_kept_out_by_a_page_in_the_trackers_frame(settings: Settings) -> None:
    User.objects.create_user("tom", password="a-long-word")
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        reply = client.post("/accounts/login/", {"username": "tom", "password": "guess"})
    assert reply.status_code == 429
    page = reply.content.decode()
    assert "Too many attempts to sign in" in page
    assert "dashboard/tracker" in page
    assert client.post("/accounts/login/", {"username": "tom", "password": "a-long-word"}).status_code == 429


def test_who_knows_the_password_comes_in_and_goes_out() -> None:
    a_person("tom", Role.VIEWER)
    client = Client()
    assert client.post("/accounts/login/", {"username": "tom", "password": "a-long-word"})["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("path", ["password_reset/", "password_change/", "reset/a/b/"])
def test_no_page_offers_a_mail_that_nobody_would_send(path: str) -> None:
    client = Client()
    client.force_login(User.objects.create_user("tom"))
    assert client.get(f"/accounts/{path}").status_code == 404
