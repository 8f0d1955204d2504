"""A row of an endpoint table, and what it takes from its method."""

from __future__ import annotations

import pytest

from braze_tracker.braze.endpoint import SHARED, Repeat, endpoint, name_of, repeat_of


def test_a_row_that_says_little_takes_careful_defaults() -> None:
    row = endpoint("POST /things", "things", "things.create")
    assert (row.method, row.template, row.name) == ("POST", "/things", "POST /things")
    assert (row.pool, row.repeat, row.sends, row.known) == (SHARED, Repeat.UNSAFE, False, True)


@pytest.mark.parametrize(
    ("method", "repeat"),
    [
        ("GET", Repeat.SAFE),
        ("HEAD", Repeat.SAFE),
        ("PUT", Repeat.IDEMPOTENT),
        ("DELETE", Repeat.IDEMPOTENT),
        ("POST", Repeat.UNSAFE),
        ("PATCH", Repeat.UNSAFE),
        ("BREW", Repeat.UNSAFE),
    ],
)
def test_repeating_follows_the_method(method: str, repeat: Repeat) -> None:
    assert repeat_of(method) is repeat


def test_a_row_may_know_better_than_its_method() -> None:
    assert endpoint("POST /things", "things", repeat=Repeat.IDEMPOTENT).repeat is Repeat.IDEMPOTENT


def test_a_name_fits_its_column() -> None:
    assert len(name_of("DELETE", "/" + "x" * 500)) == 120
