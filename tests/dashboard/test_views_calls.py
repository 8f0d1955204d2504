"""What the list of calls says beside its rows."""

from __future__ import annotations

from datetime import UTC, datetime

from braze_tracker.dashboard.views_calls import reached


def test_a_search_says_how_far_back_it_went() -> None:
    assert reached(None) == []
    told = reached(datetime(2026, 11, 21, 5, 56, tzinfo=UTC))
    assert told == [
        "Searched the latest 50,000 calls of this range, back to 21 Nov, 05:56 UTC. Choose an earlier end to go on."
    ]
