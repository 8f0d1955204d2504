"""Sends with what Braze reported of them. Headline numbers come from the kept totals, days from the daily figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from braze_tracker.analytics.models import Campaign, DailyFigures, PlanState, Snapshot, SyncPlan
from braze_tracker.analytics.totals import Number, Row, is_control, number, totals
from braze_tracker.dashboard.queries_counts import answers, how_many
from braze_tracker.dashboard.queries_names import campaign_names
from braze_tracker.recording.models import Send
from braze_tracker.recording.querysets import older

PAGE = 25
SOON = timedelta(days=3)
_MOST_LOOKS = 300

STATES: tuple[str, ...] = ("", "tracking", "soon", "failing", "final", "lost", "needs_campaign")


@dataclass(frozen=True, slots=True)
class Totals:
    """The headline numbers of a send (or of several). None: Braze did not state it."""

    numbers: Mapping[str, Number]
    bases: Mapping[str, Number]

    def get(self, name: str) -> Number | None:
        return self.numbers.get(name)

    def base(self, name: str) -> Number | None:
        return self.bases.get(name)


def read_totals(kept: Mapping[str, Any]) -> Totals:
    """What `analytics.totals.totals` made, with its exact texts as numbers."""
    return Totals(
        {name: number(value) for name, value in kept.items() if name != "of" and value is not None},
        {name: number(value) for name, value in (kept.get("of") or {}).items()},
    )


def add_totals(several: Iterable[Totals]) -> Totals:
    numbers: dict[str, Number] = defaultdict(int)
    bases: dict[str, Number] = defaultdict(int)
    for one in several:
        for into, values in ((numbers, one.numbers), (bases, one.bases)):
            for name, value in values.items():
                into[name] = into[name] + value
    return Totals(dict(numbers), dict(bases))


@dataclass(frozen=True, slots=True)
class Following:
    """How the follow-up of a send stands. ``state`` is empty until the first sweep gives it a plan."""

    state: str = ""
    next_look_at: datetime | None = None
    dropped_at: datetime | None = None
    looks: int = 0
    failures: int = 0
    failing_since: datetime | None = None
    last_look_at: datetime | None = None
    last_figures_at: datetime | None = None
    last_error: str = ""
    cancelled_at: datetime | None = None
    """Its schedule was deleted then, before it went out."""

    @property
    def failing(self) -> bool:
        return self.state == PlanState.TRACKING and self.failures > 0


@dataclass(frozen=True, slots=True)
class SendRow:
    id: int
    send_id: str
    campaign_id: str
    campaign: str
    workspace: int
    sent_at: datetime
    scheduled: bool
    channels: tuple[str, ...]
    totals: Totals
    following: Following
    opens: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class SendPage:
    rows: tuple[SendRow, ...]
    older: str


@dataclass(frozen=True, slots=True)
class SendFilter:
    state: str = ""
    campaign: str = ""
    text: str = ""
    workspace: int | None = None
    before: tuple[datetime, int] | None = None


def send_page(wanted: SendFilter, now: datetime) -> SendPage:
    sends = sends_of(wanted, now)
    if wanted.before:
        sends = older(sends, *wanted.before, by="sent_at")
    found = list(sends.select_related("plan").order_by("-sent_at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    names = campaign_names(send.campaign_id for send in shown)
    opens = _opens_by_day(shown)
    rows = tuple(send_row(send, names, opens.get(send.pk, ())) for send in shown)
    return SendPage(rows, f"{shown[-1].sent_at.isoformat()}~{shown[-1].pk}" if len(found) > PAGE else "")


def sends_of(wanted: SendFilter, now: datetime) -> QuerySet[Send]:
    """Every filter but the cursor."""
    return _in_state(_matching(wanted), wanted.state, now)


def state_counts(wanted: SendFilter, now: datetime) -> dict[str, int]:
    sends = _matching(wanted)
    return answers({state: how_many(_in_state(sends, state, now)) for state in STATES})


def _matching(wanted: SendFilter) -> QuerySet[Send]:
    sends = Send.objects.all()
    if wanted.workspace:
        sends = sends.filter(workspace=wanted.workspace)
    if wanted.campaign:
        sends = sends.filter(campaign_id=wanted.campaign)
    if wanted.text:
        sends = sends.filter(_named(wanted.text))
    return sends


def _named(text: str) -> Q:
    """The send itself, or its campaign by id or name."""
    campaigns = Campaign.objects.filter(name__icontains=text).values("campaign_id")
    return Q(send_id__startswith=text) | Q(campaign_id=text) | Q(campaign_id__in=campaigns)


def _in_state(sends: QuerySet[Send], state: str, now: datetime) -> QuerySet[Send]:
    tracking = Q(plan__state=PlanState.TRACKING)
    rules: dict[str, Q] = {
        "": Q(),
        "tracking": tracking,
        "soon": tracking & Q(plan__dropped_at__gt=now, plan__dropped_at__lte=now + SOON),
        "failing": tracking & Q(plan__failures__gt=0),
    }
    return sends.filter(rules.get(state, Q(plan__state=state)))


def send_row(send: Send, names: Mapping[str, str], opens: tuple[Number, ...] = ()) -> SendRow:
    plan: SyncPlan | None = getattr(send, "plan", None)
    return SendRow(
        id=send.pk,
        send_id=send.send_id,
        campaign_id=send.campaign_id,
        campaign=names.get(send.campaign_id, ""),
        workspace=send.workspace_id,
        sent_at=send.sent_at,
        scheduled=send.scheduled,
        channels=tuple(plan.channels) if plan else (),
        totals=read_totals(plan.totals if plan else {}),
        following=_following(plan, send.cancelled_at),
        opens=opens,
    )


def _following(plan: SyncPlan | None, cancelled_at: datetime | None) -> Following:
    if plan is None:
        return Following(cancelled_at=cancelled_at)
    return Following(
        plan.state, plan.next_look_at, plan.dropped_at, plan.looks, plan.failures, plan.failing_since,
        plan.last_look_at, plan.last_figures_at, plan.last_error, cancelled_at,
    )  # fmt: skip


def _opens_by_day(sends: Sequence[Send]) -> dict[int, tuple[Number, ...]]:
    """Opens on each of the first fourteen days of each send, for its spark line."""
    figures: dict[int, list[Row]] = defaultdict(list)
    rows = DailyFigures.objects.filter(send__in=[send.pk for send in sends])
    for key, day, channel, metrics in rows.values_list("send_id", "day", "channel", "metrics"):
        figures[key].append(Row(day, channel, metrics))
    return {send.pk: _fourteen(figures[send.pk], send.sent_at.date()) for send in sends if figures[send.pk]}


def _fourteen(rows: Sequence[Row], first: date) -> tuple[Number, ...]:
    start, by_day = min(first, *(row.day for row in rows)), group_totals(rows, lambda row: row.day)
    days = [by_day.get(start + timedelta(days=at)) for at in range(14)]
    return tuple((one.get("opens") if one else 0) or 0 for one in days)


def group_totals(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, Totals]:
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return {name: read_totals(totals(inside)) for name, inside in grouped.items()}


@dataclass(frozen=True, slots=True)
class Look:
    at: datetime
    result: str
    status: int | None
    error: str
    elapsed_us: int | None
    rows: int
    changed: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class VariationRow:
    """A control group was sent nothing: ``control`` says so, and ``enrolled`` how many were held back."""

    channel: str
    variation: str
    control: bool
    enrolled: Number | None
    totals: Totals

    @property
    def named_control(self) -> bool:
        return "control" in self.variation.lower()


Variations = tuple[VariationRow, ...]


@dataclass(frozen=True, slots=True)
class SendDetail:
    send: SendRow
    source: str
    uses: int
    first_call: Any
    workspace_name: str
    zone: str
    restated: int
    figures: tuple[Row, ...]
    variations: tuple[VariationRow, ...]
    looks: tuple[Look, ...]


def send_detail(key: int) -> SendDetail | None:
    send = Send.objects.select_related("plan", "workspace").filter(pk=key).first()
    if send is None:
        return None
    stored = list(DailyFigures.objects.filter(send=key).order_by("day", "channel", "position"))
    return SendDetail(
        send=send_row(send, campaign_names([send.campaign_id])),
        source=send.get_source_display(),
        uses=send.uses,
        first_call=send.first_call_id,
        workspace_name=send.workspace.name,
        zone=send.workspace.time_zone,
        restated=sum(one.restated for one in stored),
        figures=tuple(Row(one.day, one.channel, one.metrics) for one in stored),
        variations=variations_of(stored),
        looks=_looks(key),
    )


class DayOfVariation(Protocol):
    """A row of daily figures, of a send or of a whole campaign."""

    @property
    def day(self) -> date: ...
    @property
    def channel(self) -> str: ...
    @property
    def variation(self) -> str: ...
    @property
    def variation_name(self) -> str: ...
    @property
    def metrics(self) -> Any: ...


def variations_of(stored: Iterable[DayOfVariation], names: Mapping[str, str] = MappingProxyType({})) -> Variations:
    """A row for each variation of each channel. ``names``: what a variation id is called where no figure says it."""
    grouped: dict[tuple[str, bool, str], list[DayOfVariation]] = defaultdict(list)
    for one in stored:
        if one.channel:
            name = one.variation_name or names.get(one.variation, one.variation)
            grouped[(one.channel, not is_control(one.metrics), name)].append(one)
    return tuple(
        VariationRow(
            channel=channel,
            variation=name,
            control=not treated,
            enrolled=_enrolled(rows) if not treated else None,
            totals=read_totals(totals([Row(row.day, row.channel, _as_treated(row.metrics)) for row in rows])),
        )
        for (channel, treated, name), rows in sorted(grouped.items())
    )


def _as_treated(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Control rows are left out of sums; in their own row their conversions and revenue are what one looks for."""
    if not is_control(metrics):
        return dict(metrics)
    return {name: value for name, value in metrics.items() if name != "enrolled"}


def _enrolled(rows: Sequence[DayOfVariation]) -> Number | None:
    found = [number(row.metrics["enrolled"]) for row in rows if row.metrics.get("enrolled") is not None]
    return sum(found[1:], found[0]) if found else None


def _looks(send: int) -> tuple[Look, ...]:
    fields = ("at", "result", "status", "error", "elapsed_us", "rows", "changed", "totals")
    rows = Snapshot.objects.filter(send=send).order_by("-at", "-pk").values_list(*fields)[:_MOST_LOOKS]
    return tuple(
        Look(at, result, status, error, took, count, changed, read_totals(kept))
        for at, result, status, error, took, count, changed, kept in rows
    )
