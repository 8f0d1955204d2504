from __future__ import annotations

import pytest

from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.recording.changes import awaits_ending, completed, known_calls, remembered
from tests.recording.factories import a_call, an_id, later
from tests.recording.journals import an_ending

pytestmark = pytest.mark.django_db


def test_known_calls_are_those_that_are_stored() -> None:
    call = a_call()
    assert known_calls([call.id, an_id()]) == {call.id: call}
    assert known_calls([]) == {}


@pytest.mark.parametrize(
    ("outcome", "failure", "awaits"),
    [
        ("pending", "", True),
        ("unknown", "writer_died", True),
        ("unknown", "no_answer_recorded", True),
        ("unknown", "read_timeout", False),
        ("success", "", False),
        ("fatal_server", "", False),
    ],
)
def test_only_a_call_without_a_real_ending_awaits_one(outcome: str, failure: str, awaits: bool) -> None:
    assert awaits_ending(a_call(outcome=outcome, failure=failure)) is awaits


def test_a_stored_calls_intent_is_read_back() -> None:
    call = a_call(request='{"a":1}', url="/messages/send?x=1", endpoint="POST /messages/send", attempt=2)
    intent = remembered([call])[call.id]
    assert (intent.method, intent.url) == ("POST", "https://rest.iad-01.braze.com/messages/send?x=1")
    assert (intent.call, intent.attempt, intent.at) == (call.id, 2, call.started_at)
    assert intent.body == CapturedBody('{"a":1}', BodyState.WHOLE, 7)


def test_a_completed_call_keeps_what_its_intent_said() -> None:
    call = a_call(outcome="pending", url="http://[odd", endpoint="POST /odd", origin="gateway")
    intent = remembered([call])[call.id]
    row = completed(call, intent, an_ending(intent), now=later(minutes=1)).fact.row
    assert (row["url"], row["endpoint"], row["origin"]) == ("http://[odd", "POST /odd", "gateway")
    assert row["outcome"] == "success"


def test_a_call_whose_body_is_gone_is_remembered_without() -> None:
    call = a_call()
    assert remembered([call])[call.id].body == CapturedBody()
