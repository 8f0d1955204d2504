"""What did we send, what did Braze say? The list of calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from braze_tracker.dashboard import formats
from braze_tracker.dashboard.filters import ORIGINS, OWN_CALLS, CallFilter, read_calls
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.live import goes_on, watch_of
from braze_tracker.dashboard.outcomes import LABELS, Text
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.plots import outcomes_chart
from braze_tracker.dashboard.queries_calls import CallPage, CallRow, call_list
from braze_tracker.dashboard.queries_counts import CAP
from braze_tracker.dashboard.queries_errors import group_title
from braze_tracker.dashboard.queries_kept import KeptHours
from braze_tracker.dashboard.queries_matching import REACH, with_campaigns
from braze_tracker.dashboard.queries_minutes import histogram_by_minute
from braze_tracker.dashboard.queries_names import NamedAndOffered
from braze_tracker.dashboard.queries_setup import never_used
from braze_tracker.dashboard.queries_traffic import Bar as TimeBar
from braze_tracker.dashboard.queries_traffic import histogram
from braze_tracker.dashboard.views_call import closed, detail_page, without_open
from braze_tracker.dashboard.views_live import Bar, bar
from braze_tracker.dashboard.views_search import typed_in_the_open
from braze_tracker.dashboard.words import origin_title

HIDDEN = ("ws", "live", "outcome", "error", "repeats", "status", "from", "to")
"""What the form of the filters has no field for."""


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: str
    count: int
    current: bool
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    title: str
    value: str
    options: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chip:
    label: Text
    href: str


@require_safe
@needs("recording.view_apicall")
@framed
def calls(request: HttpRequest, frame: Frame) -> HttpResponse:
    if elsewhere := typed_in_the_open(request):
        return elsewhere
    wanted = with_campaigns(read_calls(request.GET, frame.now, frame.workspace))
    offered = NamedAndOffered(frame.workspace)
    found = call_list(wanted, naming=offered.names, pruned_before=frame.pruned_before)
    page, counts = found.page, found.counts
    kept = {name: request.GET[name] for name in ("ws", "outcome", "endpoint", "origin") if request.GET.get(name)}
    return show(
        request,
        "calls",
        frame,
        problems=[*wanted.problems, *of_person(wanted), *reached(found.searched_since), *removed(wanted, frame)],
        wanted=wanted,
        query=request.GET,
        page=page,
        days_of_rows=by_day(page.rows),
        tabs=tabs(wanted, counts),
        total=(total := counts.get(wanted.tab, len(page.rows))),
        total_cap=min(CAP, total - 1) if found.at_least else CAP,
        cap=CAP,
        at_least=found.at_least,
        choices=choices(wanted, offered),
        hidden=[(name, request.GET[name]) for name in HIDDEN if request.GET.get(name)],
        chips=chips(wanted, request.GET),
        chart=outcomes_chart(_("Calls by outcome"), _bars(wanted, found.hours, frame), frame.now, kept),
        narrowed=narrowed(wanted),
        first_run=not page.rows and not narrowed(wanted) and never_used(),
        may_watch=goes_on(wanted, frame.now),
        bar=_watched(request.GET, wanted, page, frame.now),
        panel=f"{request.path}?{without_open(request.GET)}",
        **_open_call(request, frame.now),
    )


def narrowed(wanted: CallFilter) -> bool:
    """Whether it is the filters that may leave a list empty, and not only the range."""
    return bool(not wanted.counted or wanted.outcomes or wanted.endpoint or wanted.origin != OWN_CALLS or wanted.before)


def _watched(query: QueryDict, wanted: CallFilter, page: CallPage, now: datetime) -> Bar | None:
    """What announces newer calls, where the reader watches the list."""
    if query.get("live") != "1" or not goes_on(wanted, now):
        return None
    return bar(query, watch_of(wanted, [row.at for row in page.rows], bool(page.older), now))


def _bars(wanted: CallFilter, hours: KeptHours, frame: Frame) -> tuple[TimeBar, ...]:
    return histogram(wanted, hours) or histogram_by_minute(wanted, frame.now)


def _open_call(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The call that stands open beside the list, if the address names one that exists."""
    try:
        shown = detail_page(request, UUID(request.GET.get("open", "")), now)
    except (ValueError, Http404):
        return {}
    return {**shown, "close": closed(request.path, request.GET)}


def of_person(wanted: CallFilter) -> list[str]:
    if not wanted.search.person:
        return []
    return [_("Calls for this person, found by the hash that is kept of a name or an address.")]


def reached(since: datetime | None) -> list[str]:
    if since is None:
        return []
    text = _("Searched the latest %(count)s calls of this range, back to %(time)s. Choose an earlier end to go on.")
    return [text % {"count": formats.number(REACH), "time": f"{formats.at_short(since)} {formats.zone_name(since)}"}]


def removed(wanted: CallFilter, frame: Frame) -> list[str]:
    before = frame.pruned_before
    if before is None or before <= wanted.period.since:
        return []
    text = _("Calls from before %(time)s were removed after the time they are kept for; only their numbers are left.")
    return [text % {"time": formats.at_full(before)}]


def by_day(rows: tuple[CallRow, ...]) -> list[tuple[str, list[CallRow]]]:
    today = timezone.localdate()
    days = groupby(rows, key=lambda row: timezone.localtime(row.at).date())
    return [(formats.day_heading(day, today), list(inside)) for day, inside in days]


def tabs(wanted: CallFilter, counts: dict[str, int]) -> list[Tab]:
    labels = {
        "": _("All"),
        "fatal": _("Fatal"),
        "rate_limited": _("Rate limited"),
        "non_fatal": _("Non-fatal"),
        "unknown": _("Unknown"),
        "pending": _("Pending"),
        "success": _("Success"),
    }
    current = wanted.tab if wanted.tab or not wanted.outcomes else None
    return [
        Tab(name, label, counts[name], name == current, name == "fatal" and counts[name] > 0)
        for name, label in labels.items()
    ]


def choices(wanted: CallFilter, offered: NamedAndOffered) -> list[Choice]:
    paths = _with([(one, one) for one in offered.endpoints], wanted.endpoint)
    campaigns = _with(offered.campaigns, wanted.campaign)
    ranges = [
        ("1h", _("Last hour")),
        ("24h", _("Last 24 hours")),
        ("7d", _("Last 7 days")),
        ("14d", _("Last 14 days")),
        ("30d", _("Last 30 days")),
    ]
    if not wanted.period.name:
        ranges.insert(0, ("", _("Chosen range")))
    found = [
        Choice("endpoint", _("Endpoint"), wanted.endpoint, [("", _("Any endpoint")), *paths]),
        Choice("campaign", _("Campaign"), wanted.campaign, [("", _("Any campaign")), *campaigns]),
        Choice("origin", _("Origin"), wanted.origin, [(one, origin_title(one)) for one in (OWN_CALLS, *ORIGINS)]),
        Choice("range", _("Range"), wanted.period.name, ranges),
    ]
    return [choice for choice in found if len(choice.options) > 1]


def _with(options: list[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """A filter in force stays among its choices, also where nothing in the range has it."""
    return options if not value or any(value == one for one, _label in options) else [*options, (value, value)]


def chips(wanted: CallFilter, query: QueryDict) -> list[Chip]:
    """Filters that no control on the page shows, each with a link that removes it."""
    found = []
    if not wanted.period.name:
        ends = " – ".join(formats.at_short(end) for end in (wanted.period.since, wanted.period.until))
        found.append(Chip(f"{ends} {formats.zone_name()}", _without(query, "from", "to")))
    if wanted.group:
        found.append(Chip(group_title(wanted.group) or _("an error group"), _without(query, "error")))
    if wanted.repeats:
        found.append(Chip(_("Possible duplicates"), _without(query, "repeats")))
    if wanted.status:
        found.append(Chip(_("Status %(status)s") % {"status": wanted.status}, _without(query, "status")))
    if wanted.outcomes and wanted.tab == "":
        found.append(Chip(_("Fatal and rate limited") if len(wanted.outcomes) > 1 else LABELS[wanted.outcomes[0]],
                          _without(query, "outcome")))  # fmt: skip
    return found


def _without(query: QueryDict, *names: str) -> str:
    query = query.copy()
    for name in (*names, "before", "open"):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else "."
