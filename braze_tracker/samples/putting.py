"""Stores sample data in the ledger beside what is real: under new numbers, in a workspace that rests for ever, with
error groups of its own. It makes no call and knows not where the rows come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import AutoField, ForeignKey, Model

from braze_tracker.analytics.models import PlanState, SyncPlan
from braze_tracker.recording.models import ErrorGroup, Workspace
from braze_tracker.recording.workspaces import free_slug
from braze_tracker.samples.asking import KEPT_FOR
from braze_tracker.samples.written import KINDS

NAME = "Sample shop"
HOST = "sample.invalid"
"""A name that leads nowhere, by RFC 2606."""
OF_SAMPLES = "sample/"
"""Before the version of a fingerprint: no error of a real call ever falls into a group of samples."""
MARGIN = timedelta(days=3)
"""So long before Braze would drop a send's figures pages begin to warn."""
_AT_ONCE = 500

Numbers = Mapping[type[Model], Mapping[Any, Any]]


def put(rows: Iterable[Model], *, now: datetime) -> int:
    """Store the rows; how many. To be called in a transaction. The rows are changed on the way."""
    kinds: dict[type[Model], list[Any]] = defaultdict(list)
    for row in rows:
        kinds[type(row)].append(row)
    numbers: dict[type[Model], dict[Any, Any]] = {}
    for kind in KINDS:
        numbers[kind] = _put(kind, kinds[kind], numbers, now)
    return sum(map(len, kinds.values()))


def _put(kind: type[Model], rows: list[Any], numbers: Numbers, now: datetime) -> dict[Any, Any]:
    """The numbers that rows of this kind have got, by those that they had."""
    before = [row.pk for row in rows]
    change = _CHANGES.get(kind)
    for row in rows:
        for field in _references(kind):
            _lead(row, field, numbers[field.related_model])
        if isinstance(kind._meta.pk, AutoField):
            row.pk = None
        if change:
            change(row, now)
    kind._default_manager.bulk_create(rows, batch_size=_AT_ONCE)
    return {old: row.pk for old, row in zip(before, rows, strict=True)}


def _references(kind: type[Model]) -> list[Any]:
    return [field for field in kind._meta.concrete_fields if isinstance(field, ForeignKey)]


def _lead(row: Model, field: Any, known: Mapping[Any, Any]) -> None:
    """A part of a compound key comes as text. A call that is not there any more is no call."""
    old = field.target_field.to_python(getattr(row, field.attname))
    setattr(row, field.attname, known.get(old) if field.null else known[old])


def _at_rest(workspace: Workspace, now: datetime) -> None:
    workspace.name, workspace.slug = NAME, free_slug(NAME)
    workspace.host, workspace.rest_endpoint = HOST, f"https://{HOST}"
    workspace.key_env, workspace.key_encrypted, workspace.key_check = "", "", {}
    workspace.declared = workspace.paused = workspace.sample = True


def _of_its_own(group: ErrorGroup, now: datetime) -> None:
    group.fingerprint_version = f"{OF_SAMPLES}{group.fingerprint_version}"


def _ended(plan: SyncPlan, now: datetime) -> None:
    """What Braze would drop while the sample is there counts as read to the end: nothing warns of a made-up loss."""
    plan.lease = plan.leased_until = plan.failing_since = None
    plan.failures, plan.last_error = 0, ""
    if plan.state == PlanState.TRACKING and plan.dropped_at <= now + KEPT_FOR + MARGIN:
        plan.state = PlanState.FINAL
    # at rest it is never looked at, and so is never late
    plan.next_look_at = plan.dropped_at if plan.state == PlanState.TRACKING else None


_CHANGES: Mapping[type[Model], Callable[[Any, datetime], None]] = {
    Workspace: _at_rest,
    ErrorGroup: _of_its_own,
    SyncPlan: _ended,
}
