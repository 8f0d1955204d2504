"""Replays in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from braze_tracker.dashboard.words_replays import CONSEQUENCES, OBSTACLES, share, state, typed, why_not
from braze_tracker.delivery.candidates import HARMFUL
from braze_tracker.delivery.queries import Progress
from braze_tracker.delivery.rules import Consequence, Dropped, Obstacle
from tests.recording.factories import NOW, later


def a_progress(**fields: Any) -> Progress:
    values: dict[str, Any] = {
        "id": 1, "state": "running", "username": "olga", "asked_at": NOW, "ended_at": None, "next_at": NOW,
        "per_minute": 50, "chosen": 500, "waiting": 500, "outcomes": {}, "refused": {},
    }  # fmt: skip
    return Progress(**(values | fields))


def test_every_consequence_and_every_reason_has_words() -> None:
    assert set(CONSEQUENCES) == set(Consequence)
    assert set(OBSTACLES) == {*Obstacle, *Dropped, HARMFUL}


@pytest.mark.parametrize(
    ("meaning", "sentence"),
    [
        (Consequence.NOTHING_SENT, "Nothing was sent the first time. Send again now?"),
        (Consequence.MAYBE_SENT, "This may have been sent already."),
    ],
)
def test_the_fixed_sentences_are_as_agreed(meaning: Consequence, sentence: str) -> None:
    with translation.override("en"):
        assert str(CONSEQUENCES[meaning].headline) == sentence


@pytest.mark.parametrize(
    ("text", "right"),
    [("send again", True), ("  Send   AGAIN ", True), ("", False), ("yes", False), ("send again!", False)],
)
def test_what_counts_as_typed(text: str, right: bool) -> None:
    assert typed(text) is right


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "waiting"}, "It begins within seconds."),
        ({}, "Being sent, for about 10 min more."),
        ({"waiting": 1}, "Being sent, for about 1 s more."),
        ({"next_at": later(minutes=1)}, "Being sent, for about 10 min more."),
        ({"next_at": later(minutes=5)}, "Braze's limit is used up: it goes on at 12:05."),
        ({"state": "finished"}, "All of them are done."),
        ({"state": "stopped"}, "Stopped. What had not left was not sent."),
    ],
)
def test_how_a_batch_stands(fields: dict[str, Any], words: str) -> None:
    with translation.override("en"):
        assert state(a_progress(**fields), NOW) == words


@pytest.mark.parametrize(("chosen", "waiting", "percent"), [(500, 500, 0), (500, 0, 100), (4, 3, 25), (0, 0, 100)])
def test_how_much_of_a_batch_is_done(chosen: int, waiting: int, percent: float) -> None:
    assert share(a_progress(chosen=chosen, waiting=waiting)) == percent


def test_a_reason_of_a_later_version_is_shown_as_it_is() -> None:
    assert why_not("something_new") == "something_new"
