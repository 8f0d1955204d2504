"""What the first run knows: places, whether a call of one's own has come in, and which one is new."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from braze_tracker.dashboard.queries_setup import arrived, latest_call, mark, never_used, ready_places
from tests.dashboard.factories import ago, now
from tests.recording.factories import a_call, a_key, a_send, a_workspace

pytestmark = pytest.mark.django_db


def test_places_are_those_that_somebody_declared() -> None:
    stored = a_workspace("Orchid shop", key_encrypted="sealed")
    a_key(stored)
    a_workspace("Tulip shop", key_env="TULIP_KEY")
    a_workspace("Wild shop")
    a_workspace("rest.iad-01 ••••0000", declared=False)
    shown = [(place.name, place.last4, place.key_env, place.has_key) for place in ready_places()]
    assert shown == [
        ("Orchid shop", "7f3a", "", True),
        ("Tulip shop", "", "TULIP_KEY", True),
        ("Wild shop", "", "", False),
    ]


def test_of_several_keys_none_is_called_the_workspaces() -> None:
    place = a_workspace(key_encrypted="sealed")
    a_key(place)
    a_key(place, fingerprint="e" * 64, last4="9999")
    assert ready_places()[0].last4 == ""


def test_the_trackers_own_looks_are_no_use_yet() -> None:
    assert never_used()
    a_call(origin="sync", at=now())
    assert never_used()
    assert latest_call() is None


def test_a_call_or_an_imported_send_is_use() -> None:
    a_send()
    assert not never_used()


def test_one_more_call_is_noticed_and_the_tracker_s_own_are_not() -> None:
    a_call(at=ago(minutes=5))
    known = mark(now())
    assert arrived(known) is None
    a_call(at=now(), origin="sync")
    assert arrived(known) is None
    a_call(at=now(), origin="gateway", endpoint="GET /campaigns/list")
    found = arrived(known)
    assert found is not None
    assert (found.endpoint, found.pending, found.workspace) == ("GET /campaigns/list", False, "Orchid shop")


@pytest.mark.parametrize("at", [now() - timedelta(hours=23), now() + timedelta(hours=2)])
def test_a_caller_whose_clock_is_wrong_is_noticed_too(at: datetime) -> None:
    known = mark(now())
    a_call(at=at)
    assert arrived(known) is not None


def test_a_call_of_another_workspace_is_not_the_one_that_is_waited_for() -> None:
    place = a_workspace("Tulip shop")
    known = mark(now(), place.pk)
    a_call(at=now())
    assert arrived(known) is None
    a_call(place, at=now(), outcome="pending")
    found = arrived(known)
    assert found is not None
    assert found.pending


def test_the_latest_call_is_found_however_long_ago_it_was() -> None:
    a_call(at=ago(days=40))
    newest = a_call(at=ago(days=30), outcome="fatal_client", message="Invalid API key")
    a_call(at=ago(minutes=1), origin="sync")
    found = latest_call()
    assert found is not None
    assert (found.id, found.message) == (str(newest.pk), "Invalid API key")
