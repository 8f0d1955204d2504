"""What a new person and another role must be."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from braze_tracker.dashboard.forms_users import ROLES, NewPersonForm, RoleForm
from braze_tracker.dashboard.roles import Role

PASSWORD = "seven-orchids-in-june"


def form(**fields: str) -> NewPersonForm:
    told = {"username": "ines", "password1": PASSWORD, "password2": PASSWORD, "role": "Viewer"}
    return NewPersonForm(told | fields)


def test_the_choices_are_the_roles() -> None:
    assert [value for value, _label in ROLES] == [role.value for role in Role]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, set()),
        ({"username": ""}, {"username"}),
        ({"username": "MAYA"}, {"username"}),
        ({"password2": "another-long-word"}, {"password2"}),
        ({"username": "ines.castro", "password1": "ines.castro1", "password2": "ines.castro1"}, {"password2"}),
        ({"role": ""}, {"role"}),
        ({"role": "Superuser"}, {"role"}),
    ],
)
def test_a_new_person_has_a_name_of_their_own_a_good_password_and_a_role(
    fields: dict[str, str], wrong: set[str]
) -> None:
    User.objects.create_user("maya")
    assert set(form(**fields).errors) == wrong


@pytest.mark.parametrize(("role", "valid"), [("Admin", True), ("", True), ("Owner", False), ("admin", False)])
def test_a_role_is_one_of_the_four_or_none(role: str, valid: bool) -> None:
    assert RoleForm({"role": role}).is_valid() is valid
