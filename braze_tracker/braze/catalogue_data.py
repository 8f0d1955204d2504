"""Errors of catalogs, as Braze names them by id. https://www.braze.com/docs/api/endpoints/catalogs"""

from __future__ import annotations

from braze_tracker.braze.catalogue_entry import CatalogueEntry as Entry
from braze_tracker.braze.catalogue_entry import mark as _
from braze_tracker.braze.outcomes import Retry

_AGAIN = _("Correct the request, then send it again. Nothing was changed.")
_ITEMS = _("Correct the items, then send them again. None of them was taken.")
_ASK = _("Delete what is no longer needed, or ask your Braze account manager for more room.")

_CATALOGS: tuple[tuple[str, str, str], ...] = (
    ("catalog-not-found", _("There is no catalog of this name in this workspace."), _AGAIN),
    ("catalog-name-already-exists", _("A catalog of this name exists already."), _("Choose another name.")),
    ("catalog-array-invalid", _("“catalogs” is not a list of objects."), _AGAIN),
    ("too-many-catalog-atoms", _("More than one catalog was to be made in one request."), _("Make one at a time.")),
    ("invalid-catalog-name", _("A catalog's name may hold letters, digits, hyphens and underscores only."), _AGAIN),
    ("catalog-name-too-large", _("The catalog's name is longer than 250 characters."), _AGAIN),
    ("description-too-long", _("The catalog's description is longer than 250 characters."), _AGAIN),
    ("id-not-first-column", _("The first field of a catalog must be “id”, of type string."), _AGAIN),
    ("field-names-not-unique", _("Two fields have the same name."), _AGAIN),
    ("field-names-too-large", _("A field's name is longer than 250 characters."), _AGAIN),
    ("invalid-fields", _("The fields are not written as Braze expects them."), _AGAIN),
    ("invalid-field-names", _("A field's name may hold letters, digits, hyphens and underscores only."), _AGAIN),
    ("invalid-field-types", _("A field has a type that Braze does not know."), _AGAIN),
    ("too-many-fields", _("The catalog has more fields than Braze allows."), _AGAIN),
    ("catalog-exceeds-fields-limit", _("The catalog would have more fields than Braze allows."), _AGAIN),
    ("invalid-selection", _("The selection is not written as Braze expects it."), _AGAIN),
    ("reached-company-catalogs-limit", _("Your company has as many catalogs as its plan allows."), _ASK),
    ("company-size-limit-already-reached", _("Your company's catalogs are as large as its plan allows."), _ASK),
)

_CATALOG_ITEMS: tuple[tuple[str, str, str], ...] = (
    ("item-not-found", _("The catalog has no item with this ID."), _AGAIN),
    ("item-array-invalid", _("“items” is not a list of objects."), _ITEMS),
    ("items-missing-ids", _("An item has no ID."), _ITEMS),
    ("items-too-large", _("An item is larger than Braze allows."), _ITEMS),
    ("ids-not-strings", _("An item's ID is not text."), _ITEMS),
    ("ids-not-unique", _("Two items have the same ID."), _ITEMS),
    ("ids-too-large", _("An item's ID is longer than 250 characters."), _ITEMS),
    ("invalid-ids", _("An item's ID may hold letters, digits, hyphens and underscores only."), _ITEMS),
    ("fields-do-not-match", _("An item has fields that the catalog does not have."), _ITEMS),
    ("invalid-keys-in-value-object", _("A key inside an item may not begin with $ or hold a full stop."), _ITEMS),
    ("too-deep-nesting-in-value-object", _("An item is nested deeper than 50 levels."), _ITEMS),
    ("request-includes-too-many-items", _("More than 50 items stand in one request."), _ITEMS),
    ("unable-to-coerce-value", _("A value does not have its field's type."), _ITEMS),
    (
        "invalid-cursor",
        _("The cursor is not one that Braze gave."),
        _("Read from the start again."),
    ),
)


def _named(family: str, rows: tuple[tuple[str, str, str], ...], status: int | None = None) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            code=ident.replace("-", "_"),
            name=ident,
            status=status,
            explanation=explanation,
            resolve=resolve,
            texts=(ident,),
            ids=(ident,),
            family=family,
        )
        for ident, explanation, resolve in rows
    )


_DATA_OBJECTS: tuple[Entry, ...] = (
    *_named(
        "data_objects",
        (("data-object-type-not-found", _("There is no data object type of this name."), _AGAIN),),
        404,
    ),
    *_named("data_objects", (("duplicate-data-object", _("A data object with this ID exists already."), _AGAIN),), 409),
    *_named(
        "data_objects",
        (("data-object-record-limit-exceeded", _("This type holds as many records as your plan allows."), _ASK),),
        422,
    ),
    Entry(
        code="rate_limit_exceeded",
        name="rate-limit-exceeded",
        status=429,
        explanation=_("Too many calls for data objects were made in this minute. Nothing was done."),
        resolve=_("Wait until the limit is reset, then send the same request again."),
        retry=Retry.WAIT_UNTIL_RESET,
        ids=("rate-limit-exceeded",),
        family="data_objects",
    ),
)

_INGESTION_AND_SCIM: tuple[Entry, ...] = (
    Entry(
        code="job_in_progress",
        name="Another job is in progress",
        status=429,
        explanation=_("A sync of this integration is still running, so this one was not begun. No limit was exceeded."),
        resolve=_("Ask again when the running sync has ended; /job_sync_status shows it."),
        retry=Retry.BACK_OFF,
        texts=("another job is in progress", "job already in progress", "sync is already running"),
    ),
    Entry(
        code="invalid_integration_id",
        name="Invalid integration ID",
        status=400,
        explanation=_("The integration's ID does not have the form of one. Nothing was done."),
        resolve=_("Take the ID from /cdi/integrations."),
        texts=("invalid integration id",),
    ),
    Entry(
        code="integration_not_found",
        name="Integration not found",
        status=404,
        explanation=_("This workspace has no such integration. Nothing was done."),
        resolve=_("Take the ID from /cdi/integrations, and use a key of the same workspace."),
        texts=("integration not found",),
    ),
    Entry(
        code="bad_cursor",
        name="Invalid cursor",
        status=400,
        explanation=_("The cursor is not one that Braze gave."),
        resolve=_("Read from the start again, and follow the cursor or link of each answer."),
        texts=("invalid cursor",),
    ),
    Entry(
        code="scim_user_not_found",
        name="User not found",
        status=404,
        explanation=_("No dashboard user has this ID. Nothing was changed."),
        resolve=_("Look the user up with /scim/v2/Users and a filter."),
        texts=("user not found",),
        family="scim",
    ),
    Entry(
        code="scim_user_exists",
        name="User already exists in the database",
        status=409,
        explanation=_("A dashboard user with this address exists already. Nothing was changed."),
        resolve=_("Change the existing user instead."),
        retry=Retry.NEVER,
        texts=("already exists",),
        family="scim",
    ),
)

DATA_ERRORS: tuple[Entry, ...] = (
    *_named("catalogs", _CATALOGS),
    *_named("catalogs", _CATALOG_ITEMS),
    Entry(
        code="arbitrary_error",
        name="arbitrary-error",
        explanation=_("Something failed at Braze that it does not explain."),
        resolve=_("Send the request again in a while; ask Braze's support if it stays."),
        retry=Retry.BACK_OFF,
        ids=("arbitrary-error",),
        family="catalogs",
    ),
    *_DATA_OBJECTS,
    *_INGESTION_AND_SCIM,
)
