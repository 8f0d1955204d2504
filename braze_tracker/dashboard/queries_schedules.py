"""The schedules of the tracker's own tasks: how each runs, in words, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext
from django_celery_beat.models import PeriodicTask

OURS = "braze_tracker."
SLACK = timedelta(minutes=5)
"""No task is called late sooner: beat writes down every three minutes what it has run."""

PURPOSES: dict[str, Promise] = {
    "braze_tracker.analytics.tasks.follow_due_sends": gettext_lazy("Reads the results of sends that are due"),
    "braze_tracker.analytics.tasks.plan_every_send": gettext_lazy("Finds sends that have no plan yet"),
    "braze_tracker.analytics.tasks.learn_campaigns": gettext_lazy("Learns the names of campaigns"),
    "braze_tracker.analytics.tasks.follow_due_campaigns": gettext_lazy("Reads the results of campaigns, each daily"),
    "braze_tracker.delivery.tasks.send_replays": gettext_lazy("Sends calls again that somebody asked for"),
    "braze_tracker.analytics.tasks.prune_old_rows": gettext_lazy("Removes what is older than it is to be kept"),
    "braze_tracker.samples.tasks.tend_samples": gettext_lazy("Loads and removes sample data that was asked for"),
}

PRESETS: dict[str, tuple[int, str]] = {
    "5s": (5, "seconds"),
    "15s": (15, "seconds"),
    "1m": (1, "minutes"),
    "5m": (5, "minutes"),
    "15m": (15, "minutes"),
    "30m": (30, "minutes"),
    "1h": (1, "hours"),
    "6h": (6, "hours"),
    "1d": (1, "days"),
}
"""The intervals that the page offers; others, and crontabs, are set in the administration."""


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """``state``: ``paused``, ``never``, ``late`` or ``on_time``. ``preset``: the interval, if it is in `PRESETS`."""

    id: int
    name: str
    purpose: str
    every: str
    preset: str
    state: str
    last_run: datetime | None
    due: datetime | None
    runs: int


def schedule_rows(now: datetime) -> tuple[ScheduleRow, ...]:
    tasks = PeriodicTask.objects.filter(task__startswith=OURS).select_related("interval", "crontab").order_by("name")
    return tuple(_row(task, now) for task in tasks)


def missing() -> list[str]:
    """The purposes of tasks that nothing starts: a row was deleted."""
    known = set(PeriodicTask.objects.filter(task__startswith=OURS).values_list("task", flat=True))
    return [str(purpose) for task, purpose in PURPOSES.items() if task not in known]


def _row(task: PeriodicTask, now: datetime) -> ScheduleRow:
    every = _span(task)
    due = task.last_run_at + every if task.last_run_at and every else None
    return ScheduleRow(
        id=task.pk,
        name=task.name,
        purpose=str(PURPOSES.get(task.task, task.task)),
        every=in_words(every) if every else str(task.scheduler),
        preset=next((name for name, given in PRESETS.items() if every and given == _given(task)), ""),
        state=state_of(task.enabled, task.last_run_at, due, every, now),
        last_run=task.last_run_at,
        due=due if task.enabled else None,
        runs=task.total_run_count,
    )


def state_of(
    enabled: bool, last_run: datetime | None, due: datetime | None, every: timedelta | None, now: datetime
) -> str:
    """Late is what should have run a whole interval ago. Of a crontab only whether it ever ran is known."""
    if not enabled:
        return "paused"
    if last_run is None:
        return "never"
    return "late" if due and every and now - due > max(every, SLACK) else "on_time"


def in_words(every: timedelta) -> str:
    seconds = int(every.total_seconds())
    if seconds % 86400 == 0:
        days = seconds // 86400
        return ngettext("every day", "every %(count)d days", days) % {"count": days}
    if seconds % 3600 == 0:
        hours = seconds // 3600
        return ngettext("every hour", "every %(count)d hours", hours) % {"count": hours}
    if seconds % 60 == 0:
        minutes = seconds // 60
        return ngettext("every minute", "every %(count)d minutes", minutes) % {"count": minutes}
    return ngettext("every second", "every %(count)d seconds", seconds) % {"count": seconds}


def _span(task: PeriodicTask) -> timedelta | None:
    return timedelta(**{task.interval.period: task.interval.every}) if task.interval else None


def _given(task: PeriodicTask) -> tuple[int, str]:
    return task.interval.every, task.interval.period
