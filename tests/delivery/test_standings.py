"""What the ledger tells of a call that somebody may want to send again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.delivery.rules import Obstacle, Standing
from braze_tracker.delivery.standings import is_whole, standings
from braze_tracker.recording.bodies import Bodies, Side, pack
from braze_tracker.recording.models import ApiCall, CallBody
from braze_tracker.recording.sealed import seal_bytes
from tests.delivery.factories import HOSTS, a_refused, a_replay, a_shop
from tests.recording.factories import a_call, a_workspace, an_id, later

pytestmark = pytest.mark.django_db


def standing(call: ApiCall) -> Standing:
    return standings([call], HOSTS)[call.pk]


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("/users/track", True),
        ("/campaigns/list?page=0&sort_direction=desc", True),
        ("", False),
        ("//evil.example.com/users/track", False),
        ("https://[broken", False),
        ("/email/hard_bounces?email=•••1a2b3c4d", False),
        ("/catalogs/shop/items/%E2%80%A2%E2%80%A2%E2%80%A21a2b3c4d", False),
        ("/x?api_key=•••", False),
        ("/" + "x" * 7999, False),
    ],
)
def test_an_address_is_sent_again_only_as_it_was(address: str, whole: bool) -> None:
    assert is_whole(address) is whole


def test_a_call_that_was_refused_stands_as_it_was_kept() -> None:
    assert standing(a_refused(a_shop())) == Standing(
        origin="client", outcome="fatal_client", sent="nothing", body=BodyState.WHOLE
    )


@pytest.mark.parametrize("state", [BodyState.WHOLE, BodyState.MASKED])
def test_an_encrypted_body_is_opened_to_see_whether_it_is_whole(state: BodyState) -> None:
    call = a_refused(a_shop(), request="")
    content = pack(Bodies(Side({}, CapturedBody("{}", state, 2))))
    CallBody.objects.create(call=call, content=seal_bytes(content, settings.ENCRYPTION_KEYS), sealed=True)
    assert standing(call).body is state


@pytest.mark.parametrize(
    ("content", "sealed", "state"),
    [(b"sealed with a key that is gone", True, BodyState.LOCKED), (b"no packed body", False, None)],
)
def test_a_body_that_cannot_be_opened_is_not_taken_for_whole(
    content: bytes, sealed: bool, state: BodyState | None
) -> None:
    call = a_refused(a_shop(), request="")
    CallBody.objects.create(call=call, content=content, sealed=sealed)
    assert standing(call).body is state


def test_without_a_body_nothing_is_kept() -> None:
    assert standing(a_refused(a_shop(), request="")).body is None


@pytest.mark.parametrize(
    ("outcome", "sent", "minutes", "since"),
    [
        ("success", "accepted", 1, True),
        ("unknown", "maybe", 1, True),
        ("pending", "maybe", 1, True),
        ("non_fatal", "in_part", 1, True),
        ("rate_limited", "nothing", 1, False),
        ("success", "accepted", -1, False),
    ],
)
@pytest.mark.parametrize("equal", ["operation", "request_digest"])
def test_the_same_request_made_again_since_is_seen(
    equal: str, outcome: str, sent: str, minutes: int, since: bool
) -> None:
    shop = a_shop()
    same: dict[str, Any] = {equal: {"operation": an_id(), "request_digest": 77}[equal]}
    call = a_refused(shop, **same)
    a_call(shop, at=later(minutes=minutes), outcome=outcome, sent=sent, **same)
    assert standing(call).since is since


def test_the_same_request_in_another_workspace_is_another() -> None:
    call = a_refused(a_shop(), request_digest=77)
    a_call(at=later(minutes=1), request_digest=77)
    assert not standing(call).since


@pytest.mark.parametrize(
    ("fields", "new", "underway", "since"),
    [
        ({}, {}, True, False),
        ({"state": "refused", "reason": "stopped"}, {}, False, False),
        ({"state": "sent", "call": UUID(int=7)}, {}, False, True),
        ({"state": "sent", "call": UUID(int=7)}, {"outcome": "success", "sent": "accepted"}, False, True),
        ({"state": "sent", "call": UUID(int=7)}, {"outcome": "unknown", "sent": "maybe"}, False, True),
        ({"state": "sent", "call": UUID(int=7)}, {"outcome": "fatal_client", "sent": "nothing"}, False, False),
    ],
)
def test_a_replay_counts_as_sent_until_it_is_known_to_have_done_nothing(
    fields: dict[str, Any], new: dict[str, Any], underway: bool, since: bool
) -> None:
    shop = a_shop()
    call = a_refused(shop)
    a_replay(call, **fields)
    if new:
        a_call(shop, id=UUID(int=7), at=later(minutes=1), origin="replay", **new)
    found = standing(call)
    assert (found.underway, found.since) == (underway, since)


@pytest.mark.parametrize(
    ("elsewhere", "sent", "new", "since"),
    [
        (False, 1, "", True),
        (False, 1, "nothing", False),
        (False, -1, "", False),
        (True, 1, "", False),
    ],
)
def test_a_replay_of_an_equal_request_counts_before_its_answer_is_known(
    elsewhere: bool, sent: int, new: str, since: bool
) -> None:
    shop = a_shop()
    call = a_refused(shop, request_digest=77)
    equal = a_refused(a_workspace("Orchid shop") if elsewhere else shop, at=later(minutes=-5), request_digest=77)
    a_replay(equal, state="sent", call=UUID(int=7), sent_at=later(minutes=sent))
    if new:
        a_refused(shop, id=UUID(int=7), at=later(minutes=sent), origin="replay", sent=new, request_digest=77)
    assert standing(call).since is since


def test_a_replay_of_an_equal_request_that_waits_is_not_one_of_this_call() -> None:
    shop = a_shop()
    call = a_refused(shop, request_digest=77)
    a_replay(a_refused(shop, at=later(minutes=-5), request_digest=77))
    assert not standing(call).underway


def test_a_shut_door_is_part_of_it() -> None:
    assert standing(a_refused(a_shop(paused=True))).door is Obstacle.PAUSED


def test_many_calls_cost_no_more_questions_than_one() -> None:
    shop = a_shop()
    calls = [a_refused(shop, at=later(minutes=-n), request_digest=n) for n in range(40)]
    for call in calls[:20]:
        a_replay(call, state="sent", call=an_id())
    with CaptureQueriesContext(connection) as asked:
        assert len(standings(calls, HOSTS)) == 40
    assert len(asked) <= 8
