"""Minor errors: Braze took the call and skipped a part of it. Items of users/*, notices, lists of what was left out.

https://www.braze.com/docs/api/endpoints/user_data/post_user_track
"""

from __future__ import annotations

from braze_tracker.braze.catalogue_entry import CatalogueEntry as Entry
from braze_tracker.braze.catalogue_entry import mark as _
from braze_tracker.braze.outcomes import Sent, Severity

CORRECT_ALONE = _("Correct this object and send it again by itself; the others were taken.")


def _item(code: str, explanation: str, resolve: str = CORRECT_ALONE, *texts: str) -> Entry:
    """An error of one object of a request, known by the name Braze gives it."""
    return Entry(
        code=code,
        name=code.upper(),
        severity=Severity.NON_FATAL,
        explanation=explanation,
        resolve=resolve,
        sent=Sent.IN_PART,
        texts=(code, *texts),
        ids=(code.replace("_", "-"),),
        family="users",
    )


_TRACKED: tuple[Entry, ...] = (
    _item("bad_device_id", _("A device ID is missing or is not text. This object was skipped.")),
    _item(
        "bad_email_subscription_state",
        _("The e-mail subscription state is none that Braze knows. This object was skipped."),
        _("Use opted_in, subscribed or unsubscribed, and send this object again."),
    ),
    _item(
        "bad_location_update",
        _("The location could not be read. It was skipped."),
        _("Give latitude and longitude as numbers, and send this object again."),
    ),
    _item(
        "bad_push_subscription_state",
        _("The push subscription state is none that Braze knows. This object was skipped."),
        _("Use opted_in, subscribed or unsubscribed, and send this object again."),
    ),
    _item(
        "bad_push_token_app_id",
        _("A push token names no app, or an app that this workspace does not have. The token was skipped."),
        _("Copy the app's API identifier from the Braze dashboard, and send this object again."),
    ),
    _item("bad_push_token_import", _("Push tokens could not be imported for this user. The tokens were skipped.")),
    _item("bad_push_token_string", _("A push token is not text. The token was skipped.")),
    _item("bad_push_token_value", _("A push token is empty or has the wrong form. The token was skipped.")),
    _item(
        "bad_subscription_group_array",
        _("The subscription groups are not a list. They were skipped."),
        _("Write subscription_groups as a list of objects, and send this object again."),
    ),
    _item(
        "bad_subscription_group_hash",
        _("A subscription group is not an object. It was skipped."),
        _("Write each group as an object with subscription_group_id and subscription_state, and send it again."),
    ),
    _item(
        "bad_subscription_group_id",
        _("No subscription group of this workspace has this ID. The group was skipped."),
        _("Copy the subscription group's ID from the Braze dashboard, and send this object again."),
    ),
    _item(
        "bad_subscription_group_state",
        _("The state of a subscription group is none that Braze knows. The group was skipped."),
        _("Use subscribed or unsubscribed, and send this object again."),
    ),
    _item(
        "blacklisted_external_user_id",
        _("Braze blocks this external ID because far too much was sent for it, as for a dummy user. It was skipped."),
        _("Stop sending data for this ID; ask Braze if it belongs to a real person."),
        "external_id is blacklisted",
        "blacklisted and disallowed",
    ),
    _item(
        "email_bad_format",
        _("An e-mail address is not well formed. This object was skipped."),
        _("Correct the address, and send this object again."),
        "email address is invalid",
        "invalid email",
    ),
    _item(
        "external_user_id_too_large",
        _("An external ID is longer than 987 bytes. This object was skipped."),
        _("Use a shorter external ID."),
        "external_id is too large",
        "external id is too large",
    ),
    _item(
        "invalid_attribute_email_subscription_info",
        _("The e-mail subscription details of a profile could not be read. They were skipped."),
    ),
    _item(
        "identifier_required",
        _("An object does not say whom it is about. It was skipped."),
        _("Give each object an external_id, user_alias, braze_id, email or phone, and send it again."),
        "or 'user_alias'",
        "external_id' or",
        "identifier is required",
    ),
    _item(
        "required_field_missing",
        _("An object lacks a field that Braze requires. It was skipped."),
        _("Give each event a name and a time, each purchase a product_id, currency, price and time; send it again."),
        "' is required",
        "missing a required",
    ),
)


# The codes of these, but for the recipients and the Canvas, are the names of the keys that hold them.
def _partial(code: str, name: str, explanation: str, resolve: str, sent: Sent, *texts: str) -> Entry:
    return Entry(
        code=code,
        name=name,
        severity=Severity.NON_FATAL,
        explanation=explanation,
        resolve=resolve,
        sent=sent,
        texts=texts,
    )


_PARTS: tuple[Entry, ...] = (
    _partial(
        "invalid_user_ids",
        "invalid_user_ids",
        _("Some of the users asked for are unknown to Braze. The others were dealt with."),
        _("Check these IDs: they may be misspelt, deleted, or belong to another workspace."),
        Sent.IN_PART,
    ),
    _partial(
        "rename_errors",
        "rename_errors",
        _("Some external IDs were not renamed. The others were."),
        _("Check that the present ID exists and that the new one is free, and rename these again."),
        Sent.IN_PART,
    ),
    _partial(
        "removal_errors",
        "removal_errors",
        _("Some external IDs were not removed. The others were."),
        _("Only an ID that has been renamed away from can be removed: check these."),
        Sent.IN_PART,
    ),
    _partial(
        "unknown_recipient",
        _("Unknown recipient"),
        _("Some of the recipients are unknown to Braze and were skipped. The others were sent to."),
        _("Check these IDs: they may be misspelt, deleted, or belong to another workspace. Send again to them alone."),
        Sent.IN_PART,
        "external_ids do not exist",
        "external_id does not exist",
        "user ids do not exist",
        "user id does not exist",
        "is unknown and was skipped",
    ),
    _partial(
        "canvas_not_running",
        _("Canvas paused or archived"),
        _("The Canvas is paused or archived: Braze took the call, and sent nothing."),
        _("Resume or unarchive the Canvas in Braze, then send again."),
        Sent.NOTHING,
        "canvas is paused",
        "canvas is archived",
        "canvas has been archived",
        "canvas is currently paused",
        "paused or archived",
        "resume the canvas",
        "unarchive the canvas",
    ),
    _partial(
        "notice",
        "notice",
        _("Braze took the call and attached a notice to its answer. Read the notice for what was left out."),
        _("Do what the notice says, and check in Braze what was sent before you send again."),
        Sent.IN_PART,
    ),
)

NON_FATAL: tuple[Entry, ...] = (*_TRACKED, *_PARTS)
