from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from braze_tracker.analytics import reasons
from braze_tracker.analytics.key_check import KeyCheck, check_key, find_instance, read_check
from braze_tracker.analytics.key_findings import SENTENCES, SERIES, Finding, KeyVerdict
from braze_tracker.analytics.models import Budget
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall, ApiKey, ErrorGroup, Workspace
from braze_tracker.sandbox.keys import ApiKey as SandboxKey
from braze_tracker.sandbox.server import RunningSandbox, running
from tests.analytics.factories import KEY_ENV, a_broadcast, a_budget, hours, workspace_at
from tests.recording.factories import NOW, a_workspace

pytestmark = pytest.mark.django_db
OF_CAMPAIGNS = {"campaigns.data_series", "campaigns.details"}
READS = {SERIES, "campaigns.list", "canvas.list", "segments.list", "content_blocks.list", "templates.email.list"}


@pytest.fixture(autouse=True)
def _own_journal(settings: Settings, tmp_path: Path) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"


@pytest.fixture
def names_only() -> Iterator[RunningSandbox]:
    with running(keys=[SandboxKey("names-only-key-4711", frozenset({"campaigns.list"}))]) as box:
        yield box


def check(box: RunningSandbox, workspace: Workspace | None = None, **options: float) -> KeyCheck:
    workspace = workspace or workspace_at(box)
    return check_key(workspace, now=NOW, hosts={box.url.removeprefix("http://"): box.url}, **options)


def asked(box: RunningSandbox) -> int:
    return len(box.answered)


def test_a_key_with_every_permission_is_good(box: RunningSandbox) -> None:
    found = check(box)
    assert (found.verdict, found.message) == (KeyVerdict.GOOD, SENTENCES[KeyVerdict.GOOD])
    assert found.permissions == dict.fromkeys(READS, "granted")
    assert read_check(Workspace.objects.get().key_check) == found


def test_only_reads_are_asked_and_each_once(box: RunningSandbox) -> None:
    check(box)
    assert {one.method for one in box.answered} == {"GET"}
    assert len({one.path for one in box.answered}) == asked(box) == len(READS)


def test_the_reads_are_recorded_as_the_trackers_own(box: RunningSandbox, settings: Settings) -> None:
    check(box)
    drain(settings.JOURNAL_DIR, now=NOW)
    assert set(ApiCall.objects.values_list("origin", flat=True)) == {"sync"}
    assert ApiCall.objects.count() == len(READS)


def test_a_check_of_a_workspace_with_a_send_leaves_no_error_behind(box: RunningSandbox, settings: Settings) -> None:
    a_broadcast(box)
    assert check(box).permissions == dict.fromkeys(READS | OF_CAMPAIGNS, "granted")
    drain(settings.JOURNAL_DIR, now=NOW)
    assert not ErrorGroup.objects.exists()


def test_what_a_limited_key_lacks_is_told_permission_by_permission(
    box: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_ENV, box.limited_key)
    found = check(box)
    assert found.verdict is KeyVerdict.GOOD
    assert found.permissions == {**dict.fromkeys(READS, "denied"), SERIES: "granted"}


def test_a_key_that_may_not_read_results_lacks_what_is_needed(
    names_only: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_ENV, names_only.key)
    found = check(names_only)
    assert found.verdict is KeyVerdict.LACKING
    assert (found.permissions[SERIES], found.permissions["campaigns.list"]) == ("denied", "granted")


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        ("00000000-1111-2222-3333-444444444444", KeyVerdict.UNKNOWN_KEY),
        ("", KeyVerdict.NO_VARIABLE),
        ('"00000000-1111-2222-3333-444444444444"', KeyVerdict.MALFORMED),
        ("Bearer 00000000-1111-2222-3333-444444444444", KeyVerdict.MALFORMED),
        ("00000000-1111 2222-3333-444444444444", KeyVerdict.MALFORMED),
    ],
)
def test_a_key_that_is_wrong_is_told_apart_and_not_repeated(
    box: RunningSandbox, monkeypatch: pytest.MonkeyPatch, key: str, verdict: KeyVerdict
) -> None:
    monkeypatch.setenv(KEY_ENV, key)
    assert check(box).verdict is verdict
    assert asked(box) == (len(READS) if verdict is KeyVerdict.UNKNOWN_KEY else 0)
    assert "4444" not in json.dumps(Workspace.objects.get().key_check)


def test_a_workspace_without_a_key_says_so(box: RunningSandbox) -> None:
    assert check(box, a_workspace()).verdict is KeyVerdict.NO_KEY


def test_an_account_that_was_switched_off_is_told_from_a_wrong_key(
    box: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_ENV, box.disabled_key)
    assert check(box).verdict is KeyVerdict.CLOSED


def test_a_key_is_never_sent_to_a_host_that_is_not_listed(box: RunningSandbox) -> None:
    assert check_key(workspace_at(box), now=NOW, hosts={}).verdict is KeyVerdict.UNLISTED
    assert (
        check_key(workspace_at(box), now=NOW, hosts={box.url[7:]: "https://elsewhere"}).verdict is KeyVerdict.UNLISTED
    )
    assert asked(box) == 0


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ("reset", KeyVerdict.SILENT),
        ("502_html", KeyVerdict.TROUBLE),
        ("429", KeyVerdict.LIMITED),
        ("garbage", KeyVerdict.FOREIGN),
    ],
)
def test_trouble_on_the_way_says_nothing_of_the_key(box: RunningSandbox, fault: str, verdict: KeyVerdict) -> None:
    box.fault(fault, times=None)
    found = check(box)
    assert found.verdict is verdict
    assert set(found.permissions.values()) == {"unknown"}


def test_somebody_who_waits_for_the_page_does_not_wait_for_a_silent_host(box: RunningSandbox) -> None:
    box.fault("hang", times=None, path="/canvas/list")
    found = check(box, longest=1.0)
    assert found.verdict is KeyVerdict.GOOD
    assert found.permissions["canvas.list"] == "unknown"


def test_an_answer_about_a_key_that_was_replaced_meanwhile_is_not_kept(box: RunningSandbox) -> None:
    workspace = workspace_at(box)
    Workspace.objects.update(key_env="", key_encrypted="sealed")
    check(box, workspace)
    assert Workspace.objects.get().key_check == {}


def test_looks_and_names_that_a_refused_key_held_back_go_on(box: RunningSandbox) -> None:
    workspace = a_broadcast(box).workspace
    held = {
        "shared": reasons.KEY_REFUSED,
        "campaigns.list": reasons.NO_LIST,
        "campaigns.data_series": reasons.NO_CAMPAIGN_FIGURES,
        "campaigns.details": reasons.NO_DETAILS,
    }
    for pool, reason in held.items():
        a_budget(workspace, pool=pool, paused_until=hours(20), pause_reason=reason)
    check(box, workspace)
    assert list(Budget.objects.values_list("paused_until", "pause_reason")) == [(None, "")] * 4


def test_what_the_key_still_may_not_do_is_left_alone(box: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = a_broadcast(box).workspace
    monkeypatch.setenv(KEY_ENV, box.limited_key)
    a_budget(workspace, pool="campaigns.list", paused_until=hours(20), pause_reason=reasons.NO_LIST)
    check(box, workspace)
    assert Budget.objects.get().paused_until == hours(20)


def test_a_used_up_limit_holds_looks_back_whatever_the_key_may_do(box: RunningSandbox) -> None:
    workspace = workspace_at(box)
    a_budget(workspace, paused_until=hours(1), pause_reason=reasons.RATE_LIMITED)
    check(box, workspace)
    assert Budget.objects.get().paused_until == hours(1)


def test_the_instance_of_a_key_is_found_among_those_given_and_leaves_no_trace(
    box: RunningSandbox, settings: Settings
) -> None:
    with running() as other:
        workspace = workspace_at(other)
        candidates = {one.url[7:]: one.url for one in (box, other)}
        assert find_instance(workspace, candidates) == {
            box.url[7:]: Finding.GRANTED,
            other.url[7:]: Finding.UNKNOWN_KEY,
        }
        assert (asked(box), asked(other)) == (1, 1)
    assert not settings.JOURNAL_DIR.exists()
    assert not ApiKey.objects.exists()


def test_no_instance_is_asked_without_a_usable_key(box: RunningSandbox) -> None:
    assert find_instance(a_workspace(), {box.url[7:]: box.url}) == {}
    assert asked(box) == 0


@pytest.mark.parametrize("row", [{}, {"at": "yesterday"}, {"at": "2026-03-04T12:00:00+00:00", "verdict": "odd"}])
def test_a_row_that_holds_no_check_is_none(row: dict[str, str]) -> None:
    assert read_check(row) is None
