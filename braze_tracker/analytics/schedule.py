"""When to look at a send next: a table of steps and a short walker. Pure: no database, no clock, no settings.

Braze keeps a send's figures for 14 days: https://www.braze.com/docs/api/endpoints/export/campaigns/get_send_analytics
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zlib import crc32

Steps = tuple[tuple[timedelta, timedelta], ...]

SCHEDULE: Steps = (
    (timedelta(hours=6), timedelta(minutes=15)),
    (timedelta(hours=48), timedelta(hours=1)),
    (timedelta(days=14), timedelta(hours=6)),
)
"""(up to this age, look this often), ages rising."""
KEPT = timedelta(days=14)
FINAL_BEFORE = timedelta(hours=2)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
SPREAD = 0.1
"""The part of every wait by which sends of one moment are drawn apart."""


def spread_of(name: object) -> float:
    """A number in [0, 1) that is always the same for the same name: jitter that can be repeated."""
    return crc32(str(name).encode()) / 2**32


def next_look(
    sent_at: datetime,
    now: datetime,
    *,
    failures: int = 0,
    schedule: Steps = SCHEDULE,
    kept: timedelta = KEPT,
    final_before: timedelta = FINAL_BEFORE,
    last_look: datetime | None = None,
    spread: float = 0.0,
) -> datetime | None:
    """The moment of the next look, never before ``now``; None when nothing more is to be had.

    ``last_look`` is the last attempt and ``failures`` how many attempts failed in a row up to it. ``spread``
    (see `spread_of`) shortens a wait by up to a tenth, so a look never comes later than the schedule says.
    The last look falls ``final_before`` the moment Braze drops the figures; if it fails, it is tried again until then.
    """
    dropped = sent_at + kept
    final = max(dropped - final_before, sent_at)
    if now >= dropped or (last_look is not None and last_look >= final and not failures):
        return None
    if last_look is None:
        return max(sent_at, now)
    if failures:
        wanted = _again(last_look, failures, final, dropped, spread)
    else:
        wanted = last_look + _regular(last_look - sent_at, schedule) * (1 - SPREAD * spread)
    if last_look < final:
        wanted = min(wanted, final)
    wanted = max(wanted, sent_at, now)
    return wanted if wanted < dropped else None


def pause_after(failures: int, spread: float = 0.0) -> timedelta:
    """How long to leave a send alone after its n-th failure in a row: doubling, bounded."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failures - 1, 12)
    return min(doubled, LONGEST_PAUSE) * (1 - SPREAD * spread)


def _regular(age: timedelta, schedule: Steps) -> timedelta:
    return next((every for up_to, every in schedule if age < up_to), schedule[-1][1])


def _again(last_look: datetime, failures: int, final: datetime, dropped: datetime, spread: float) -> datetime:
    pause = pause_after(failures, spread)
    if last_look >= final:
        # The end is near: halve what is left, so that several tries fit in however short it is.
        pause = min(pause, max((dropped - last_look) / 2, FIRST_PAUSE))
    return last_look + pause
