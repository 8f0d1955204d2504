"""What is done with a schedule from its page. Beat notices within seconds: it asks the database for changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from braze_tracker.dashboard.queries_schedules import OURS, PRESETS
from braze_tracker.recording.audit import Somebody, note
from braze_tracker.recording.choices import Deed

DEFAULTS = {
    "braze_tracker.analytics.tasks.follow_due_sends": ("Follow due sends", "15s"),
    "braze_tracker.analytics.tasks.plan_every_send": ("Plan every send", "1h"),
    "braze_tracker.analytics.tasks.learn_campaigns": ("Learn campaign names", "1h"),
    "braze_tracker.analytics.tasks.follow_due_campaigns": ("Follow due campaigns", "1h"),
    "braze_tracker.delivery.tasks.send_replays": ("Send replays", "5s"),
    "braze_tracker.analytics.tasks.prune_old_rows": ("Remove what is older than it is to be kept", "1d"),
    "braze_tracker.samples.tasks.tend_samples": ("Look after sample data", "1h"),
}
"""Each of the tracker's tasks with its name and interval, as the migrations make them."""


class CannotBe(ValueError):
    """What was asked for cannot be done with this schedule."""


def known(key: int) -> PeriodicTask | None:
    """One of the tracker's own; whatever else beat runs here is changed in the administration."""
    found: PeriodicTask | None = PeriodicTask.objects.filter(pk=key, task__startswith=OURS).first()
    return found


@transaction.atomic
def pause(task: PeriodicTask, *, by: Somebody, now: datetime) -> None:
    _save(task, "paused", by=by, now=now, enabled=False)


@transaction.atomic
def resume(task: PeriodicTask, *, by: Somebody, now: datetime) -> None:
    _save(task, "resumed", by=by, now=now, enabled=True)


@transaction.atomic
def run_now(task: PeriodicTask, *, by: Somebody, now: datetime) -> None:
    """Makes it due: no message is sent from here, so that a broker that is away holds up no page."""
    if not task.interval or not task.enabled:
        raise CannotBe(task.name)
    span = timedelta(**{task.interval.period: task.interval.every})
    _save(task, "made due", by=by, now=now, last_run_at=now - span)


@transaction.atomic
def set_interval(task: PeriodicTask, preset: str, *, by: Somebody, now: datetime) -> None:
    """``preset``: a name of `PRESETS`. A message that waited longer than the interval is not worth its work."""
    if preset not in PRESETS:
        raise CannotBe(preset)
    _save(task, preset, by=by, now=now, crontab=None, **_timing(preset))


@transaction.atomic
def create_missing(*, by: Somebody, now: datetime) -> int:
    """Rows for the tasks that nothing starts; how many. What an operator has changed stays as it is."""
    known = set(PeriodicTask.objects.filter(task__startswith=OURS).values_list("task", flat=True))
    missing = {task: row for task, row in DEFAULTS.items() if task not in known}
    for task, (name, preset) in missing.items():
        told = "Created by braze-tracker. Editing or disabling it is kept."
        _save(PeriodicTask(name=name, task=task, description=told), "created", by=by, now=now, **_timing(preset))
    return len(missing)


def _timing(preset: str) -> dict[str, object]:
    every, period = PRESETS[preset]
    interval = IntervalSchedule.objects.filter(every=every, period=period).first()
    interval = interval or IntervalSchedule.objects.create(every=every, period=period)
    seconds = int(timedelta(**{period: every}).total_seconds())
    return {"interval": interval, "expire_seconds": min(seconds, 3600)}


def _save(task: PeriodicTask, detail: str, *, by: Somebody, now: datetime, **changes: object) -> None:
    for name, value in changes.items():
        setattr(task, name, value)
    task.save()
    note(by, Deed.SCHEDULE_CHANGED, f"schedule {task.pk}", at=now, detail=f"{task.name}: {detail}")
