"""Everybody changes their own password, whatever their role."""

from __future__ import annotations

import pytest
from django.test import Client

from braze_tracker.dashboard.roles import Role
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db

PAGE = "/accounts/password/"
NEW = "seven-orchids-in-june"


def fields(old: str = "a-long-word", new: str = NEW, again: str = NEW) -> dict[str, str]:
    return {"old_password": old, "new_password1": new, "new_password2": again}


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.ADMIN])
def test_a_password_is_changed_here_and_ends_other_sessions(role: Role | None) -> None:
    tom = a_person("tom", role)
    here, elsewhere = Client(), Client()
    here.force_login(tom)
    elsewhere.force_login(tom)
    assert here.get(PAGE).status_code == 200
    assert here.post(PAGE, fields())["Location"] == "/"
    assert here.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302
    assert Client().post("/accounts/login/", {"username": "tom", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (fields(old="guess"), "Your old password was entered incorrectly"),
        (fields(new="short", again="short"), "too short"),
        (fields(again="another-long-word"), "didn’t match"),
        (fields(new="tom-tom-tom", again="tom-tom-tom"), "too similar"),
    ],
)
def test_what_is_wrong_is_said(sent: dict[str, str], said: str) -> None:
    client = Client()
    client.force_login(a_person("tom-tom-tom", Role.VIEWER))
    assert said in client.post(PAGE, sent).content.decode()
    assert Client().post("/accounts/login/", {"username": "tom-tom-tom", "password": NEW}).status_code == 200
