"""The audit log's page: newest first, leafed by key, narrowed by person and by thing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.models import AuditEntry
from tests.dashboard.factories import a_person, ago, now
from tests.dashboard.test_views import EVIL

pytestmark = pytest.mark.django_db

PAGE = "/settings/audit/"


@pytest.fixture
def maya() -> Client:
    client = Client()
    client.force_login(a_person("maya", Role.ADMIN))
    AuditEntry.objects.all().delete()
    return client


def main(client: Client, path: str = PAGE) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return page.content.decode().split("<main")[1]


def me() -> User:
    return User.objects.get(username="maya")


def test_an_empty_log_says_so(maya: Client) -> None:
    assert "Nobody has read a body or changed anything yet." in main(maya)
    assert "No entry fits." in main(maya, f"{PAGE}?who=maya")


def test_the_newest_stands_first_with_a_link_to_what_it_is_of(maya: Client) -> None:
    note(me(), Deed.RESOLVED, "error 7", at=ago(hours=1), detail="from the list")
    note(None, Deed.TOKEN_ISSUED, "token 3", at=now())
    note(me(), Deed.BODY_VIEWED, "call not-an-id", at=ago(days=1))
    page = main(maya)
    order = [page.index(said) for said in ("command line", "resolved an error", "viewed the bodies of a call")]
    assert order == sorted(order)
    assert '<a href="/errors/7/">error 7</a>' in page
    assert '<a href="/settings/tokens/">token 3</a>' in page
    assert "call not-an-id</td>" in page


def test_it_is_narrowed_by_person_and_by_thing(maya: Client) -> None:
    note(me(), Deed.RESOLVED, "error 7", at=now())
    note(a_person("tom"), Deed.MUTED, "error 8", at=now())
    assert "error 8" not in main(maya, f"{PAGE}?who=maya")
    assert "error 7" not in main(maya, f"{PAGE}?of=error+8")
    assert "<option selected>gone</option>" in main(maya, f"{PAGE}?who=gone")


def test_leafing_meets_every_entry_once(maya: Client) -> None:
    at = now()
    for number in range(120):
        note(None, Deed.RESOLVED, f"error {number:03}.", at=at - timedelta(seconds=number // 3))
    met: list[str] = []
    path = PAGE
    for _page in range(3):
        page = main(maya, path)
        met += [f"error {number:03}." for number in range(120) if f"error {number:03}." in page]
        older = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        path = f"{PAGE}{older.replace('&amp;', '&')}"
    assert sorted(met) == [f"error {number:03}." for number in range(120)]
    assert 'rel="next"' not in page


def test_its_cost_does_not_grow(maya: Client) -> None:
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            main(maya)
        return [query["sql"] for query in caught]

    few = len(asked())
    for _ in range(70):
        note(None, Deed.RESOLVED, "error 1", at=now())
    many = asked()
    assert len(many) == few
    assert not any("COUNT(" in sql and "audit" in sql for sql in many)


def test_hostile_texts_stay_text(maya: Client) -> None:
    note(a_person(EVIL[:150]), Deed.RESOLVED, EVIL, at=now(), detail=EVIL)
    for path in (PAGE, f"{PAGE}?who={EVIL}&of={EVIL}&before={EVIL}", f"{PAGE}?who=%00&of=%00&before=%00"):
        assert "<script>alert" not in main(maya, path)
