"""Which calls a filter lets through, and how far back a search without an index goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet

from braze_tracker.dashboard.filters import OWN_CALLS, CallFilter, Period
from braze_tracker.dashboard.queries_names import ids_named
from braze_tracker.dashboard.searching import Search
from braze_tracker.recording.models import ApiCall, CallRecipient
from braze_tracker.recording.recipients import digests

REACH = 50_000
"""A search that no index answers looks at so many of the range's newest calls, and says so."""

_ID_COLUMNS = ("send_id", "dispatch_id", "request_id")
_INDEXED = ("send_id", "dispatch_id", "request_id", "schedule_id", "external_send_id")


def with_campaigns(wanted: CallFilter) -> CallFilter:
    """The same filter, with the ids of the campaigns that go by the name that is searched for."""
    name = wanted.search.exact.get("campaign_id", "")
    return replace(wanted, search=replace(wanted.search, campaigns=ids_named(name))) if name else wanted


def matching(wanted: CallFilter) -> QuerySet[ApiCall]:
    """Every filter but the tab and the cursor. The range is always part of it, so every search is bounded."""
    calls = _in_range(wanted)
    if wanted.endpoint:
        calls = calls.filter(endpoint=wanted.endpoint)
    if wanted.campaign:
        calls = _exactly(calls, "campaign_id", wanted.campaign)
    if wanted.status:
        calls = calls.filter(status=wanted.status)
    if wanted.group:
        calls = calls.filter(errors__group=wanted.group)
    if wanted.repeats:
        calls = calls.filter(possible_duplicate=True)
    return _searched(_of_origin(calls, wanted.origin), wanted.search)


def shortened(wanted: CallFilter, reach: int = REACH) -> CallFilter:
    """The same filter over no more than ``reach`` of the newest calls, where each of them must be read to know."""
    if not _reads_each(wanted):
        return wanted
    found = _in_range(wanted).order_by("-started_at").values_list("started_at", flat=True)[reach - 1 : reach]
    oldest: datetime | None = next(iter(found), None)
    if oldest is None:
        return wanted
    return replace(wanted, period=Period("", oldest, wanted.period.until))


def _reads_each(wanted: CallFilter) -> bool:
    """Whether no index leads to the calls: a word in a message, a status, an id that has no index."""
    if wanted.counted or wanted.campaign or wanted.group or wanted.repeats:
        return False
    search = wanted.search
    if search.person or any(column in _INDEXED for column in search.exact):
        return False
    return "campaign_id" not in search.exact or len(search.campaigns) > 1


def _in_range(wanted: CallFilter) -> QuerySet[ApiCall]:
    calls = ApiCall.objects.filter(started_at__gte=wanted.period.since, started_at__lt=wanted.period.until)
    return calls.filter(workspace=wanted.workspace) if wanted.workspace else calls


def _exactly(calls: QuerySet[ApiCall], column: str, value: str) -> QuerySet[ApiCall]:
    """Says that the id is not empty, too: SQLite uses an index over the ids that are there only if told so."""
    return calls.filter(**{column: value}).exclude(**{column: ""})


def _among(calls: QuerySet[ApiCall], column: str, values: tuple[str, ...]) -> QuerySet[ApiCall]:
    return calls.filter(**{f"{column}__in": values}).exclude(**{column: ""})


def _for(calls: QuerySet[ApiCall], person: str) -> QuerySet[ApiCall]:
    """The newest `REACH` calls of a person are more than anybody has who is not a test's."""
    digest = next(digests(person), None)
    if digest is None:
        return calls.none()
    found = CallRecipient.objects.filter(digest=digest).order_by("-call_id").values("call_id")
    return calls.filter(pk__in=found[:REACH])


def _of_origin(calls: QuerySet[ApiCall], origin: str) -> QuerySet[ApiCall]:
    if origin == OWN_CALLS:
        return calls.exclude(origin="sync")
    return calls if origin == "any" else calls.filter(origin=origin)


def _searched(calls: QuerySet[ApiCall], search: Search) -> QuerySet[ApiCall]:
    for column, value in search.exact.items():
        values = search.campaigns if column == "campaign_id" and search.campaigns else (value,)
        calls = _among(calls, column, values) if len(values) > 1 else _exactly(calls, column, values[0])
    if search.person:
        calls = _for(calls, search.person)
    if search.status:
        calls = calls.filter(status=search.status)
    if search.message:
        wanted = Q(message__icontains=search.message)
        if " " not in search.message:  # one word may be an id that somebody pasted
            for column in _ID_COLUMNS:
                wanted |= Q(**{column: search.message})
        calls = calls.filter(wanted)
    return calls
