from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from braze_tracker.sandbox.limits import POOLS, Limits
from tests.sandbox.asking import NOW

LATE = datetime(2020, 6, 17, 20, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pool", "reset"),
    [
        ("shared", datetime(2020, 6, 17, 21, tzinfo=UTC)),
        ("broadcast", datetime(2020, 6, 17, 20, 9, tzinfo=UTC)),
        ("send_ids", datetime(2020, 6, 18, tzinfo=UTC)),
        ("users_track", datetime(2020, 6, 17, 20, 8, 33, tzinfo=UTC)),
    ],
)
def test_windows_end_on_the_clock(pool: str, reset: datetime) -> None:
    assert dict(Limits().headers(pool, LATE))["x-ratelimit-reset"] == str(int(reset.timestamp()))


def test_a_window_takes_its_limit_and_no_more() -> None:
    limits = Limits()
    assert [limits.take("send_ids", NOW) for _ in range(101)] == [True] * 100 + [False]


def test_a_new_window_begins_full() -> None:
    limits = Limits()
    limits.set("broadcast", 1)
    assert [limits.take("broadcast", NOW + timedelta(seconds=s)) for s in (0, 59, 60)] == [True, False, True]


def test_what_is_left_counts_down() -> None:
    limits = Limits()
    limits.take("shared", NOW)
    limits.take("shared", NOW)
    assert dict(limits.headers("shared", NOW))["x-ratelimit-remaining"] == "249998"


def test_pools_do_not_draw_on_each_other() -> None:
    limits = Limits()
    limits.take("shared", NOW)
    assert dict(limits.headers("broadcast", NOW))["x-ratelimit-remaining"] == "250"


def test_a_refusal_has_nothing_left() -> None:
    assert dict(Limits().headers("shared", NOW, refused=True))["x-ratelimit-remaining"] == "0"


def test_a_lowered_limit_leaves_nothing_below_zero() -> None:
    limits = Limits()
    for _ in range(5):
        limits.take("shared", NOW)
    limits.set("shared", 3)
    assert dict(limits.headers("shared", NOW))["x-ratelimit-remaining"] == "0"


def test_some_contracts_count_the_seconds_left() -> None:
    limits = Limits()
    limits.set("users_track", seconds_left=True)
    now = NOW + timedelta(seconds=1)
    assert dict(limits.headers("users_track", now))["x-ratelimit-reset"] == str(3 - int(now.timestamp()) % 3)


def test_their_refusals_say_only_when_to_return() -> None:
    limits = Limits()
    limits.set("users_track", limit=7, seconds_left=True)
    assert [name for name, _ in limits.headers("users_track", NOW, refused=True)] == ["x-ratelimit-retry-after"]


def test_an_unknown_pool_is_an_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        Limits().set("nobody", 1)


def test_the_documented_limits_are_the_defaults() -> None:
    assert {name: (pool.limit, pool.seconds) for name, pool in POOLS.items()}.items() >= {
        "shared": (250_000, 3_600),
        "broadcast": (250, 60),
        "send_ids": (100, 86_400),
        "campaign_series": (50_000, 60),
    }.items()
