"""What is wrong, as sentences: what happened, what it means, where to go. Pure; the worst comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from braze_tracker.dashboard import formats
from braze_tracker.dashboard.queries_burst import Burst
from braze_tracker.dashboard.queries_counts import CAP
from braze_tracker.dashboard.queries_health import SOON, Health, Part
from braze_tracker.dashboard.words import said

START = {
    "drain": "python manage.py drain",
    "beat": "celery -A braze_tracker beat",
    "worker": "celery -A braze_tracker worker",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """``grave``: something was or will be lost. ``command`` is what to run, where running something helps."""

    headline: str
    text: str
    grave: bool = True
    command: str = ""
    href: str = ""
    link: str = ""


def troubles(health: Health) -> list[Trouble]:
    found = [
        _lost_calls(health),
        _lost_sends(health),
        *_pauses(health),
        *_rests(health),
        _failing(health),
        *(_silent(health, part) for part in health.parts),
        _quarantine(health),
        _lost_bodies(health),
    ]
    return [trouble for trouble in found if trouble]


def worst(found: Sequence[Trouble]) -> Trouble | None:
    """The first by which something is lost, else the first."""
    return next((trouble for trouble in found if trouble.grave), found[0] if found else None)


def bursting(seen: Burst, query: str) -> Trouble | None:
    """``query`` narrows the list of calls to the workspace that is shown."""
    if not seen.stands_out:
        return None
    headline = ngettext(
        "%(count)s call failed in the last hour.", "%(count)s calls failed in the last hour.", seen.calls
    )
    before = ngettext("%(count)s in the 24 hours before.", "%(count)s in the 24 hours before.", seen.before)
    if not seen.before:
        before = _("None in the 24 hours before that.")
    return Trouble(
        headline % {"count": formats.number(seen.calls)},
        before % {"count": formats.number(seen.before)},
        grave=False,
        href=f"{reverse('calls')}?range=1h&outcome=all_fatal{query.replace('?', '&', 1)}",
        link=_("See these calls"),
    )


def _lost_calls(health: Health) -> Trouble | None:
    if not (health.lost_calls and health.losing_lately):
        return None
    headline = ngettext("%(count)s call was not recorded.", "%(count)s calls were not recorded.", health.lost_calls)
    return Trouble(
        headline % {"count": formats.number(health.lost_calls)},
        _("The journal was full or the disk refused. The calls themselves went to Braze undisturbed. Free disk space."),
        href=reverse("sync"),
        link=_("Open Sync health"),
    )


def _lost_sends(health: Health) -> Trouble | None:
    if not health.lost_lately:
        return None
    headline = ngettext(
        "%(count)s send was dropped by Braze before it was read.",
        "%(count)s sends were dropped by Braze before they were read.",
        health.lost_lately,
    )
    return Trouble(
        headline % {"count": formats.number(health.lost_lately)},
        _("Braze keeps figures for 14 days. What was read until then is kept."),
        href=f"{reverse('sends')}?state=lost",
        link=_("See lost sends"),
    )


def _pauses(health: Health) -> list[Trouble]:
    return [
        Trouble(
            _("%(workspace)s: reading figures is paused.") % {"workspace": pause.workspace},
            _("%(reason)s Next try at %(time)s.")
            % {"reason": _ended(said(pause.reason)), "time": formats.at_short(pause.until)},
            href=reverse("sync"),
            link=_("Open Sync health"),
        )
        for pause in health.pauses
    ]


def _rests(health: Health) -> list[Trouble]:
    """Somebody's decision, and no trouble by itself; it becomes one when something is about to be lost."""
    return [
        Trouble(
            _("%(workspace)s is paused: its sends are not looked at.") % {"workspace": rest.workspace},
            ngettext(
                "%(count)s send waits; Braze drops its figures on %(time)s.",
                "%(count)s sends wait; Braze drops the figures of the first on %(time)s.",
                rest.followed,
            )
            % {"count": formats.capped(rest.followed, CAP), "time": formats.at_short(rest.first_drop)},
            grave=rest.first_drop - health.now < SOON,
            href=reverse("workspace", args=[rest.slug]),
            link=_("Open the workspace"),
        )
        for rest in health.rests
    ]


def _ended(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


def _failing(health: Health) -> Trouble | None:
    if not health.failing:
        return None
    headline = ngettext("%(count)s send cannot be read.", "%(count)s sends cannot be read.", health.failing)
    span = formats.left(health.first_failing_drop, health.now)
    return Trouble(
        headline % {"count": formats.number(health.failing)},
        _("Their figures are lost for good when Braze drops them: the first has %(left)s.") % {"left": span},
        href=f"{reverse('sends')}?state=failing",
        link=_("See these sends"),
    )


_WITHOUT = {
    "drain": lambda: _("Calls are still noted in the journal, but they do not appear here."),
    "beat": lambda: _("Nothing starts the looks at Braze, so figures stand still."),
    "worker": lambda: _("No process looks at Braze, so figures stand still."),
}


def part_title(name: str) -> str:
    titles = {"drain": _("The drain"), "beat": _("The beat"), "worker": _("The worker")}
    return titles.get(name, name)


def _silent(health: Health, part: Part) -> Trouble | None:
    if not part.silent or part.name not in _WITHOUT:
        return None
    title = part_title(part.name)
    if part.seen is None:
        headline = _("%(part)s has not been seen yet.") % {"part": title}
    else:
        span = formats.span(health.now - part.seen)
        headline = _("%(part)s has been silent for %(span)s.") % {"part": title, "span": span}
    start = _("Start it with")
    return Trouble(
        headline,
        f"{_WITHOUT[part.name]()} {start}",
        command=START[part.name],
        href=reverse("sync"),
        link=_("Open Sync health"),
        grave=bool(part.seen),
    )


def _quarantine(health: Health) -> Trouble | None:
    if not health.quarantined_lately:
        return None
    headline = ngettext(
        "%(count)s line of the journal was set aside.",
        "%(count)s lines of the journal were set aside.",
        health.quarantined_lately,
    )
    return Trouble(
        headline % {"count": formats.number(health.quarantined_lately)},
        _("What cannot be stored is set aside with its reason; everything else was stored."),
        grave=False,
        href=reverse("sync"),
        link=_("Open Sync health"),
    )


def _lost_bodies(health: Health) -> Trouble | None:
    if not (health.lost_bodies and health.losing_lately):
        return None
    headline = ngettext("%(count)s body was not kept.", "%(count)s bodies were not kept.", health.lost_bodies)
    return Trouble(
        headline % {"count": formats.number(health.lost_bodies)},
        _("The journal was nearly full, so bodies were left out before calls were. Outcomes and errors are complete."),
        grave=False,
        href=reverse("sync"),
        link=_("Open Sync health"),
    )
