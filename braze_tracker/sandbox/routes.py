"""The table of endpoints: path, permission, rate-limit pool, rules to keep, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from braze_tracker.sandbox import content_feeds as feeds
from braze_tracker.sandbox import (
    exports,
    listings,
    message_rules,
    messaging,
    schedules,
    track_rules,
    transactional,
    users,
)
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request, Rule

Handle = Callable[[State, Request], Reply]

SCHEDULED = (
    ("messages", "messages"),
    ("campaigns/trigger", "campaigns.trigger"),
    ("canvas/trigger", "canvas.trigger"),
)


@dataclass(frozen=True)
class Route:
    """`{name}` in a path stands for one segment. The pool "sending" is the broadcast pool for a broadcast."""

    method: str
    path: str
    permission: str
    pool: str
    handle: Handle
    rules: tuple[Rule, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))

    def ids(self, method: str, path: str) -> Mapping[str, str] | None:
        match = self.pattern.fullmatch(path) if method == self.method else None
        return match.groupdict() if match else None

    def pool_for(self, request: Request) -> str:
        if self.pool != "sending":
            return self.pool
        return "broadcast" if messaging.is_broadcast(request) else "shared"


def _post(path: str, permission: str, pool: str, handle: Handle, rules: tuple[Rule, ...] = ()) -> Route:
    return Route("POST", path, permission, pool, handle, rules)


def _get(path: str, permission: str, pool: str, handle: Handle, rules: tuple[Rule, ...] = ()) -> Route:
    return Route("GET", path, permission, pool, handle, rules)


ROUTES: tuple[Route, ...] = (
    _post("/messages/send", "messages.send", "sending", messaging.send, message_rules.SEND),
    _post("/campaigns/trigger/send", "campaigns.trigger.send", "sending", messaging.send, message_rules.TRIGGER),
    _post("/canvas/trigger/send", "canvas.trigger.send", "sending", messaging.trigger_canvas, message_rules.CANVAS),
    _post(
        "/transactional/v1/campaigns/{id}/send",
        "transactional.send",
        "shared",
        transactional.send,
        transactional.RULES,
    ),
    _post(
        "/messages/schedule/create",
        "messages.schedule.create",
        "shared",
        schedules.create,
        schedules.CREATE_MESSAGE,
    ),
    _post(
        "/campaigns/trigger/schedule/create",
        "campaigns.trigger.schedule.create",
        "sending",
        schedules.create,
        schedules.CREATE_TRIGGER,
    ),
    _post(
        "/canvas/trigger/schedule/create",
        "canvas.trigger.schedule.create",
        "sending",
        schedules.create,
        schedules.CREATE_CANVAS,
    ),
    *(
        _post(f"/{path}/schedule/update", f"{name}.schedule.update", "shared", schedules.update, schedules.UPDATE)
        for path, name in SCHEDULED
    ),
    *(
        _post(f"/{path}/schedule/delete", f"{name}.schedule.delete", "shared", schedules.delete, schedules.DELETE)
        for path, name in SCHEDULED
    ),
    _get(
        "/messages/scheduled_broadcasts",
        "messages.schedule_broadcasts",
        "shared",
        schedules.broadcasts,
        schedules.BROADCASTS,
    ),
    _post("/sends/id/create", "sends.id.create", "send_ids", messaging.create_send_id, message_rules.SEND_ID_CREATE),
    _get("/sends/data_series", "sends.data_series", "shared", exports.send_series, exports.SEND_SERIES),
    _get(
        "/campaigns/data_series",
        "campaigns.data_series",
        "campaign_series",
        exports.campaign_series,
        exports.CAMPAIGN_SERIES,
    ),
    _get("/campaigns/list", "campaigns.list", "shared", listings.campaigns, listings.LIST),
    _get(
        "/campaigns/details",
        "campaigns.details",
        "shared",
        listings.campaign_details,
        (exports.CAMPAIGN_ID, exports.KNOWN_CAMPAIGN),
    ),
    _get("/canvas/data_series", "canvas.data_series", "shared", exports.canvas_series, exports.CANVAS_SERIES),
    _get("/canvas/list", "canvas.list", "shared", listings.canvases, listings.LIST),
    _get(
        "/canvas/details",
        "canvas.details",
        "shared",
        listings.canvas_details,
        (exports.CANVAS_ID, exports.KNOWN_CANVAS),
    ),
    _get("/segments/list", "segments.list", "shared", listings.segments, listings.LIST),
    _get("/content_blocks/list", "content_blocks.list", "shared", listings.content_blocks),
    _get("/templates/email/list", "templates.email.list", "shared", listings.email_templates),
    _post("/users/track", "users.track", "users_track", users.track, track_rules.RULES),
    _post("/users/export/ids", "users.export.ids", "users_export", users.export, users.EXPORT),
    _post("/users/identify", "users.identify", "users_identity", users.identify, users.IDENTIFY),
    _post("/users/delete", "users.delete", "users_identity", users.delete, users.DELETE),
    _post("/users/merge", "users.merge", "users_identity", users.merge, users.MERGE),
    _post("/users/alias/new", "users.alias.new", "users_identity", users.new_alias, users.ALIAS),
    _post("/users/external_ids/rename", "users.external_ids.rename", "external_ids", users.rename, users.RENAME),
    _post("/users/external_ids/remove", "users.external_ids.remove", "external_ids", users.remove, users.REMOVE),
    *(
        Route(
            method, "/catalogs/{name}/items", f"catalogs.{verb}_items", "catalog_items", feeds.take_items, feeds.ITEMS
        )
        for method, verb in (("POST", "add"), ("PATCH", "update"), ("PUT", "replace"), ("DELETE", "delete"))
    ),
    _post("/media_library/create", "media_library.create", "media", feeds.add_media, feeds.MEDIA),
    _post("/email/status", "email.status", "shared", feeds.take_status, feeds.EMAIL_STATUS),
    _post("/subscription/status/set", "subscription.status.set", "subscription", feeds.take_status, feeds.SUBSCRIPTION),
    _post("/cdi/integrations/{id}/sync", "cdi.integration_sync", "cdi_sync", feeds.sync, feeds.CDI),
)


def find(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    for route in ROUTES:
        ids = route.ids(method, path)
        if ids is not None:
            return route, ids
    return None
