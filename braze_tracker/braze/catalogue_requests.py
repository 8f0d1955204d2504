"""Requests that Braze refuses before it looks at their messages: syntax, size, key, permission, address, limits.

The second half of the fatal table: https://www.braze.com/docs/api/errors#fatal-errors . The page writes three different
errors as "400 Bad Request"; they have three codes here.
"""

from __future__ import annotations

from braze_tracker.braze.catalogue_entry import CatalogueEntry as Entry
from braze_tracker.braze.catalogue_entry import mark as _
from braze_tracker.braze.outcomes import Retry, Sent

_SYNTAX: tuple[Entry, ...] = (
    Entry(
        code="bad_send_at",
        status=400,
        name="Bad Request (send_at)",
        explanation=_("The time to send at could not be read. Nothing was scheduled or sent."),
        resolve=_("Write the time as ISO 8601 with its offset, as in 2026-01-31T09:00:00+00:00, then send again."),
        texts=(
            "parse send_at",
            "parse `send_at`",
            "parse 'send_at'",
            "invalid send_at",
            "send_at timestamp",
            "schedule time is invalid",
            "invalid schedule time",
            "cannot parse time",
        ),
    ),
    Entry(
        code="local_time_past",
        status=400,
        name="Bad Request (in_local_time)",
        explanation=_(
            "The message was to go out in local time, but that time has already passed in your company's time zone."
            " Nothing was scheduled or sent."
        ),
        resolve=_("Choose a later time, or set in_local_time to false, then send again."),
        texts=("in_local_time is true", "past in local time", "passed in your company", "past in your company"),
    ),
    Entry(
        code="invalid_json",
        status=400,
        name="Bad Request (invalid JSON)",
        explanation=_("The body of the request is not valid JSON. Nothing was sent."),
        resolve=_("Check quotes, commas and brackets of the body, or let a JSON library write it, then send again."),
        texts=(
            "invalid json",
            "not valid json",
            "json parse",
            "parse json",
            "parsing json",
            "json::parsererror",
            "unexpected token",
            "unexpected character",
            "unexpected end of",
            "malformed json",
            "problem in the json you submitted",
        ),
    ),
    Entry(
        code="bad_request",
        status=400,
        name="Bad Request",
        explanation=_("Braze could not understand the request: its syntax is wrong. Nothing was sent."),
        resolve=_("Compare the body with the endpoint's page in Braze's documentation, correct it, then send again."),
    ),
    Entry(
        code="payload_too_large",
        status=413,
        name="Payload Too Large",
        explanation=_("The request is larger than the 4 MB that Braze accepts. Nothing was sent."),
        resolve=_("Split the request into smaller ones."),
        texts=("payload too large", "request entity too large", "content too large", "exceeds 4 mb"),
    ),
    Entry(
        code="unsupported_media_type",
        status=415,
        name="Unsupported Media Type",
        explanation=_("The Content-Type header is missing or is not one that Braze reads. Nothing was sent."),
        resolve=_("Send the header Content-Type: application/json with a JSON body."),
        texts=("unsupported media type",),
    ),
)

_ACCESS: tuple[Entry, ...] = (
    Entry(
        code="access_denied",
        status=403,
        name="Access Denied",
        explanation=_("The API key is not allowed to use this endpoint. Nothing was done."),
        resolve=_(
            "Permissions of a key cannot be changed: create a key with this endpoint's permission. If the key has it,"
            " look for a typing error or a slash at the end of the address."
        ),
        texts=(
            "access denied",
            "have permission",
            "insufficient permission",
            "lacks permission",
            "missing permission",
        ),
    ),
    Entry(
        code="unauthorized",
        status=401,
        name="Unauthorized",
        explanation=_("Braze does not know this API key. Nothing was done."),
        resolve=_(
            "Check that the key is whole and without quotes, that the header reads Authorization: Bearer KEY, and that"
            " the REST endpoint is the one of your instance: a key of another cluster is unknown here."
        ),
        texts=(
            "invalid api key",
            "app group api identifier",
            "unknown rest api key",
            "error authenticating credentials",
        ),
    ),
    Entry(
        code="forbidden",
        status=403,
        name="Forbidden",
        explanation=_("Your plan does not include this, or the account is inactive. Nothing was done."),
        resolve=_("Ask your Braze account manager; sending again will not help."),
        retry=Retry.NEVER,
    ),
    Entry(
        code="not_found",
        status=404,
        name="Not Found",
        explanation=_("Braze knows nothing under this address. Nothing was done."),
        resolve=_("Check the address for a typing error or a slash at its end, and the IDs in it."),
    ),
    Entry(
        code="rate_limited",
        status=429,
        name="Rate Limited",
        explanation=_("Too many calls were made in this window of time. Nothing was done."),
        resolve=_("Wait until the limit is reset (header X-RateLimit-Reset), then send the same request again."),
        retry=Retry.WAIT_UNTIL_RESET,
    ),
    Entry(
        code="internal_server_error",
        status=500,
        name="Internal Server Error",
        explanation=_("Something failed at Braze. What you asked for may have been done, or not."),
        resolve=_(
            "Reads may be repeated with growing pauses. Before you repeat a send, check whether it went out: Braze does"
            " not replay calls that failed during an incident."
        ),
        sent=Sent.MAYBE,
        retry=Retry.CHECK_FIRST,
    ),
)

REQUESTS: tuple[Entry, ...] = (*_SYNTAX, *_ACCESS)
