"""Before there is anybody every address leads to the page that makes the first account; afterwards none does."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db

ACCOUNT = "/setup/account/"


@pytest.mark.parametrize("path", ["/", "/calls/", "/setup/", "/admin/", "/admin/login/", "/accounts/login/"])
def test_with_nobody_there_every_page_leads_to_the_first_account(path: str) -> None:
    assert Client().get(path)["Location"] == ACCOUNT


def test_language_and_theme_can_be_chosen_before() -> None:
    assert Client().post("/theme/", {"theme": "dark", "next": ACCOUNT})["Location"] == ACCOUNT
    assert Client().post("/language/", {"language": "fr", "next": ACCOUNT})["Location"] == ACCOUNT


@pytest.mark.parametrize("path", ["/", "/setup/", "/admin/", ACCOUNT])
def test_with_somebody_there_no_page_does(path: str) -> None:
    a_person("maya")
    assert ACCOUNT not in Client().get(path)["Location"].partition("?")[0]
