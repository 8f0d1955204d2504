"""The first person who may sign in."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import RequestFactory

from braze_tracker.dashboard.first_account import setup_code

pytestmark = pytest.mark.django_db


def first_admin(*words: str) -> str:
    screen = io.StringIO()
    call_command("first_admin", *words, stdout=screen)
    return screen.getvalue()


def may_sign_in(name: str, password: str) -> bool:
    return authenticate(RequestFactory().post("/"), username=name, password=password) is not None


def test_the_password_that_is_shown_opens_the_door() -> None:
    password = first_admin().split("the password ")[1].split()[0]
    assert may_sign_in("admin", password)
    assert User.objects.get(username="admin").is_superuser


def test_where_somebody_may_sign_in_already_nothing_is_made_and_nothing_said() -> None:
    User.objects.create_user("somebody")
    assert first_admin() == ""
    assert get_user_model().objects.count() == 1


def test_a_given_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "given-by-the-operator")
    assert first_admin("--username", "demo") == ""
    assert may_sign_in("demo", "given-by-the-operator")


def test_again_gives_a_known_user_a_new_password() -> None:
    first_admin()
    password = first_admin("--again").split("the password ")[1].split()[0]
    assert may_sign_in("admin", password)
    assert get_user_model().objects.count() == 1


def test_the_setup_code_is_shown_for_as_long_as_it_opens_anything() -> None:
    shown = first_admin("--setup-code")
    assert setup_code(settings.SECRET_KEY) in shown
    assert not User.objects.exists()
    User.objects.create_user("somebody")
    assert setup_code(settings.SECRET_KEY) not in first_admin("--setup-code")
