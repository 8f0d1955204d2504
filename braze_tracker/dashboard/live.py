"""What a page that is left open needs to tell how many calls have come since: from where, and what it shows already.

Pure: it knows no database. Calls are stored in the order of their draining and listed by their beginning, so a call may
come to stand below the first row: one that another process noted, or one of the tab "Fatal" that took a minute to fail.
Such a call is news too if it began within `LATE` of the page; one that comes later still, as from a host that was cut
off, is not announced, and stands in its place when the list is loaded again. So does a pending call's outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import CallFilter

LATE = timedelta(minutes=2)
MOST = 100
"""More are not counted: ``100+``."""
_PASSING = frozenset({Outcome.PENDING, Outcome.UNKNOWN})
"""A list of these loses calls as well, so what it shows cannot be taken off a later count."""


@dataclass(frozen=True, slots=True)
class Watch:
    """``known`` of the calls that began at ``since`` or later are no news. Below zero where some were counted already
    and lie before ``since``."""

    since: datetime
    known: int = 0

    @property
    def query(self) -> dict[str, str]:
        return {"since": self.since.isoformat(), "known": str(self.known)}


def watch_of(wanted: CallFilter, begun: Sequence[datetime], cut: bool, now: datetime) -> Watch:
    """For a page that shows calls which began at those moments, newest first; ``cut`` where older ones follow."""
    since = now - LATE
    if wanted.outcomes and _PASSING.issuperset(wanted.outcomes):
        return Watch(max(since, begun[0] + timedelta(microseconds=1)) if begun else since)
    since = max(since, begun[-1]) if cut else since
    return Watch(since, sum(at >= since for at in begun))


def read_watch(query: Mapping[str, str], now: datetime) -> Watch:
    """From an address as `Watch.query` wrote it; one that is damaged, or of yesterday, is watched from now on.

    No page shows more than `MOST` calls, so no more are known, and a count reads no more than twice as many.
    """
    try:
        since = datetime.fromisoformat(query.get("since", "")).astimezone(UTC)
        known = min(MOST, int(query.get("known", "0")[:8]))
    except (ValueError, OverflowError):
        return Watch(now - LATE)
    return Watch(since, known) if now - timedelta(days=1) < since <= now else Watch(now - LATE)


def goes_on(wanted: CallFilter, now: datetime) -> bool:
    """Whether calls can still come to the top of this page."""
    return wanted.before is None and wanted.period.until > now
