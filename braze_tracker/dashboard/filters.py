"""What a page is asked for, read from its query string. Bad input becomes a sentence, never an error page.

Pure: it knows no database. Everything that decides what is seen stands in the query string, so a link is a view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.outcomes import FATAL
from braze_tracker.dashboard.searching import Search, read_search, whole_number

RANGES = {
    "1h": timedelta(hours=1),
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "14d": timedelta(days=14),
    "30d": timedelta(days=30),
}
YEARS = range(2010, 2100)
"""Braze is no older; beyond either end there is nothing to see, and the calendar itself runs out."""
LONGEST = timedelta(days=14)
"""A message is searched for within no more than this."""

TABS: dict[str, tuple[Outcome, ...]] = {
    "": (),
    "fatal": (Outcome.FATAL_CLIENT, Outcome.FATAL_SERVER),
    "rate_limited": (Outcome.RATE_LIMITED,),
    "non_fatal": (Outcome.NON_FATAL,),
    "unknown": (Outcome.UNKNOWN,),
    "pending": (Outcome.PENDING,),
    "success": (Outcome.SUCCESS, Outcome.QUEUED),
}
OWN_CALLS = ""
"""The origin filter's default: every call but the tracker's own looks."""
ORIGINS = ("any", "client", "gateway", "sync", "replay")
FILTERS = (
    "ws", "outcome", "endpoint", "campaign", "origin", "range", "from", "to", "status", "error", "repeats", "live",
)  # fmt: skip
"""What the address of the calls may say beside the search and the place in the list."""


@dataclass(frozen=True, slots=True)
class Period:
    """``since`` ≤ started < ``until``. ``name`` is empty for a period given by its ends."""

    name: str
    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class CallFilter:
    period: Period
    tab: str = ""
    outcomes: tuple[Outcome, ...] = ()
    workspace: int | None = None
    endpoint: str = ""
    campaign: str = ""
    origin: str = OWN_CALLS
    status: int | None = None
    group: int | None = None
    repeats: bool = False
    """Only calls that are marked as possible duplicates."""
    search: Search = field(default_factory=Search)
    before: tuple[datetime, UUID] | None = None
    problems: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether the kept counts can answer: they know hour, endpoint, origin and outcome only."""
        return not (self.campaign or self.status or self.group or self.repeats or self.search != Search())


def read_calls(query: Mapping[str, str], now: datetime, workspace: int | None = None) -> CallFilter:
    problems: list[str] = []
    search = read_search(query.get("q", ""), problems)
    period = read_period(query, now, "24h", problems)
    if search.message and period.length > LONGEST:
        problems.append(
            _("A message is searched for within 14 days at most: the last 14 days of the range were searched.")
        )
        period = Period("", period.until - LONGEST, period.until)
    tab = query.get("outcome", "")
    return CallFilter(
        period=period,
        tab=tab if tab in TABS else "",
        outcomes=_outcomes(tab, problems),
        workspace=workspace,
        endpoint=_plain(query, "endpoint", 120),
        campaign=_plain(query, "campaign", 64),
        origin=_origin(query.get("origin", ""), problems),
        status=_whole(query, "status", problems),
        group=_whole(query, "error", problems),
        repeats=query.get("repeats") == "possible",
        search=search,
        before=read_cursor(query.get("before", ""), problems),
        problems=tuple(problems),
    )


def _plain(query: Mapping[str, str], name: str, longest: int) -> str:
    """Without NUL, which PostgreSQL refuses in any text."""
    return query.get(name, "").replace("\x00", "")[:longest]


def read_period(query: Mapping[str, str], now: datetime, default: str, problems: list[str]) -> Period:
    if query.get("from") or query.get("to"):
        until = _moment(query, "to", problems) or now
        since = _moment(query, "from", problems) or until - RANGES[default]
        if since < until:
            return Period("", since, until)
        problems.append(_("The range ends before it begins. Write from and to as 2026-11-23 or 2026-11-23T08:00."))
    name = query.get("range", default)
    name = name if name in RANGES else default
    return Period(name, now - RANGES[name], now + timedelta(minutes=5))  # other hosts' clocks may run a little ahead


def _moment(query: Mapping[str, str], name: str, problems: list[str]) -> datetime | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        moment = parse_datetime(text.replace(" ", "+") if "T" in text else text) or _midnight(text)
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        problems.append(_("“%(text)s” is not a time. Write 2026-11-23 or 2026-11-23T08:00.") % {"text": text[:40]})
        return None
    aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    return aware.astimezone(UTC)  # hours are kept in it, and those of some zones begin at half past


def _midnight(text: str) -> datetime | None:
    day = parse_date(text)
    return None if day is None else datetime(day.year, day.month, day.day)


def _outcomes(tab: str, problems: list[str]) -> tuple[Outcome, ...]:
    if tab in TABS:
        return TABS[tab]
    if tab == "all_fatal":
        return FATAL
    try:
        return (Outcome(tab),)
    except ValueError:
        problems.append(_("“%(text)s” is not an outcome.") % {"text": tab[:40]})
        return ()


def _origin(text: str, problems: list[str]) -> str:
    if text in (OWN_CALLS, *ORIGINS):
        return text
    problems.append(_("“%(text)s” is not an origin.") % {"text": text[:40]})
    return OWN_CALLS


def _whole(query: Mapping[str, str], name: str, problems: list[str]) -> int | None:
    text = query.get(name, "").strip()
    return whole_number(name, text, problems) if text else None


def read_cursor(text: str, problems: list[str]) -> tuple[datetime, UUID] | None:
    """The last row of the page before, as `cursor` wrote it."""
    if not text:
        return None
    moment, _separator, key = text.rpartition("~")
    try:
        return read_place(moment), UUID(key)
    except ValueError:
        problems.append(_("This page address is damaged; the newest calls are shown."))
        return None


def read_place(moment: str) -> datetime:
    """The moment of a cursor. Raises ValueError, also for one that no database takes."""
    at = datetime.fromisoformat(moment)
    if at.tzinfo is None or at.year not in YEARS:
        raise ValueError(moment)
    return at


def cursor(at: datetime, key: UUID | int) -> str:
    return f"{at.isoformat()}~{key}"
