from __future__ import annotations

from braze_tracker.exposition import Metric, exposition

CALLS = Metric("calls_total", "Calls.", ("workspace", "outcome"))
AGE = Metric("age_seconds", "How old.")


def test_counters_and_gauges_are_written_with_help_type_and_labels() -> None:
    text = exposition((CALLS, AGE), {"calls_total": [(("shop", "success"), 3)], "age_seconds": [((), 1.5)]})
    assert text.decode().splitlines() == [
        "# HELP braze_tracker_calls_total Calls.",
        "# TYPE braze_tracker_calls_total counter",
        'braze_tracker_calls_total{outcome="success",workspace="shop"} 3.0',
        "# HELP braze_tracker_age_seconds How old.",
        "# TYPE braze_tracker_age_seconds gauge",
        "braze_tracker_age_seconds 1.5",
    ]


def test_a_label_may_hold_what_it_likes() -> None:
    text = exposition((CALLS,), {"calls_total": [(('a"b\\c\nd', "é"), 1)]}).decode()
    assert '{outcome="é",workspace="a\\"b\\\\c\\nd"} 1.0' in text


def test_what_was_not_measured_is_not_told() -> None:
    assert exposition((CALLS, AGE), {"age_seconds": []}).decode().count("braze_tracker_calls") == 0
