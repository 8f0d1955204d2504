"""Endpoints about data beside people: catalogs, data objects, cloud ingestion, SCIM.

https://www.braze.com/docs/api/endpoints/catalogs
"""

from __future__ import annotations

from braze_tracker.braze.endpoint import Endpoint, Repeat, endpoint

CATALOGS_POOL = "catalogs"
"""50 a minute: catalogs themselves and single items."""
CATALOG_ITEMS_POOL = "catalogs.items"
"""16,000 a minute: many items in one call, worked off later."""

_CATALOGS: tuple[Endpoint, ...] = (
    endpoint("GET /catalogs", "catalogs", "catalogs.get", pool=CATALOGS_POOL, carries={"catalogs"}),
    endpoint("POST /catalogs", "catalogs", "catalogs.create", pool=CATALOGS_POOL, carries={"catalogs"}),
    endpoint("DELETE /catalogs/{catalog_name}", "catalogs", "catalogs.delete", pool=CATALOGS_POOL),
    endpoint("POST /catalogs/{catalog_name}/fields", "catalogs.fields", "catalogs.create_fields", pool=CATALOGS_POOL),
    endpoint(
        "DELETE /catalogs/{catalog_name}/fields/{field_name}",
        "catalogs.fields",
        "catalogs.delete_fields",
        pool=CATALOGS_POOL,
    ),
    endpoint(
        "POST /catalogs/{catalog_name}/selections",
        "catalogs.selections",
        "catalogs.create_selection",
        pool=CATALOGS_POOL,
    ),
    endpoint(
        "DELETE /catalogs/{catalog_name}/selections/{selection_name}",
        "catalogs.selections",
        "catalogs.delete_selection",
        pool=CATALOGS_POOL,
    ),
)

_MANY = (("POST", "add_items"), ("PATCH", "update_items"), ("PUT", "replace_items"), ("DELETE", "delete_items"))
_ONE = (
    ("GET", "get_item"),
    ("POST", "create_item"),
    ("PATCH", "update_item"),
    ("PUT", "replace_item"),
    ("DELETE", "delete_item"),
)

_CATALOG_ITEMS: tuple[Endpoint, ...] = (
    endpoint(
        "GET /catalogs/{catalog_name}/items",
        "catalogs.items",
        "catalogs.get_items",
        pool=CATALOGS_POOL,
        carries={"items"},
    ),
    *(
        # An item is named by its id: adding, changing or deleting it again ends where it ended.
        endpoint(
            f"{method} /catalogs/{{catalog_name}}/items",
            "catalogs.items",
            f"catalogs.{verb}",
            pool=CATALOG_ITEMS_POOL,
            repeat=Repeat.IDEMPOTENT,
        )
        for method, verb in _MANY
    ),
    *(
        endpoint(
            f"{method} /catalogs/{{catalog_name}}/items/{{item_id}}",
            "catalogs.items",
            f"catalogs.{verb}",
            pool=CATALOGS_POOL,
            repeat=Repeat.SAFE if method == "GET" else Repeat.IDEMPOTENT,
        )
        for method, verb in _ONE
    ),
)

_SCIM: tuple[Endpoint, ...] = (
    endpoint("GET /scim/v2/Users", "scim", pool="scim", carries={"Resources"}),
    endpoint("POST /scim/v2/Users", "scim", pool="scim", carries={"id"}),
    endpoint("GET /scim/v2/Users/{user_id}", "scim", pool="scim", carries={"id"}),
    endpoint("PUT /scim/v2/Users/{user_id}", "scim", pool="scim", carries={"id"}),
    endpoint("PATCH /scim/v2/Users/{user_id}", "scim", pool="scim", carries={"id"}),
    endpoint("DELETE /scim/v2/Users/{user_id}", "scim", pool="scim"),
)

_INGESTION: tuple[Endpoint, ...] = (
    endpoint("GET /cdi/integrations", "cdi", "cdi.integration_list", pool="cdi.list", carries={"results"}),
    endpoint("POST /cdi/integrations/{integration_id}/sync", "cdi", "cdi.integration_sync", pool="cdi.sync"),
    endpoint(
        "GET /cdi/integrations/{integration_id}/job_sync_status",
        "cdi",
        "cdi.integration_job_status",
        pool="cdi.status",
        carries={"results"},
    ),
)

_OBJECT_PATHS = (
    "/data_objects/types",
    "/data_objects/types/{type_name}",
    "/data_objects/objects/{type_name}",
    "/data_objects/objects/{type_name}/{object_id}",
    "/data_objects/objects/{type_name}/{object_id}/relationships",
    "/data_objects/relationships",
    "/data_objects/relationships/{relationship_name}",
    "/data_objects/relationships/{relationship_name}/{object_id}",
)

_DATA_OBJECTS: tuple[Endpoint, ...] = tuple(
    endpoint(
        f"{method} {path}",
        "data_objects",
        pool=f"data_objects.{'read' if method == 'GET' else 'write'}",
        carries={"data_object"},
    )
    for path in _OBJECT_PATHS
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
)

DATA: tuple[Endpoint, ...] = (*_CATALOGS, *_CATALOG_ITEMS, *_SCIM, *_INGESTION, *_DATA_OBJECTS)
