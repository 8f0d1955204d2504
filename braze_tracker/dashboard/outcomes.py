"""How an outcome looks and what it means in words: icon, short label, and the fixed sentences about sending."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from braze_tracker.braze.outcomes import Outcome, Retry, Sent

Text = str | Promise

ICONS = {
    Outcome.SUCCESS: "check",
    Outcome.QUEUED: "hourglass",
    Outcome.NON_FATAL: "mark",
    Outcome.UNKNOWN: "question",
    Outcome.RATE_LIMITED: "stopwatch",
    Outcome.FATAL_CLIENT: "cross",
    Outcome.FATAL_SERVER: "bolt",
    Outcome.PENDING: "dots",
}

LABELS: dict[Outcome, Text] = {
    Outcome.SUCCESS: _("Success"),
    Outcome.QUEUED: _("Queued"),
    Outcome.NON_FATAL: _("Non-fatal"),
    Outcome.UNKNOWN: _("Unknown"),
    Outcome.RATE_LIMITED: _("Rate limited"),
    Outcome.FATAL_CLIENT: _("Fatal, client"),
    Outcome.FATAL_SERVER: _("Fatal, server"),
    Outcome.PENDING: _("Pending"),
}

STACK = tuple(outcome for outcome in LABELS if outcome is not Outcome.PENDING)
"""From the axis upwards; neighbours stay apart for colour-blind readers."""

ACCEPTED = (Outcome.SUCCESS, Outcome.QUEUED, Outcome.NON_FATAL)
FATAL = (Outcome.FATAL_CLIENT, Outcome.RATE_LIMITED, Outcome.FATAL_SERVER)

SENTENCES: dict[Sent, Text] = {
    Sent.NOTHING: _("Nothing was sent."),
    Sent.MAYBE: _("May have been sent."),
    Sent.IN_PART: _("Accepted in part: what the errors name was skipped."),
    Sent.ACCEPTED: _("Accepted by Braze."),
}

NEXT_STEPS: dict[Retry, Text] = {
    Retry.WAIT_UNTIL_RESET: _("Wait until the limit resets, then send again."),
    Retry.BACK_OFF: _("Try again after a growing pause."),
    Retry.FIX_AND_RESEND: _("Correct the request, then send again."),
    Retry.CHECK_FIRST: _("Check in Braze whether it was sent before you send again."),
    Retry.NEVER: _("Do not repeat it."),
}


@dataclass(frozen=True, slots=True)
class Pill:
    """Icon, word and colour of an outcome in a list; ``css`` names its colours."""

    css: str
    icon: str
    label: Text
    status: int | None = None


def pill(outcome: str, status: int | None = None) -> Pill:
    """Lists say ``Fatal 400``: icon and colour tell client from server."""
    word = Outcome(outcome)
    label = _("Fatal") if word in (Outcome.FATAL_CLIENT, Outcome.FATAL_SERVER) else LABELS[word]
    return Pill(f"outcome-{word}", ICONS[word], label, status)


def beside_a_failure(severity: str, status: int | None) -> bool:
    """Whether an error stood in the list of a reply whose headline says that the whole call failed."""
    return severity == "non_fatal" and status is not None and status >= 400


def error_pill(severity: str, status: int | None) -> Pill:
    """An error group has no outcome of its own: its severity and status tell which one it stands for.

    What a call that failed names beside the failure is a detail of it: nothing of such a call went through.
    """
    if severity == "non_fatal":
        shown = pill(Outcome.NON_FATAL, status)
        return replace(shown, label=_("Detail")) if beside_a_failure(severity, status) else shown
    if status is None:
        return pill(Outcome.UNKNOWN)
    if status == 429:
        return pill(Outcome.RATE_LIMITED, status)
    return pill(Outcome.FATAL_SERVER if status >= 500 else Outcome.FATAL_CLIENT, status)


def sentence(sent: str) -> Text:
    return SENTENCES[Sent(sent)] if sent else ""


def next_step(retry: str) -> Text:
    return NEXT_STEPS.get(Retry(retry), "") if retry else ""
