from __future__ import annotations

import pytest

from braze_tracker.analytics.key_findings import (
    NAMES,
    NOBODY,
    SENTENCES,
    SERIES,
    Finding,
    KeyVerdict,
    Probe,
    conclude,
    permissions,
    probes,
    read_answer,
)
from braze_tracker.braze.endpoints import identify

Found = Finding


@pytest.mark.parametrize(
    ("status", "message", "finding"),
    [
        (200, "success", Found.GRANTED),
        (200, "", Found.GRANTED),
        (201, "success", Found.GRANTED),
        (200, None, Found.FOREIGN),
        (302, None, Found.FOREIGN),
        (302, "", Found.FOREIGN),
        (400, "Invalid Campaign ID", Found.GRANTED),
        (400, "campaign_id must be a string of the campaign api identifier", Found.GRANTED),
        (400, "Error authenticating credentials", Found.UNKNOWN_KEY),
        (400, None, Found.FOREIGN),
        (401, "Invalid API key: non-existent", Found.UNKNOWN_KEY),
        (401, "Invalid or missing App Group API Identifier: x", Found.UNKNOWN_KEY),
        (401, "Unauthorized", Found.UNKNOWN_KEY),
        (401, "", Found.UNKNOWN_KEY),
        (401, "Insufficient permissions", Found.DENIED),
        (401, None, Found.FOREIGN),
        (403, "Access Denied", Found.DENIED),
        (403, "Your API key does not have permission", Found.DENIED),
        (403, "You do not have permission to access this resource", Found.DENIED),
        (403, "Forbidden", Found.CLOSED),
        (403, "Invalid whitelisted IPs", Found.ADDRESS),
        (401, "This IP is not on the allow list", Found.ADDRESS),
        (403, None, Found.FOREIGN),
        (404, "Not Found", Found.NOT_THERE),
        (404, "Unknown REST API Key", Found.UNKNOWN_KEY),
        (404, None, Found.FOREIGN),
        (418, "teapot", Found.FOREIGN),
        (429, "Rate Limited", Found.LIMITED),
        (429, None, Found.LIMITED),
        (500, "Internal Server Error", Found.TROUBLE),
        (502, None, Found.TROUBLE),
        (524, None, Found.TROUBLE),
        (None, None, Found.SILENT),
    ],
)
def test_an_answer_says_one_thing_of_the_key(status: int | None, message: str | None, finding: Finding) -> None:
    assert read_answer(status, message) is finding


@pytest.mark.parametrize(
    ("series", "names", "verdict", "told"),
    [
        (Found.GRANTED, Found.GRANTED, KeyVerdict.GOOD, ("granted", "granted")),
        (Found.GRANTED, Found.DENIED, KeyVerdict.GOOD, ("granted", "denied")),
        (Found.GRANTED, Found.SILENT, KeyVerdict.GOOD, ("granted", "unknown")),
        (Found.DENIED, Found.GRANTED, KeyVerdict.LACKING, ("denied", "granted")),
        (Found.UNKNOWN_KEY, Found.GRANTED, KeyVerdict.LACKING, ("denied", "granted")),
        (Found.CLOSED, Found.DENIED, KeyVerdict.LACKING, ("denied", "denied")),
        (Found.UNKNOWN_KEY, Found.UNKNOWN_KEY, KeyVerdict.UNKNOWN_KEY, ("unknown", "unknown")),
        (Found.UNKNOWN_KEY, Found.SILENT, KeyVerdict.UNKNOWN_KEY, ("unknown", "unknown")),
        (Found.CLOSED, Found.CLOSED, KeyVerdict.CLOSED, ("unknown", "unknown")),
        (Found.ADDRESS, Found.ADDRESS, KeyVerdict.ADDRESS, ("unknown", "unknown")),
        (Found.LIMITED, Found.GRANTED, KeyVerdict.LIMITED, ("unknown", "granted")),
        (Found.TROUBLE, Found.TROUBLE, KeyVerdict.TROUBLE, ("unknown", "unknown")),
        (Found.NOT_THERE, Found.NOT_THERE, KeyVerdict.FOREIGN, ("unknown", "unknown")),
        (Found.FOREIGN, Found.SILENT, KeyVerdict.FOREIGN, ("unknown", "unknown")),
        (Found.SILENT, Found.SILENT, KeyVerdict.SILENT, ("unknown", "unknown")),
    ],
)
def test_all_answers_together_give_one_verdict(
    series: Finding, names: Finding, verdict: KeyVerdict, told: tuple[str, str]
) -> None:
    found = {SERIES: series, NAMES: names}
    assert conclude(found) is verdict
    assert permissions(found) == {SERIES: told[0], NAMES: told[1]}


@pytest.mark.parametrize(
    "probe", probes("/sends/data_series", ("campaign", "send")), ids=lambda probe: probe.permission
)
def test_a_probe_is_a_read_of_an_endpoint_that_needs_the_permission_it_names(probe: Probe) -> None:
    endpoint = identify("GET", probe.path)
    assert (endpoint.known, endpoint.permission) == (True, probe.permission)


def test_only_the_results_of_sends_are_needed() -> None:
    assert [probe.permission for probe in probes("/sends/data_series") if probe.needed] == [SERIES]


def test_a_known_send_is_asked_for_where_there_is_one() -> None:
    asked = probes("/sends/data_series", ("campaign", "send"))
    assert asked[0].query == {"campaign_id": "campaign", "send_id": "send", "length": "1"}
    assert sum(probe.query.get("campaign_id") == "campaign" for probe in asked) == 3
    assert all(probe.query.get("campaign_id") in (None, NOBODY) for probe in probes("/sends/data_series"))


def test_every_verdict_has_a_sentence() -> None:
    assert set(SENTENCES) == set(KeyVerdict)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())
