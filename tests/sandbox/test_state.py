from __future__ import annotations

import re
from datetime import timedelta

from braze_tracker.sandbox.state import Bounded, State, new_id
from tests.sandbox.asking import NOW


def test_what_is_remembered_is_bounded_and_the_oldest_goes_first() -> None:
    held = Bounded(limit=2)
    for name in "abc":
        held[name] = name.upper()
    assert dict(held) == {"b": "B", "c": "C"}


def test_a_send_id_used_twice_has_two_moments() -> None:
    state = State()
    for day in (0, 2):
        state.transmit("campaign", "send", NOW + timedelta(days=day))
    assert state.transmissions["campaign", "send"] == (NOW, NOW + timedelta(days=2))


def test_a_campaigns_moments_are_those_of_all_its_sends_and_of_no_other() -> None:
    state = State()
    for campaign, send in (("a", "1"), ("a", "2"), ("b", "1")):
        state.transmit(campaign, send, NOW)
    assert list(state.sent_moments("a")) == [NOW, NOW]


def test_numbers_count_up_from_one() -> None:
    state = State()
    assert [state.next_number() for _ in range(3)] == [1, 2, 3]


def test_ids_are_24_hexadecimal_digits_and_never_the_same() -> None:
    assert all(re.fullmatch(r"[0-9a-f]{24}", new_id()) for _ in range(9))
    assert new_id() != new_id()
