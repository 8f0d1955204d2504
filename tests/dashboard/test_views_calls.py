"""What the list of calls says beside its rows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from braze_tracker.dashboard.views_calls import reached
from braze_tracker.recording.pruning import prune_calls
from tests.dashboard.factories import ago
from tests.dashboard.test_views import text
from tests.recording.factories import a_call, a_workspace


def test_a_search_says_how_far_back_it_went() -> None:
    assert reached(None) == []
    told = reached(datetime(2026, 11, 21, 5, 56, tzinfo=UTC))
    assert told == [
        "Searched the latest 50,000 calls of this range, back to 21 Nov, 05:56 UTC. Choose an earlier end to go on."
    ]


def test_a_range_that_reaches_beyond_the_kept_calls_says_so(reader: Client) -> None:
    for days in (8, 1):
        a_call(at=ago(days=days))
    workspace = a_workspace()
    prune_calls(workspace, ago(days=7))
    said = "were removed after the time they are kept for"
    assert said in text(reader, "/calls/?range=14d")
    assert said in text(reader, f"/calls/?range=14d&ws={workspace.slug}")
    assert said not in text(reader, "/calls/?range=7d")
    other = a_workspace("Other shop")
    assert said not in text(reader, f"/calls/?range=14d&ws={other.slug}")


def test_a_page_full_of_calls_that_were_removed_hides_no_older_ones_of_others(reader: Client) -> None:
    brief = a_workspace("Brief")
    for _ in range(51):
        a_call(brief, at=ago(hours=30))
    kept = a_call(a_workspace("Usual"), at=ago(days=5))
    prune_calls(brief, ago(hours=28))
    assert str(kept.pk) in text(reader, "/calls/?range=7d")


@pytest.mark.parametrize(
    ("query", "chip"),
    [
        ("outcome=fatal_client", "Fatal, client"),
        ("outcome=queued", "Queued"),
        ("outcome=all_fatal", "Fatal and rate limited"),
        ("status=404", "Status 404"),
        ("repeats=possible", "Possible duplicates"),
    ],
)
def test_a_filter_in_force_is_named_in_words(reader: Client, query: str, chip: str) -> None:
    assert [str(one.label) for one in reader.get(f"/calls/?{query}").context["chips"]] == [chip]


def test_an_empty_hour_is_told_from_filters_that_let_nothing_through(reader: Client) -> None:
    a_call(at=ago(hours=3))
    assert "No call in this range" in reader.get("/calls/?range=1h").content.decode()
    page = reader.get("/calls/?range=1h&endpoint=GET+/x").content.decode()
    assert "No call matches" in page
    assert "Clear filters" in page
