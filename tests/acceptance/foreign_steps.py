"""What each foreign client is asked to do: its method, what goes wrong, and the rows that the ledger must then hold."""

from __future__ import annotations

import json
from typing import Any

from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.foreign import Attempt, Step, campaign, everybody

ANN = {"attributes": [{"external_id": "ann", "first_name": "Ann"}]}
HALF_RIGHT = {"attributes": [{"external_id": "ann", "email": "no-address"}, {"external_id": "bob"}]}
WRONG = {"attributes": [{"external_id": "ann", "email_subscribe": "perhaps"}]}
NO_DATA = "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields."
UNKNOWN = "The external user id ••• is unknown and was skipped."
SLOW = {"kind": "slow", "seconds": 3.0}
"""Longer than both clients wait; the gateway waits on."""
HANG = {"kind": "hang", "seconds": 3.0}

EXPORT, TRACK = "POST /users/export/ids", "POST /users/track"
TRIGGER, SEND = "POST /campaigns/trigger/send", "POST /messages/send"
SCHEDULE = "POST /campaigns/trigger/schedule/create"

TRACKED = Attempt(TRACK, 201, "success")
LIMITED = Attempt(TRACK, 429, "rate_limited", ("Rate Limited",))
UNANSWERED = Attempt(
    TRACK, None, "unknown", ("The connection broke before the answer was whole. It may have been sent.",)
)


def refused(endpoint: str, status: int, *errors: str) -> Attempt:
    return Attempt(endpoint, status, "fatal_client" if status < 500 else "fatal_server", errors)


def of_edx(sandbox: RunningSandbox) -> list[Step]:
    """Waits 2 s, never retries, and has an exception for each kind of refusal."""
    triggered = campaign(sandbox, "triggered").id
    some = {"campaign_id": triggered, "recipients": everybody("ann", "unknown-7")}
    days = {"start_date": "2026-01-01", "end_date": "2026-01-02"}
    return [
        Step("track_user", ANN, (TRACKED,)),
        Step("track_user", HALF_RIGHT, (Attempt(TRACK, 201, "non_fatal", ("EMAIL_BAD_FORMAT",)),)),
        Step("track_user", WRONG, (refused(TRACK, 400, NO_DATA, "BAD_EMAIL_SUBSCRIPTION_STATE"),)),
        Step("send_campaign_message", some, (Attempt(TRIGGER, 201, "non_fatal", (UNKNOWN,)),)),
        Step(
            "send_campaign_message",
            {"campaign_id": "none", "recipients": everybody("ann")},
            (refused(TRIGGER, 400, "Invalid Campaign ID"),),
        ),
        Step("get_braze_external_id", {"email": "ann@example.com"}, (Attempt(EXPORT, 201, "success"),)),
        Step("retrieve_unsubscribed_emails", days, (refused("GET /email/unsubscribes", 404, "Not Found"),)),
        Step("unsubscribe_user_email", {"email": "ann@example.com"}, (Attempt("POST /email/status", 201, "success"),)),
        Step("track_user", ANN, (refused(TRACK, 401, "Invalid API key: •••"),), client={"api_key": "wrong"}),
        Step("track_user", ANN, (refused(TRACK, 403, "Access Denied"),), client={"api_key": sandbox.limited_key}),
        Step("track_user", ANN, (LIMITED,), {"kind": "429"}),
        Step("track_user", ANN, (refused(TRACK, 503, "503 Service Unavailable"),), {"kind": "503_html"}),
        Step("track_user", ANN, (TRACKED,), {"kind": "garbage"}),
        Step("track_user", ANN, (TRACKED,), SLOW),
        Step("track_user", ANN, (UNANSWERED,), HANG),
    ]


def of_braze(sandbox: RunningSandbox) -> list[Step]:
    """Waits 2 s, makes up to three attempts at anything that fails, and keeps its key in a header or in the body."""
    later = {"campaign_id": campaign(sandbox, "triggered").id, "schedule": {"time": "2035-01-01T00:00:00Z"}}
    unknown_id = "send_id must be created before it is used"
    down = refused(TRACK, 503, "503 Service Unavailable")
    broken = refused(TRACK, 500, "Internal Server Error")
    return [
        Step("user_track", ANN, (TRACKED,)),
        Step("user_track", HALF_RIGHT, (Attempt(TRACK, 201, "non_fatal", ("EMAIL_BAD_FORMAT",)),)),
        Step("user_track", WRONG, (refused(TRACK, 400, NO_DATA, "BAD_EMAIL_SUBSCRIPTION_STATE"),)),
        Step("user_delete", {"external_ids": ["ann"]}, (Attempt("POST /users/delete", 201, "success"),)),
        Step("campaign_trigger_schedule_create", {**later, "broadcast": True}, (Attempt(SCHEDULE, 201, "success"),)),
        Step(
            "campaign_trigger_schedule_create",
            {**later, "broadcast": True, "send_id": "spring"},
            (refused(SCHEDULE, 400, unknown_id),),
        ),
        Step("user_track", ANN, (refused(TRACK, 401, "Invalid API key: •••"),), client={"api_key": "wrong"}),
        Step("user_track", ANN, (LIMITED,), {"kind": "429"}),
        Step("user_track", ANN, (down, down, TRACKED), {"kind": "503_html", "times": 2}),
        Step("user_track", ANN, (broken, broken, broken), {"kind": "500", "times": 3}),
        Step("user_track", ANN, (Attempt(TRACK, 202, "queued"),), {"kind": "queued"}),
        Step("user_track", ANN, (TRACKED, TRACKED), SLOW),
        Step("user_track", ANN, (UNANSWERED, TRACKED), HANG),
    ]


def of_curl(sandbox: RunningSandbox) -> list[Step]:
    """A broadcast with its send_id, odd ways of sending a body, and curl's own patience."""
    shop = campaign(sandbox, "api")
    email = {
        "subject": "s",
        "body": "b",
        "from": "Shop <shop@example.com>",
        "message_variation_id": shop.variation("email").id,
    }
    broadcast = {"broadcast": True, "campaign_id": shop.id, "messages": {"email": email}}
    track = json.dumps(ANN)
    return [
        curl("/messages/send", Attempt(SEND, 201, "success"), *posted(json.dumps(broadcast))),
        curl("/messages/send", refused(SEND, 400, "No Recipients"), *posted("{}")),
        curl("/users/track", TRACKED, "--header", "Transfer-Encoding: chunked", *posted(track)),
        curl("/users/track", TRACKED, "--http1.0", *posted(track)),
        curl("/users/track", TRACKED, "--header", "Expect: 100-continue", *posted(track)),
        curl("/users/track", refused(TRACK, 415, "Unsupported Media Type"), "--data", track),
        curl("/campaigns/list?page=0&note=%C3%A9+%2F", Attempt("GET /campaigns/list", 200, "success")),
        curl("/campaigns/list/", refused("GET /campaigns/list", 404, "Not Found")),
        curl("/users/track", refused(TRACK, 401, "Invalid API key: •••"), *posted(track), key="wrong"),
        curl("/users/track", refused(TRACK, 502, "error code: 502"), *posted(track), fault={"kind": "502_plain"}),
        curl("/users/track", refused(TRACK, 504, "504 Gateway Timeout"), *posted(track), fault={"kind": "504_empty"}),
        curl("/users/track", TRACKED, "--max-time", "1", *posted(track), fault=SLOW),
    ]


def curl(path: str, attempt: Attempt, *words: str, fault: dict[str, Any] | None = None, key: str = "") -> Step:
    return Step(path, {"words": words}, (attempt,), fault, {"api_key": key} if key else {})


def posted(body: str) -> tuple[str, ...]:
    return ("--header", "Content-Type: application/json", "--data", body)
