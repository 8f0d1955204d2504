"""Views that need a permission: who comes in, and what a view without words for it is told."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from braze_tracker.dashboard.permits import ADMINISTRATION, WORDS, Refused, needs
from braze_tracker.dashboard.roles import Role, lowest
from tests.dashboard.factories import a_person

BODIES, CALLS = "recording.view_callbody", "recording.view_apicall"


@needs(CALLS, BODIES)
def bodies(request: HttpRequest, key: int) -> HttpResponse:
    """A page."""
    return HttpResponse(f"body {key}")


def asked(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.mark.django_db
def test_who_has_the_permissions_comes_in() -> None:
    answer = bodies(asked(a_person("tom", Role.ENGINEER)), 7)
    assert (type(answer), getattr(answer, "content", b"")) == (HttpResponse, b"body 7")


@pytest.mark.django_db
def test_who_lacks_one_is_told_which() -> None:
    with pytest.raises(Refused) as refusal:
        bodies(asked(a_person("tom", Role.VIEWER)), 7)
    assert refusal.value.missing == (BODIES,)


def test_a_stranger_lacks_all_of_them() -> None:
    with pytest.raises(Refused) as refusal:
        bodies(asked(AnonymousUser()), 7)
    assert refusal.value.missing == (CALLS, BODIES)


def test_a_view_stays_what_it_was() -> None:
    assert (bodies.__name__, bodies.__doc__) == ("bodies", "A page.")


def test_a_permission_without_words_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError, match=r"say in permits\.WORDS what recording\.fly is"):
        needs("recording.fly")


def test_every_permission_with_words_belongs_to_a_role() -> None:
    assert [one for one in WORDS if one != ADMINISTRATION and lowest(one) is None] == []
