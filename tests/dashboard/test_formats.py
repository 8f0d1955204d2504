"""Numbers, money and moments read as people of each language expect them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from braze_tracker.dashboard import formats

NOW = datetime(2026, 11, 23, 8, 2, 4, tzinfo=UTC)
THIN = "\u202f"


@pytest.mark.parametrize(
    ("written", "value", "english", "french"),
    [
        (formats.number, 65350, "65,350", f"65{THIN}350"),
        (formats.number, None, "–", "–"),
        (
            formats.number,
            2**60,
            "1,152,921,504,606,846,976",
            THIN.join(["1", "152", "921", "504", "606", "846", "976"]),
        ),
        (formats.compact, 800, "800", "800"),
        (formats.compact, 1200, "1.2k", "1,2k"),
        (formats.compact, 3_400_000, "3.4M", "3,4M"),
        (formats.compact, 2_000_000_000, "2G", "2G"),
        (formats.compact, 2.5, "2.5", "2,5"),
        (formats.compact, None, "–", "–"),
        (formats.points, Decimal("2.94"), "+2.9", "+2,9"),
        (formats.points, Decimal("-0.314"), "−0.31", "−0,31"),
        (formats.points, Decimal("0.001"), "±0", "±0"),
        (formats.money, "28611.40", "$28,611", f"28{THIN}611{THIN}$"),
        (formats.money, Decimal("84.9"), "$84.90", f"84,90{THIN}$"),
        (formats.money, 0, "$0", f"0{THIN}$"),
        (formats.money, None, "–", "–"),
        (formats.money, "not a number", "–", "–"),
        (formats.took, 400, "0.4 ms", "0,4 ms"),
        (formats.took, 149_000, "149 ms", "149 ms"),
        (formats.took, 10_000_000, "10.0 s", "10,0 s"),
        (formats.took, None, "–", "–"),
        (formats.size, 812, "812 B", "812 o"),
        (formats.size, 1536, "1.5 KB", "1,5 ko"),
        (formats.size, 2 * 1024**2, "2.0 MB", "2,0 Mo"),
    ],
)
def test_a_value_is_written_for_each_language(written: Any, value: Any, english: str, french: str) -> None:
    assert written(value) == english
    with translation.override("fr"):
        assert written(value) == french


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(453, 1000, "45.3%"), (623, 10000, "6.23%"), (0, 10, "0.00%"), (1, 0, "–"), (1, None, "–"), (None, 5, "–")],
)
def test_a_rate_has_one_decimal_or_two_below_ten_and_never_divides_by_nothing(part: int, whole: int, text: str) -> None:
    assert formats.rate(part, whole) == text


def test_a_french_rate_has_its_comma_and_space() -> None:
    with translation.override("fr"):
        assert formats.rate(453, 1000) == f"45,3{THIN}%"


@pytest.mark.parametrize(
    ("age", "text"),
    [
        ({"seconds": 0}, "just now"),
        ({"seconds": 12}, "12 s ago"),
        ({"minutes": 52}, "52 min ago"),
        ({"hours": 8, "minutes": 50}, "8 h ago"),
        ({"days": 3}, "3 d ago"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(age: dict[str, float], text: str) -> None:
    assert formats.ago(NOW - timedelta(**age), NOW) == text


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        ({"days": 3, "hours": 1}, "3 d left"),
        ({"hours": 47}, "47 h left"),
        ({"minutes": 5}, "5 min left"),
        ({"minutes": -1}, "dropped"),
    ],
)
def test_what_is_left_is_told_in_hours_for_the_last_two_days(ahead: dict[str, float], text: str) -> None:
    assert formats.left(NOW + timedelta(**ahead), NOW) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [({"seconds": 12}, "12 s later"), ({"minutes": -9}, "9 min before"), ({"seconds": 0.2}, "at the same moment")],
)
def test_how_far_apart_two_moments_are_is_told_in_words(length: dict[str, float], text: str) -> None:
    assert formats.apart(timedelta(**length)) == text


def test_what_is_not_known_is_a_dash() -> None:
    assert {formats.ago(None, NOW), formats.left(None, NOW), formats.at_full(None), formats.day(None)} == {"–"}
    assert {formats.at_short(None), formats.at_long(None), formats.clock(None), formats.clock_short(None)} == {"–"}


def test_moments_are_written_in_the_active_zone_and_language() -> None:
    assert formats.at_full(NOW) == "23 Nov 2026, 08:02:04 UTC"
    with timezone.override("Europe/Paris"), translation.override("fr"):
        assert formats.at_full(NOW) == "23 nov. 2026 à 09:02:04 CET"
    assert (formats.at_short(NOW), formats.at_long(NOW)) == ("23 Nov, 08:02", "23 November, 08:02 UTC")
    assert (formats.clock(NOW), formats.clock_short(NOW), formats.zone_name(NOW)) == ("08:02:04", "08:02", "UTC")
    assert formats.span(timedelta(minutes=9)) == "9 min"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 23), "Today, 23 November"),
        (date(2026, 11, 22), "Yesterday, 22 November"),
        (date(2026, 11, 20), "20 November"),
        (date(2025, 11, 20), "20 November 2025"),
    ],
)
def test_a_day_heading_says_today_and_yesterday(day: date, text: str) -> None:
    assert formats.day_heading(day, NOW.date()) == text


@pytest.mark.parametrize(("count", "text"), [(9, "9"), (10_000, "10,000"), (10_001, "10,000+")])
def test_counts_stop_at_their_cap(count: int, text: str) -> None:
    assert formats.capped(count, 10_000) == text
