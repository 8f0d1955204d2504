"""How long Braze keeps a send's figures, and when they are read next. Pure: a send's standing and a clock in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from braze_tracker.dashboard import formats
from braze_tracker.dashboard.queries_health import SOON
from braze_tracker.dashboard.queries_sends import Following, SendRow

KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Kept:
    """``percent`` of Braze's fourteen days have passed; ``css`` turns red for the last two of them."""

    title: str
    text: str
    note: str = ""
    percent: float = 0.0
    css: str = ""
    meter: bool = False


def kept(send: SendRow, now: datetime) -> Kept:
    following = send.following
    if following.cancelled_at:
        return Kept(_("Follow-up"), _("Cancelled"), _("Its schedule was deleted"))
    if following.state == "final":
        return Kept(_("Follow-up"), _("Final"), _("Kept here for ever"))
    if following.state == "lost":
        return Kept(_("Follow-up"), _("Lost"), _("Braze dropped it before it was read"))
    until = following.dropped_at or send.sent_at + KEPT
    left = until - now
    percent = 100 - max(0.0, min(1.0, left / KEPT)) * 100
    css = "is-bad" if left < SOON else ""
    return Kept(_("Braze keeps this for"), formats.left(until, now), "", percent, css, meter=True)


def next_look(following: Following, now: datetime, paused: bool = False) -> str:
    """``next in 12 min``, ``overdue for 5 min``, or why there is none. ``paused``: its workspace is."""
    if following.cancelled_at:
        return _("nothing was sent")
    if following.state in ("final", "lost"):
        return _("read to the end") if following.state == "final" else _("nothing left to read")
    if following.state == "needs_campaign":
        return _("waiting for a campaign_id")
    if paused:
        return _("paused with its workspace")
    if following.next_look_at is None:
        return _("about to begin")
    ahead = following.next_look_at - now
    if ahead < timedelta(0):
        return _("due for %(span)s") % {"span": formats.span(-ahead)} if ahead < -timedelta(minutes=2) else _("due now")
    return _("next in about %(span)s") % {"span": formats.span(ahead)}


def removed() -> tuple[str, str]:
    """The same where they stood once and were pruned."""
    return _("Only the totals are left"), _("The figures of each day were removed after the time they are kept for.")


def waiting(following: Following, now: datetime, resting: str = "") -> tuple[str, str]:
    """Headline and sentence where figures would stand. ``resting``: why its workspace is not looked at."""
    if following.cancelled_at:
        return _("Nothing was sent"), _("The schedule of this send was deleted before its time.")
    if following.state == "needs_campaign":
        return _("A campaign_id is missing"), _("Braze gives figures for a campaign_id and a send_id together.")
    if following.state == "lost":
        return _("No figures were read"), _("Braze dropped them before the first look succeeded.")
    if following.looks:
        return _("No figures yet"), _("Braze answered, but it has counted nothing so far.")
    if resting:
        return _("Not looked at yet"), resting
    if following.next_look_at and following.next_look_at > now:
        span = formats.span(following.next_look_at - now)
        text = _("First look in about %(span)s; Braze needs a moment to count.") % {"span": span}
        return _("Not looked at yet"), text
    return _("Not looked at yet"), _("The first look is about to begin; Braze needs a moment to count.")
