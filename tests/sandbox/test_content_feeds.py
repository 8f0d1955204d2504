from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.content import stable_id
from braze_tracker.sandbox.content_feeds import INTEGRATIONS
from tests.sandbox.asking import ask, post, said

GROUP = stable_id("group")
JOB = f"/cdi/integrations/{next(iter(INTEGRATIONS))}/sync"


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_catalog_items_are_taken_for_later(box: Box, method: str) -> None:
    assert said(ask(box, method, "/catalogs/products/items", {"items": [{"id": "tea-set"}]})) == (202, "success")


@pytest.mark.parametrize(
    ("catalog", "items", "status", "code"),
    [
        ("nobody", [{"id": "a"}], 404, "catalog-not-found"),
        ("products", [], 400, "item-array-invalid"),
        ("products", [{"id": str(number)} for number in range(51)], 400, "request-includes-too-many-items"),
        ("products", [{"name": "a"}], 400, "items-missing-ids"),
        ("products", ["a"], 400, "items-missing-ids"),
        ("products", [{"id": 5}], 400, "ids-not-strings"),
        ("products", [{"id": "a"}, {"id": "a"}], 400, "ids-not-unique"),
    ],
)
def test_a_mistaken_catalog_request_has_an_error_with_an_id(
    box: Box, catalog: str, items: list[Any], status: int, code: str
) -> None:
    reply = post(box, f"/catalogs/{catalog}/items", {"items": items})
    assert (reply.status, reply.body["message"]) == (status, "Invalid Request")
    assert [set(error) for error in reply.body["errors"]] == [{"id", "message", "parameters", "parameter_values"}]
    assert reply.body["errors"][0]["id"] == code


def test_the_media_library_answers_200_also_for_what_it_refuses(box: Box) -> None:
    assets = [{"asset_url": f"https://cdn.example.com/{name}", "name": name} for name in ("a.png", "b.tiff")]
    reply = post(box, "/media_library/create", {"assets": assets})
    assert (reply.status, set(reply.body)) == (200, {"new_assets", "errors", "dashboard_url"})
    assert [asset["name"] for asset in reply.body["new_assets"]] == ["a.png"]
    assert reply.body["errors"] == [{"name": "b.tiff", "size": 0, "ext": "tiff", "error": "UNSUPPORTED_FILE_TYPE"}]


def test_the_media_library_refuses_nothing_at_all_with_a_code(box: Box) -> None:
    reply = post(box, "/media_library/create", {})
    assert (reply.status, reply.body["error_code"]) == (400, "INVALID_ASSET_URL")


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/email/status", {"email": "a@example.com", "subscription_state": "unsubscribed"}, (201, "success")),
        ("/email/status", {"subscription_state": "unsubscribed"}, (400, "email is required")),
        (
            "/email/status",
            {"email": "a@example.com", "subscription_state": "off"},
            (400, "subscription_state must be subscribed, unsubscribed or opted_in"),
        ),
        (
            "/subscription/status/set",
            {"subscription_group_id": GROUP, "subscription_state": "subscribed", "external_id": ["a"]},
            (201, "success"),
        ),
        ("/subscription/status/set", {"subscription_group_id": "news"}, (400, "Invalid subscription group ID")),
        (
            "/subscription/status/set",
            {"subscription_group_id": GROUP, "subscription_state": "off"},
            (400, "subscription_state must be subscribed or unsubscribed"),
        ),
        (
            "/subscription/status/set",
            {"subscription_group_id": GROUP, "subscription_state": "subscribed", "email": ["a"], "phone": ["b"]},
            (400, "email and phone cannot be given together"),
        ),
    ],
)
def test_subscriptions(box: Box, path: str, body: dict[str, Any], expected: tuple[int, str]) -> None:
    assert said(post(box, path, body)) == expected


def test_a_second_job_within_the_minute_is_a_conflict_with_quota_left(box: Box) -> None:
    assert post(box, JOB, {}).status == 202
    reply = post(box, JOB, {})
    assert said(reply) == (429, "Another job is in progress")
    assert int(dict(reply.headers)["x-ratelimit-remaining"]) > 0


def test_a_minute_later_the_job_is_done(box: Box) -> None:
    post(box, JOB, {})
    box.clock.advance(timedelta(seconds=60))
    assert post(box, JOB, {}).status == 202


@pytest.mark.parametrize(
    ("one", "expected"),
    [("nobody", (400, "Invalid integration ID")), (stable_id("none"), (404, "Integration not found"))],
)
def test_an_unknown_integration_is_refused(box: Box, one: str, expected: tuple[int, str]) -> None:
    assert said(post(box, f"/cdi/integrations/{one}/sync", {})) == expected
