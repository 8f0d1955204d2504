"""What the client raises: the whole tree, each with a sentence for the person who reads the log.

BrazeError                     everything the client raises
├── InvalidArgument            refused here, before the wire (also a ValueError)
└── CallFailed                 the call did not do what was asked: has request, verdict and reply
    ├── NeverSent              the wire failed before the first byte left
    ├── OutcomeUnknown         it left, and no whole reply came back
    ├── Refused                Braze refused it: nothing was done
    ├── RateLimited            over the limit: nothing was done, try again at ``reset_at``
    └── ServerFailed           5xx: it may have been done
"""

from __future__ import annotations

from datetime import datetime

from braze_tracker.braze.calls import BrazeReply, BrazeRequest
from braze_tracker.braze.exchange import NEVER_LEFT, Failure
from braze_tracker.braze.outcomes import Outcome, Retry, Sent, Verdict

_DONE = {
    Sent.ACCEPTED: "",
    Sent.IN_PART: "A part of it was done.",
    Sent.NOTHING: "Nothing was done.",
    Sent.MAYBE: "It may have been done.",
}
_NEXT = {
    Retry.NOT_NEEDED: "",
    Retry.WAIT_UNTIL_RESET: "Wait until the limit resets, then repeat it.",
    Retry.BACK_OFF: "It may be repeated, later and ever more slowly.",
    Retry.FIX_AND_RESEND: "Correct it before sending it again.",
    Retry.CHECK_FIRST: "Check in Braze before repeating it: a repeat may send twice.",
    Retry.NEVER: "Repeating it cannot help.",
}


class BrazeError(Exception):
    """Everything the client raises."""


class InvalidArgument(BrazeError, ValueError):
    """Refused here, before the wire: what was given could only fail. The message says what to write instead."""


class CallFailed(BrazeError):
    """The call did not do what was asked. ``reply`` is None when no whole reply came."""

    happened = "did not work"

    def __init__(
        self,
        request: BrazeRequest,
        verdict: Verdict,
        reply: BrazeReply | None = None,
        *more: object,
    ) -> None:
        super().__init__(request, verdict, reply, *more)
        self.request = request
        self.verdict = verdict
        self.reply = reply

    def __str__(self) -> str:
        what = f"{self.request} {self.happened}"
        if self.reply is not None:
            what += f" ({self.reply.status})"
        if self.verdict.errors:
            what += f": {self.verdict.errors[0].message.rstrip('.')}"
        # The verdict's sentence on a failure of the wire says by itself whether anything was sent.
        done = _DONE[self.verdict.sent] if self.reply is not None or not self.verdict.errors else ""
        return " ".join(filter(None, (f"{what}.", done, _NEXT[self.verdict.retry])))


class Refused(CallFailed):
    """Braze refused the call; the reply says why. Also a 2xx whose message is an error.
    https://www.braze.com/docs/api/errors"""

    happened = "was refused by Braze"


class RateLimited(CallFailed):
    """429. ``reset_at`` is when the limit resets, aware; None when Braze did not say.
    https://www.braze.com/docs/api/api_limits"""

    happened = "is over Braze's rate limit"

    def __init__(
        self,
        request: BrazeRequest,
        verdict: Verdict,
        reply: BrazeReply | None = None,
        reset_at: datetime | None = None,
    ) -> None:
        super().__init__(request, verdict, reply, reset_at)
        self.reset_at = reset_at

    def __str__(self) -> str:
        until = f" The limit resets at {self.reset_at:%Y-%m-%d %H:%M:%S %Z}." if self.reset_at else ""
        return super().__str__() + until


class ServerFailed(CallFailed):
    """5xx: something on Braze's side, or on the way to it, failed."""

    happened = "failed on Braze's side"


class OutcomeUnknown(CallFailed):
    """The request left and no whole reply came back: Braze may have done what it asks."""

    happened = "got no whole reply"


class NeverSent(CallFailed):
    """Not one byte of the request left: no such host, no connection, no TLS."""

    happened = "never left"


_REFUSALS: dict[Outcome, type[CallFailed]] = {
    Outcome.FATAL_CLIENT: Refused,
    Outcome.FATAL_SERVER: ServerFailed,
    Outcome.UNKNOWN: OutcomeUnknown,
}


def refusal(request: BrazeRequest, reply: BrazeReply, reset_at: datetime | None) -> CallFailed | None:
    """The exception a reply calls for; None when the call did what was asked, wholly or in part."""
    if reply.verdict.outcome is Outcome.RATE_LIMITED:
        return RateLimited(request, reply.verdict, reply, reset_at)
    raised = _REFUSALS.get(reply.verdict.outcome)
    return raised(request, reply.verdict, reply) if raised else None


def breakdown(request: BrazeRequest, verdict: Verdict, failure: Failure) -> CallFailed:
    """The exception for a call that got no whole reply."""
    raised = NeverSent if failure in NEVER_LEFT else OutcomeUnknown
    return raised(request, verdict)
