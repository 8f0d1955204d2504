"""What a caller holds in its hands may be printed and logged without showing anybody."""

from __future__ import annotations

from braze_tracker.braze.calls import BrazeReply, BrazeRequest
from braze_tracker.braze.outcomes import Outcome, Verdict

REQUEST = BrazeRequest("GET", "/email/hard_bounces", {"email": "zoe@example.com"}, {"email": "zoe@example.com"})


def test_the_repr_of_a_request_shows_nobody() -> None:
    assert repr(REQUEST) == "BrazeRequest(method='GET', path='/email/hard_bounces')"


def test_a_request_is_named_by_method_and_path() -> None:
    assert str(REQUEST) == "GET /email/hard_bounces"


def test_the_repr_of_a_reply_shows_the_verdict_and_nobody() -> None:
    data = {"users": [{"email": "zoe@example.com"}]}
    reply = BrazeReply(200, data, Verdict(Outcome.SUCCESS), {"x-request-id": "r1"}, b"zoe@example.com")
    assert repr(reply) == f"BrazeReply(status=200, verdict={Verdict(Outcome.SUCCESS)!r})"
