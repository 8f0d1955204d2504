from __future__ import annotations

from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from tests.sandbox.asking import post, said

EVENT = {"external_id": "a", "name": "searched", "time": "2026-05-04T10:00:00Z"}
TOO_MANY = "The max number of ids per request was exceeded"
PEOPLE = [f"customer-{number}" for number in range(51)]


def test_what_was_tracked_is_counted_by_array(box: Box) -> None:
    body = post(box, "/users/track", {"attributes": [{"external_id": "a"}] * 2, "events": [EVENT]}).body
    assert body == {"attributes_processed": 2, "events_processed": 1, "message": "success"}


def test_wrong_objects_are_listed_and_the_others_count(box: Box) -> None:
    reply = post(box, "/users/track", {"events": [EVENT, {**EVENT, "name": ""}, EVENT]})
    assert (reply.status, reply.body["message"], reply.body["events_processed"]) == (201, "success", 2)
    assert reply.body["errors"] == [{"type": "'name' is required", "input_array": "events", "index": 1}]


def test_a_batch_of_nothing_but_wrong_objects_is_refused_with_the_list(box: Box) -> None:
    reply = post(box, "/users/track", {"events": [{"name": "searched"}]})
    assert reply.status == 400
    assert len(reply.body["errors"]) == 1


def test_an_export_names_the_ids_nobody_has(box: Box) -> None:
    body = post(box, "/users/export/ids", {"external_ids": ["a", "unknown-1"]}).body
    assert [user["external_id"] for user in body["users"]] == ["a"]
    assert body["invalid_user_ids"] == ["unknown-1"]


def test_an_export_of_known_people_has_no_list_of_invalid_ids(box: Box) -> None:
    assert set(post(box, "/users/export/ids", {"external_ids": ["a"]}).body) == {"users", "message"}


def test_a_deletion_counts_and_names_the_ids_nobody_has(box: Box) -> None:
    body = post(box, "/users/delete", {"external_ids": ["a", "b", "unknown-1"], "braze_ids": ["c"]}).body
    assert body == {"deleted": 3, "invalid_user_ids": ["unknown-1"], "message": "success"}


def test_a_rename_lists_its_errors_as_lists(box: Box) -> None:
    pairs = [{"current_external_id": old, "new_external_id": f"{old}-new"} for old in ("a", "unknown-1")]
    body = post(box, "/users/external_ids/rename", {"external_id_renames": pairs}).body
    assert (body["external_ids"], body["rename_errors"]) == (pairs[:1], [["external_id unknown-1 not found"]])


def test_a_rename_without_errors_has_an_empty_list(box: Box) -> None:
    pairs = [{"current_external_id": "a", "new_external_id": "b"}]
    assert post(box, "/users/external_ids/rename", {"external_id_renames": pairs}).body["rename_errors"] == []


def test_a_removal_lists_its_errors_as_lists(box: Box) -> None:
    body = post(box, "/users/external_ids/remove", {"external_ids": ["a", "unknown-1"]}).body
    assert (body["removed_ids"], body["removal_errors"]) == (["a"], [["external_id unknown-1 not found"]])


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/users/identify", {"aliases_to_identify": [{"external_id": "a"}]}, 201),
        ("/users/alias/new", {"user_aliases": [{"alias_name": "a"}]}, 201),
        ("/users/merge", {"merge_updates": [{"identifier_to_merge": {}}]}, 202),
    ],
)
def test_identities_are_taken(box: Box, path: str, body: dict[str, Any], status: int) -> None:
    assert said(post(box, path, body)) == (status, "success")


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/users/export/ids", {}, "At least one user identifier must be provided"),
        ("/users/export/ids", {"external_ids": PEOPLE}, TOO_MANY),
        ("/users/identify", {}, "'aliases_to_identify' must be an array of objects"),
        ("/users/identify", {"aliases_to_identify": [{}] * 51}, TOO_MANY),
        ("/users/delete", {}, "No users to delete"),
        ("/users/delete", {"external_ids": PEOPLE}, TOO_MANY),
        ("/users/merge", {"merge_updates": ["x"]}, "'merge_updates' must be an array of objects"),
        (
            "/users/merge",
            {"merge_updates": [{}] * 51},
            "a single request may not contain more than 50 merge updates",
        ),
        ("/users/alias/new", {"user_aliases": "x"}, "'user_aliases' must be an array of objects"),
        ("/users/external_ids/rename", {}, "'external_id_renames' must be an array of objects"),
        ("/users/external_ids/remove", {}, "'external_ids' must be an array of strings"),
    ],
)
def test_a_mistake_is_refused_with_its_text(box: Box, path: str, body: dict[str, Any], message: str) -> None:
    assert said(post(box, path, body)) == (400, message)
