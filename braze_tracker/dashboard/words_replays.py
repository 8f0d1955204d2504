"""Replays in words: what a second sending means, why a call cannot be sent again, why one was not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from braze_tracker.dashboard.formats import clock_short, span
from braze_tracker.delivery.candidates import HARMFUL
from braze_tracker.delivery.models import BatchState
from braze_tracker.delivery.pacing import duration
from braze_tracker.delivery.queries import Progress
from braze_tracker.delivery.rules import Consequence, Dropped, Obstacle

PAUSE = timedelta(minutes=1, seconds=5)
"""A batch whose next call leaves later than its slowest pace waits for a limit."""

WORDS = "send again"
"""What is typed where a call was accepted already; the reader's language has its own, and both are taken."""
WORDS_HERE = _("send again")


@dataclass(frozen=True, slots=True)
class Told:
    """``headline`` is a fixed sentence; ``text`` says what follows from it."""

    headline: Promise
    text: Promise
    css: str


CONSEQUENCES: dict[Consequence, Told] = {
    Consequence.NOTHING_SENT: Told(
        _("Nothing was sent the first time. Send again now?"),
        _("Braze refused the call as a whole. If its cause is not mended, it refuses it again."),
        "is-mild",
    ),
    Consequence.MAYBE_SENT: Told(
        _("This may have been sent already."),
        _("Check in Braze whether the first one arrived. If it did, sending it again does the same thing twice."),
        "is-open",
    ),
    Consequence.SENT: Told(
        _("This was accepted already."),
        _("Braze took the first one. Sending it again does the same thing a second time: a message may go out twice."),
        "",
    ),
    Consequence.SENT_SINCE: Told(
        _("The same request was made again since."),
        _("Its client, or a replay, made it once more, and Braze took it or may have. Sending it again repeats that."),
        "",
    ),
}

OBSTACLES: dict[str, Promise] = {
    Obstacle.NO_CALL: _("The call itself is no longer kept."),
    Obstacle.OURS: _("This is one of the tracker's own reads. It is made again by itself."),
    Obstacle.PENDING: _("It has no answer yet. Wait until it is known what became of it."),
    Obstacle.NO_BODY: _("Its body was never kept, or was removed after the time bodies are kept for."),
    Obstacle.MASKED: _(
        "The body was masked before storing, so it cannot be sent again. Choose whole bodies for this workspace, and"
        " later calls can be."
    ),
    Obstacle.REDUCED: _(
        "Only ids and errors of the body were kept, because it was too long or the workspace keeps no bodies."
    ),
    Obstacle.LOCKED: _("The body is encrypted with a key that is gone."),
    Obstacle.MASKED_ADDRESS: _("Its address was masked before storing, so it cannot be sent again."),
    Obstacle.UNDECLARED: _("Its workspace has no name yet. Declare it with its key under Settings, Workspaces."),
    Obstacle.SAMPLE: _("It is sample data, which is never sent anywhere."),
    Obstacle.PAUSED: _("Its workspace is paused. Resume it under Settings, Workspaces."),
    Obstacle.NO_KEY: _("Its workspace has no API key. Give it one under Settings, Workspaces."),
    Obstacle.UNUSABLE_KEY: _("The API key of its workspace cannot be right. Replace it under Settings, Workspaces."),
    Obstacle.UNLISTED: _(
        "The key goes to Braze's instances and to hosts in BRAZE_TRACKER_BRAZE_HOSTS only, and this host is neither."
    ),
    Obstacle.UNDERWAY: _("A replay of it waits to be sent."),
    HARMFUL: _("Braze may have acted on part of it, or the same request was made again since. Look at it by itself."),
    Dropped.CHANGED: _("More became known about the first call in the meantime, so what was confirmed no longer held."),
    Dropped.STOPPED: _("The replay was stopped."),
    Dropped.LATE: _("No worker came to it in time."),
}
"""By the word of an obstacle, or of the reason why a replay that was asked for was not sent."""


def typed(text: str) -> bool:
    """Whether somebody typed that it is to be sent again."""
    return " ".join(text.casefold().split()) in (WORDS, str(WORDS_HERE).casefold())


def why_not(reason: str) -> str:
    return str(OBSTACLES.get(reason, reason))


def share(batch: Progress) -> float:
    """Percent of the calls that have left, or will not."""
    return batch.done * 100 / batch.chosen if batch.chosen else 100.0


def state(batch: Progress, now: datetime) -> str:
    if batch.state == BatchState.WAITING:
        return gettext("It begins within seconds.")
    if batch.state == BatchState.STOPPED:
        return gettext("Stopped. What had not left was not sent.")
    if batch.state == BatchState.FINISHED:
        return gettext("All of them are done.")
    if batch.next_at - now > PAUSE:
        return gettext("Braze's limit is used up: it goes on at %(time)s.") % {"time": clock_short(batch.next_at)}
    left = span(max(duration(batch.waiting, batch.per_minute), timedelta(seconds=1)))
    return gettext("Being sent, for about %(span)s more.") % {"span": left}
