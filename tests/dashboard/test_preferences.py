"""What a reader wants is read at sign-in and carried along; no page asks for it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from braze_tracker.dashboard.models import Preference
from braze_tracker.dashboard.preferences import KEY
from braze_tracker.dashboard.roles import Role
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db

WANTED = {"language": "fr", "time_zone": "Asia/Tokyo", "theme": "dark", "shortcuts": False}


def test_it_is_there_wherever_somebody_signs_in() -> None:
    tom = a_person("tom", Role.VIEWER)
    Preference.objects.create(user=tom, **WANTED)
    client = Client()
    client.post("/accounts/login/", {"username": "tom", "password": "a-long-word"})
    assert client.session[KEY] == WANTED
    other = Client()
    other.force_login(a_person("maya", Role.VIEWER))
    assert KEY not in other.session


@pytest.mark.parametrize("wanted", [None, WANTED])
def test_no_page_asks_for_it(wanted: dict[str, object] | None) -> None:
    tom = a_person("tom", Role.VIEWER)
    if wanted:
        Preference.objects.create(user=tom, **wanted)
    client = Client()
    client.force_login(tom)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/sync/").status_code == 200
    assert not [query for query in asked if "dashboard_preference" in query["sql"]]


def test_a_session_of_another_kind_wants_nothing() -> None:
    client = Client()
    client.force_login(a_person("tom", Role.VIEWER))
    session = client.session
    session[KEY] = ["fr"]
    session.save()
    assert '<html lang="en"' in client.get("/calls/").content.decode()


def test_signing_out_leaves_nothing_of_it_behind() -> None:
    tom = a_person("tom", Role.VIEWER)
    Preference.objects.create(user=tom, **WANTED)
    client = Client()
    client.force_login(tom)
    assert '<html lang="fr"' in client.get("/calls/").content.decode()
    client.post("/accounts/logout/")
    assert '<html lang="en"' in client.get("/accounts/login/").content.decode()
