"""The endpoints about catalogs, data objects, cloud ingestion and SCIM, as documented."""

from __future__ import annotations

import pytest

from braze_tracker.braze import Repeat, identify

ITEMS, ITEM = "/catalogs/{catalog_name}/items", "/catalogs/{catalog_name}/items/{item_id}"


@pytest.mark.parametrize(
    ("call", "template", "permission", "pool"),
    [
        ("GET /catalogs", "/catalogs", "catalogs.get", "catalogs"),
        ("POST /catalogs", "/catalogs", "catalogs.create", "catalogs"),
        ("DELETE /catalogs/shops", "/catalogs/{catalog_name}", "catalogs.delete", "catalogs"),
        ("GET /catalogs/shops/items", ITEMS, "catalogs.get_items", "catalogs"),
        ("POST /catalogs/shops/items", ITEMS, "catalogs.add_items", "catalogs.items"),
        ("PATCH /catalogs/shops/items", ITEMS, "catalogs.update_items", "catalogs.items"),
        ("PUT /catalogs/shops/items", ITEMS, "catalogs.replace_items", "catalogs.items"),
        ("DELETE /catalogs/shops/items", ITEMS, "catalogs.delete_items", "catalogs.items"),
        ("GET /catalogs/shops/items/7", ITEM, "catalogs.get_item", "catalogs"),
        ("POST /catalogs/shops/items/7", ITEM, "catalogs.create_item", "catalogs"),
        ("PUT /catalogs/shops/items/7", ITEM, "catalogs.replace_item", "catalogs"),
        ("DELETE /catalogs/my%20shops/items/a%2Fb", ITEM, "catalogs.delete_item", "catalogs"),
        ("POST /catalogs/shops/fields", "/catalogs/{catalog_name}/fields", "catalogs.create_fields", "catalogs"),
        ("GET /scim/v2/Users", "/scim/v2/Users", "", "scim"),
        ("PUT /scim/v2/Users/9f", "/scim/v2/Users/{user_id}", "", "scim"),
        ("GET /cdi/integrations", "/cdi/integrations", "cdi.integration_list", "cdi.list"),
        ("POST /cdi/integrations/9f/sync", "/cdi/integrations/{integration_id}/sync", "cdi.integration_sync",
         "cdi.sync"),
        ("GET /cdi/integrations/9f/job_sync_status", "/cdi/integrations/{integration_id}/job_sync_status",
         "cdi.integration_job_status", "cdi.status"),
        ("GET /data_objects/types", "/data_objects/types", "", "data_objects.read"),
        ("POST /data_objects/objects/pet", "/data_objects/objects/{type_name}", "", "data_objects.write"),
    ],
)  # fmt: skip
def test_an_endpoint_is_as_its_page_says(call: str, template: str, permission: str, pool: str) -> None:
    row = identify(*call.split(" "))
    assert (row.template, row.permission, row.pool, row.known) == (template, permission, pool, True)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_item_named_by_its_id_may_be_written_again(method: str) -> None:
    assert identify(method, "/catalogs/shops/items/7").repeat is Repeat.IDEMPOTENT


def test_a_sync_is_not_begun_twice() -> None:
    assert identify("POST", "/cdi/integrations/9f/sync").repeat is Repeat.UNSAFE
