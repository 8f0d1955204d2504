"""Braze's REST API as a language: what a call is, what a reply means, what may be kept of it."""

from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.braze.asked import may_repeat
from braze_tracker.braze.calls import BrazeReply, BrazeRequest
from braze_tracker.braze.catalogue import CatalogueEntry, explain
from braze_tracker.braze.client import BrazeClient
from braze_tracker.braze.endpoints import Endpoint, Repeat, identify
from braze_tracker.braze.exceptions import (
    BrazeError,
    CallFailed,
    InvalidArgument,
    NeverSent,
    OutcomeUnknown,
    RateLimited,
    Refused,
    ServerFailed,
)
from braze_tracker.braze.exchange import NEVER_LEFT, Exchange, Failure
from braze_tracker.braze.judging import judge
from braze_tracker.braze.limits import Limits, read_limits
from braze_tracker.braze.outcomes import ErrorItem, Outcome, Receipt, Retry, Sent, Severity, Verdict
from braze_tracker.braze.receipts import external_send_id
from braze_tracker.braze.retries import RetryPolicy
from braze_tracker.braze.series import DataSeries, Point, UnreadableSeries

__all__ = [
    "NEVER_LEFT",
    "BrazeClient",
    "BrazeError",
    "BrazeReply",
    "BrazeRequest",
    "CallFailed",
    "CatalogueEntry",
    "DataSeries",
    "Endpoint",
    "ErrorItem",
    "Exchange",
    "Failure",
    "InvalidArgument",
    "Limits",
    "NeverSent",
    "Outcome",
    "OutcomeUnknown",
    "Point",
    "RateLimited",
    "Receipt",
    "RecordingAdapter",
    "Refused",
    "Repeat",
    "Retry",
    "RetryPolicy",
    "Sent",
    "ServerFailed",
    "Severity",
    "UnreadableSeries",
    "Verdict",
    "explain",
    "external_send_id",
    "identify",
    "judge",
    "may_repeat",
    "read_limits",
]
