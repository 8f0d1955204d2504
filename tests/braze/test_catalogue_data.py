"""Errors of catalogs, data objects, cloud ingestion and SCIM, by id or in words."""

from __future__ import annotations

import json

import pytest

from braze_tracker.braze import Exchange, Outcome, judge
from braze_tracker.braze.catalogue_data import DATA_ERRORS

CATALOGS = [entry for entry in DATA_ERRORS if entry.family == "catalogs"]
WORDS = [
    (400, "/cdi/integrations/1/sync", {"message": "Invalid integration ID"}, "invalid_integration_id"),
    (400, "/cdi/integrations", {"message": "Invalid cursor"}, "bad_cursor"),
    (404, "/cdi/integrations/1/sync", {"message": "Integration not found"}, "integration_not_found"),
    (429, "/cdi/integrations/1/sync", {"message": "Another job is in progress"}, "job_in_progress"),
    (404, "/scim/v2/Users/1", {"detail": "User not found"}, "scim_user_not_found"),
    (409, "/scim/v2/Users", {"detail": "User already exists in the database"}, "scim_user_exists"),
    (404, "/data_objects/objects/a", {"errors": [{"id": "data-object-type-not-found"}]}, "data_object_type_not_found"),
    (409, "/data_objects/objects/a", {"errors": [{"id": "duplicate-data-object"}]}, "duplicate_data_object"),
    (422, "/data_objects/objects/a", {"errors": [{"id": "data-object-record-limit-exceeded"}]},
     "data_object_record_limit_exceeded"),
    (429, "/data_objects/objects/a", {"errors": [{"id": "rate-limit-exceeded"}]}, "rate_limit_exceeded"),
]  # fmt: skip


def codes(status: int, url: str, reply: object) -> list[str]:
    body = json.dumps(reply).encode()
    return [error.code for error in judge(Exchange(method="POST", url=url, status=status, response_body=body)).errors]


@pytest.mark.parametrize("entry", CATALOGS, ids=lambda entry: entry.code)
def test_a_catalog_error_is_known_by_its_id(entry: object) -> None:
    ident = getattr(entry, "name", "")
    reply = {"message": "Invalid Request", "errors": [{"id": ident, "message": "See id", "parameters": ["items"]}]}
    assert codes(400, "/catalogs/shops/items", reply) == [getattr(entry, "code", "")] * 2


@pytest.mark.parametrize(("status", "url", "reply", "code"), WORDS)
def test_an_error_of_a_page_is_recognised(status: int, url: str, reply: object, code: str) -> None:
    assert codes(status, url, reply) == [code]


def test_the_list_of_rows_is_whole() -> None:
    assert {row[3] for row in WORDS} | {entry.code for entry in CATALOGS} == {entry.code for entry in DATA_ERRORS}


def test_a_quota_of_data_objects_is_a_rate_limit() -> None:
    body = b'{"errors":[{"id":"rate-limit-exceeded","message":"Slow down"}]}'
    verdict = judge(Exchange(method="GET", url="/data_objects/types", status=429, response_body=body))
    assert verdict.outcome is Outcome.RATE_LIMITED
