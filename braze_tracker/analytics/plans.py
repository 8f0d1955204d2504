"""Which sends have a plan, and which plans are due. It knows nothing of Braze's
replies.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from braze_tracker.analytics import reasons
from braze_tracker.analytics.leases import first, free, take
from braze_tracker.analytics.models import PlanState, SyncPlan
from braze_tracker.recording.models import Send, Workspace
from braze_tracker.recording.upsert import update

CHUNK = 1000
LAST = datetime(9999, 1, 1, tzinfo=UTC)
"""One send with a time out of all reason must not keep every other from being planned."""
COUNTED = 200
"""Due plans of a workspace, after which counting stops: more than are asked for at once."""
ASKED = ("workspace", "lease", "send__campaign_id", "send__send_id", "send__first_used_at", "send__sent_at")
FITTED = ("state", "planned_for", "dropped_at", "drops_on", "next_look_at", "last_error")
RELEASED = {"next_look_at": None, "lease": None, "leased_until": None}
OPEN_STATES = (PlanState.TRACKING, PlanState.NEEDS_CAMPAIGN)
UNREAD = {PlanState.TRACKING: reasons.NEVER_FOLLOWED, PlanState.NEEDS_CAMPAIGN: reasons.LEFT_WITHOUT_CAMPAIGN}
"""Why a plan in this state is lost where nothing was ever read."""


@dataclass(frozen=True, slots=True)
class Only:
    """Narrows a pass to some workspaces or sends (their primary keys); None means all."""

    workspaces: Collection[int] | None = None
    sends: Collection[int] | None = None

    def of_plans(self, plans: QuerySet[SyncPlan]) -> QuerySet[SyncPlan]:
        if self.workspaces is not None:
            plans = plans.filter(workspace__in=self.workspaces)
        return plans if self.sends is None else plans.filter(send__in=self.sends)


EVERYTHING = Only()


def sweep(now: datetime, kept: timedelta, *, sends: QuerySet[Send] | None = None) -> int:
    """Every send gets a plan, and plans whose send moved are made anew; how many of both.

    Only sends that say themselves that they are new or moved are visited. With ``sends``, those are compared with their
    plans as well, one by one.
    """
    if sends is not None:
        _mark_astray(sends)
    moved, planned = Send.objects.filter(moved=True).order_by("pk"), 0
    while moved.exists() and (chunk := _plan_some(moved, now, kept)):
        planned += sum(chunk)
    return planned


def _mark_astray(sends: QuerySet[Send]) -> None:
    astray = list(sends.filter(_astray(), moved=False).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(astray), CHUNK):
        Send.objects.filter(pk__in=astray[start : start + CHUNK]).update(moved=True)


def _astray() -> Q:
    """No plan yet, a send_id used again, a schedule moved or deleted, a campaign_id that arrived."""
    moved = Q(plan__planned_for=None) | ~Q(plan__planned_for=F("sent_at"))
    named = Q(plan__state=PlanState.NEEDS_CAMPAIGN) & ~Q(campaign_id="")
    cancelled = Q(cancelled_at__isnull=False)
    return Q(plan=None) | (~cancelled & (moved | named)) | (cancelled & Q(plan__state__in=OPEN_STATES))


@transaction.atomic
def _plan_some(moved: QuerySet[Send], now: datetime, kept: timedelta) -> list[bool]:
    """Of each of the first moved sends, whether it was planned; none where somebody else is at them.

    A send that moves again meanwhile waits for this transaction, and says so again after it.
    """
    ours = moved.select_for_update(no_key=True, skip_locked=True)
    keys = list(ours.values_list("pk", flat=True)[:CHUNK])
    sends = Send.objects.filter(pk__in=keys)
    plans = SyncPlan.objects.select_for_update(no_key=True).filter(send__in=keys).order_by("pk")
    list(plans.values_list("pk"))  # no look is stored beneath it
    astray = list(sends.filter(_astray()).select_related("plan").order_by("pk"))
    SyncPlan.objects.bulk_create([_new(send, now, kept) for send in astray if not hasattr(send, "plan")])
    update(SyncPlan, [_anew(send, now, kept) for send in astray if hasattr(send, "plan")], key="send_id")
    sends.update(moved=False)
    planned = {send.pk for send in astray}
    return [key in planned for key in keys]


def _new(send: Send, now: datetime, kept: timedelta) -> SyncPlan:
    return _fit(SyncPlan(send=send, workspace_id=send.workspace_id), send, now, kept)


def _anew(send: Send, now: datetime, kept: timedelta) -> dict[str, object]:
    plan = _fit(send.plan, send, now, kept)
    fitted = {name: getattr(plan, name) for name in FITTED}
    return {"send_id": send.pk, "workspace_id": send.workspace_id, **fitted, "failures": 0, "failing_since": None}


def _fit(plan: SyncPlan, send: Send, now: datetime, kept: timedelta) -> SyncPlan:
    plan.planned_for = send.sent_at
    plan.dropped_at = min(send.sent_at, LAST - kept) + kept
    plan.drops_on = _day(plan.dropped_at)
    named = bool(send.campaign_id)
    plan.state = PlanState.TRACKING if named else PlanState.NEEDS_CAMPAIGN
    plan.next_look_at = max(send.sent_at, now) if named else None
    plan.last_error = "" if named else reasons.NEEDS_CAMPAIGN
    return _withdrawn(plan) if send.cancelled_at else plan


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _withdrawn(plan: SyncPlan) -> SyncPlan:
    """Planned for no time, so that a send that is used again after all is planned anew."""
    plan.state, plan.planned_for, plan.next_look_at = PlanState.FINAL, None, None
    plan.last_error = reasons.CANCELLED
    return plan


def settle_dropped(now: datetime) -> int:
    """Plans that Braze has nothing more for: final with what was read, lost where nothing was."""
    return sum(_settle(state, now) for state in OPEN_STATES)


def _settle(state: PlanState, now: datetime) -> int:
    over = SyncPlan.objects.filter(free(now), state=state, dropped_at__lte=now)
    settled = 0
    while keys := first(over, CHUNK, "dropped_at"):
        these = over.filter(pk__in=keys)
        read = these.filter(last_figures_at__isnull=False)
        settled += read.update(state=PlanState.FINAL, last_error=reasons.FINAL_MISSED, **RELEASED)
        settled += these.update(state=PlanState.LOST, last_error=UNREAD[state], **RELEASED)
    return settled


def due(now: datetime, only: Only = EVERYTHING) -> QuerySet[SyncPlan]:
    """A paused workspace's plans stay as they are and are not due; those overdue are as soon as it is resumed."""
    plans = SyncPlan.objects.filter(free(now), state=PlanState.TRACKING, next_look_at__lte=now, dropped_at__gt=now)
    return only.of_plans(_going(plans))


def due_by_workspace(now: datetime, only: Only = EVERYTHING) -> dict[int, int]:
    """workspace → how many of its plans are due, counted up to `COUNTED`."""
    plans = due(now, only).order_by("next_look_at")  # in this order by index, whatever a database thinks there is
    going = Workspace.objects.filter(paused=False).order_by("pk").values_list("pk", flat=True)
    counted = {key: plans.filter(workspace=key)[:COUNTED].count() for key in going}
    return {key: number for key, number in counted.items() if number}


@dataclass(frozen=True, slots=True)
class Queue:
    """The order in which one pass takes plans: by the day on which Braze drops the figures, and on that day the longest
    overdue first. It remembers the day that each workspace has got to, so that none is looked through twice.

    The days of all plans that can be due are gone through one by one, each by index: sorting what is due by the moment
    of its drop would read all of it for every few that are taken.
    """

    kept: timedelta
    only: Only = EVERYTHING
    reached: dict[int, date] = field(default_factory=dict)

    def claim(self, workspace: int, limit: int, now: datetime) -> list[SyncPlan]:
        """Up to ``limit`` due plans of a workspace, leased to the caller alone."""
        mine = due(now, self.only).filter(workspace=workspace)
        taken = take(SyncPlan, self._first(mine, workspace, limit, now), now)
        return list(taken.select_related("send").only(*ASKED))

    def _first(self, mine: QuerySet[SyncPlan], workspace: int, limit: int, now: datetime) -> list[int]:
        today, last = _day(now), _day(now + self.kept)
        day, found = self.reached.get(workspace, today), list[int]()
        while day <= last:
            found += first(mine.filter(drops_on=day), limit - len(found), "next_look_at")
            self.reached[workspace] = day
            if len(found) == limit:
                return found
            day += timedelta(days=1)
        self.reached[workspace] = today
        # some go out later and are looked at now all the same
        return found + first(mine.filter(drops_on__gt=last), limit - len(found), "next_look_at")


def look_now(plans: QuerySet[SyncPlan], now: datetime) -> int:
    """Makes open plans due at once, but for those of paused workspaces; how many."""
    return _going(plans).filter(state=PlanState.TRACKING, dropped_at__gt=now).update(next_look_at=now)


def _going(plans: QuerySet[SyncPlan]) -> QuerySet[SyncPlan]:
    """Without those of paused workspaces: by a subquery and not by a join, so that a claim stays one conditional
    update."""
    return plans.exclude(workspace__in=Workspace.objects.filter(paused=True))
