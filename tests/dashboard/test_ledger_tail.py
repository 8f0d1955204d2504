"""What the ledger has learnt since the last look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from braze_tracker.analytics.models import Snapshot
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import read_calls
from braze_tracker.dashboard.ledger_tail import Tail
from braze_tracker.recording.models import ApiCall
from tests.recording.factories import a_call, a_send

pytestmark = pytest.mark.django_db


def test_what_was_there_before_is_no_news() -> None:
    a_call(at=timezone.now() - timedelta(minutes=5))
    a_send()
    assert Tail().news() == []


def test_a_call_is_told_once_with_its_outcome_and_message() -> None:
    tail = Tail()
    a_call(at=timezone.now(), outcome=Outcome.FATAL_CLIENT, message="Invalid campaign", send_id="send-1")
    (news,) = tail.news()
    assert news.word == "fatal_client"
    assert news.text == "fatal_client  400 POST /campaigns/trigger/send  84 ms  send-1  Invalid campaign"
    assert tail.news() == []


def test_a_call_without_reply_is_told_when_its_outcome_is_known() -> None:
    tail = Tail()
    call = a_call(at=timezone.now(), outcome=Outcome.PENDING)
    assert tail.news() == []
    ApiCall.objects.filter(pk=call.pk).update(outcome="unknown")
    assert [news.word for news in tail.news()] == ["unknown"]


def test_our_own_questions_are_told_as_looks_only() -> None:
    tail = Tail()
    a_call(at=timezone.now(), origin="sync")
    assert tail.news() == []


def test_a_filtered_tail_tells_of_the_calls_that_pass_and_of_nothing_else() -> None:
    tail = Tail(wanted=read_calls({"outcome": "fatal"}, timezone.now()))
    a_send()
    a_call(at=timezone.now(), outcome=Outcome.SUCCESS)
    a_call(at=timezone.now(), outcome=Outcome.FATAL_SERVER, message="Bad gateway")
    assert [news.word for news in tail.news()] == ["fatal_server"]
    assert tail.news() == []


def test_a_filtered_tail_can_begin_in_the_past() -> None:
    a_call(at=timezone.now() - timedelta(hours=2), message="two hours ago")
    a_call(at=timezone.now() - timedelta(minutes=10), message="ten minutes ago")
    tail = Tail(wanted=read_calls({"range": "1h"}, timezone.now()))
    assert [news.text[-15:] for news in tail.past()] == ["ten minutes ago"]
    assert tail.news() == []


def test_a_new_send_is_told() -> None:
    tail = Tail()
    a_send(send_id="spring-sale")
    assert [news.text.split()[:2] for news in tail.news()] == [["send", "spring-sale"]]


@pytest.mark.parametrize(
    ("totals", "error", "shown"),
    [
        ({"sent": 1200, "clicks": 0}, "", "sent 1200"),
        ({}, "", "no figures yet"),
        ({}, "502 Bad Gateway", "502 Bad Gateway"),
    ],
)
def test_a_look_tells_what_it_found(totals: dict[str, int], error: str, shown: str) -> None:
    tail = Tail()
    send = a_send()
    tail.news()
    Snapshot.objects.create(send=send, at=timezone.now(), result="figures", totals=totals, error=error)
    assert [news.text.endswith(f"{send.send_id} {shown}") for news in tail.news()] == [True]
