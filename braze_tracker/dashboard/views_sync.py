"""Are the sends read in time, is every part at work, was anything lost?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from braze_tracker.dashboard import formats
from braze_tracker.dashboard.filters import Period
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.plots import days_left_chart, looks_chart
from braze_tracker.dashboard.queries_counts import CAP
from braze_tracker.dashboard.queries_health import Health, Part
from braze_tracker.dashboard.queries_sync import Headroom, SyncState, sync_state
from braze_tracker.dashboard.queries_traffic import looks_by_hour
from braze_tracker.dashboard.troubles import part_title
from braze_tracker.dashboard.views_overview import Tile


@dataclass(frozen=True, slots=True)
class ShownPart:
    title: str
    text: str
    silent: bool
    seen: object
    lacking: bool = False
    """Some of them are silent, and the others do not do their work."""


@dataclass(frozen=True, slots=True)
class Loss:
    title: str
    count: int
    css: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class ShownHeadroom:
    budget: Headroom
    percent: float
    share: str
    css: str
    paused: bool


@require_safe
@needs("analytics.view_syncplan")
@framed
def sync(request: HttpRequest, frame: Frame) -> HttpResponse:
    failed_only = request.GET.get("only") == "failed"
    state = sync_state(frame.now, frame.workspace, failed_only)
    bars = looks_by_hour(Period("24h", frame.now - timedelta(hours=24), frame.now), frame.workspace)
    kept = {"origin": "sync", **({"ws": frame.place.slug} if frame.place else {})}
    return show(
        request,
        "sync",
        frame,
        state=state,
        tiles=tiles(state, frame),
        chart=looks_chart(_("Looks per hour"), bars, frame.now, kept),
        any_look=any(bar.counts.all for bar in bars),
        days_left=days_left_chart(state.days_left, frame.query),
        parts=[shown_part(part) for part in frame.health.parts],
        losses=losses(frame.health, request.user.is_staff),
        headroom=[shown_headroom(row, frame) for row in state.headroom],
        failed_only=failed_only,
        cap=CAP,
    )


def tiles(state: SyncState, frame: Frame) -> list[Tile]:
    health, sends = frame.health, reverse("sends")
    late = formats.span(frame.now - state.oldest_due) if state.oldest_due else ""
    since = formats.at_short(health.failing_since)
    workers = health.part("worker")
    return [
        Tile(_("Sends tracked"), _count(state.tracking), _("up to 14 days each"), f"{sends}?state=tracking"),
        Tile(_("Due now"), _count(state.due), _("oldest %(span)s late") % {"span": late} if late else _("none late")),
        Tile(
            _("Failing"),
            _count(health.failing),
            _("since %(time)s") % {"time": since} if health.failing else _("no look fails"),
            f"{sends}?state=failing",
            health.failing > 0,
        ),
        Tile(
            _("Lost"),
            _count(health.lost_sends),
            _("never read before Braze dropped them"),
            f"{sends}?state=lost",
            health.lost_sends > 0,
        ),
        Tile(_("Final"), _count(state.final), _("read to the end, kept for ever"), f"{sends}?state=final"),
        Tile(
            _("Workers"),
            formats.number(workers.alive),
            ngettext("%(count)s process seen", "%(count)s processes seen", workers.known) % {"count": workers.known},
            worse=workers.silent,
        ),
    ]


def _count(count: int) -> str:
    return formats.capped(count, CAP)


def shown_part(part: Part) -> ShownPart:
    lacking = part.name == "drain" and part.alive < part.known  # another host's is no stand-in: its journal waits
    if part.silent:
        text = _("Silent") if part.seen else _("Not seen yet")
    elif lacking:
        text = _("%(alive)s of %(known)s at work") % {"alive": part.alive, "known": part.known}
    else:
        text = _("At work") if part.alive == 1 else _("%(count)s at work") % {"count": part.alive}
    return ShownPart(part_title(part.name), text, part.silent, part.seen, lacking)


def losses(health: Health, staff: bool) -> list[Loss]:
    """Links lead into the settings, so only those who may go there get them."""
    lost = reverse("admin:recording_journalloss_changelist") if staff else ""
    aside = reverse("admin:recording_quarantinedline_changelist") if staff else ""
    return [
        Loss(_("Calls not recorded"), health.lost_calls, "outcome-fatal_client", lost),
        Loss(_("Bodies not kept"), health.lost_bodies, "outcome-non_fatal", lost),
        Loss(_("Journal lines set aside"), health.quarantined, "outcome-non_fatal", aside),
    ]


def shown_headroom(row: Headroom, frame: Frame) -> ShownHeadroom:
    """Amber above 70 % of the limit, red above 90 %."""
    percent = row.used * 100 / row.total if row.used is not None and row.total else 0.0
    css = "is-bad" if percent > 90 else "is-warning" if percent > 70 else ""
    paused = row.paused_until is not None and row.paused_until > frame.now
    return ShownHeadroom(row, percent, formats.rate(row.used, row.total), css, paused)
