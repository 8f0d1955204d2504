"""Names, units and words of the metrics."""

from __future__ import annotations

import re

from braze_tracker.dashboard.metrics_table import METRICS
from braze_tracker.gateway.metrics import METRICS as OF_THE_GATEWAY

ALL = (*METRICS, *OF_THE_GATEWAY)
WITH_UNIT = re.compile(r"_(seconds|bytes|total)$")


def test_every_name_is_one_of_ours_and_used_once() -> None:
    names = [metric.full_name for metric in ALL]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"braze_tracker_[a-z0-9_]+", name) for name in names)


def test_times_and_sizes_say_their_unit() -> None:
    measures = [metric.full_name for metric in ALL if re.search(r"age|lag|oldest|bytes|since", metric.name)]
    assert measures
    assert all(WITH_UNIT.search(name) for name in measures), measures


def test_every_help_is_a_sentence() -> None:
    assert all(metric.help.endswith(".") and len(metric.help) < 120 for metric in ALL)
