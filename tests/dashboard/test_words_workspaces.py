"""What the pages say of an instance, a permission and a key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from braze_tracker.analytics.key_check import KeyCheck
from braze_tracker.analytics.key_findings import NAMES, SERIES, KeyVerdict, probes
from braze_tracker.braze.endpoints import identify
from braze_tracker.dashboard.words_workspaces import (
    PERMISSIONS,
    SENDING,
    capture_title,
    check_pill,
    host_choices,
    instance_of,
    kept_for,
    kept_rows,
    permission_rows,
    purpose,
    region_title,
    state_pill,
)
from braze_tracker.recording.choices import CaptureChoice
from braze_tracker.recording.instances import INSTANCES
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.retention import Retention
from tests.recording.factories import NOW

GRANTED = dict.fromkeys(PERMISSIONS, "granted")


def test_an_instance_is_told_by_its_host() -> None:
    assert instance_of("rest.fra-01.braze.eu") == "EU-01"
    assert instance_of("127.0.0.1:9000") == ""


@pytest.mark.parametrize("instance", INSTANCES)
def test_every_instance_is_in_a_region(instance: str) -> None:
    assert region_title(instance)


def test_instances_come_first_and_other_hosts_only_where_there_are_any() -> None:
    (title, instances), *others = host_choices(["rest.fra-01.braze.eu"])
    assert (title, len(instances), others) == ("Braze's instances", len(INSTANCES), [])
    assert ("rest.fra-01.braze.eu", "EU-01 · European Union · rest.fra-01.braze.eu") in instances
    assert host_choices(["127.0.0.1:9000"])[1] == ("Other hosts", [("127.0.0.1:9000", "127.0.0.1:9000")])


def test_every_permission_that_is_tried_is_shown() -> None:
    assert tuple(probe.permission for probe in probes("/sends/data_series", ("c", "s"))) == PERMISSIONS
    assert all(purpose(name) for name in (*PERMISSIONS, *SENDING))


@pytest.mark.parametrize(("permission", "endpoint"), SENDING.items())
def test_a_permission_to_send_is_proved_by_the_endpoint_that_needs_it(permission: str, endpoint: str) -> None:
    assert identify(*endpoint.split(" ")).permission == permission


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (None, "for ever"),
        (timedelta(hours=12), "12 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=36500), "36,500 days"),
    ],
)
def test_how_long_something_is_kept_is_said_in_days(time: timedelta | None, text: str) -> None:
    assert kept_for(time) == text


def test_what_a_workspace_keeps_for_a_time_of_its_own_is_told_apart() -> None:
    rows = kept_rows(Workspace(keep_calls_days=90), Retention(bodies=timedelta(days=30), calls=timedelta(days=400)))
    assert [(row.title, row.text, row.own) for row in rows] == [
        ("Bodies", "30 days", False),
        ("Calls", "90 days", True),
        ("Figures", "for ever", False),
    ]


@pytest.mark.parametrize("level", CaptureChoice.values)
def test_every_level_has_a_short_name(level: str) -> None:
    assert capture_title(level) != level


@pytest.mark.parametrize(
    ("state", "permission", "label", "css"),
    [
        ("granted", SERIES, "Found", "outcome-success"),
        ("in use", "messages.send", "In use", "outcome-success"),
        ("denied", SERIES, "Missing", "outcome-fatal_client"),
        ("denied", NAMES, "Missing", "outcome-non_fatal"),
        ("denied", "canvas.list", "Not granted", "outcome-pending"),
        ("unknown", SERIES, "Not checked", "outcome-pending"),
        ("", SERIES, "Not checked", "outcome-pending"),
        ("odd", SERIES, "Not checked", "outcome-pending"),
    ],
)
def test_only_what_the_tracker_uses_itself_is_missed(state: str, permission: str, label: str, css: str) -> None:
    pill = state_pill(state, permission)
    assert (pill.label, pill.css) == (label, css)


def test_what_is_read_comes_from_the_check_and_what_is_sent_from_traffic() -> None:
    check = KeyCheck(NOW, KeyVerdict.GOOD, {SERIES: "granted", NAMES: "denied"})
    rows = {row.name: row.pill.label for row in permission_rows(check, frozenset({"POST /messages/send"}))}
    assert (rows[SERIES], rows[NAMES], rows["canvas.list"]) == ("Found", "Missing", "Not checked")
    assert (rows["messages.send"], rows["users.track"]) == ("In use", "Not checked")
    assert {row.pill.label for row in permission_rows(None, frozenset())} == {"Not checked"}


@pytest.mark.parametrize(
    ("check", "label"),
    [
        (None, "Not checked"),
        (KeyCheck(NOW, KeyVerdict.GOOD, GRANTED), "All found"),
        (KeyCheck(NOW, KeyVerdict.GOOD, {**GRANTED, NAMES: "denied"}), "Good; lacks 1 permission"),
        (KeyCheck(NOW, KeyVerdict.LACKING, {SERIES: "denied"}), "Lacks sends.data_series"),
        (KeyCheck(NOW, KeyVerdict.UNKNOWN_KEY), "Key unknown here"),
    ],
)
def test_a_list_says_of_a_key_what_matters(check: KeyCheck | None, label: str) -> None:
    assert check_pill(check).label == label


@pytest.mark.parametrize("verdict", KeyVerdict)
def test_every_verdict_has_a_short_word_and_only_what_the_key_is_to_blame_for_is_red(verdict: KeyVerdict) -> None:
    pill = check_pill(KeyCheck(NOW, verdict, GRANTED))
    assert pill.label
    blamed = {"lacking", "unknown_key", "closed", "address", "malformed"}
    assert (pill.css == "outcome-fatal_client") == (verdict.value in blamed)
