"""The rows of Braze's fatal table that concern messages and their recipients.

https://www.braze.com/docs/api/errors#fatal-errors ; the table's other rows stand in catalogue_requests.
"""

from __future__ import annotations

from braze_tracker.braze.catalogue_entry import CatalogueEntry as Entry
from braze_tracker.braze.catalogue_entry import mark as _

FATAL: tuple[Entry, ...] = (
    Entry(
        code="no_recipients",
        status=400,
        name="No Recipients",
        explanation=_(
            "The request names nobody to send to: no external IDs, no segment and no push tokens. Nothing was sent."
        ),
        resolve=_(
            "Add recipients, a segment_id or an audience, then send again. A broadcast also needs broadcast: true."
        ),
        texts=(
            "no recipients",
            "no external ids",
            "recipients are required",
            "must specify recipients",
            "no recipient",
        ),
    ),
    Entry(
        code="message_variant_unspecified",
        status=400,
        name="Message Variant Unspecified",
        explanation=_("A campaign is named, but not which of its message variations to send. Nothing was sent."),
        resolve=_("Add the message_variation_id of the campaign's variation to each message, then send again."),
        texts=(
            "variant unspecified",
            "variation unspecified",
            "message_variation_id is required",
            "no message variation",
        ),
    ),
    Entry(
        code="invalid_message_variant",
        status=400,
        name="Invalid Message Variant",
        explanation=_("The campaign exists, but none of its messages has this variation ID. Nothing was sent."),
        resolve=_("Copy the variation ID again from the campaign in the Braze dashboard, then send again."),
        texts=("invalid message variant", "invalid message variation", "invalid message_variation_id"),
    ),
    Entry(
        code="mismatched_message_type",
        status=400,
        name="Mismatched Message Type",
        explanation=_(
            "A message variation belongs to another kind of message than the one it is used for. Nothing was sent."
        ),
        resolve=_("Use an e-mail variation for e-mail, a push variation for push, and so on, then send again."),
        texts=("mismatched message type", "message type mismatch", "wrong message type"),
    ),
    Entry(
        code="invalid_extra_push_payload",
        status=400,
        name="Invalid Extra Push Payload",
        explanation=_("The key “extra” of a push message is not an object of keys and values. Nothing was sent."),
        resolve=_("Make “extra” of apple_push or android_push a JSON object, then send again."),
        texts=("extra push payload", "'extra' must be", "extra must be a"),
    ),
    Entry(
        code="max_external_ids_and_aliases",
        status=400,
        name="The max number of external_ids and aliases per request was exceeded",
        explanation=_("More than 50 external IDs and aliases are named in one request. Nothing was sent."),
        resolve=_("Split the recipients into requests of at most 50, or send to a segment."),
        texts=("max number of external_ids and aliases", "maximum number of external_ids and aliases"),
    ),
    Entry(
        code="max_ids",
        status=400,
        name="The max number of ids per request was exceeded",
        explanation=_("More than 50 IDs are named in one request. Nothing was sent."),
        resolve=_("Split the IDs into requests of at most 50."),
        texts=(
            "max number of ids",
            "maximum number of ids",
            "max number of external_ids",
            "max number of external ids",
        ),
    ),
    Entry(
        code="no_message_to_send",
        status=400,
        name="No message to send",
        explanation=_("The request holds no message for any channel. Nothing was sent."),
        resolve=_("Put at least one message under “messages”, then send again."),
        texts=("no message to send", "no messages to send"),
    ),
    Entry(
        code="slideup_too_long",
        status=400,
        name="Slideup Message Length Exceeded",
        explanation=_("An in-app slideup is longer than 140 characters. Nothing was sent."),
        resolve=_("Shorten the slideup to 140 characters or fewer, then send again."),
        texts=("slideup message length", "slideup message is too long", "slideup message too long"),
    ),
    Entry(
        code="apple_push_too_long",
        status=400,
        name="Apple Push Length Exceeded",
        explanation=_("The Apple push payload is larger than 1,912 bytes. Nothing was sent."),
        resolve=_("Shorten the alert or the extra data to 1,912 bytes of JSON or fewer, then send again."),
        texts=("apple push length", "apple push payload is too", "apple push message length"),
    ),
    Entry(
        code="android_push_too_long",
        status=400,
        name="Android Push Length Exceeded",
        explanation=_("The Android push payload is larger than 4,000 bytes. Nothing was sent."),
        resolve=_("Shorten the alert or the extra data to 4,000 bytes of JSON or fewer, then send again."),
        texts=("android push length", "android push payload is too", "android push message length"),
    ),
    Entry(
        code="max_input_length",
        status=400,
        name="Max Input Length Exceeded",
        explanation=_(
            "One call to /users/track carries more than 75 objects, counting attributes, events and purchases together"
            " (75 of each on older contracts). Nothing was tracked."
        ),
        resolve=_("Split the objects into calls of at most 75 in total."),
        texts=("max input length", "maximum input length", "max number of objects", "too many objects", "75 objects"),
    ),
    Entry(
        code="invalid_campaign_id",
        status=400,
        name="Invalid Campaign ID",
        explanation=_("No API campaign of this workspace has this campaign ID. Nothing was sent."),
        resolve=_(
            "Copy the campaign's API identifier from the Braze dashboard (not the ID in the page's address), and make"
            " sure that the key belongs to the same workspace."
        ),
        texts=(
            "invalid campaign id",
            "invalid campaign_id",
            "no messaging api campaign",
            "campaign not found",
            "campaign_id must be",
            "campaign could not be found",
        ),
    ),
)
