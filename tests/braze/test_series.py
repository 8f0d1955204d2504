"""Analytics series: every channel, any metric, exact figures, and nothing guessed."""

from __future__ import annotations

import gzip
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze import DataSeries, Point, UnreadableSeries

DAY = date(2026, 3, 1)


def parsed(*days: object) -> DataSeries:
    return DataSeries.parse(json.dumps({"message": "success", "data": days}).encode())


def channel(name: str, *entries: object) -> list[Point]:
    return list(parsed({"time": "2026-03-01", "messages": {name: entries}}))


def metrics(entry: str) -> dict[str, Any]:
    body = f'{{"data":[{{"time":"2026-03-01","messages":{{"email":[{entry}]}}}}]}}'
    return dict(next(iter(DataSeries.parse(body.encode()))).metrics)


@pytest.mark.parametrize(
    "name",
    ["ios_push", "android_push", "kindle_push", "web_push", "webhook", "email", "sms", "whats_app", "content_cards",
     "trigger_in_app_message", "in_app_message", "line", "a channel of next year"],
)  # fmt: skip
def test_every_channel_is_read(name: str) -> None:
    (point,) = channel(name, {"variation_api_id": "v1", "sent": 3, "carousel_slide_1_Hats_click": 2})
    assert (point.day, point.channel, point.variation) == (DAY, name, "v1")
    assert point.metrics == {"sent": 3, "carousel_slide_1_Hats_click": 2}


@pytest.mark.parametrize(
    ("entry", "variation_id", "name", "variation"),
    [
        ({"variation_api_id": "v1", "variation_name": "Red"}, "v1", "Red", "v1"),
        ({"variation_id": "v2", "name": "Blue"}, "v2", "Blue", "v2"),
        ({"variation_name": "Red"}, None, "Red", "Red"),
        ({}, None, None, "0"),
        ({"variation_api_id": None, "variation_name": " "}, None, None, "0"),
        ({"variation_api_id": 3456789}, "3456789", None, "3456789"),
        ({"variation_api_id": "00123"}, "00123", None, "00123"),
        ({"variation_api_id": True}, None, None, "0"),
    ],
)
def test_a_variation_is_known_by_id_then_name_then_position(
    entry: dict[str, Any], variation_id: str | None, name: str | None, variation: str
) -> None:
    (point,) = channel("email", {**entry, "sent": 1})
    assert (point.variation_id, point.variation_name, point.variation) == (variation_id, name, variation)
    assert point.metrics == {"sent": 1}


def test_variations_of_one_name_stay_apart() -> None:
    points = channel("email", {"variation_name": "A", "sent": 1}, {"variation_name": "A", "sent": 2}, {"sent": 3})
    assert [(point.variation, point.position) for point in points] == [("A", 0), ("A #1", 1), ("2", 2)]


@pytest.mark.parametrize(
    ("entry", "control"),
    [
        ({"enrolled": 5, "conversions": 1}, True),
        ({"enrolled": 0}, True),
        ({"enrolled": 5, "sent": 0}, False),
        ({"sent": 5}, False),
        ({"impressions": 5}, False),
        ({"enrolled": None}, False),
    ],
)
def test_a_control_group_is_enrolled_and_sent_nothing(entry: dict[str, Any], control: bool) -> None:
    (point,) = channel("trigger_in_app_message", entry)
    assert point.control is control


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('{"sent": 9007199254740993}', {"sent": 9007199254740993}),
        ('{"revenue": 0.1}', {"revenue": Decimal("0.1")}),
        ('{"revenue": 12.50}', {"revenue": Decimal("12.50")}),
        ('{"revenue": 0}', {"revenue": 0}),
        ('{"revenue": 1e3}', {"revenue": Decimal("1e3")}),
        ('{"revenue": 1234567890123456789.01}', {"revenue": Decimal("1234567890123456789.01")}),
        ('{"sent": -3}', {"sent": -3}),
        ('{"sent": true, "opens": false}', {}),
        ('{"sent": null}', {}),
        ('{"sent": "12"}', {}),
        ('{"sent": NaN, "opens": Infinity, "clicks": -Infinity}', {}),
        ('{"sent": {"a": 1}, "opens": [1]}', {}),
        ('{"revenue": 1e999999999}', {}),
        ('{"revenue": 1e99999999999999999999}', {}),
        ('{"sent": ' + "9" * 5000 + "}", {}),
    ],
)
def test_figures_are_exact_and_what_is_no_figure_is_left_out(entry: str, expected: dict[str, Any]) -> None:
    found = metrics(entry)
    assert found == expected
    assert [type(value) for value in found.values()] == [type(value) for value in expected.values()]


def test_the_day_s_own_figures_have_no_channel() -> None:
    points = list(
        parsed({"time": "2026-03-01", "conversions": 2, "unique_recipients": 9, "messages": {"sms": [{"sent": 1}]}})
    )
    assert [(point.channel, point.variation, dict(point.metrics)) for point in points] == [
        (None, "", {"conversions": 2, "unique_recipients": 9}),
        ("sms", "0", {"sent": 1}),
    ]


def test_a_day_without_own_figures_has_no_such_point() -> None:
    assert list(parsed({"time": "2026-03-01", "revenue": None, "messages": {}})) == []


def test_days_come_in_order_and_the_last_word_on_a_day_counts() -> None:
    series = parsed(
        {"time": "2026-03-02", "conversions": 1},
        {"time": "2026-03-01", "conversions": 2},
        {"time": "2026-03-02", "conversions": 3},
    )
    assert [(point.day.day, point.metrics["conversions"]) for point in series] == [(1, 2), (2, 3)]


@pytest.mark.parametrize("time", ["2026-03-01", "2026-03-01T00:00:00Z", "2026-03-01 00:00:00 +0000"])
def test_a_day_may_be_written_with_a_time(time: str) -> None:
    assert next(iter(parsed({"time": time, "conversions": 1}))).day == DAY


@pytest.mark.parametrize("row", [None, 3, "x", [], {}, {"time": None}, {"time": "03/01/2026"}, {"time": 20260301},
                                 {"time": "2026-02-30"}, {"time": "2026-03-011"}])  # fmt: skip
def test_a_day_whose_date_cannot_be_read_is_skipped_and_counted(row: object) -> None:
    series = parsed(row, {"time": "2026-03-01", "conversions": 1})
    assert (len(series), series.skipped) == (1, 1)


@pytest.mark.parametrize("messages", [None, [], "x", {"email": None}, {"email": []}, {"email": [None, 3, []]}])
def test_absent_channels_give_no_points(messages: object) -> None:
    series = parsed({"time": "2026-03-01", "messages": messages})
    assert list(series) == []
    assert series.days == {DAY}


def test_a_channel_of_a_single_object_is_one_variation() -> None:
    series = parsed({"time": "2026-03-01", "messages": {"email": {"variation_api_id": "v1", "sent": 4}}})
    assert [(point.variation, dict(point.metrics)) for point in series] == [("v1", {"sent": 4})]


def test_of_a_canvas_the_totals_of_each_day_are_read() -> None:
    day = {"time": "2026-03-01", "total_stats": {"revenue": 1.5, "entries": 3}, "step_stats": {"a": {}}}
    body = json.dumps({"data": {"name": "Welcome", "stats": [day]}, "message": "success"}).encode()
    (point,) = DataSeries.parse(body)
    assert (point.channel, point.metrics) == (None, {"revenue": Decimal("1.5"), "entries": 3})
    assert list(DataSeries.parse(b'{"data": {"name": "Welcome", "total_stats": {}}}')) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"7", b"<html>", b"{}", b'{"data": null}', b'{"data": "x"}', b'{"data": [',
     b'{"message":"success"}',
     b"[" * 100_000, b"\xff\xfe\x00", b'{"data": {"stats": 3}}'],
)  # fmt: skip
def test_a_body_that_is_no_series_says_so(body: bytes) -> None:
    with pytest.raises(UnreadableSeries, match="Braze's answer"):
        DataSeries.parse(body)


@pytest.mark.parametrize("wrap", [bytes, gzip.compress, lambda body: b"\xef\xbb\xbf" + body])
def test_a_wrapped_body_is_read_all_the_same(wrap: Any) -> None:
    assert len(DataSeries.parse(wrap(b'{"data":[{"time":"2026-03-01","conversions":1}]}'))) == 1


def test_totals_leave_out_controls_uniques_and_what_is_seen_twice() -> None:
    email = [{"sent": 3, "unique_opens": 2, "revenue": 1.10, "conversions": 1}, {"enrolled": 9, "conversions": 5}]
    days = [
        {"time": f"2026-03-0{day}", "conversions": 6, "visits": 2, "unique_recipients": 8, "messages": {"email": email}}
        for day in (1, 2)
    ]
    assert parsed(*days).totals() == {"sent": 6, "revenue": Decimal("2.20"), "conversions": 2, "visits": 4}


def test_totals_of_nothing_are_nothing() -> None:
    assert parsed().totals() == {}


@given(st.binary())
def test_bytes_are_a_series_or_say_that_they_are_none(body: bytes) -> None:
    for content in (body, b'{"data":[{"time":"2026-03-01","messages":{"email":[' + body + b"]}}]}"):
        try:
            DataSeries.parse(content)
        except UnreadableSeries:
            continue


_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["A", "A #1", "A #2", "1"])
_ENTRIES = st.dictionaries(st.sampled_from(["sent", "variation_name", "variation_api_id", "enrolled"]), _VALUES)


@given(st.lists(_ENTRIES))
def test_no_variation_is_taken_for_another(entries: list[object]) -> None:
    points = channel("email", *entries)
    assert len({point.variation for point in points}) == len(entries)
