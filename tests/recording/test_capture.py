from __future__ import annotations

import base64
import json

import pytest

from braze_tracker.braze.captured import BodyState, CapturedBody, CaptureLevel
from braze_tracker.braze.essence import reply_essence, request_essence
from braze_tracker.journal.whole import AnyRedactor, Redactors
from braze_tracker.recording.capture import OpenedBody, WholeBody, kept, opened
from tests.journal.lines_of import a_departure, an_ending, an_intent

METADATA, MASKED, FULL = CaptureLevel
PERSON = "marked-17"
BODIES = {
    "personal": f'{{"campaign_id":"c-1","external_user_ids":["{PERSON}"],"note":"n"}}'.encode(),
    "plain": b'{"campaign_id":"c-1","note":"n"}',
    "large": f'{{"campaign_id":"c-1","external_user_ids":["{PERSON}"],"note":"{"n" * 70_000}"}}'.encode(),
    "text": b"a note",
    "form": f"campaign_id=c-1&email={PERSON}".encode(),
    "empty": b"",
    "binary": b"\x00\x01",
}
ID, NOTE, WHO = "c-1", "n", PERSON
STORED: dict[str, dict[tuple[CaptureLevel, CaptureLevel], str]] = {
    "personal": {
        (METADATA, METADATA): "essence",
        (METADATA, MASKED): "essence",
        (METADATA, FULL): "essence",
        (MASKED, METADATA): "essence",
        (MASKED, MASKED): "masked",
        (MASKED, FULL): "masked",
        (FULL, METADATA): "essence",
        (FULL, MASKED): "masked",
        (FULL, FULL): "whole, sealed",
    },
    "plain": {
        (METADATA, METADATA): "essence",
        (METADATA, MASKED): "essence",
        (METADATA, FULL): "essence",
        (MASKED, METADATA): "essence",
        (MASKED, MASKED): "whole",
        (MASKED, FULL): "whole",
        (FULL, METADATA): "essence",
        (FULL, MASKED): "whole",
        (FULL, FULL): "whole, sealed",
    },
    "large": {(writer, level): "essence" for writer in (METADATA, MASKED) for level in CaptureLevel}
    | {(FULL, METADATA): "essence", (FULL, MASKED): "essence", (FULL, FULL): "essence, sealed"},
    "text": {(METADATA, level): "omitted" for level in CaptureLevel}
    | {(writer, METADATA): "omitted" for writer in (MASKED, FULL)}
    | {(MASKED, MASKED): "whole", (MASKED, FULL): "whole", (FULL, MASKED): "whole", (FULL, FULL): "whole, sealed"},
    "form": {(METADATA, level): "omitted" for level in CaptureLevel}
    | {(writer, METADATA): "omitted" for writer in (MASKED, FULL)}
    | {(MASKED, MASKED): "masked", (MASKED, FULL): "masked", (FULL, MASKED): "masked", (FULL, FULL): "whole, sealed"},
    "empty": {(writer, level): "empty" for writer in CaptureLevel for level in CaptureLevel},
    "binary": {(writer, level): "omitted" for writer in CaptureLevel for level in CaptureLevel},
}
"""By what was sent, and by the levels of the writer and of the workspace: what is stored."""
CASES = [(sent, *levels, stored) for sent, table in STORED.items() for levels, stored in table.items()]


def seal(text: str) -> str:
    return base64.b64encode(text.encode("ascii")).decode()


def unseal(text: str) -> str | None:
    return base64.b64decode(text).decode("ascii")


redactors = Redactors(b"k", 65536, seal)


def captured(redactor: AnyRedactor, sent: str) -> CapturedBody:
    departure = a_departure()
    form = {"content-type": "application/x-www-form-urlencoded"} if sent == "form" else {}
    return redactor.request(departure.method, departure.url, form, BODIES[sent]).body


@pytest.mark.parametrize(("sent", "writer", "level", "stored"), CASES)
def test_the_ledger_holds_the_workspaces_level_whatever_the_writer_kept(
    sent: str, writer: CaptureLevel, level: CaptureLevel, stored: str
) -> None:
    line = opened(an_intent(body=captured(redactors[writer], sent)), unseal)
    body = kept(line.body, level, request_essence)
    state, _, sealed = stored.partition(", ")
    assert (body.state, isinstance(body, WholeBody)) == (state, bool(sealed))
    assert body.size == len(BODIES[sent])
    assert (PERSON in body.content) == (level is writer is FULL and sent in ("personal", "form"))
    assert (ID in body.content) == (sent in ("personal", "plain", "large") or (bool(body.content) and sent == "form"))


def test_every_pair_of_levels_is_in_the_table() -> None:
    pairs = {(writer, level) for writer in CaptureLevel for level in CaptureLevel}
    assert {sent: set(table) for sent, table in STORED.items()} == dict.fromkeys(BODIES, pairs)


def test_a_call_is_judged_by_the_masked_body_and_never_by_the_whole_one() -> None:
    line = opened(an_intent(body=captured(redactors[FULL], "personal")), unseal)
    assert isinstance(line.body, OpenedBody)
    assert PERSON not in line.body.content
    assert json.loads(line.body.whole.content)["external_user_ids"] == [PERSON]


def test_what_no_key_opens_is_left_with_its_essence() -> None:
    line = opened(an_intent(body=captured(redactors[FULL], "personal")), lambda text: None)
    assert [kept(line.body, level, request_essence).content for level in CaptureLevel] == ['{"campaign_id":"c-1"}'] * 3


def test_of_a_reply_messages_errors_and_ids_are_left() -> None:
    body = CapturedBody('{"message":"success","errors":["e"],"send_id":"s","other":1}', BodyState.WHOLE, 60)
    line = opened(an_ending(body=body), unseal)
    assert kept(line.body, METADATA, reply_essence) == CapturedBody(
        '{"message":"success","errors":["e"],"send_id":"s"}', BodyState.ESSENCE, 60
    )


@pytest.mark.parametrize("content", ["[" * 100_000, "7", '"text"', "{", "null"])
def test_nothing_of_what_is_no_document_is_left_at_metadata(content: str) -> None:
    body = CapturedBody(content, BodyState.WHOLE, 9)
    assert kept(body, METADATA, reply_essence) == CapturedBody("", BodyState.OMITTED, 9)
