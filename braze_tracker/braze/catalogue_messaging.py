"""Errors of sending beyond the fatal table: transactional messages, Canvases, send ids, profiles being merged.

https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_transactional_message
"""

from __future__ import annotations

from braze_tracker.braze.catalogue_entry import CatalogueEntry as Entry
from braze_tracker.braze.catalogue_entry import mark as _
from braze_tracker.braze.outcomes import Retry, Sent

_CAMPAIGNS: tuple[Entry, ...] = (
    Entry(
        code="not_a_transactional_campaign",
        name="The campaign is not a transactional campaign",
        explanation=_(
            "This endpoint sends transactional campaigns only, and the campaign is not one. Nothing was sent."
        ),
        resolve=_("Use the ID of a transactional campaign, or send this one through /campaigns/trigger/send."),
        texts=("not a transactional campaign",),
    ),
    Entry(
        code="external_reference_queued",
        name="The external reference has been queued",
        explanation=_(
            "A message with this external_send_id is already on its way, so Braze did not send a second one."
        ),
        resolve=_(
            "Send the same request again in a moment to learn its ID; for a new message use a new external_send_id."
        ),
        sent=Sent.MAYBE,
        retry=Retry.BACK_OFF,
        texts=("external reference has been queued",),
    ),
    Entry(
        code="campaign_does_not_exist",
        name="Campaign does not exist",
        explanation=_("No campaign of this workspace has this ID. Nothing was sent."),
        resolve=_("Copy the campaign's API identifier from the Braze dashboard, and use a key of the same workspace."),
        texts=("campaign does not exist",),
    ),
    Entry(
        code="campaign_archived",
        name="The campaign is archived",
        explanation=_("The campaign is archived. Nothing was sent."),
        resolve=_("Unarchive the campaign in Braze, then send again."),
        texts=("campaign is archived", "unarchive the campaign"),
    ),
    Entry(
        code="campaign_paused",
        name="The campaign is paused",
        explanation=_("The campaign is paused. Nothing was sent."),
        resolve=_("Resume the campaign in Braze, then send again."),
        texts=("campaign is paused", "resume the campaign"),
    ),
    Entry(
        code="campaign_id_not_text",
        status=400,
        name="campaign_id must be a string of the campaign api identifier",
        explanation=_("The campaign ID does not have the form of one. Nothing was sent."),
        resolve=_("Copy the campaign's API identifier from the Braze dashboard; it looks like a UUID."),
        texts=("campaign_id must be a string",),
    ),
    Entry(
        code="invalid_canvas_id",
        status=400,
        name="canvas_id must be a string of the Canvas api identifier",
        explanation=_(
            "No Canvas of this workspace has this ID, or it does not have the form of one. Nothing was done."
        ),
        resolve=_("Copy the Canvas API identifier from the Braze dashboard, and use a key of the same workspace."),
        texts=(
            "canvas_id must be",
            "invalid canvas id",
            "invalid canvas_id",
            "canvas does not exist",
            "canvas not found",
        ),
    ),
    Entry(
        code="invalid_schedule_id",
        status=400,
        name="Invalid schedule_id",
        explanation=_("No message is scheduled under this ID. Nothing was changed."),
        resolve=_(
            "Use the schedule_id that Braze answered when it was scheduled; a message that went out has none any more."
        ),
        texts=("invalid schedule_id", "invalid schedule id", "schedule_id must be", "schedule not found"),
    ),
    Entry(
        code="send_id_too_long",
        status=400,
        name="Invalid send_id",
        explanation=_(
            "A send_id must be ASCII text of at most 64 characters, created before it is used. Nothing was sent."
        ),
        resolve=_("Create the send_id with /sends/id/create, then send again."),
        texts=("invalid send_id", "invalid send id", "send_id must", "send_id is too long", "send identifier"),
    ),
    Entry(
        code="ip_not_allowed",
        name="Invalid whitelisted IPs",
        explanation=_(
            "The API key may be used from certain addresses only, and this is not one of them. Nothing was done."
        ),
        resolve=_("Call from an allowed address, or create a key whose list holds this one."),
        texts=("whitelisted ip", "allowlisted ip", "ip address is not allowed", "not on the ip"),
    ),
)

_PROFILES: tuple[Entry, ...] = (
    Entry(
        code="nothing_to_track",
        status=400,
        name="Valid data must be provided",
        explanation=_("The call to /users/track holds no attributes, events or purchases that Braze can use."),
        resolve=_("Put at least one object under attributes, events or purchases, each a list."),
        texts=("valid data must be provided",),
        family="users",
    ),
    Entry(
        code="merge_updates_not_a_list",
        status=400,
        name="'merge_updates' must be an array of objects",
        explanation=_("The merges are not a list of objects. Nobody was merged."),
        resolve=_("Write merge_updates as a list of objects with identifier_to_merge and identifier_to_keep."),
        texts=("'merge_updates' must be an array", "merge_updates must be an array"),
        family="users",
    ),
    Entry(
        code="too_many_merges",
        status=400,
        name="a single request may not contain more than 50 merge updates",
        explanation=_("More than 50 merges stand in one request. Nobody was merged."),
        resolve=_("Split the merges into requests of at most 50."),
        texts=("more than 50 merge",),
        family="users",
    ),
    Entry(
        code="bad_merge_identifiers",
        status=400,
        name="identifiers must be objects",
        explanation=_("A merge names a profile in a way Braze cannot read. Nobody was merged."),
        resolve=_("Name each profile by exactly one of external_id, user_alias, email or phone."),
        texts=("identifiers must be objects", "identifier_to_merge", "identifier_to_keep"),
        family="users",
    ),
    Entry(
        code="email_and_phone_together",
        status=400,
        name=_("e-mail and phone in one request"),
        explanation=_("A subscription can be set by e-mail or by phone, not by both at once. Nothing was changed."),
        resolve=_("Send one request with the e-mail addresses and another with the phone numbers."),
        texts=("email and phone", "phone and email", "both email", "either email or phone"),
        family="subscription",
    ),
    Entry(
        code="invalid_subscription_group_id",
        status=400,
        name="Invalid subscription group ID",
        explanation=_("No subscription group of this workspace has this ID. Nothing was changed."),
        resolve=_("Copy the subscription group's ID from the Braze dashboard."),
        texts=("invalid subscription group",),
        family="subscription",
    ),
)

MESSAGING_ERRORS: tuple[Entry, ...] = (*_CAMPAIGNS, *_PROFILES)
