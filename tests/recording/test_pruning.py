from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import ForeignObjectRel, Sum
from django.test.utils import CaptureQueriesContext

from braze_tracker.recording import pruning
from braze_tracker.recording.models import (
    ApiCall,
    CallBody,
    ErrorGroup,
    ErrorOccurrence,
    HourlyCount,
    HourlyErrors,
    OpenIntent,
    Send,
    Workspace,
)
from braze_tracker.recording.pruning import bodies_to_prune, calls_to_prune, prune_bodies, prune_calls
from braze_tracker.recording.recounting import recount
from tests.recording.factories import NOW, a_call, a_send, a_workspace, an_error, later

pytestmark = pytest.mark.django_db

BEFORE = NOW


def a_body_of(days: float, workspace: Workspace | None = None) -> ApiCall:
    return a_call(workspace, at=later(days=-days), request='{"a": 1}', reply="{}")


def kept_counts() -> tuple[int, int, int]:
    return (
        HourlyCount.objects.aggregate(Sum("calls"))["calls__sum"] or 0,
        HourlyErrors.objects.aggregate(Sum("calls"))["calls__sum"] or 0,
        ErrorGroup.objects.aggregate(Sum("calls"))["calls__sum"] or 0,
    )


def some_errors(workspace: Workspace, count: int = 3) -> None:
    """Calls with errors, one a day before and one at ``BEFORE``."""
    for day in range(count + 1):
        call = a_call(workspace, at=later(days=day - count), outcome="fatal_client", message="No", error_count=1)
        an_error(call, message="No")


def stop_after(transactions: int) -> Callable[[], bool]:
    """As a kill between two transactions."""
    left = iter([True] * transactions + [False])
    return lambda: next(left)


def test_bodies_go_and_their_calls_stay() -> None:
    old, edge, fresh = a_body_of(40), a_body_of(0), a_body_of(-1)
    assert prune_bodies(old.workspace, BEFORE) == 1
    assert set(CallBody.objects.values_list("pk", flat=True)) == {edge.pk, fresh.pk}
    assert ApiCall.objects.count() == 3
    assert prune_bodies(old.workspace, BEFORE) == 0


def test_another_workspaces_rows_stay() -> None:
    mine, theirs = a_body_of(40), a_body_of(40, a_workspace("Other shop"))
    prune_bodies(mine.workspace, BEFORE)
    prune_calls(mine.workspace, BEFORE)
    assert ApiCall.objects.get() == theirs
    assert CallBody.objects.get().call_id == theirs.pk


def test_a_call_without_an_ending_keeps_its_body_and_stays() -> None:
    call = a_call(at=later(days=-40), outcome="pending", request='{"a": 1}')
    OpenIntent.objects.create(call=call, writer="w", deadline=NOW)
    assert (prune_bodies(call.workspace, BEFORE), prune_calls(call.workspace, BEFORE)) == (0, 0)
    assert CallBody.objects.exists()


def test_a_call_goes_with_all_that_hangs_on_it_and_every_count_stays() -> None:
    workspace = a_workspace()
    some_errors(workspace)
    a_body_of(2, workspace)
    counted = kept_counts()
    assert prune_calls(workspace, BEFORE) == 4
    assert (ApiCall.objects.count(), ErrorOccurrence.objects.count(), CallBody.objects.count()) == (1, 1, 0)
    assert kept_counts() == counted == (5, 4, 4)
    assert Workspace.objects.get().calls_pruned_before is not None


def test_a_group_and_a_send_outlive_their_calls() -> None:
    call = a_call(at=later(days=-40), outcome="fatal_client", error_count=1)
    group = an_error(call).group
    send = a_send(first_call=call, at=later(days=-40))
    prune_calls(call.workspace, BEFORE)
    left = ErrorGroup.objects.get()
    assert (left.pk, left.last_call_id, left.calls) == (group.pk, None, 1)
    assert (Send.objects.get().pk, Send.objects.get().first_call_id) == (send.pk, None)


def test_recounting_takes_pruned_hours_for_right_ones() -> None:
    workspace, other = a_workspace(), a_workspace("Other shop")
    some_errors(workspace)
    some_errors(other)
    prune_calls(workspace, BEFORE)
    counted = kept_counts()
    assert not recount(repair=False)
    assert not recount()
    assert kept_counts() == counted == (8, 8, 8)


def test_recounting_still_finds_what_is_wrong_after_the_pruned_hours() -> None:
    workspace = a_workspace()
    some_errors(workspace)
    prune_calls(workspace, BEFORE)
    a_call(workspace, at=later(hours=3), counted=False)
    ErrorGroup.objects.update(calls=99)
    found = recount()
    assert (found.calls, found.groups) == (1, 1)
    assert kept_counts() == (5, 4, 4)


def test_a_late_old_call_is_counted_and_pruned_with_the_next_run() -> None:
    workspace = a_workspace()
    some_errors(workspace)
    prune_calls(workspace, BEFORE)
    a_call(workspace, at=later(days=-3, hours=-1))
    assert not recount(repair=False)
    assert prune_calls(workspace, BEFORE) == 1
    assert kept_counts()[0] == 5


@pytest.mark.parametrize("prune", [prune_bodies, prune_calls])
def test_what_is_interrupted_goes_on_with_the_oldest_that_is_left(prune: Callable[..., int]) -> None:
    workspace = a_workspace()
    for day in range(pruning.MOST + 20, 0, -1):
        a_body_of(day, workspace)
    assert prune(workspace, BEFORE, going=stop_after(1)) == pruning.MOST
    left = CallBody.objects.order_by("call__started_at").values_list("call__started_at", flat=True)
    assert (left.count(), left[0]) == (20, later(days=-20))
    assert not recount(repair=False)
    assert prune(workspace, BEFORE) == 20


def test_a_half_pruned_hour_is_not_compared() -> None:
    workspace = a_workspace()
    for second in range(pruning.MOST + 5):
        a_call(workspace, at=later(hours=-2, seconds=second))
    prune_calls(workspace, BEFORE, going=stop_after(1))
    assert ApiCall.objects.count() == 5
    assert not recount(repair=False)
    assert kept_counts()[0] == pruning.MOST + 5


def test_the_number_of_queries_follows_from_the_batches_and_not_from_the_calls() -> None:
    workspace = a_workspace()
    counts = []
    for calls in (2, 40):
        for _ in range(calls):
            an_error(a_call(workspace, at=later(days=-9), outcome="fatal_client", request="{}", error_count=1))
        with CaptureQueriesContext(connection) as queries:
            assert prune_calls(workspace, BEFORE) == calls
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_would_be_pruned_is_told_beforehand() -> None:
    old = a_body_of(40)
    a_call(at=later(days=-40))
    assert (bodies_to_prune(old.workspace, BEFORE).count(), calls_to_prune(old.workspace, BEFORE).count()) == (1, 2)
    assert not bodies_to_prune(old.workspace, BEFORE - timedelta(days=41)).exists()
    assert (CallBody.objects.count(), ApiCall.objects.count()) == (1, 2)


def test_every_row_that_names_a_call_is_found_by_an_index() -> None:
    """Without one, each call that goes would be looked for in the whole table."""
    related = ApiCall._meta.get_fields(include_hidden=True)
    naming = [one.field for one in related if isinstance(one, ForeignObjectRel)]
    assert {field.model for field in naming} >= {ErrorGroup, Send, CallBody}
    assert [field for field in naming if not _leads_an_index(field)] == []


def _leads_an_index(field: Any) -> bool:
    primary = getattr(field.model._meta.pk, "columns", ())
    return bool(getattr(field, "db_index", False) or field.unique or primary[:1] == (field.column,))
