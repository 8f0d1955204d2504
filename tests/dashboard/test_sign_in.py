"""Signing in, being kept out after too many attempts, and what is not offered at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
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


def guess(client: Client, username: str, password: str = "guess", **headers: str) -> int:
    return client.post("/accounts/login/", {"username": username, "password": password}, headers=headers).status_code


def test_a_name_that_nobody_can_have_is_refused_and_not_kept() -> None:
    a_person("tom")
    assert guess(Client(), "x" * 5000) == 200
    assert guess(Client(), "x" * 150) == 200
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["x" * 150]


def test_others_sign_in_while_one_name_is_kept_out(settings: Settings) -> None:
    for name in ("tom", "maya"):
        a_person(name, Role.VIEWER)
    here = Client(REMOTE_ADDR="192.0.2.1")
    told = [guess(here, "tom") for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert told == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    assert guess(here, "maya", "a-long-word") == 302
    assert guess(Client(REMOTE_ADDR="192.0.2.2"), "tom", "a-long-word") == 302


def test_an_address_that_anybody_may_write_does_not_help_a_guesser(settings: Settings) -> None:
    a_person("tom", Role.VIEWER)
    client = Client(REMOTE_ADDR="192.0.2.1")
    told = [guess(client, "tom", X_Forwarded_For=f"203.0.113.{number}") for number in range(10)]
    assert told[-1] == 429
    assert guess(client, "tom", "a-long-word", X_Forwarded_For="198.51.100.7") == 429


def test_behind_a_proxy_people_are_told_apart_and_cannot_choose_who_they_are(settings: Settings) -> None:
    settings.PROXIES = 1
    a_person("tom", Role.VIEWER)
    proxy = Client(REMOTE_ADDR="10.0.0.1")
    told = [guess(proxy, "tom", X_Forwarded_For=f"203.0.113.{number}, 192.0.2.1") for number in range(10)]
    assert told[-1] == 429
    assert guess(proxy, "tom", "a-long-word", X_Forwarded_For="192.0.2.2") == 302


def test_after_ten_minutes_one_may_try_again(settings: Settings) -> None:
    a_person("tom", Role.VIEWER)
    with time_machine.travel(datetime(2026, 3, 4, 12, 0, tzinfo=UTC), tick=False) as clock:
        told = [guess(Client(), "tom") for _ in range(settings.AXES_FAILURE_LIMIT)]
        assert told[-1] == guess(Client(), "tom", "a-long-word") == 429
        clock.shift(timedelta(minutes=10, seconds=1))
        assert guess(Client(), "tom", "a-long-word") == 302


def test_a_session_ends_twelve_hours_after_the_sign_in() -> None:
    a_person("tom", Role.VIEWER)
    client = Client()
    with time_machine.travel(datetime(2026, 3, 4, 8, 0, tzinfo=UTC), tick=False) as clock:
        assert guess(client, "tom", "a-long-word") == 302
        clock.shift(timedelta(hours=11, minutes=59))
        assert client.get("/calls/").status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get("/calls/").status_code == 302


@pytest.mark.parametrize("behind_tls", [False, True])
def test_cookies_are_for_this_site_and_not_for_scripts(settings: Settings, behind_tls: bool) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = behind_tls
    a_person("tom", Role.VIEWER)
    client = Client()
    client.get("/accounts/login/")
    guess(client, "tom", "a-long-word")
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", behind_tls), name


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
