from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from braze_tracker.recording.fitting import LARGE, SMALL, fits, hour, minute, within


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        (None, ""),
        ("", ""),
        ("abc", "abc"),
        ("abcdef", "abcde"),
        ("a\0b", "a�b"),
        ("a\ud800b", "a�b"),
        ("é•漢", "é•漢"),
        ("\0" * 9, "�" * 5),
    ],
)
def test_text_fits_its_column_and_every_database(text: str | None, fitting: str) -> None:
    assert fits(text, 5) == fitting
    fits(text, 5).encode()


@pytest.mark.parametrize(
    ("number", "top", "kept"),
    [(None, SMALL, None), (0, SMALL, 0), (-1, SMALL, None), (SMALL, SMALL, SMALL), (SMALL + 1, SMALL, None)],
)
def test_numbers_out_of_range_are_not_stored(number: int | None, top: int, kept: int | None) -> None:
    assert within(number, top) == kept


def test_the_largest_column_holds_what_a_bigint_holds() -> None:
    assert within(2**63 - 1, LARGE) == 2**63 - 1
    assert within(2**63, LARGE) is None


def test_an_hour_is_a_utc_hour() -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    assert hour(datetime(2026, 3, 4, 12, 50, 9, tzinfo=kathmandu)) == datetime(2026, 3, 4, 7, tzinfo=UTC)


def test_a_minute_is_a_utc_minute() -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    assert minute(datetime(2026, 3, 4, 12, 50, 9, 7, tzinfo=kathmandu)) == datetime(2026, 3, 4, 7, 5, tzinfo=UTC)
