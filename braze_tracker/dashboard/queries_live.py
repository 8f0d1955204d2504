"""How many calls have come since a page was made. One statement over the latest minutes, however long it is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from braze_tracker.dashboard.filters import CallFilter, Period
from braze_tracker.dashboard.live import LATE, MOST, Watch
from braze_tracker.dashboard.queries_counts import answers, how_many
from braze_tracker.dashboard.queries_matching import matching
from braze_tracker.recording.models import ApiCall


def news(wanted: CallFilter, watch: Watch, now: datetime) -> tuple[int, Watch]:
    """How many, and from where to watch on. Above `MOST` the number only says that it is above.

    What began `LATE` ago is counted for the last time and remembered in the watch, so the next look is a short one.
    """
    settled = max(watch.since, now - LATE)
    cap = MOST + max(0, watch.known)
    found = answers(
        {
            "before": how_many(_begun(wanted, watch.since, settled), cap),
            "after": how_many(_begun(wanted, settled, wanted.period.until), cap),
        }
    )
    known = watch.known - found["before"]
    return max(0, found["after"] - known), Watch(settled, known)


def _begun(wanted: CallFilter, since: datetime, until: datetime) -> QuerySet[ApiCall]:
    period = Period("", max(since, wanted.period.since), until)
    calls = matching(replace(wanted, period=period))
    return calls.filter(outcome__in=wanted.outcomes) if wanted.outcomes else calls
