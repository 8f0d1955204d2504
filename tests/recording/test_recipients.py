"""Whom a call is found by: as the redactor masks requests, and as the drain stores what it masked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.redaction import LARGEST_BODY, Redactor
from braze_tracker.braze.scrubbing import masked_value
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall, CallRecipient
from braze_tracker.recording.pruning import prune_calls
from braze_tracker.recording.recipients import MOST, digests, recipients_of
from tests.recording.factories import NOW, a_key, a_workspace, later
from tests.recording.journals import KEY, a_segment, an_ending, an_intent

HASH = b"a key for tests"
REST = "https://rest.iad-01.braze.com"


def person(value: str) -> int:
    return next(digests(masked_value(HASH, value)))


def found(document: object, url: str = "/messages/send", *, level: CaptureLevel = CaptureLevel.MASKED) -> list[int]:
    """What is found of a request once it is captured."""
    kind = "application/x-www-form-urlencoded" if isinstance(document, str) else "application/json"
    body = document if isinstance(document, str) else json.dumps(document)
    kept = Redactor(HASH, level, LARGEST_BODY).request("POST", REST + url, {"Content-Type": kind}, body.encode())
    return recipients_of(kept.url, kept.body.content)


@pytest.mark.parametrize(
    ("document", "people"),
    [
        pytest.param({"external_user_ids": ["u1", "u2"]}, ["u1", "u2"], id="messages"),
        pytest.param({"recipients": [{"external_user_id": "u1"}, {"external_user_id": "u2"}]}, ["u1", "u2"], id="two"),
        pytest.param({"recipients": [{"user_alias": {"alias_name": "a", "alias_label": "shop"}}]}, ["a"], id="alias"),
        pytest.param({"user_aliases": [{"alias_name": "a"}], "braze_ids": ["b"]}, ["a", "b"], id="every kind"),
        pytest.param({"attributes": [{"external_id": "u1", "email": "Maria@Example.com", "shoe": "43"}]},
                     ["u1", "maria@example.com"], id="users/track"),
        pytest.param({"events": [{"external_id": "u1", "name": "bought", "properties": {"order": "A-1"}}]}, ["u1"],
                     id="not what stands in properties"),
        pytest.param({"external_id": "u1", "email": ["a@b.com"], "phone": ["+33612345678"]},
                     ["u1", "a@b.com", "+33612345678"], id="subscription"),
        pytest.param({"external_ids": ["", None, "u1"], "email": "", "phone": None}, ["u1"], id="holes"),
        pytest.param({"external_ids": [7, "7", "u1", "u1"]}, ["7", "u1"], id="each once, numbers too"),
        pytest.param({"external_id_renames": [{"current_external_id": "old", "new_external_id": "new"}]},
                     ["old", "new"], id="renames"),
        pytest.param({"broadcast": True, "messages": {"email": {"subject": "to u1"}}}, [], id="nobody by name"),
        pytest.param({}, [], id="nothing"),
        pytest.param([{"external_id": "u1"}], ["u1"], id="a list"),
    ],
)  # fmt: skip
def test_people_are_found_wherever_braze_takes_their_name(document: object, people: list[str]) -> None:
    assert found(document) == [person(one) for one in people]


def test_people_in_an_address_and_in_a_form_are_found() -> None:
    query = urlencode({"external_id[]": "u1", "email": "a@b.com", "subscription_group_id": "g"})
    assert found({}, f"/subscription/user/status?{query}") == [person("u1"), person("a@b.com")]
    assert found(urlencode({"external_id": "u1", "campaign_id": "c", "phone": "+33 6"})) == [
        person("u1"),
        person("+33 6"),
    ]


def test_what_is_not_masked_names_nobody() -> None:
    document = {"external_user_id": "u1", "email": "a@b.com"}
    assert found(document, level=CaptureLevel.METADATA) == []
    assert found(document, level=CaptureLevel.FULL) == []


def test_a_large_call_is_found_by_its_first_hundred() -> None:
    names = [f"u{number}" for number in range(MOST + 20)]
    assert found({"external_user_ids": names}) == [person(name) for name in names[:MOST]]


def test_digests_are_signed_numbers_that_a_column_of_four_bytes_takes() -> None:
    assert list(digests("•••00000001 •••ffffffff •••80000000")) == [1, -1, -(2**31)]
    assert list(digests("•••1234 and 00000001")) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"external_ids":[' * 4000 + "•••", id="lists that never end"),
        pytest.param('{"a":"•••' + '"' * 64_000, id="quotation marks"),
        pytest.param('{"email":' + "null," * 13_000 + "•••", id="nulls"),
        pytest.param('{"email":"•••' + "0" * 64_000, id="digits"),
        pytest.param("•••" + "&email" * 10_000, id="names of pairs"),
    ],
)
def test_no_text_is_looked_at_twice(text: str) -> None:
    """An expression that tried every beginning would take minutes for these."""
    assert recipients_of("", text) == []


def lines(asked: Any) -> list[Any]:
    intent = an_intent(asked=asked)
    return [intent, an_ending(intent)]


MASKED = {"external_user_ids": ["•••00000001", "•••ffffffff"]}
COMPACT = json.dumps(MASKED, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.django_db
def test_the_drain_writes_down_whom_a_call_was_for(tmp_path: Path) -> None:
    a_segment(tmp_path, *lines(COMPACT))
    drain(tmp_path, now=NOW)
    call = ApiCall.objects.get()
    assert set(CallRecipient.objects.values_list("call_id", "digest")) == {(call.pk, 1), (call.pk, -1)}


@pytest.mark.django_db
def test_a_call_that_ends_later_and_a_journal_read_again_change_nothing(tmp_path: Path) -> None:
    intent, ending = lines(COMPACT)
    a_segment(tmp_path, intent, sequence=1)
    drain(tmp_path, now=NOW)
    assert CallRecipient.objects.count() == 2
    a_segment(tmp_path, ending, sequence=2)
    a_segment(tmp_path, intent, ending, sequence=3)
    drain(tmp_path, now=NOW)
    assert CallRecipient.objects.count() == 2
    assert ApiCall.objects.get().outcome == "success"


@pytest.mark.django_db
def test_a_workspace_that_keeps_no_bodies_keeps_nobody(tmp_path: Path) -> None:
    place = a_workspace(capture="metadata")
    a_key(place, fingerprint=KEY.fingerprint)
    a_segment(tmp_path, *lines(COMPACT))
    drain(tmp_path, now=NOW)
    assert ApiCall.objects.get().workspace == place
    assert not CallRecipient.objects.exists()


@pytest.mark.django_db
def test_a_call_that_is_removed_takes_its_people_along(tmp_path: Path) -> None:
    a_segment(tmp_path, *lines(COMPACT))
    drain(tmp_path, now=NOW)
    call = ApiCall.objects.get()
    assert prune_calls(call.workspace, later(hours=1)) == 1
    assert not CallRecipient.objects.exists()
