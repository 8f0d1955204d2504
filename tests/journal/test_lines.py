from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from braze_tracker.braze.captured import BodyState, CapturedBody, KeyPrint
from braze_tracker.journal import DamagedLine, Dropped, Line
from braze_tracker.journal.lines import decode, encode
from tests.journal.lines_of import AT, a_header, an_ending, an_intent

NASTY = 'line\nend\r "quotes" \\ NUL \x00 lone \ud800 émoji 🎉 • '


@pytest.mark.parametrize(
    "line",
    [
        a_header(),
        an_intent(),
        an_intent(digest=None),
        an_intent(body=CapturedBody("{}", BodyState.ESSENCE, 9, NASTY)),
        an_ending(body=CapturedBody("{}", BodyState.ESSENCE, 9, "sealed")),
        an_intent(patience=None, headers={}, body=CapturedBody(), key=KeyPrint()),
        an_intent(url=NASTY, method=NASTY, body=CapturedBody(NASTY, BodyState.MASKED, 10**12)),
        an_ending(),
        an_ending(status=None, failure="read_timeout", detail=NASTY, headers={NASTY: NASTY}),
        an_ending(status=200, failure="connection_cut", elapsed=timedelta(days=2)),
        an_ending(elapsed=timedelta(days=999_999_999)),
        an_ending(intent=an_intent(patience=None)),
        Dropped(writer="w", calls=3, bodies=2, at=AT),
    ],
)
def test_a_line_reads_back_as_it_was_written(line: Line) -> None:
    assert decode(encode(line)) == line


def test_a_line_is_one_json_object_with_one_newline_at_its_end() -> None:
    raw = encode(an_intent(body=CapturedBody(NASTY, BodyState.MASKED, 1)))
    assert raw.count(b"\n") == 1
    assert raw.endswith(b"\n")
    assert json.loads(raw)["line"] == "intent"


def test_an_intent_from_before_there_were_digests_has_none() -> None:
    row = json.loads(encode(an_intent()))
    del row["digest"]
    assert decode(json.dumps(row).encode()) == an_intent(digest=None)


def test_unknown_fields_are_passed_over() -> None:
    row = json.loads(encode(an_ending())) | {"invented": [1, 2]}
    assert decode(json.dumps(row).encode()) == an_ending()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not a JSON object"),
        (b"{", "not a JSON object"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"\x00\x00\xff\xfe", "not a JSON object"),
        (b"[" * 100_000, "not a JSON object"),
        (b"1" * 10_000, "not a JSON object"),
        (b"{}", "no such kind"),
        (b'{"line":["intent"]}', "no such kind"),
        (b'{"line":"poem"}', "no such kind"),
        (b'{"line":"intent"}', "lacks"),
        (b'{"line":"header","version":2}', "version 2"),
        (b'{"line":"header","version":true}', "version is not a whole number"),
    ],
)
def test_foreign_bytes_are_damage_with_a_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(DamagedLine, match=reason):
        decode(raw)


@pytest.mark.parametrize(
    "wrong",
    [
        {"call": "no-uuid"},
        {"call": None},
        {"at_us": "yesterday"},
        {"at_us": 10**30},
        {"elapsed_us": "12"},
        {"elapsed_us": 10**40},
        {"status": "201"},
        {"failure": 1},
        {"headers": []},
        {"headers": {"a": 1}},
        {"body": None},
        {"body": {"state": "eaten", "size": 1, "content": ""}},
        {"body": {"state": "whole", "size": 1.5, "content": ""}},
        {"body": {"state": "whole", "size": 1, "content": "", "sealed": None}},
        {"intent": {"line": "intent"}},
        {"intent": "text"},
    ],
)
def test_a_value_of_the_wrong_kind_is_damage(wrong: dict[str, Any]) -> None:
    row = json.loads(encode(an_ending())) | wrong
    with pytest.raises(DamagedLine):
        decode(json.dumps(row).encode())


@pytest.mark.parametrize("digest", ["12", 1.5, True, 1 << 63, -(1 << 63) - 1])
def test_a_digest_that_no_column_could_hold_is_damage(digest: object) -> None:
    row = json.loads(encode(an_intent())) | {"digest": digest}
    with pytest.raises(DamagedLine, match="digest"):
        decode(json.dumps(row).encode())


def test_without_orjson_the_same_lines_are_read() -> None:
    written = [encode(line) for line in (an_intent(), an_intent(method=NASTY), an_ending(intent=an_intent()))]
    program = (
        "import sys; sys.modules['orjson'] = None\n"
        "from braze_tracker.journal.lines import decode, encode\n"
        "for raw in sys.stdin.buffer: sys.stdout.buffer.write(encode(decode(raw)))"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b"".join(written), capture_output=True, timeout=60)
    assert done.stdout.splitlines(keepends=True) == written, done.stderr.decode()
