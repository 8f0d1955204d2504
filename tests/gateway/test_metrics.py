from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from braze_tracker.gateway.metrics import METRICS, told
from braze_tracker.gateway.tally import Tally


def samples(text: bytes) -> dict[tuple[str, ...], float]:
    return {
        (one.name.removeprefix("braze_tracker_gateway_"), *one.labels.values()): one.value
        for family in text_string_to_metric_families(text.decode())
        for one in family.samples
    }


def test_the_tally_is_told_under_the_names_of_the_table() -> None:
    tally = Tally(in_flight=3, clients_left=2)
    for status in (201, 200, 429, 502):
        tally.answered(status)
    tally.refused["401"] += 1
    found = samples(told(tally, at_once=64, ready=True, age=1.5, failures={"not written": 4}))
    assert found == {
        ("ready",): 1,
        ("calls_in_flight",): 3,
        ("calls_at_once",): 64,
        ("relayed_total", "2xx"): 2,
        ("relayed_total", "429"): 1,
        ("relayed_total", "5xx"): 1,
        ("refused_total", "401"): 1,
        ("clients_left_total",): 2,
        ("recording_failures_total", "not written"): 4,
        ("workspaces_age_seconds",): 1.5,
    }
    assert {key[0] for key in found} == {metric.name.removeprefix("gateway_") for metric in METRICS}


def test_before_the_first_reading_its_age_is_not_known() -> None:
    found = samples(told(Tally(), at_once=1, ready=False, age=None, failures={}))
    assert ("workspaces_age_seconds",) not in found
    assert found["ready",] == 0
