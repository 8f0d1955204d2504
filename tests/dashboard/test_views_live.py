from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.dashboard.factories import ago, now
from tests.recording.factories import a_call, a_workspace

pytestmark = pytest.mark.django_db


def look_of(page: str) -> str:
    found = re.search(r'id="newer"[^>]* hx-get="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def test_a_list_is_watched_only_when_asked(guest: Client) -> None:
    a_call(at=ago(minutes=1))
    quiet = guest.get("/calls/").content.decode()
    assert 'id="newer"' not in quiet
    assert 'href="?live=1"' in quiet
    watched = guest.get("/calls/?outcome=fatal&live=1").content.decode()
    assert look_of(watched).startswith("/calls/newer/?outcome=fatal&live=1&since=")
    assert 'href="?outcome=fatal"' in watched


def test_the_bar_counts_what_the_filters_let_through(guest: Client) -> None:
    a_call(at=ago(minutes=1))
    shop = a_workspace("Other")
    address = look_of(guest.get(f"/calls/?outcome=fatal&ws={shop.slug}&live=1").content.decode())
    assert "Live. New calls are announced here." in guest.get(address).content.decode()
    for place in (shop, a_workspace()):
        a_call(place, at=now(), outcome="fatal_client")
        a_call(place, at=now())
    bar = guest.get(address).content.decode()
    assert "1 new call<" in bar
    assert f'href="/calls/?outcome=fatal&amp;ws={shop.slug}&amp;live=1"' in bar
    assert look_of(bar) != address


def test_a_hundred_new_calls_are_enough_to_know(guest: Client) -> None:
    address = look_of(guest.get("/calls/?live=1").content.decode())
    for number in range(101):
        a_call(at=now() - timedelta(milliseconds=number))
    bar = guest.get(address).content.decode()
    assert "More than 100 new calls" in bar
    assert "hx-trigger" not in bar


def test_an_older_page_and_a_range_that_is_over_are_not_watched(guest: Client) -> None:
    call = a_call(at=ago(minutes=1))
    for query in (f"before={ago().isoformat()}~{call.pk}".replace("+", "%2B"), "to=2026-01-02"):
        page = guest.get(f"/calls/?live=1&{query}").content.decode()
        assert 'id="newer"' not in page
        assert "Announce new calls" not in page


def test_without_scripts_there_is_a_plain_link(guest: Client) -> None:
    page = guest.get("/calls/?live=1&campaign=c").content.decode()
    assert '<a class="without-script" href="/calls/?live=1&amp;campaign=c">Show newer calls</a>' in page
    assert "http-equiv" not in page


def test_a_look_costs_two_statements_beside_those_of_the_session(guest: Client) -> None:
    shop = a_workspace()
    address = look_of(guest.get(f"/calls/?live=1&ws={shop.slug}").content.decode())
    with CaptureQueriesContext(connection) as asked:
        guest.get(address)
    assert sum('FROM "recording_' in one["sql"] for one in asked) == 2


def test_a_workspace_that_nobody_knows_is_all_of_them(guest: Client) -> None:
    a_call(at=now())
    assert "1 new call<" in guest.get("/calls/newer/?ws=nowhere%00").content.decode()
