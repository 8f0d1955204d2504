"""The tables seen from the other side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from braze_tracker.braze.captured import BodyState
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.delivery.rules import (
    ANSWERS,
    Answer,
    Consequence,
    Dropped,
    Obstacle,
    Standing,
    consequence,
    harmless,
    may_leave,
    obstacle,
)

GOOD = Standing(origin="client", outcome="fatal_client", sent="nothing", body=BodyState.WHOLE)


@pytest.mark.parametrize(
    ("standing", "found"),
    [
        (GOOD, None),
        (replace(GOOD, origin="gateway"), None),
        (replace(GOOD, origin="replay"), None),
        (replace(GOOD, body=BodyState.EMPTY), None),
        (replace(GOOD, origin="sync"), Obstacle.OURS),
        (replace(GOOD, outcome="pending"), Obstacle.PENDING),
        (replace(GOOD, underway=True), Obstacle.UNDERWAY),
        (replace(GOOD, body=None), Obstacle.NO_BODY),
        (replace(GOOD, body=BodyState.MASKED), Obstacle.MASKED),
        (replace(GOOD, body=BodyState.ESSENCE), Obstacle.REDUCED),
        (replace(GOOD, body=BodyState.OMITTED), Obstacle.REDUCED),
        (replace(GOOD, body=BodyState.LOCKED), Obstacle.LOCKED),
        (replace(GOOD, address_whole=False), Obstacle.MASKED_ADDRESS),
        (replace(GOOD, door=Obstacle.PAUSED), Obstacle.PAUSED),
        (replace(GOOD, door=Obstacle.PAUSED, body=BodyState.MASKED), Obstacle.MASKED),
        (replace(GOOD, door=Obstacle.SAMPLE, body=BodyState.MASKED), Obstacle.SAMPLE),
        (replace(GOOD, origin="sync", outcome="pending", body=None, door=Obstacle.NO_KEY), Obstacle.OURS),
    ],
)
def test_what_keeps_a_call_from_being_sent_again(standing: Standing, found: Obstacle | None) -> None:
    assert obstacle(standing) is found


@pytest.mark.parametrize("state", BodyState)
def test_every_state_of_a_body_is_decided_about(state: BodyState) -> None:
    assert (obstacle(replace(GOOD, body=state)) is None) == (state in (BodyState.WHOLE, BodyState.EMPTY))


@pytest.mark.parametrize(
    ("outcome", "sent", "meaning"),
    [
        ("fatal_client", "nothing", Consequence.NOTHING_SENT),
        ("rate_limited", "nothing", Consequence.NOTHING_SENT),
        ("fatal_client", "in_part", Consequence.MAYBE_SENT),
        ("fatal_client", "maybe", Consequence.MAYBE_SENT),
        ("unknown", "maybe", Consequence.MAYBE_SENT),
        ("unknown", "nothing", Consequence.NOTHING_SENT),
        ("fatal_server", "maybe", Consequence.MAYBE_SENT),
        ("success", "accepted", Consequence.SENT),
        ("queued", "accepted", Consequence.SENT),
        ("non_fatal", "in_part", Consequence.SENT),
        ("non_fatal", "nothing", Consequence.SENT),
        ("fatal_client", "", Consequence.NOTHING_SENT),
        ("rate_limited", "", Consequence.NOTHING_SENT),
        ("fatal_server", "", Consequence.MAYBE_SENT),
        ("unknown", "", Consequence.MAYBE_SENT),
    ],
)
def test_what_a_second_sending_means(outcome: str, sent: str, meaning: Consequence) -> None:
    assert consequence(replace(GOOD, outcome=outcome, sent=sent)) is meaning


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.PENDING])
def test_a_request_that_was_made_again_since_is_never_taken_for_harmless(outcome: Outcome) -> None:
    again = consequence(replace(GOOD, outcome=outcome, since=True))
    assert ANSWERS[again] is Answer.WORDS


def test_the_more_may_have_been_sent_the_more_is_asked() -> None:
    assert [ANSWERS[one] for one in Consequence] == [Answer.NOTHING, Answer.TICK, Answer.WORDS, Answer.WORDS]


@pytest.mark.parametrize(
    ("standing", "among_many"),
    [
        (GOOD, True),
        (replace(GOOD, outcome="rate_limited"), True),
        (replace(GOOD, since=True), False),
        (replace(GOOD, sent="in_part"), False),
        (replace(GOOD, outcome="unknown"), False),
        (replace(GOOD, outcome="fatal_server", sent="maybe"), False),
        (replace(GOOD, outcome="success", sent="accepted"), False),
    ],
)
def test_only_what_braze_refused_as_a_whole_is_sent_again_among_many(standing: Standing, among_many: bool) -> None:
    assert harmless(standing) is among_many


@pytest.mark.parametrize(
    ("standing", "confirmed", "why"),
    [
        (replace(GOOD, underway=True), "nothing_sent", None),
        (GOOD, "maybe_sent", Dropped.CHANGED),
        (replace(GOOD, since=True), "nothing_sent", Dropped.CHANGED),
        (replace(GOOD, since=True), "sent_since", None),
        (replace(GOOD, body=None), "nothing_sent", Obstacle.NO_BODY),
        (replace(GOOD, door=Obstacle.PAUSED), "nothing_sent", Obstacle.PAUSED),
    ],
)
def test_right_before_it_leaves_what_was_confirmed_must_still_hold(
    standing: Standing, confirmed: str, why: Obstacle | Dropped | None
) -> None:
    assert may_leave(standing, confirmed) is why
