"""Endpoints about content: templates, blocks, translations, media, push keys.

https://www.braze.com/docs/api/endpoints/templates
"""

from __future__ import annotations

from braze_tracker.braze.endpoint import Endpoint, Repeat, endpoint

MEDIA_CREATE_POOL = "media_library.create"
TRANSLATIONS_POOL = "translations"

_TEMPLATES: tuple[Endpoint, ...] = (
    endpoint(
        "POST /templates/email/create", "templates.email", "templates.email.create", carries={"email_template_id"}
    ),
    endpoint(
        "POST /templates/email/update",
        "templates.email",
        "templates.email.update",
        repeat=Repeat.IDEMPOTENT,
        carries={"email_template_id"},
    ),
    endpoint("GET /templates/email/info", "templates.email", "templates.email.info"),
    endpoint("GET /templates/email/list", "templates.email", "templates.email.list", carries={"templates"}),
    endpoint("POST /content_blocks/create", "content_blocks", "content_blocks.create", carries={"content_block_id"}),
    endpoint(
        "POST /content_blocks/update",
        "content_blocks",
        "content_blocks.update",
        repeat=Repeat.IDEMPOTENT,
        carries={"content_block_id"},
    ),
    endpoint("GET /content_blocks/info", "content_blocks", "content_blocks.info", carries={"content_block_id"}),
    endpoint("GET /content_blocks/list", "content_blocks", "content_blocks.list", carries={"content_blocks"}),
)

_TRANSLATIONS: tuple[Endpoint, ...] = tuple(
    endpoint(
        f"{method} /{wing}/translations{rest}",
        f"{wing.replace('/', '.')}.translations",
        f"{wing.replace('/', '.')}.translations.{verb}",
        pool=TRANSLATIONS_POOL,
        carries={"translations"},
    )
    for wing in ("campaigns", "canvas", "templates/email", "content_blocks")
    for method, verb in (("GET", "get"), ("PUT", "update"))
    for rest in ("", "/source", "/{locale_id}")
)

_PREFERENCE_CENTERS: tuple[Endpoint, ...] = (
    endpoint(
        "GET /preference_center/v1/list",
        "preference_center",
        "preference_center.list",
        pool="preference_center.read",
        carries={"preference_centers"},
    ),
    endpoint(
        "GET /preference_center/v1/{preference_center_id}",
        "preference_center",
        "preference_center.get",
        pool="preference_center.read",
    ),
    endpoint(
        "GET /preference_center/v1/{preference_center_id}/url/{user_id}",
        "preference_center",
        "preference_center.user.get",
        pool="preference_center.read",
        carries={"preference_center_url"},
    ),
    endpoint(
        "POST /preference_center/v1",
        "preference_center",
        "preference_center.update",
        pool="preference_center.write",
        carries={"preference_center_api_id", "liquid_tag"},
    ),
    endpoint(
        "PUT /preference_center/v1/{preference_center_id}",
        "preference_center",
        "preference_center.update",
        pool="preference_center.write",
        carries={"preference_center_api_id", "liquid_tag"},
    ),
)

_FILES_AND_KEYS: tuple[Endpoint, ...] = (
    endpoint(
        "POST /media_library/create",
        "media_library",
        "media_library.create",
        pool=MEDIA_CREATE_POOL,
        carries={"new_assets", "errors"},
    ),
    endpoint(
        "PUT /media_library/replace_file",
        "media_library",
        "media_library.replace",
        pool="media_library.replace",
        carries={"new_image_asset"},
    ),
    endpoint("POST /apps/push_credential/update", "apps", "apps.push_credential", repeat=Repeat.IDEMPOTENT),
    endpoint(
        "POST /app_group/sdk_authentication/create", "sdk_authentication", "sdk_authentication.create", carries={"id"}
    ),
    endpoint(
        "GET /app_group/sdk_authentication/keys", "sdk_authentication", "sdk_authentication.keys", carries={"keys"}
    ),
    endpoint(
        "PUT /app_group/sdk_authentication/primary",
        "sdk_authentication",
        "sdk_authentication.primary",
        carries={"keys"},
    ),
    endpoint(
        "DELETE /app_group/sdk_authentication/delete",
        "sdk_authentication",
        "sdk_authentication.delete",
        carries={"keys"},
    ),
)

CONTENT: tuple[Endpoint, ...] = (*_TEMPLATES, *_TRANSLATIONS, *_PREFERENCE_CENTERS, *_FILES_AND_KEYS)
