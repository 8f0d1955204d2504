"""Error groups: which there are, how they went day by day, and what one of them is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDay
from django.utils import timezone

from braze_tracker.braze.captured import CapturedBody
from braze_tracker.dashboard.outcomes import Pill, error_pill
from braze_tracker.dashboard.queries_calls import FIELDS, CallRow, call_rows
from braze_tracker.dashboard.queries_names import campaign_names
from braze_tracker.dashboard.queries_triage import DeedRow, deeds, growing, grows
from braze_tracker.delivery.models import ReplayBatch
from braze_tracker.delivery.queries import Progress, batches_of
from braze_tracker.recording import triage
from braze_tracker.recording.models import ApiCall, ErrorGroup, ErrorOccurrence, HourlyErrors
from braze_tracker.recording.querysets import older
from braze_tracker.recording.stored_bodies import readable

PAGE = 50
DAYS = 14
SAMPLE = 500
"""Facets are counted over this many of the newest calls of a group."""
_NEW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class GroupRow:
    id: int
    pill: Pill
    severity: str
    status: int | None
    code: str
    title: str
    sample: str
    path: str
    """Of the endpoint that answered so last."""
    calls: int
    state: str
    first_seen: datetime
    last_seen: datetime
    badge: str
    """``back`` (resolved or muted, then seen again), ``new`` (first seen within a day), ``growing`` or nothing."""
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPage:
    """``counts`` maps (state, severity) to the number of groups."""

    rows: tuple[GroupRow, ...]
    counts: dict[tuple[str, str], int]
    older: str

    def count(self, state: str, severity: str = "") -> int:
        return sum(n for (one, kind), n in self.counts.items() if one == state and severity in ("", kind))


@dataclass(frozen=True, slots=True)
class Facet:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class GroupDetail:
    group: GroupRow
    fingerprint_version: str
    endpoint_family: str
    state_changed_at: datetime | None
    muted_until: datetime | None
    muted_above: int | None
    deeds: tuple[DeedRow, ...]
    days: tuple[tuple[date, int], ...]
    sampled: int
    items: int
    endpoints: tuple[Facet, ...]
    campaigns: tuple[Facet, ...]
    origins: tuple[Facet, ...]
    latest: tuple[CallRow, ...]
    sent: str
    reply: CapturedBody | None
    reply_of: UUID | None
    """The call whose reply it is."""
    batches: tuple[Progress, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupFilter:
    state: str
    severity: str = ""
    workspace: int | None = None
    before: tuple[datetime, int] | None = None
    text: str = ""


def group_page(wanted: GroupFilter, now: datetime) -> GroupPage:
    everywhere = _in(_saying(wanted.text), wanted.workspace)
    counts = {
        (one, kind): count
        for one, kind, count in everywhere.order_by().values_list("state", "severity").annotate(Count("pk"))
    }
    groups = groups_of(wanted)
    if wanted.before:
        groups = older(groups, *wanted.before, by="last_seen")
    found = list(groups.select_related("last_call").order_by("-last_seen", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    days = days_by_group([group.pk for group in shown], _today() - timedelta(days=DAYS - 1), DAYS, wanted.workspace)
    next_page = f"{shown[-1].last_seen.isoformat()}~{shown[-1].pk}" if len(found) > PAGE else ""
    grow = growing(days, now, wanted.workspace)
    return GroupPage(tuple(_row(group, now, days[group.pk], grow) for group in shown), counts, next_page)


def groups_of(wanted: GroupFilter) -> QuerySet[ErrorGroup]:
    """Every filter but the cursor."""
    groups = _in(_saying(wanted.text).filter(state=wanted.state), wanted.workspace)
    return groups.filter(severity=wanted.severity) if wanted.severity else groups


def _saying(text: str) -> QuerySet[ErrorGroup]:
    """Groups are few: however many calls fail, they fail in some hundred ways."""
    if not text:
        return ErrorGroup.objects.all()
    names = ("title", "sample", "code", "last_call__endpoint")
    return ErrorGroup.objects.filter(reduce(or_, (Q(**{f"{name}__icontains": text}) for name in names)))


def open_groups(
    now: datetime, since: datetime, hours: int, workspace: int | None, most: int = 6
) -> tuple[tuple[GroupRow, tuple[int, ...]], ...]:
    """The open groups seen last, each with its calls per hour (or per six, per day) since then."""
    groups = _in(ErrorGroup.objects.filter(state="open", last_seen__gte=since), workspace)
    found = list(groups.select_related("last_call").order_by("-last_seen", "-pk")[:most])
    rows = HourlyErrors.objects.filter(group__in=[group.pk for group in found], hour__gte=since)
    steps: dict[int, Counter[int]] = defaultdict(Counter)
    if found:
        counted = rows.filter(workspace=workspace) if workspace else rows
        for group, hour, calls in counted.order_by().values_list("group", "hour").annotate(Sum("calls")):
            steps[group][int((hour - since).total_seconds() // 3600 // hours)] += calls
    width = max(1, int((now - since).total_seconds() // 3600 // hours) + 1)
    return tuple((_row(group, now), tuple(steps[group.pk][at] for at in range(width))) for group in found)


def group_detail(key: int, now: datetime, workspace: int | None, with_bodies: bool) -> GroupDetail | None:
    replayed = Exists(ReplayBatch.objects.filter(group=OuterRef("pk")))
    groups = ErrorGroup.objects.select_related(*_with_last_call(with_bodies)).annotate(replayed=replayed)
    group = groups.filter(pk=key).first()
    if group is None:
        return None
    start = _today() - timedelta(days=DAYS - 1)
    hours = _hours(key, start, workspace)
    days = _by_day(hours, start, DAYS)
    newest = _newest(key, workspace)
    names = campaign_names(row[6] for _items, row in newest)
    return GroupDetail(
        group=_row(group, now, days, {key} if grows(hours, now) else ()),
        fingerprint_version=group.fingerprint_version,
        endpoint_family=group.endpoint_family,
        state_changed_at=group.state_changed_at,
        muted_until=group.muted_until,
        muted_above=group.muted_above,
        deeds=deeds(triage.subject(group)),
        days=tuple((start + timedelta(days=at), count) for at, count in enumerate(days)),
        sampled=len(newest),
        items=sum(items for items, _row in newest),
        endpoints=_facets((row[3] for _items, row in newest), {}),
        campaigns=_facets((row[6] for _items, row in newest), names),
        origins=_facets((row[11] for _items, row in newest), {}),
        latest=call_rows([row for _items, row in newest[:8]], names),
        sent=group.last_call.sent if group.last_call else "",
        reply=_reply(group.last_call) if with_bodies and group.last_call else None,
        reply_of=group.last_call_id,
        batches=batches_of(key, workspace) if group.replayed else (),
    )


def group_title(key: int) -> str:
    return ErrorGroup.objects.filter(pk=key).values_list("title", flat=True).first() or ""


def days_by_group(groups: Sequence[int], start: date, days: int, workspace: int | None) -> dict[int, tuple[int, ...]]:
    """Calls a day for each group, oldest first, in the active time zone."""
    found: dict[int, Counter[date]] = defaultdict(Counter)
    if groups:
        since = timezone.make_aware(datetime(start.year, start.month, start.day))
        rows = HourlyErrors.objects.filter(group__in=groups, hour__gte=since)
        rows = rows.filter(workspace=workspace) if workspace else rows
        counted = rows.order_by().annotate(day=TruncDay("hour")).values_list("group", "day").annotate(Sum("calls"))
        for group, day, calls in counted:
            found[group][day.date()] += calls
    return {group: tuple(found[group][start + timedelta(days=at)] for at in range(days)) for group in groups}


def _with_last_call(with_bodies: bool) -> tuple[str, ...]:
    return ("last_call", "last_call__stored_body") if with_bodies else ("last_call",)


def _hours(group: int, start: date, workspace: int | None) -> Counter[datetime]:
    """Calls of one group in each hour since then, for its days and for whether it grows: in one statement."""
    rows = HourlyErrors.objects.filter(group=group, hour__gte=timezone.make_aware(datetime.combine(start, time())))
    rows = rows.filter(workspace=workspace) if workspace else rows
    return Counter(dict(rows.order_by().values_list("hour").annotate(Sum("calls"))))


def _by_day(hours: Mapping[datetime, int], start: date, days: int) -> tuple[int, ...]:
    """In the active time zone."""
    found: Counter[date] = Counter()
    for hour, calls in hours.items():
        found[timezone.localtime(hour).date()] += calls
    return tuple(found[start + timedelta(days=at)] for at in range(days))


def _today() -> date:
    return timezone.localdate()


def _in(groups: QuerySet[ErrorGroup], workspace: int | None) -> QuerySet[ErrorGroup]:
    """A group belongs to no workspace; it was seen in one if that one has counts of it."""
    if workspace is None:
        return groups
    return groups.filter(pk__in=HourlyErrors.objects.filter(workspace=workspace).values("group"))


def _row(group: ErrorGroup, now: datetime, days: tuple[int, ...] = (), grow: Collection[int] = ()) -> GroupRow:
    return GroupRow(
        id=group.pk,
        pill=error_pill(group.severity, group.status),
        severity=group.severity,
        status=group.status,
        code=group.code,
        title=group.title,
        sample=group.sample,
        path=group.last_call.endpoint.partition(" ")[2] if group.last_call else group.endpoint_family,
        calls=group.calls,
        state=group.state,
        first_seen=group.first_seen,
        last_seen=group.last_seen,
        badge=_badge(group, now, grow),
        days=days,
    )


def _badge(group: ErrorGroup, now: datetime, grow: Collection[int]) -> str:
    if group.returned_at and group.state == "open":
        return "back"
    if now - group.first_seen < _NEW:
        return "new"
    return "growing" if group.pk in grow else ""


def _newest(group: int, workspace: int | None) -> list[tuple[int, tuple[Any, ...]]]:
    rows = ErrorOccurrence.objects.filter(group=group)
    rows = rows.filter(call__workspace=workspace) if workspace else rows
    fields = ("items", *(f"call__{name}" for name in FIELDS))
    return [(row[0], tuple(row[1:])) for row in rows.order_by("-at").values_list(*fields)[:SAMPLE]]


def _facets(values: Iterable[str], names: dict[str, str] | Any, most: int = 5) -> tuple[Facet, ...]:
    counted = Counter(value for value in values if value)
    return tuple(Facet(value, names.get(value, value), count) for value, count in counted.most_common(most))


def _reply(call: ApiCall) -> CapturedBody | None:
    bodies = readable(getattr(call, "stored_body", None))
    return bodies.reply.body if bodies and bodies.reply else None
