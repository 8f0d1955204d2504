"""No body is shown without its line in the audit log: on the page, in the panel, in the administration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import ApiCall, AuditEntry
from tests.dashboard.factories import a_person, ago
from tests.recording.factories import a_call, an_error

pytestmark = pytest.mark.django_db

PANEL = {"HX-Request": "true", "HX-Target": "panel", "HX-Current-URL": "http://testserver/calls/"}


@pytest.fixture
def ines() -> Client:
    client = Client()
    client.force_login(a_person("ines", Role.ADMIN))
    AuditEntry.objects.all().delete()
    return client


def a_told_call() -> ApiCall:
    request, reply = '{"secret_recipe":1}', '{"secret_answer":1}'
    return a_call(at=ago(minutes=1), outcome="fatal_client", request=request, reply=reply)


def viewings() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.filter(deed="body_viewed").values_list("username", "subject"))


def places(call: ApiCall) -> list[tuple[str, dict[str, str]]]:
    error = an_error(call)
    return [
        (f"/calls/{call.pk}/", {}),
        (f"/calls/{call.pk}/", PANEL),
        (f"/calls/?open={call.pk}", {}),
        (f"/errors/{error.group_id}/", {}),
        (reverse("admin:recording_apicall_change", args=[call.pk]), {}),
    ]


@contextmanager
def a_database_that_takes_nothing() -> Iterator[None]:
    """What a full disk or a stand-by server does: reading goes on."""
    if connection.vendor == "sqlite":
        on, off = "PRAGMA query_only=ON", "PRAGMA query_only=OFF"
    else:
        on, off = (f"SET SESSION CHARACTERISTICS AS TRANSACTION READ {mode}" for mode in ("ONLY", "WRITE"))
    with connection.cursor() as cursor:
        cursor.execute(on)
        yield
        cursor.execute(off)


@pytest.mark.parametrize("place", range(5))
def test_wherever_bodies_are_shown_it_is_written_down(ines: Client, place: int) -> None:
    call = a_told_call()
    path, headers = places(call)[place]
    page = ines.get(path, headers=headers).content.decode()
    assert "secret_answer" in page
    assert viewings() == [("ines", f"call {call.pk}")]


def test_a_page_that_is_loaded_again_is_one_viewing_and_another_reader_another(ines: Client) -> None:
    call = a_told_call()
    tom = Client()
    tom.force_login(a_person("tom", Role.ENGINEER))
    shown = places(call)[:4]
    for reader in (ines, ines, tom, tom, ines):
        for path, headers in shown:
            reader.get(path, headers=headers)
    assert sorted(viewings()) == [("ines", f"call {call.pk}"), ("tom", f"call {call.pk}")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", range(5))
def test_what_cannot_be_written_down_is_not_shown(ines: Client, place: int) -> None:
    call = a_told_call()
    path, headers = places(call)[place]
    with a_database_that_takes_nothing():
        page = ines.get(path, headers=headers)
    assert page.status_code == 200
    assert "secret_" not in page.content.decode()
    assert "Copy as curl" not in page.content.decode().partition("<dialog")[0]
    assert viewings() == []


@pytest.mark.django_db(transaction=True)
def test_the_page_says_why_bodies_are_hidden(ines: Client) -> None:
    call = a_told_call()
    with a_database_that_takes_nothing():
        page = ines.get(f"/calls/{call.pk}/").content.decode()
    assert "Bodies are hidden: whoever sees them is written to the audit log" in page
    viewer = Client()
    viewer.force_login(a_person("tom", Role.VIEWER))
    page = viewer.get(f"/calls/{call.pk}/").content.decode()
    assert "Ask an administrator for the permission “View request bodies”" in page


def test_who_sees_no_body_leaves_no_line(ines: Client) -> None:
    call, bare = a_told_call(), a_call(at=ago(minutes=1))
    viewer = Client()
    viewer.force_login(a_person("tom", Role.VIEWER))
    for path, headers in places(call)[:4]:
        assert "secret_" not in viewer.get(path, headers=headers).content.decode()
    ines.get(f"/calls/{bare.pk}/")
    ines.get("/calls/")
    assert viewings() == []
