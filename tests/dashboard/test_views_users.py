"""The users page: who may do what, and every change of it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from braze_tracker.dashboard.people import role_of
from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import AuditEntry
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db

PAGE = "/settings/users/"
PASSWORD = "seven-orchids-in-june"


@pytest.fixture
def maya() -> Client:
    client = Client()
    client.force_login(a_person("maya", Role.ADMIN))
    return client


def text(client: Client, path: str = PAGE) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def a_new(**fields: str) -> dict[str, str]:
    return {"username": "ines", "password1": PASSWORD, "password2": PASSWORD, "role": "Operator", **fields}


def test_everybody_is_listed_with_role_and_state(maya: Client) -> None:
    a_person("tom", Role.ENGINEER)
    a_person("nobody-yet")
    User.objects.filter(username="tom").update(is_active=False)
    main = text(maya).split("<main")[1]
    for said in ("maya", ">you<", "Admin", "Engineer", "Deactivated", "no role: sees nothing", "never"):
        assert said in main


def test_a_new_person_can_sign_in_with_the_password_that_was_typed_twice(maya: Client) -> None:
    told = maya.post(f"{PAGE}add/", a_new(), follow=True).content.decode()
    assert "ines may sign in. Hand the password over yourself" in told
    assert role_of(User.objects.get(username="ines")) is Role.OPERATOR
    assert Client().post("/accounts/login/", {"username": "ines", "password": PASSWORD}).status_code == 302
    assert AuditEntry.objects.filter(deed="person_added", username="maya", detail="ines: Operator").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password2": "another-long-word"}, "didn’t match"),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "password123", "password2": "password123"}, "too common"),
        ({"username": "MAYA"}, "Somebody has this user name already"),
        ({"username": "in es"}, "Enter a valid username"),
        ({"role": "Owner"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said(maya: Client, wrong: dict[str, str], said: str) -> None:
    page = maya.post(f"{PAGE}add/", a_new(**wrong)).content.decode()
    assert said in page
    assert PASSWORD not in page
    assert User.objects.count() == 1


def test_another_role_holds_from_the_next_page_on(maya: Client) -> None:
    tom = a_person("tom", Role.VIEWER)
    his = Client()
    his.force_login(tom)
    assert his.get(PAGE).status_code == 403
    maya.post(f"{PAGE}{tom.pk}/role/", {"role": "Admin"})
    assert his.get(PAGE).status_code == 200
    maya.post(f"{PAGE}{tom.pk}/role/", {"role": ""})
    assert his.get("/calls/").status_code == 403


def test_a_role_that_does_not_exist_changes_nothing(maya: Client) -> None:
    tom = a_person("tom", Role.VIEWER)
    assert "Choose one of the roles." in maya.post(f"{PAGE}{tom.pk}/role/", {"role": "Owner"}).content.decode()
    assert role_of(User.objects.get(pk=tom.pk)) is Role.VIEWER


def test_the_last_administrator_cannot_be_taken_away(maya: Client) -> None:
    me = User.objects.get(username="maya")
    for path, sent in (("role", {"role": "Viewer"}), ("active", {"active": "no"})):
        page = maya.post(f"{PAGE}{me.pk}/{path}/", sent)
        assert "This is the last administrator. Give another active user the role Admin first." in page.content.decode()
    assert maya.get(PAGE).status_code == 200


def test_who_is_deactivated_is_out_at_once_and_may_come_back(maya: Client) -> None:
    tom = a_person("tom", Role.VIEWER)
    his = Client()
    his.force_login(tom)
    maya.post(f"{PAGE}{tom.pk}/active/", {"active": "no"})
    assert his.get("/calls/").status_code == 302
    assert his.post("/accounts/login/", {"username": "tom", "password": "a-long-word"}).status_code == 200
    maya.post(f"{PAGE}{tom.pk}/active/", {"active": "yes"})
    assert his.post("/accounts/login/", {"username": "tom", "password": "a-long-word"}).status_code == 302


def test_a_new_password_ends_the_sessions_of_the_old_one(maya: Client) -> None:
    tom = a_person("tom", Role.VIEWER)
    his = Client()
    his.force_login(tom)
    address = f"{PAGE}{tom.pk}/password/"
    assert "too short" in maya.post(address, {"new_password1": "x", "new_password2": "x"}).content.decode()
    assert his.get("/calls/").status_code == 200
    maya.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert his.get("/calls/").status_code == 302
    assert Client().post("/accounts/login/", {"username": "tom", "password": PASSWORD}).status_code == 302
    entry = AuditEntry.objects.latest("pk")
    assert (entry.username, entry.detail) == ("maya", "tom: new password")


def test_a_person_who_does_not_exist_is_not_found(maya: Client) -> None:
    assert maya.get(f"{PAGE}99/").status_code == 404
    for path in ("role", "active", "password"):
        assert maya.post(f"{PAGE}99/{path}/", {}).status_code == 404


def test_one_person_has_a_page_with_the_role_marked(maya: Client) -> None:
    tom = a_person("tom", Role.ENGINEER)
    page = text(maya, f"{PAGE}{tom.pk}/")
    assert 'name="role" value="Engineer" checked' in page
    assert page.count(" checked") == 1
