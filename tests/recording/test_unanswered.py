from __future__ import annotations

from pathlib import Path

import pytest

from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall, HourlyCount, OpenIntent, Send
from braze_tracker.recording.unanswered import MOST, close_unanswered
from tests.recording.factories import NOW, later
from tests.recording.journals import WRITER, a_segment, an_intent, held

pytestmark = pytest.mark.django_db


@pytest.fixture
def pending(tmp_path: Path) -> int:
    """More calls without an ending than are closed in one transaction; their writer lives."""
    intents = [an_intent(asked={"campaign_id": "c", "send_id": "mine"}) for _ in range(MOST + 5)]
    with held(a_segment(tmp_path, *intents)):
        drain(tmp_path, now=NOW)
    assert OpenIntent.objects.count() == MOST + 5
    return MOST + 5


def test_calls_of_a_dead_writer_may_have_been_sent(pending: int) -> None:
    assert close_unanswered([WRITER], now=NOW) == pending
    assert set(ApiCall.objects.values_list("outcome", "failure", "sent")) == {("unknown", "writer_died", "maybe")}
    assert dict(HourlyCount.objects.exclude(calls=0).values_list("outcome", "calls")) == {"unknown": pending}
    assert Send.objects.get().uses == pending
    assert not OpenIntent.objects.exists()


def test_the_living_are_waited_for(pending: int) -> None:
    assert close_unanswered(["another"], now=later(minutes=11)) == 0
    assert OpenIntent.objects.count() == pending


def test_nobody_is_waited_for_for_ever(pending: int) -> None:
    assert close_unanswered([], now=later(minutes=12)) == pending
    assert set(ApiCall.objects.values_list("failure", flat=True)) == {"no_answer_recorded"}


def test_nothing_open_is_nothing_to_do() -> None:
    assert close_unanswered([WRITER], now=NOW) == 0
