"""Catalog items, the media library, subscriptions and data ingestion: the shapes of reply that no message has.

https://www.braze.com/docs/api/endpoints/catalogs/ and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from braze_tracker.sandbox.content import stable_id
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request, Rule, accepted, created

MOST_ITEMS = 50
CATALOGS = ("products", "stores")
PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "svg", "webp"})
INTEGRATIONS = {stable_id("integration", name): name for name in ("Warehouse profiles", "Warehouse orders")}
JOB = timedelta(seconds=60)


def catalog_error(code: str, message: str, parameters: list[str], values: list[Any]) -> Mapping[str, Any]:
    one = {"id": code, "message": message, "parameters": parameters, "parameter_values": values}
    return {"errors": [one], "message": "Invalid Request"}


def _items(request: Request) -> list[Any]:
    given = request.data.get("items")
    return given if isinstance(given, list) else []


def _some_item(broken: Callable[[Any], bool]) -> Callable[[State, Request], bool]:
    return lambda _, request: any(broken(item) for item in _items(request))


def repeats_ids(_: State, request: Request) -> bool:
    ids = [str(item.get("id")) for item in _items(request)]
    return len(ids) > len(set(ids))


ITEMS = (
    Rule(
        lambda _, request: request.ids["name"] not in CATALOGS,
        404,
        catalog_error("catalog-not-found", "Could not find catalog", ["catalog_name"], []),
    ),
    Rule(
        lambda _, request: not _items(request),
        400,
        catalog_error("item-array-invalid", "'items' must be an array of objects", ["items"], []),
    ),
    Rule(
        lambda _, request: len(_items(request)) > MOST_ITEMS,
        400,
        catalog_error(
            "request-includes-too-many-items", "The request includes too many items", ["items"], [MOST_ITEMS]
        ),
    ),
    Rule(
        _some_item(lambda item: not isinstance(item, dict) or "id" not in item),
        400,
        catalog_error("items-missing-ids", "There are items that do not have ids", ["id"], []),
    ),
    Rule(
        _some_item(lambda item: not isinstance(item["id"], str)),
        400,
        catalog_error("ids-not-strings", "Item ids must be strings", ["id"], []),
    ),
    Rule(repeats_ids, 400, catalog_error("ids-not-unique", "Item ids must be unique", ["id"], [])),
)


def take_items(_: State, __: Request) -> Reply:
    return accepted()


def _extension(asset: Mapping[str, Any]) -> str:
    return str(asset.get("name") or asset.get("asset_url") or "").rpartition(".")[2].lower()


def has_no_asset(_: State, request: Request) -> bool:
    return not assets(request)


def assets(request: Request) -> list[Mapping[str, Any]]:
    """One asset in the body itself, or several under `assets`."""
    given = request.data.get("assets")
    several = given if isinstance(given, list) else [request.data]
    return [
        asset for asset in several if isinstance(asset, dict) and (asset.get("asset_url") or asset.get("asset_file"))
    ]


MEDIA = (
    Rule(
        has_no_asset,
        400,
        {"message": "asset_url or asset_file is required", "error_code": "INVALID_ASSET_URL", "meta": {}},
    ),
)


def add_media(_: State, request: Request) -> Reply:
    """Answers 200 also where some or all assets were refused; there is no `message`."""
    good = [asset for asset in assets(request) if _extension(asset) in PICTURES]
    bad = [asset for asset in assets(request) if _extension(asset) not in PICTURES]
    errors = [
        {"name": str(a.get("name") or "asset"), "size": 0, "ext": _extension(a), "error": "UNSUPPORTED_FILE_TYPE"}
        for a in bad
    ]
    new = [{"name": str(asset.get("name") or "asset"), "ext": _extension(asset)} for asset in good]
    return Reply(200, {"new_assets": new, "errors": errors, "dashboard_url": "https://dashboard.example.com/media"})


def _state_outside(*allowed: str) -> Callable[[State, Request], bool]:
    return lambda _, request: request.data.get("subscription_state") not in allowed


def has_bad_group(_: State, request: Request) -> bool:
    return not re.fullmatch(r"[0-9a-fA-F-]{36}", str(request.data.get("subscription_group_id")))


EMAIL_STATUS = (
    Rule(lambda _, request: not request.data.get("email"), 400, "email is required"),
    Rule(
        _state_outside("subscribed", "unsubscribed", "opted_in"),
        400,
        "subscription_state must be subscribed, unsubscribed or opted_in",
    ),
)
SUBSCRIPTION = (
    Rule(has_bad_group, 400, "Invalid subscription group ID"),
    Rule(_state_outside("subscribed", "unsubscribed"), 400, "subscription_state must be subscribed or unsubscribed"),
    Rule(
        lambda _, request: bool(request.data.get("email") and request.data.get("phone")),
        400,
        "email and phone cannot be given together",
    ),
)


def take_status(_: State, __: Request) -> Reply:
    """Accepted also for an address nobody has."""
    return created()


CDI = (
    Rule(lambda _, request: not re.fullmatch(r"[0-9a-fA-F-]{36}", request.ids["id"]), 400, "Invalid integration ID"),
    Rule(lambda _, request: request.ids["id"] not in INTEGRATIONS, 404, "Integration not found"),
    Rule(
        lambda state, request: request.at - state.jobs.get(request.ids["id"], request.at - JOB) < JOB,
        429,
        "Another job is in progress",
    ),
)


def sync(state: State, request: Request) -> Reply:
    """A job runs for a minute; another one meanwhile is a conflict, answered with 429 though quota is left."""
    state.jobs[request.ids["id"]] = request.at
    return accepted()
