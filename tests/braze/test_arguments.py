"""What may be given to a call, and how it is written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from braze_tracker.braze.arguments import as_body, as_query, check_path, check_send_id
from braze_tracker.braze.exceptions import InvalidArgument

NINE = datetime(2026, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize("path", ["messages/send", "https://elsewhere.example/messages/send", "", "sends"])
def test_only_a_path_below_the_rest_endpoint_may_be_asked(path: str) -> None:
    with pytest.raises(InvalidArgument, match="begin it with a slash"):
        check_path(path)


@pytest.mark.parametrize(
    ("send_id", "advice"),
    [
        ("x" * 65, "may be 64 characters long: this one has 65"),
        ("soldes-été", "ASCII characters only"),
        (3456789, "send_id='3456789'"),
    ],
)
def test_a_send_id_braze_would_refuse_is_refused_first(send_id: object, advice: str) -> None:
    with pytest.raises(InvalidArgument, match=advice):
        check_send_id({"send_id": send_id})


@pytest.mark.parametrize("fields", [{"send_id": "x" * 64}, {"send_id": "3456789"}, {"send_id": None}, {}, None, [1]])
def test_any_other_send_id_passes(fields: object) -> None:
    check_send_id(fields)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a b", "a b"),
        (14, "14"),
        (True, "true"),
        (False, "false"),
        (NINE, "2026-03-01T09:00:00+01:00"),
        (date(2026, 3, 1), "2026-03-01"),
    ],
)
def test_a_query_is_written_as_braze_reads_it(value: object, text: str) -> None:
    assert as_query({"name": value}) == {"name": text}


def test_none_leaves_a_parameter_out() -> None:
    assert as_query({"page": 0, "ending_at": None}) == {"page": "0"}


def test_a_body_is_json_on_one_line_with_its_moments_in_iso_8601() -> None:
    body = as_body({"schedule": {"time": NINE.astimezone(UTC)}, "attributes": [{"name": "Zoë\n"}]})
    assert b"\n" not in body
    assert json.loads(body) == {
        "schedule": {"time": "2026-03-01T08:00:00+00:00"},
        "attributes": [{"name": "Zoë\n"}],
    }


def _endless() -> list[object]:
    endless: list[object] = []
    endless.append(endless)
    return endless


@pytest.mark.parametrize("value", [{"a": {1, 2}}, {"a": float("nan")}, {"a": b"bytes"}, _endless()])
def test_what_json_has_no_word_for_is_refused(value: object) -> None:
    with pytest.raises(InvalidArgument, match="cannot be written as JSON"):
        as_body(value)


@pytest.mark.parametrize("write", [as_body, as_query])
def test_a_moment_without_a_time_zone_is_refused(write: object) -> None:
    assert callable(write)
    with pytest.raises(InvalidArgument, match="has no time zone"):
        write({"time": datetime(2026, 3, 1)})
