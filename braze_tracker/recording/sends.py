"""Tracked sends: which send_id went out when, for which campaign, and why a call has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.recording.changes import Change
from braze_tracker.recording.facts import Mention
from braze_tracker.recording.models import ApiCall, Send, Workspace
from braze_tracker.recording.rescheduling import follow_schedules, schedules_in
from braze_tracker.recording.schedules import sent_at
from braze_tracker.recording.upsert import update


@dataclass(frozen=True, slots=True)
class Told:
    """One mention of a send_id in its workspace. ``again``: this call's use was counted before."""

    workspace: Workspace
    mention: Mention
    call: UUID | None = None
    again: bool = False


def record_sends(changes: Iterable[Change]) -> None:
    changes = list(changes)
    plans = schedules_in(changes)
    telling = [change for change in changes if change.fact.mention]
    if plans:
        _hold({*(change.workspace.pk for change in telling), *(workspace for workspace, _ in plans)})
    tell_sends([_told(change) for change in telling])
    follow_schedules(changes, plans)


def _hold(workspaces: Iterable[int]) -> None:
    """Nobody else changes the sends of these workspaces until the transaction ends."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk__in=sorted(workspaces)).order_by("pk"))


def tell_sends(told: Sequence[Told]) -> None:
    """Create the sends that are new and move those used again. Inside the caller's transaction."""
    if not told:
        return
    shelf = Shelf.load(told)
    for one in sorted(told, key=lambda each: each.mention.at):
        shelf.tell(one)
    shelf.save()


def _told(change: Change) -> Told:
    mention = change.fact.mention
    if mention is None:
        raise ValueError("This change names no send.")
    before = change.before
    again = before is not None and before.outcome == Outcome.UNKNOWN and before.send_id == mention.send_id
    return Told(change.workspace, mention, change.fact.id, again)


Key = tuple[int, str, str]


@dataclass(slots=True)
class Shelf:
    """The stored sends that a batch may touch. Nobody else changes them meanwhile: their workspaces are locked."""

    sends: dict[Key, Send]
    changed: dict[Key, Send] = field(default_factory=dict)

    @classmethod
    def load(cls, told: Iterable[Told]) -> Shelf:
        workspaces = {one.workspace.pk for one in told}
        _hold(workspaces)
        names = {one.mention.send_id for one in told}
        stored = Send.objects.filter(workspace__in=workspaces, send_id__in=names)
        return cls({_key(send): send for send in stored})

    def tell(self, told: Told) -> None:
        send = self._find(told)
        if send is None:
            send = _new(told)
        elif told.mention.uses:
            _use(send, told)
        self.sends[_key(send)] = self.changed[_key(send)] = send

    def save(self) -> None:
        changed = list(self.changed.values())
        # first those there are: a send that gets its campaign's name makes room for a new one without
        update(Send, [_row(send) for send in changed if send.pk])
        Send.objects.bulk_create([send for send in changed if send.pk is None])

    def _find(self, told: Told) -> Send | None:
        """The send itself; else the one whose campaign was not known; else, for a call without one, the latest."""
        workspace, mention = told.workspace.pk, told.mention
        if exact := self.sends.get((workspace, mention.campaign_id, mention.send_id)):
            return exact
        if mention.campaign_id:
            return self._name_campaign((workspace, "", mention.send_id), mention.campaign_id)
        alike = [send for key, send in self.sends.items() if (key[0], key[2]) == (workspace, mention.send_id)]
        return max(alike, key=lambda send: send.sent_at, default=None)

    def _name_campaign(self, key: Key, campaign_id: str) -> Send | None:
        send = self.sends.pop(key, None)
        if send is not None:
            self.changed.pop(key, None)
            send.campaign_id = campaign_id
        return send


_CHANGING = (
    "id", "campaign_id", "sent_at", "first_used_at", "uses", "scheduled", "schedule_id", "cancelled_at",
)  # fmt: skip


def _row(send: Send) -> dict[str, object]:
    return {column: getattr(send, column) for column in _CHANGING} | {"moved": True}


def _key(send: Send) -> Key:
    return send.workspace_id, send.campaign_id, send.send_id


def _new(told: Told) -> Send:
    mention = told.mention
    return Send(
        workspace=told.workspace,
        campaign_id=mention.campaign_id,
        send_id=mention.send_id,
        source=mention.source,
        sent_at=_sent_at(told),
        first_used_at=mention.at,
        uses=mention.uses,
        scheduled=_sent_at(told) > mention.at,
        schedule_id=mention.schedule_id,
        first_call_id=told.call,
    )


def _use(send: Send, told: Told) -> None:
    """A use of an id that was only created sets its time; later ones move it on, and any other one revives it."""
    at = _sent_at(told)
    revived = send.cancelled_at is not None and told.mention.schedule_id != send.schedule_id
    if send.uses == 0 or at >= send.sent_at or revived:
        send.sent_at, send.scheduled = at, at > told.mention.at
        send.schedule_id, send.cancelled_at = told.mention.schedule_id, None
    send.first_used_at = told.mention.at if send.uses == 0 else min(send.first_used_at, told.mention.at)
    send.uses += 0 if told.again else told.mention.uses


def _sent_at(told: Told) -> datetime:
    return sent_at(told.mention.schedule, told.mention.at, told.workspace.time_zone)


_SILENT = frozenset(
    {Outcome.PENDING, Outcome.UNKNOWN, Outcome.FATAL_CLIENT, Outcome.FATAL_SERVER, Outcome.RATE_LIMITED}
)


def why_no_send_id(call: ApiCall) -> str:
    """Why a call that Braze took has no send_id; empty where it has one or where none could be expected.

    https://www.braze.com/docs/api/identifier_types
    """
    if call.send_id or call.outcome in _SILENT:
        return ""
    endpoint = identify(*call.endpoint.split(" ", 1)) if " " in call.endpoint else None
    return _reason(call, endpoint.template) if endpoint and endpoint.sends else ""


def _reason(call: ApiCall, template: str) -> str:
    if template.startswith("/canvas/") or call.canvas_id:
        return _("Braze gives no send_id for Canvas messages. Their figures are in the Canvas analytics.")
    if template.startswith("/transactional/"):
        return _(
            "Transactional campaigns have no send_id; an external_send_id is another thing. "
            "Their figures are in the campaign's analytics."
        )
    if not call.campaign_id:
        return _(
            "The call names no campaign_id, so Braze keeps no figures for it. "
            "Name an API campaign and its message variation to get them."
        )
    return _(
        "Braze gives a send_id only to broadcasts: to a segment, a connected audience or with broadcast set to true. "
        "A send to named recipients is answered with a dispatch_id alone. To follow one, create a send_id with "
        "/sends/id/create and name it in the call, or read the campaign's analytics."
    )
