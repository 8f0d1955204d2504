from __future__ import annotations

from pathlib import Path

import pytest

from braze_tracker.analytics.models import SyncPlan
from braze_tracker.analytics.plans import sweep
from braze_tracker.recording.drain import drain
from braze_tracker.recording.merging import MOST, merge
from braze_tracker.recording.models import ApiCall, ApiKey, HourlyCount, HourlyErrors, Send, Workspace
from braze_tracker.recording.pruning import prune_calls
from braze_tracker.recording.recounting import recount
from tests.recording.factories import NOW, a_key, a_send, a_workspace, later
from tests.recording.journals import KEY, a_segment, a_whole_call

pytestmark = pytest.mark.django_db


def found_workspace(tmp_path: Path, calls: int = 3) -> Workspace:
    """As traffic leaves it: calls with errors, a send, counts, a key."""
    lines = [line for number in range(calls) for line in a_whole_call(status=400, at=later(minutes=number))]
    sent = a_whole_call(asked={"campaign_id": "c", "send_id": "spring"})
    a_segment(tmp_path, *lines, *sent)
    drain(tmp_path, now=NOW)
    return Workspace.objects.get(declared=False)


def kept(model: type[HourlyCount] | type[HourlyErrors], workspace: Workspace) -> int:
    return sum(model.objects.filter(workspace=workspace).values_list("calls", flat=True))


def test_calls_counts_sends_and_keys_come_along_and_the_empty_one_goes(tmp_path: Path) -> None:
    orchid = a_workspace()
    assert merge(found_workspace(tmp_path), orchid) == 4
    assert Workspace.objects.get() == orchid
    assert (orchid.calls.count(), orchid.sends.get().send_id, orchid.keys.get().fingerprint) == (
        4,
        "spring",
        KEY.fingerprint,
    )
    assert (kept(HourlyCount, orchid), kept(HourlyErrors, orchid)) == (4, 3)
    assert not recount(repair=False)


def test_more_than_a_batch_moves_too(tmp_path: Path) -> None:
    orchid = a_workspace()
    assert merge(found_workspace(tmp_path, MOST), orchid) == MOST + 1
    assert (orchid.calls.count(), kept(HourlyCount, orchid)) == (MOST + 1, MOST + 1)


def test_what_was_counted_before_is_added_to(tmp_path: Path) -> None:
    orchid = a_workspace()
    a_key(orchid, "b2" * 32)
    found = found_workspace(tmp_path)
    ApiKey.objects.filter(workspace=found).update(fingerprint="c3" * 32)
    ApiKey.objects.filter(workspace=orchid).update(fingerprint=KEY.fingerprint)
    a_segment(tmp_path, *a_whole_call(), sequence=2)
    drain(tmp_path, now=NOW)
    merge(found, orchid)
    assert (orchid.calls.count(), kept(HourlyCount, orchid)) == (5, 5)
    assert not recount(repair=False)


def test_a_send_that_both_know_becomes_one(tmp_path: Path) -> None:
    orchid = a_workspace()
    a_send(orchid, campaign_id="c", send_id="spring", at=later(days=-1))
    merge(found_workspace(tmp_path), orchid)
    send = Send.objects.get()
    assert (send.workspace, send.uses, send.sent_at, send.first_used_at) == (orchid, 2, NOW, later(days=-1))


def test_an_older_twin_moves_no_time(tmp_path: Path) -> None:
    orchid = a_workspace()
    a_send(orchid, campaign_id="c", send_id="spring", at=later(days=1))
    merge(found_workspace(tmp_path), orchid)
    assert (Send.objects.get().sent_at, Send.objects.get().first_used_at) == (later(days=1), NOW)


def test_the_plan_of_a_send_follows_it(tmp_path: Path) -> None:
    orchid, found = a_workspace(), found_workspace(tmp_path)
    sweep(NOW, later(days=14) - NOW)
    assert not Send.objects.get().moved
    merge(found, orchid)
    assert SyncPlan.objects.get().workspace == orchid
    assert Send.objects.get().moved


def test_traffic_goes_on_in_the_workspace_merged_into(tmp_path: Path) -> None:
    orchid = a_workspace()
    merge(found_workspace(tmp_path), orchid)
    a_segment(tmp_path, *a_whole_call(), sequence=2)
    drain(tmp_path, now=NOW)
    assert set(ApiCall.objects.values_list("workspace", flat=True)) == {orchid.pk}


def test_an_empty_workspace_is_only_deleted() -> None:
    orchid, found = a_workspace(), a_workspace("found", declared=False)
    assert merge(found, orchid) == 0
    assert Workspace.objects.get() == orchid


def test_counts_of_pruned_calls_come_along(tmp_path: Path) -> None:
    orchid, found = a_workspace(), found_workspace(tmp_path)
    prune_calls(found, later(days=1))
    assert merge(found, orchid) == 0
    assert (kept(HourlyCount, orchid), kept(HourlyErrors, orchid)) == (4, 3)
    assert Workspace.objects.get().calls_pruned_before == later(hours=1)
    assert not recount()
