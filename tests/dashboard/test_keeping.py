"""How long Braze keeps figures and when they are read next, as people are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from braze_tracker.dashboard.keeping import kept, next_look, waiting
from braze_tracker.dashboard.queries_sends import Following, SendRow, Totals
from tests.recording.factories import NOW


def a_row(**fields: Any) -> SendRow:
    return SendRow(1, "s", "c", "", 1, NOW, False, (), Totals({}, {}), Following(**fields))


@pytest.mark.parametrize(
    ("fields", "after", "text", "css"),
    [
        ({"state": "tracking"}, {"days": 7}, "7 d left", ""),
        ({"state": "tracking"}, {"days": 13}, "24 h left", "is-bad"),
        ({}, {"days": 1}, "13 d left", ""),
        ({"state": "final"}, {"days": 20}, "Final", ""),
        ({"state": "lost"}, {"days": 20}, "Lost", ""),
        ({"state": "final", "cancelled_at": NOW}, {"days": 20}, "Cancelled", ""),
    ],
)
def test_what_is_left_turns_red_for_the_last_two_days(
    fields: dict[str, Any], after: dict[str, float], text: str, css: str
) -> None:
    shown = kept(a_row(**fields), NOW + timedelta(**after))
    assert (shown.text, shown.css) == (text, css)


def test_the_bar_fills_as_the_days_pass() -> None:
    assert kept(a_row(state="tracking"), NOW + timedelta(days=7)).percent == 50
    assert kept(a_row(state="tracking"), NOW + timedelta(days=30)).percent == 100


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "about to begin"),
        ({"state": "tracking", "next_look_at": NOW + timedelta(minutes=12)}, "next in about 12 min"),
        ({"state": "tracking", "next_look_at": NOW - timedelta(seconds=30)}, "due now"),
        ({"state": "tracking", "next_look_at": NOW - timedelta(minutes=5)}, "due for 5 min"),
        ({"state": "final"}, "read to the end"),
        ({"state": "final", "cancelled_at": NOW}, "nothing was sent"),
        ({"state": "lost"}, "nothing left to read"),
        ({"state": "needs_campaign"}, "waiting for a campaign_id"),
    ],
)
def test_the_next_look_is_announced(fields: dict[str, Any], text: str) -> None:
    assert next_look(Following(**fields), NOW) == text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"state": "tracking", "next_look_at": NOW - timedelta(hours=5)}, "paused with its workspace"),
        ({}, "paused with its workspace"),
        ({"state": "final"}, "read to the end"),
    ],
)
def test_no_look_is_announced_while_the_workspace_is_paused(fields: dict[str, Any], text: str) -> None:
    assert next_look(Following(**fields), NOW, paused=True) == text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "about to begin"),
        ({"state": "tracking", "next_look_at": NOW + timedelta(minutes=15)}, "First look in about 15 min"),
        ({"state": "tracking", "looks": 2}, "counted nothing so far"),
        ({"state": "needs_campaign"}, "campaign_id and a send_id together"),
        ({"state": "lost"}, "dropped them before"),
    ],
)
def test_where_figures_are_missing_it_is_said_why(fields: dict[str, Any], said: str) -> None:
    assert said in waiting(Following(**fields), NOW)[1]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "tracking", "next_look_at": NOW + timedelta(minutes=15)}, "it rests"),
        ({}, "it rests"),
        ({"state": "tracking", "looks": 2}, "counted nothing so far"),
        ({"state": "lost"}, "dropped them before"),
    ],
)
def test_no_first_look_is_announced_where_none_is_made(fields: dict[str, Any], said: str) -> None:
    assert said in waiting(Following(**fields), NOW, "it rests")[1]
