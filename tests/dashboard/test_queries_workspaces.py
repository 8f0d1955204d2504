"""Where a workspace's numbers come from, and what its key is told to be."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from pytest_django import DjangoAssertNumQueries, Settings

from braze_tracker.analytics.models import PlanState
from braze_tracker.dashboard.queries_workspaces import (
    KeyState,
    key_state,
    proved_endpoints,
    workspace_list,
    workspace_row,
)
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sealed import seal
from tests.dashboard.factories import a_plan, now
from tests.recording.factories import a_call, a_key, a_send, a_workspace

pytestmark = pytest.mark.django_db
KEY = "01234567-89ab-4cde-8f01-23456789abcd"


@pytest.fixture
def at() -> datetime:
    return now()


def a_found_workspace(host: str = "rest.iad-02.braze.com") -> Workspace:
    return a_workspace(host, slug=host.replace(".", "-"), host=host, declared=False)


def test_calls_of_a_day_are_counted_and_the_last_one_is_told_to_the_second(at: datetime) -> None:
    shop = a_workspace()
    for minutes in (1, 30, 200, 60 * 40):
        a_call(shop, at=at - timedelta(minutes=minutes))
    (row,) = workspace_list(at).rows
    assert (row.traffic.calls, row.traffic.last_call) == (3, at - timedelta(minutes=1))


def test_the_trackers_own_looks_are_no_traffic(at: datetime) -> None:
    shop = a_workspace()
    a_call(shop, at=at - timedelta(minutes=30))
    a_call(shop, at=at - timedelta(minutes=1), origin="sync")
    traffic = workspace_row(shop, at).traffic
    assert (traffic.calls, traffic.last_call) == (1, at - timedelta(minutes=30))


def test_a_last_call_whose_row_is_pruned_is_told_by_its_hour(at: datetime) -> None:
    shop = a_workspace()
    a_call(shop, at=at - timedelta(days=3)).delete()
    last = workspace_row(shop, at).traffic.last_call
    assert last is not None
    assert timedelta(0) <= (at - timedelta(days=3)) - last < timedelta(hours=1)


def test_without_a_call_in_a_week_there_is_none(at: datetime) -> None:
    a_call(a_workspace(), at=at - timedelta(days=9))
    (row,) = workspace_list(at).rows
    assert (row.traffic.calls, row.traffic.last_call) == (0, None)


def test_only_open_sends_are_followed(at: datetime) -> None:
    shop = a_workspace()
    for state in (PlanState.TRACKING, PlanState.TRACKING, PlanState.FINAL):
        a_plan(a_send(shop), state=state)
    assert workspace_row(shop, at).followed == 2


def test_what_traffic_has_shown_waits_for_a_name(at: datetime) -> None:
    a_workspace()
    found = a_found_workspace()
    key = a_key(found)
    for minutes in (1, 60 * 24 * 30):
        a_call(found, at=at - timedelta(minutes=minutes))
    listed = workspace_list(at)
    assert [row.workspace.name for row in listed.rows] == ["Orchid shop"]
    (one,) = listed.nameless
    assert (one.host, one.last4, one.keyed, one.first_seen, one.calls) == (
        "rest.iad-02.braze.com", "7f3a", True, key.first_seen, 2,
    )  # fmt: skip


def test_a_workspace_whose_key_has_moved_on_is_still_told_by_its_host(at: datetime) -> None:
    found = a_found_workspace()
    a_call(found, at=at)
    (one,) = workspace_list(at).nameless
    assert (one.last4, one.keyed, one.calls) == ("", False, 1)
    assert one.first_seen == found.created_at


def test_a_list_costs_the_same_however_many_workspaces_there_are(
    at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        shop, found = a_workspace(f"Shop {number}"), a_found_workspace(f"rest.iad-{number:02}.braze.com")
        for workspace in (shop, found):
            a_key(workspace, f"{workspace.pk:064}")
            a_call(workspace, at=at)
    with django_assert_num_queries(6):
        workspace_list(at)


@pytest.mark.parametrize(
    ("fields", "state", "usable"),
    [
        ({}, KeyState(), False),
        ({"key_env": "BRAZE_KEY_SET"}, KeyState("variable", "abcd", "BRAZE_KEY_SET"), True),
        ({"key_env": "BRAZE_KEY_NOT_SET"}, KeyState("unset", "", "BRAZE_KEY_NOT_SET"), False),
        ({"key_env": "BRAZE_KEY_SHORT"}, KeyState("variable", "", "BRAZE_KEY_SHORT"), True),
        ({"key_encrypted": "what no key opens"}, KeyState("unreadable"), False),
    ],
)
def test_a_key_is_told_by_where_it_is(
    fields: dict[str, str], state: KeyState, usable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRAZE_KEY_SET", KEY)
    monkeypatch.setenv("BRAZE_KEY_SHORT", "short")
    found = key_state(a_workspace(**fields))
    assert (found, found.usable) == (state, usable)


def test_a_stored_key_shows_its_last_four(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = (Fernet.generate_key().decode(),)
    assert key_state(a_workspace(key_encrypted=seal(KEY, settings.ENCRYPTION_KEYS))) == KeyState("stored", "abcd")


def test_a_permission_to_send_is_proved_by_an_accepted_call_of_the_last_days(at: datetime) -> None:
    shop = a_workspace()
    a_call(shop, at=at - timedelta(days=1), endpoint="POST /messages/send", outcome="non_fatal")
    a_call(shop, at=at - timedelta(days=1), endpoint="POST /users/track", outcome="fatal_client")
    a_call(shop, at=at - timedelta(days=9), endpoint="POST /canvas/trigger/send")
    a_call(shop, at=at - timedelta(days=1), endpoint="GET /campaigns/list")
    a_call(a_workspace("Other"), at=at, endpoint="POST /campaigns/trigger/send")
    assert proved_endpoints(shop, at) == {"POST /messages/send"}
