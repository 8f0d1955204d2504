"""Asking for sample data and for its removal, and how far either has come. The work itself is a worker's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django_celery_beat.models import PeriodicTask

from braze_tracker.recording.audit import Somebody, note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.models import Workspace
from braze_tracker.samples.models import THE_ONE, Hitch, SampleData, SampleState

TASK = "braze_tracker.samples.tasks.tend_samples"
KEPT_FOR = timedelta(days=7)
"""Then it goes by itself: its sends would otherwise come near the day on which Braze drops figures."""

Stage = Literal["none", "queued", "loading", "there", "leaving", "removing", "failed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """``since``: when it was asked for or loaded. ``slug``: of the workspace, while that is there. ``interrupted``:
    the worker has not been heard of for a while."""

    stage: Stage = "none"
    since: datetime | None = None
    goes_at: datetime | None = None
    slug: str = ""
    hitch: str = ""
    detail: str = ""
    interrupted: bool = False
    scheduled: bool = True
    """Whether beat wakes a worker for it."""

    @property
    def underway(self) -> bool:
        return self.stage in ("queued", "loading", "leaving", "removing")

    @property
    def waits(self) -> bool:
        return self.stage in ("queued", "leaving")

    @property
    def told(self) -> str:
        """By it a page that asks again sees whether anything is new."""
        return f"{self.stage}-interrupted" if self.interrupted else self.stage


@transaction.atomic
def ask(user: Somebody, *, now: datetime) -> bool:
    """Whether that is news: sample data that is there or on its way is not asked for again. What was interrupted is
    taken up at once either way."""
    row, new = SampleData.objects.select_for_update().get_or_create(
        pk=THE_ONE, defaults={"state": SampleState.WANTED, "asked_at": now}
    )
    news = new or row.state == SampleState.FAILED
    if news:
        _set(row, SampleState.WANTED, now)
        note(user, Deed.SAMPLES_CHANGED, "sample data", at=now, detail="sample data loaded")
    _make_due(now)
    return news


@transaction.atomic
def ask_removal(user: Somebody, *, now: datetime, detail: str = "sample data removed") -> bool:
    """Whether that is news. A load that is under way ends without having stored anything."""
    row = SampleData.objects.select_for_update().filter(pk=THE_ONE).first()
    news = row is not None and row.state != SampleState.UNWANTED
    if row is not None and news:
        _set(row, SampleState.UNWANTED, now)
        note(user, Deed.SAMPLES_CHANGED, "sample data", at=now, detail=detail)
    _make_due(now)
    return news


def _set(row: SampleData, state: SampleState, now: datetime) -> None:
    row.state, row.asked_at, row.claim, row.claimed_until = state, now, None, None
    row.hitch, row.detail = "", ""
    row.save()


def _make_due(now: datetime) -> None:
    """No message is sent from here, so that a broker that is away holds up no page: beat notices within seconds."""
    for task in _tasks().exclude(interval=None):
        task.last_run_at = now - timedelta(**{task.interval.period: task.interval.every})
        task.save()


def _tasks() -> Any:
    return PeriodicTask.objects.filter(task=TASK, enabled=True)


def standing(now: datetime) -> Standing:
    row = SampleData.objects.filter(pk=THE_ONE).first()
    if row is None:
        return Standing()
    slug = Workspace.objects.filter(sample=True).values_list("slug", flat=True).first() or ""
    claimed = row.claimed_until is not None and row.claimed_until > now
    return Standing(
        stage=_stage(row.state, claimed),
        since=row.loaded_at if row.state == SampleState.THERE else row.asked_at,
        goes_at=row.loaded_at + KEPT_FOR if row.loaded_at else None,
        slug=slug,
        hitch=str(Hitch(row.hitch).label) if row.hitch else "",
        detail=row.detail,
        interrupted=row.claimed_until is not None and not claimed,
        scheduled=_tasks().exists(),
    )


def _stage(state: str, claimed: bool) -> Stage:
    stages: dict[str, tuple[Stage, Stage]] = {
        SampleState.WANTED: ("queued", "loading"),
        SampleState.THERE: ("there", "there"),
        SampleState.UNWANTED: ("leaving", "removing"),
        SampleState.FAILED: ("failed", "failed"),
    }
    return stages[state][claimed]
