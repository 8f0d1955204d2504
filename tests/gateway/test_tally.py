"""What a gateway has done, in numbers."""

from __future__ import annotations

import pytest

from braze_tracker.gateway.tally import Tally


def test_calls_in_flight_are_counted_until_they_end_however_they_end() -> None:
    tally = Tally()
    with pytest.raises(ZeroDivisionError), tally.one_more():
        1 // (tally.in_flight - 1)
    assert tally.in_flight == 0


@pytest.mark.parametrize(("status", "kind"), [(201, "2xx"), (404, "4xx"), (429, "429"), (520, "5xx")])
def test_answers_are_counted_by_kind_and_a_used_up_limit_by_itself(status: int, kind: str) -> None:
    tally = Tally()
    tally.answered(status)
    assert tally.relayed == {kind: 1}
