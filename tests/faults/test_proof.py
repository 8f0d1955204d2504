"""A suite that finds nothing must be able to find something."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.faults.odd import FOREIGN, marks, torn_apart
from tests.faults.proof import Answer, Proof, Row, compare, doubled_looks, stale
from tests.faults.report import table
from tests.faults.trial import Tried

ONE, TWO, LOOK = Answer("a-1", "r1", 201), Answer("a-2", "r2", 400), Answer("", "r3", 200)
ROW_ONE = Row("a-1", "r1", "success", 201, "client")
ROW_TWO = Row("a-2", "r2", "fatal_client", 400, "gateway")
ROW_LOOK = Row("", "r3", "success", 200, "sync")


def test_where_all_is_as_it_was_answered_nothing_is_found() -> None:
    assert not compare([ONE, TWO, LOOK], [ROW_LOOK, ROW_TWO, ROW_ONE])


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([ROW_TWO, ROW_LOOK], Proof(lost=["a-1"])),
        ([ROW_ONE, ROW_TWO], Proof(lost=["r3"])),
        ([ROW_ONE, ROW_ONE, ROW_TWO, ROW_LOOK], Proof(doubled=["a-1", "r1"])),
        ([ROW_ONE, ROW_TWO, ROW_LOOK, ROW_LOOK], Proof(doubled=["r3"])),
        ([Row("a-1", "", "pending", None, "client"), ROW_TWO, ROW_LOOK], Proof(open=["a-1"])),
    ],
)
def test_what_is_missing_double_or_open_is_named(rows: list[Row], found: Proof) -> None:
    assert compare([ONE, TWO, LOOK], rows) == found
    assert found


@pytest.mark.parametrize(
    "row",
    [
        Row("a-9", "", "success", 201, "client"),
        Row("a-1", "r1", "fatal_client", 400, "client"),
        Row("a-2", "r1", "success", 201, "client"),
    ],
)
def test_a_call_that_says_what_nobody_answered_is_untrue(row: Row) -> None:
    assert len(compare([ONE, TWO, LOOK], [ROW_TWO, ROW_LOOK, row]).untrue) == 1


def test_a_call_that_never_arrived_may_be_there_if_it_claims_no_success() -> None:
    refused = Row("a-9", "", "unknown", None, "client")
    assert not compare([ONE, TWO, LOOK], [ROW_ONE, ROW_TWO, ROW_LOOK, refused])


def test_a_look_whose_reply_nobody_heard_is_matched_with_one_unknown_look() -> None:
    unheard = Row("", "", "unknown", None, "sync")
    assert not compare([LOOK], [unheard])
    assert compare([LOOK, Answer("", "r4", 200)], [unheard]).lost == ["r4"]


def test_what_was_told_as_dropped_is_excused_and_takes_no_unheard_look_s_place() -> None:
    unheard, dropped = Row("", "", "unknown", None, "sync"), Answer("", "r0", 200)
    assert not compare([ONE, dropped, LOOK], [unheard], {"a-1", "r0"})
    assert compare([dropped, LOOK, Answer("", "r4", 200)], [unheard], {"r0"}).lost == ["r4"]


def test_a_look_that_begins_before_the_one_before_it_is_over_is_one_too_many() -> None:
    assert doubled_looks([("s", 10.0, 10.2), ("t", 10.1, 12.0), ("s", 11.0, 11.1), ("t", 10.3, 10.4)]) == ["t"]
    assert doubled_looks([("s", 10.0, 13.0), ("s", 11.0, 11.1), ("s", 12.0, 12.1)]) == ["s", "s"]


@pytest.mark.parametrize(
    ("metrics", "places"), [({"sent": 5}, 0), ({"sent": 4}, 1), ({}, 1), ({"sent": 5, "opens": 0}, 0)]
)
def test_figures_that_differ_from_brazes_are_stale(metrics: dict[str, int], places: int) -> None:
    entry: dict[str, Any] = {"variation_name": "A", "variation_api_id": "v", "sent": 5, "opens": 0, "revenue": 1.5}
    truth = [{"time": "2026-11-23", "messages": {"email": [entry]}}]
    assert len(stale(truth, [("2026-11-23", "email", "v", metrics)])) == places


def test_a_torn_segment_loses_what_it_is_said_to_lose(tmp_path: Any) -> None:
    intents = [b'{"line":"intent","url":"/x?n=t-1-%d","pad":"%s"}\n' % (n, b"." * 150) for n in range(200)]
    path = tmp_path / "segment"
    path.write_bytes(b'{"line":"header"}\n' + b"".join(intents))
    excused = torn_apart(path, Random(4))
    after = path.read_bytes()
    whole = {mark.decode() for line in after.splitlines() if line + b"\n" in intents for mark in marks(line)}
    assert FOREIGN in after
    assert not after.endswith(b"\n")
    assert 0 < len(excused) < 50
    assert whole | excused == {f"t-1-{n}" for n in range(200)}
    assert whole.isdisjoint(excused)


def test_the_table_adds_up_the_rounds_of_a_fault() -> None:
    once = Tried("disk full", "embedded", 10, 2, 1.5, Proof(lost=["a"]), 0)
    lines = list(table([once, Tried("disk full", "embedded", 20, 1, 2.5, Proof(), 1, ("x",))]))
    assert lines[2] == "| disk full (embedded) | 2 | 30 | 3 | 4 | 1 | 0 | 0 | 1 | 1 |"
    assert lines[-1].startswith("| all | 2 | 30 ")
