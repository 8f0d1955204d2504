"""Reads the ledger for the suite, as a process of its own with Django: a question a line, an answer a line, in JSON.

It stores nothing but in `prepare` and in `settle`, which does at a told hour what drain and worker would do later.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import django

Told = dict[str, Any]
MARK = re.compile(r"[?&]n=([\w-]+)")
SEND = re.compile(r"[?&]send_id=([\w-]+)")
AHEAD = timedelta(hours=2)
"""Later than any lease, pause or limit that a fault leaves behind."""


def prepare(told: Told) -> Any:
    """Tables, a workspace with its key, and a follow-up that is woken every second."""
    from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks

    from tests.acceptance.preparing import prepare as prepared

    tokens = prepared({"workspaces": [("Shop", told["rest_endpoint"], told["key"])], "capture": "masked"})
    second, _ = IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.filter(name="Follow due sends").update(interval=second)
    PeriodicTasks.update_changed()
    return tokens


def calls(told: Told) -> Any:
    """Those that began at this moment or later."""
    from braze_tracker.recording.models import ApiCall

    since = datetime.fromisoformat(told["since"])
    rows = ApiCall.objects.filter(started_at__gte=since).order_by()
    wanted = rows.values_list("url", "request_id", "outcome", "status", "origin")
    return [(_first(MARK, url), *rest) for url, *rest in wanted]


def _first(pattern: re.Pattern[str], url: str) -> str:
    found = pattern.search(url)
    return found[1] if found else ""


def sends(told: Told) -> Any:
    """Send id → whether a look has brought its figures."""
    from braze_tracker.recording.models import Send

    return {send: at is not None for send, at in Send.objects.values_list("send_id", "plan__last_figures_at")}


def workers(told: Told) -> Any:
    """Those that show that they live."""
    from braze_tracker.recording.models import Heartbeat

    return list(Heartbeat.objects.filter(part__startswith="worker").values_list("part", flat=True))


def losses(told: Told) -> Any:
    """How many calls the journal's writers say that they had to drop."""
    from django.db.models import Sum

    from braze_tracker.recording.models import JournalLoss

    return JournalLoss.objects.aggregate(n=Sum("calls"))["n"] or 0


def settle(told: Told) -> Any:
    """What there is to drain and to look at, two hours from now: looks made."""
    from django.conf import settings

    from braze_tracker.analytics.models import SyncPlan
    from braze_tracker.analytics.plans import look_now, sweep
    from braze_tracker.analytics.rules import configured
    from braze_tracker.analytics.sync import sync_due
    from braze_tracker.recording.drain import drain

    def later() -> datetime:
        return datetime.now(UTC) + AHEAD

    rules = replace(configured(), schedule=((timedelta(days=14), timedelta(days=1)),))
    while drain(settings.JOURNAL_DIR, now=later()):
        pass
    sweep(later(), rules.kept)
    look_now(SyncPlan.objects.all(), later())
    looks = 0
    while made := sync_due(now=later, rules=rules).looks:
        looks += made
    while drain(settings.JOURNAL_DIR, now=later()):
        pass
    return looks


def figures(told: Told) -> Any:
    """What is kept of each send: send id → [day, channel, variation, metrics]."""
    from braze_tracker.analytics.models import DailyFigures

    kept: dict[str, list[Any]] = {}
    rows = DailyFigures.objects.order_by("pk")
    for send, day, *rest in rows.values_list("send__send_id", "day", "channel", "variation", "metrics"):
        kept.setdefault(send, []).append((day.isoformat(), *rest))
    return kept


def audit(told: Told) -> Any:
    """Everything that is to be nothing, and what is told of losses."""
    from braze_tracker.recording import models
    from braze_tracker.recording.recounting import recount

    groups = models.ErrorGroup.objects.all()
    return {
        "wrong": asdict(recount(repair=False)),
        "groups": [group.pk for group in groups if group.calls != group.occurrences.count()],
        "orphans": models.OpenIntent.objects.exclude(call__outcome="pending").count(),
        "unplanned": models.Send.objects.filter(plan=None).count(),
        "pending": models.ApiCall.objects.filter(outcome="pending").count(),
        "quarantined": models.QuarantinedLine.objects.count(),
        "looks": _calls_of_looks(),
    }


def _calls_of_looks() -> list[tuple[str, float, float]]:
    """From the first second of each look to its last."""
    from braze_tracker.recording.models import ApiCall

    made = ApiCall.objects.filter(origin="sync", url__contains="/sends/").values_list("url", "started_at", "elapsed_us")
    told = ((_first(SEND, url), at.timestamp(), (elapsed or 0) / 1e6) for url, at, elapsed in made)
    return [(send, at, at + lasted) for send, at, lasted in told]


QUESTIONS: dict[str, Callable[[Told], Any]] = {
    "prepare": prepare,
    "calls": calls,
    "sends": sends,
    "workers": workers,
    "losses": losses,
    "settle": settle,
    "figures": figures,
    "audit": audit,
}


def answered(line: str) -> Told:
    """The answer, or why there is none: the database is away."""
    from django.db import Error, connections

    told = json.loads(line)
    try:
        return {"answer": QUESTIONS[told.pop("ask")](told)}
    except Error as error:
        connections.close_all()
        return {"away": str(error)}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "braze_tracker.settings")
    django.setup()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answered(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
