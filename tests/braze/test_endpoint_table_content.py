"""The endpoints about content, as documented."""

from __future__ import annotations

import pytest

from braze_tracker.braze import identify


@pytest.mark.parametrize(
    ("call", "template", "permission"),
    [
        ("POST /templates/email/create", "/templates/email/create", "templates.email.create"),
        ("POST /templates/email/update", "/templates/email/update", "templates.email.update"),
        ("GET /templates/email/info", "/templates/email/info", "templates.email.info"),
        ("GET /templates/email/list", "/templates/email/list", "templates.email.list"),
        ("POST /content_blocks/create", "/content_blocks/create", "content_blocks.create"),
        ("GET /content_blocks/list", "/content_blocks/list", "content_blocks.list"),
        ("GET /campaigns/translations", "/campaigns/translations", "campaigns.translations.get"),
        ("PUT /templates/email/translations/", "/templates/email/translations", "templates.email.translations.update"),
        ("GET /canvas/translations/fr-1", "/canvas/translations/{locale_id}", "canvas.translations.get"),
        ("GET /content_blocks/translations/source", "/content_blocks/translations/source",
         "content_blocks.translations.get"),
        ("GET /preference_center/v1/list", "/preference_center/v1/list", "preference_center.list"),
        ("GET /preference_center/v1/17", "/preference_center/v1/{preference_center_id}", "preference_center.get"),
        ("PUT /preference_center/v1/17", "/preference_center/v1/{preference_center_id}", "preference_center.update"),
        ("POST /preference_center/v1", "/preference_center/v1", "preference_center.update"),
        ("GET /preference_center/v1/17/url/ada", "/preference_center/v1/{preference_center_id}/url/{user_id}",
         "preference_center.user.get"),
        ("POST /media_library/create", "/media_library/create", "media_library.create"),
        ("PUT /media_library/replace_file", "/media_library/replace_file", "media_library.replace"),
        ("POST /apps/push_credential/update", "/apps/push_credential/update", "apps.push_credential"),
        ("DELETE /app_group/sdk_authentication/delete", "/app_group/sdk_authentication/delete",
         "sdk_authentication.delete"),
    ],
)  # fmt: skip
def test_an_endpoint_is_as_its_page_says(call: str, template: str, permission: str) -> None:
    row = identify(*call.split(" "))
    assert (row.template, row.permission, row.known) == (template, permission, True)
