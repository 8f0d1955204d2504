"""An error comes with what it means and what to do; where the catalogue knows nothing it says so."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from braze_tracker.dashboard.explanations import explained_call, explained_group, fixed, meaning, worded
from braze_tracker.dashboard.queries_call import call_detail
from braze_tracker.recording.models import OpenIntent
from tests.dashboard.factories import ago
from tests.recording.factories import NOW, a_call, an_error, later


def test_a_known_error_is_explained_and_resolved() -> None:
    known = explained_group("invalid_campaign_id", "x", "nothing")
    assert known.explanation
    assert known.resolve
    assert "Nothing was sent." in f"{known.explanation} {known.sentence}"


def test_an_unknown_error_is_honest() -> None:
    unknown = explained_group("", "Odd thing", "maybe")
    assert unknown.title == "Odd thing"
    assert unknown.explanation == meaning("") == "The catalogue does not know this error yet."
    assert unknown.sentence == "May have been sent."


def test_of_what_stands_beside_a_failure_it_is_not_said_that_the_rest_was_taken() -> None:
    alone = explained_group("bad_device_id", "x", "")
    beside = explained_group("bad_device_id", "x", "", beside=True)
    assert alone.title == beside.title
    assert "the others were taken" in alone.resolve
    assert beside.explanation.startswith("The whole call failed,")
    assert beside.resolve == "Correct the request, then send again."
    assert explained_group("", "Odd thing", "", beside=True).title == "Odd thing"
    named = explained_group("identifier_required", "x", "", beside=True)
    assert named.resolve.startswith("Give each object an external_id")


@pytest.mark.django_db
@pytest.mark.parametrize(("outcome", "status", "beside"), [("fatal_client", 404, True), ("non_fatal", 201, False)])
def test_the_items_of_a_refusal_are_explained_as_its_details(outcome: str, status: int, beside: bool) -> None:
    call = a_call(at=ago(minutes=1), outcome=outcome, status=status, sent="nothing")
    an_error(call, severity="non_fatal", code="bad_device_id")
    detail = call_detail(call.pk, with_bodies=False)
    assert detail is not None
    (box,) = explained_call(detail, ago())
    assert box.explanation.startswith("The whole call failed,") is beside


def test_a_sentence_is_not_said_twice() -> None:
    assert fixed("nothing", "The key is not valid. Nothing was sent.") == ""
    assert fixed("nothing", "Too many calls were made. Nothing was done.") == ""
    assert fixed("nothing", "Too many calls were made.") == "Nothing was sent."
    assert fixed("accepted", "") == ""


def test_a_sentence_is_not_said_twice_in_french_either() -> None:
    with override("fr"):
        known = explained_group("rate_limited", "x", "nothing")
        maybe = explained_group("wire_connection_cut", "x", "maybe")
    assert "Rien n’a été fait." in known.explanation
    assert known.sentence == maybe.sentence == ""


def test_a_stored_message_stays_in_brazes_words_and_follows_the_language_where_it_is_the_trackers_own() -> None:
    with override("fr"):
        assert worded("The server refused the connection. Nothing was sent.").startswith("Le serveur a refusé")
        assert worded("Not found") == "Not found"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "title"),
    [("pending", "No answer yet"), ("unknown", "No answer recorded"), ("queued", "Queued by Braze")],
)
def test_an_outcome_without_an_error_is_explained_too(outcome: str, title: str) -> None:
    detail = call_detail(a_call(at=ago(minutes=1), outcome=outcome, sent="maybe").pk, with_bodies=False)
    assert detail is not None
    assert [box.title for box in explained_call(detail, ago(seconds=30))] == [title]


@pytest.mark.django_db
def test_a_call_that_waits_for_more_than_a_minute_says_what_becomes_of_it() -> None:
    call = a_call(at=NOW, outcome="pending")
    OpenIntent.objects.create(call=call, writer="w", deadline=later(minutes=15))
    detail = call_detail(call.pk, with_bodies=False)
    assert detail is not None
    (box,) = explained_call(detail, later(seconds=61))
    assert box.title == "No answer recorded"
    assert box.explanation == "The process may have died. Becomes Unknown at 12:15 UTC."
    (box,) = explained_call(detail, later(minutes=16))
    assert box.explanation == "The process may have died."


@pytest.mark.django_db
def test_a_success_needs_no_explanation_and_an_error_has_a_box() -> None:
    fine, bad = a_call(at=ago(minutes=1)), a_call(at=ago(minutes=1), outcome="fatal_client", sent="nothing")
    an_error(bad, message="Invalid Campaign ID", code="invalid_campaign_id")
    details = [call_detail(one.pk, with_bodies=False) for one in (fine, bad)]
    boxes = [explained_call(detail, NOW) for detail in details if detail]
    assert [len(one) for one in boxes] == [0, 1]
    assert boxes[1][0].status == 400
