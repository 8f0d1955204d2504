"""The words a call is judged with. Values only: no reading of replies, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one exchange. https://www.braze.com/docs/api/errors"""

    SUCCESS = "success"
    QUEUED = "queued"
    NON_FATAL = "non_fatal"
    FATAL_CLIENT = "fatal_client"
    RATE_LIMITED = "rate_limited"
    FATAL_SERVER = "fatal_server"
    UNKNOWN = "unknown"
    PENDING = "pending"


class Severity(StrEnum):
    """Fatal: Braze refused the call. Non-fatal: it took the call and skipped a part of it."""

    FATAL = "fatal"
    NON_FATAL = "non_fatal"


class Sent(StrEnum):
    """Whether the call did what it asked for, as far as the reply proves it."""

    ACCEPTED = "accepted"
    IN_PART = "in_part"
    NOTHING = "nothing"
    MAYBE = "maybe"


class Retry(StrEnum):
    """What may be done next with the same request."""

    NOT_NEEDED = "not_needed"
    WAIT_UNTIL_RESET = "wait_until_reset"
    BACK_OFF = "back_off"
    FIX_AND_RESEND = "fix_and_resend"
    CHECK_FIRST = "check_first"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class ErrorItem:
    """One error that a reply names (or the failure of the wire), with its place in the request."""

    message: str
    severity: Severity
    code: str = ""
    """The catalogue's code; empty when the catalogue does not know the error."""
    input_array: str = ""
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The ids by which Braze's answer, or the request itself, lets a send be found again.

    https://www.braze.com/docs/api/identifier_types
    """

    send_id: str | None = None
    dispatch_id: str | None = None
    schedule_id: str | None = None
    campaign_id: str | None = None
    canvas_id: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an exchange comes to: outcome, errors, receipt and what may be done next."""

    outcome: Outcome
    errors: tuple[ErrorItem, ...] = ()
    receipt: Receipt = Receipt()
    retry: Retry = Retry.NOT_NEEDED
    sent: Sent = Sent.ACCEPTED
    readable: bool = True
    """False when the reply had a body that is not what Braze's documentation promises."""
