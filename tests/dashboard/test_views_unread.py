from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


@contextmanager
def unreachable(where: str = "") -> Iterator[None]:
    """The database refuses every statement that holds ``where``."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if where in sql:
            raise OperationalError("connection refused")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def visitor(db: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("maya", "maya@example.com", "a-long-word"))
    return client


def text(response: Any) -> str:
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    return str(response.content.decode())


@pytest.mark.parametrize("where", ["", "recording_apicall", "django_session"])
def test_the_frame_stays_and_says_what_could_not_be_read(visitor: Client, where: str) -> None:
    visitor.cookies["theme"] = "dark"
    with unreachable(where):
        page = text(visitor.get("/calls/?outcome=fatal&ws=shop"))
    assert "Could not read the calls." in page
    assert "The database cannot be reached." in page
    assert '<a class="button" href="/calls/?outcome=fatal&amp;ws=shop">Try again</a>' in page
    assert 'href="/errors/"' in page
    assert 'href="/calls/" aria-current="page"' in page
    assert 'data-theme="dark"' in page
    assert "maya" not in page


def test_a_part_of_a_page_gets_the_same_box_without_a_frame(visitor: Client) -> None:
    with unreachable():
        part = text(visitor.get("/calls/newer/", headers={"HX-Request": "true"}))
    assert part.startswith('<div class="card empty" role="alert"><h2>Could not read the calls.</h2>')
    assert "<html" not in part


def test_it_is_said_in_the_readers_language(visitor: Client) -> None:
    with unreachable():
        assert '<html lang="fr"' in text(visitor.get("/calls/", headers={"Accept-Language": "fr"}))


def test_nobody_is_told_to_repeat_a_deed_of_which_nothing_is_known(visitor: Client) -> None:
    with unreachable():
        page = text(visitor.post("/accounts/login/", {"username": "maya", "password": "x"}))
    assert ">Try again<" not in page
    assert "Look before you do it again." in page


def test_a_mistake_in_a_page_is_not_blamed_on_the_database(visitor: Client) -> None:
    def mistaken(*_: Any) -> Any:
        raise RuntimeError("meant")

    with connection.execute_wrapper(mistaken):
        response = visitor.get("/calls/")
    assert response.status_code == 500
    assert "This page could not be made" in response.content.decode()


def test_no_address_needs_more_than_the_tracker_itself(visitor: Client) -> None:
    with unreachable():
        for path in ("/", "/errors/", "/sends/", "/campaigns/", "/sync/", "/settings/schedules/", "/admin/"):
            assert "<nav" in text(visitor.get(path)), path
