"""The form of the first account refuses weak passwords and wrong codes, in words."""

from __future__ import annotations

import pytest
from django.conf import settings

from braze_tracker.dashboard.first_account import setup_code
from braze_tracker.dashboard.forms_account import FirstAccountForm

pytestmark = pytest.mark.django_db


def wrong(**changes: str) -> list[str]:
    """The fields with errors."""
    data = {
        "username": "maya",
        "password1": "a-long-word-9",
        "password2": "a-long-word-9",
        "code": setup_code(settings.SECRET_KEY),
    }
    return list(FirstAccountForm({**data, **changes}).errors)


def test_a_right_form_has_no_error() -> None:
    assert wrong() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "abcd-efgh-ijkl-mnop"}, "code"),
        ({"code": ""}, "code"),
        ({"password2": "another-word-9"}, "password2"),
        ({"password1": "password", "password2": "password"}, "password2"),
        ({"password1": "maya1", "password2": "maya1"}, "password2"),
        ({"username": "a name with blanks"}, "username"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(changes: dict[str, str], field: str) -> None:
    assert wrong(**changes) == [field]
