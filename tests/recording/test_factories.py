"""The factories keep the same counts as the drain does; other rooms rely on it."""

from __future__ import annotations

import pytest

from braze_tracker.recording.models import ErrorGroup, HourlyCount, HourlyErrors
from tests.recording.factories import a_call, a_send, a_workspace, an_error, an_id, later

pytestmark = pytest.mark.django_db


def test_calls_are_counted_by_hour_and_outcome() -> None:
    a_call()
    a_call()
    a_call(outcome="fatal_client")
    assert dict(HourlyCount.objects.values_list("outcome", "calls")) == {"success": 2, "fatal_client": 1}


def test_one_message_is_one_group() -> None:
    an_error(a_call(at=later(minutes=5)))
    an_error(a_call(at=later(minutes=1)))
    group = ErrorGroup.objects.get()
    assert (group.calls, group.first_seen, group.last_seen) == (2, later(minutes=1), later(minutes=5))
    assert HourlyErrors.objects.get().calls == 2


def test_ids_follow_time() -> None:
    assert an_id(later(seconds=1)) > an_id()
    assert an_id().version == 7


def test_a_workspace_is_made_once() -> None:
    assert a_workspace() == a_workspace()
    assert a_send().workspace == a_workspace()
