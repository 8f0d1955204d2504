"""Errors of the media library, content blocks, templates and translations."""

from __future__ import annotations

import json

import pytest

from braze_tracker.braze import Exchange, judge
from braze_tracker.braze.catalogue_content import CONTENT_ERRORS
from braze_tracker.braze.catalogue_entry import CatalogueEntry

MEDIA = [entry for entry in CONTENT_ERRORS if entry.family == "media_library"]
WORDS = [
    ("/content_blocks/create", "Content cannot be blank", "content_blank"),
    ("/content_blocks/create", "Content must be a string no greater than 50 kb", "content_too_large"),
    ("/content_blocks/create", "Content Block with this name already exists", "content_block_name_taken"),
    ("/content_blocks/create", "Tags could not be found", "tags_missing"),
    ("/content_blocks/list", "Offset must be an integer", "invalid_offset"),
    ("/templates/email/create", "Template name is required", "template_name_required"),
    ("/campaigns/translations", "The provided locale code does not exist.", "unknown_locale"),
    ("/canvas/translations", "You have exceeded the maximum number of requests.", "translations_rate_limited"),
]


def codes(url: str, status: int, reply: object) -> list[str]:
    body = json.dumps(reply).encode()
    return [error.code for error in judge(Exchange(method="POST", url=url, status=status, response_body=body)).errors]


@pytest.mark.parametrize("entry", MEDIA, ids=lambda entry: entry.code)
def test_a_media_error_is_known_in_a_refusal_and_in_the_list_of_a_success(entry: CatalogueEntry) -> None:
    refusal = {"message": "It failed", "error_code": entry.name, "meta": {}}
    listed = {"new_assets": [], "errors": [{"name": "hat.png", "size": 3, "ext": "png", "error": entry.name}]}
    assert codes("/media_library/create", 400, refusal) == [entry.code]
    assert codes("/media_library/create", 200, listed) == [entry.code]


@pytest.mark.parametrize(("url", "text", "code"), WORDS)
def test_an_error_of_a_page_is_recognised(url: str, text: str, code: str) -> None:
    assert codes(url, 400, {"message": text}) == [code]


def test_the_list_of_rows_is_whole() -> None:
    assert {row[2] for row in WORDS} | {entry.code for entry in MEDIA} == {entry.code for entry in CONTENT_ERRORS}
