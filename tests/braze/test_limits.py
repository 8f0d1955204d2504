"""Rate-limit headers as they really come: fixed windows, epoch or seconds, empty, absent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze import Limits, identify, read_limits
from braze_tracker.braze.endpoints import ENDPOINTS
from braze_tracker.braze.limits import WINDOWS, read_remaining, window_end

NOW = datetime(2026, 3, 1, 20, 8, 30, tzinfo=UTC)
SEND, TRACK = identify("POST", "/messages/send"), identify("POST", "/users/track")


def test_the_usual_headers_are_read_whatever_their_case() -> None:
    headers = {"x-ratelimit-limit": "250000", "X-RateLimit-Remaining": "249998", "X-Ratelimit-Reset": "1772398800"}
    expected = Limits(250000, 249998, datetime(2026, 3, 1, 21, 0, tzinfo=UTC), "shared")
    assert read_limits(headers, 201, NOW, SEND) == expected


@pytest.mark.parametrize(
    "headers", [{}, {"X-RateLimit-Limit": "", "X-RateLimit-Remaining": "", "X-RateLimit-Reset": ""}]
)
def test_without_figures_nothing_is_known(headers: dict[str, str]) -> None:
    assert read_limits(headers, 401, NOW, SEND) is None


@pytest.mark.parametrize(
    ("headers", "reset_at"),
    [
        ({"X-RateLimit-Reset": "7"}, NOW + timedelta(seconds=7)),
        ({"X-RateLimit-Reset": "0"}, NOW),
        ({"X-RateLimit-Reset": "1772398800.5"}, datetime(2026, 3, 1, 21, 0, tzinfo=UTC)),
        ({"X-RateLimit-Reset": "1772398800000"}, datetime(2026, 3, 1, 21, 0, tzinfo=UTC)),
        ({"X-Ratelimit-Retry-After": "2"}, NOW + timedelta(seconds=2)),
        ({"Retry-After": "30"}, NOW + timedelta(seconds=30)),
        ({"Retry-After": "Sun, 01 Mar 2026 20:10:00 GMT"}, datetime(2026, 3, 1, 20, 10, tzinfo=UTC)),
        ({"X-RateLimit-Reset": "", "X-Ratelimit-Retry-After": " 3 "}, NOW + timedelta(seconds=3)),
        ({"X-RateLimit-Reset": "1772398800", "Retry-After": "5"}, datetime(2026, 3, 1, 21, 0, tzinfo=UTC)),
    ],
)
def test_the_reset_is_a_moment_however_it_is_told(headers: dict[str, str], reset_at: datetime) -> None:
    limits = read_limits(headers, 429, NOW, TRACK)
    assert limits is not None
    assert limits.reset_at == reset_at
    assert limits.reset_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("value", ["", " ", "-1", "soon", "1e9", "٣", "9" * 30, "99999999999999999", "0x10", "١٢"])
def test_a_reset_that_is_no_moment_is_nothing(value: str) -> None:
    assert (
        read_limits({"X-RateLimit-Reset": value, "Retry-After": value[:1]}, 200, NOW, SEND) is None
        or value[:1].isdigit()
    )


@pytest.mark.parametrize(
    ("call", "reset_at"),
    [
        ("POST /messages/send", datetime(2026, 3, 1, 21, 0, tzinfo=UTC)),
        ("GET /campaigns/data_series", datetime(2026, 3, 1, 20, 9, tzinfo=UTC)),
        ("POST /users/track", datetime(2026, 3, 1, 20, 8, 33, tzinfo=UTC)),
    ],
)
def test_a_refusal_that_names_no_moment_waits_for_the_end_of_the_window(call: str, reset_at: datetime) -> None:
    limits = read_limits({}, 429, NOW, identify(*call.split(" ")))
    assert limits is not None
    assert limits.reset_at == reset_at


def test_the_hour_of_a_daily_quota_is_not_guessed() -> None:
    assert read_limits({}, 429, NOW, identify("POST", "/sends/id/create")) is None


def test_a_broadcast_is_recognised_by_its_small_limit() -> None:
    headers = {"X-RateLimit-Limit": "250", "X-RateLimit-Remaining": "249"}
    limits = read_limits(headers, 201, NOW, SEND)
    assert limits is not None
    assert limits.pool == "broadcast"


def test_windows_lie_on_the_clock_whatever_the_zone() -> None:
    in_kolkata = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert window_end("shared", in_kolkata) == datetime(2026, 3, 1, 21, 0, tzinfo=UTC)
    assert window_end("nobody's pool", NOW) is None


def test_every_window_belongs_to_a_pool_that_endpoints_draw_on() -> None:
    pools = {row.pool for row in ENDPOINTS} | {row.broadcast_pool for row in ENDPOINTS}
    assert set(WINDOWS) <= pools


@pytest.mark.parametrize(("value", "left"), [("12", 12), ("0", 0), ("", None), ("x", None)])
def test_what_is_left_can_be_read_alone(value: str, left: int | None) -> None:
    assert read_remaining({"Content-Type": "x", "x-ratelimit-remaining": value}) == left


_NAMES = st.sampled_from(["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After", "x"])


@given(st.dictionaries(_NAMES, st.text() | st.integers().map(str)), st.none() | st.integers())
def test_no_header_raises(headers: dict[str, str], status: int | None) -> None:
    limits = read_limits(headers, status, NOW, SEND)
    assert limits is None or limits.total is None or 0 <= limits.total < 2**63
