"""Error lists in every shape that Braze's pages show, and some that only garbage has."""

from __future__ import annotations

from typing import Any

import pytest

from braze_tracker.braze.items import LONGEST, MOST_ITEMS, Named, clean, headline, listed


@pytest.mark.parametrize(
    ("errors", "named"),
    [
        (["a", "b"], [Named("a"), Named("b")]),
        ("a", [Named("a")]),
        ([{"type": "T", "input_array": "events", "index": 2}], [Named("T", "T", "events", 2)]),
        ([{"id": "item-not-found", "message": "No item", "parameters": ["id"]}], [Named("No item", "item-not-found")]),
        ([{"message": "m"}], [Named("m")]),
        ({"message": "m"}, [Named("m")]),
        ([{"name": "hat.png", "size": 3, "ext": "png", "error": "too large"}], [Named("too large")]),
        ([{"error": {"deep": 1}}], [Named('{"deep":1}')]),
        ({"name": ["is taken", "is odd"], "tags": "missing"},
         [Named("name: is taken"), Named("name: is odd"), Named("tags: missing")]),
        ([["ada", "not found"], ["bo", "in use"]], [Named("ada: not found"), Named("bo: in use")]),
        ([["only one"]], [Named("only one")]),
        ([[["a", "b"]], "c"], [Named("a: b"), Named("c")]),
        ([7, 1.5], [Named("7"), Named("1.5")]),
        ([None, "", {}, [], False, 0, [[]], {"message": ""}], []),
        ([{"index": "x", "type": "T", "input_array": 3}], [Named("T", "T")]),
        ([{"index": True, "type": "T"}], [Named("T", "T")]),
        ([{"index": -1, "type": "T"}, {"index": 2**40, "type": "T"}], [Named("T", "T")] * 2),
    ],
)  # fmt: skip
def test_errors_of_every_shape_become_one(errors: object, named: list[Named]) -> None:
    assert listed({"errors": errors}) == named


@pytest.mark.parametrize("errors", [3, 0, 1.5, True, False, None])
def test_a_counter_is_no_list(errors: object) -> None:
    assert listed({"errors": errors}) == []


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"rename_errors": [["ada", "gone"]]}, [Named("ada: gone", source="rename_errors")]),
        ({"removal_errors": "all failed"}, [Named("all failed", source="removal_errors")]),
        ({"removal_errors": [], "rename_errors": [[]]}, []),
        ({"notice": "Paused"}, [Named("Paused", source="notice")]),
        ({"invalid_user_ids": ["ada"]},
         [Named('Invalid user ID: "ada"', "", "invalid_user_ids", 0, "invalid_user_ids")]),
        ({"invalid_user_ids": 3}, [Named("3 invalid user IDs", source="invalid_user_ids")]),
        ({"invalid_user_ids": [], "notice": ""}, []),
        ({"invalid_user_ids": "ada"}, []),
    ],
)  # fmt: skip
def test_the_other_lists_say_where_they_stood(fields: dict[str, Any], named: list[Named]) -> None:
    assert listed(fields) == named


def test_lists_are_bounded_in_number_length_and_depth() -> None:
    deep: object = "bottom"
    for _ in range(50):
        deep = [deep]
    found = listed({"errors": [deep, *["x" * 5000] * 5000]})
    assert len(found) == MOST_ITEMS
    assert max(len(one.message) for one in found) == LONGEST


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"message": "m", "error": "e", "detail": "d"}, "m"),
        ({"message": "", "error": "e"}, "e"),
        ({"message": None, "detail": "d"}, "d"),
        ({"error": {"message": "inner", "code": "c"}}, "inner"),
        ({"message": ["a", "b"]}, '["a","b"]'),
        ({"message": 404}, "404"),
    ],
)
def test_a_headline_is_the_first_key_that_says_anything(fields: dict[str, Any], message: str) -> None:
    found = headline(fields, ("message", "error", "detail"))
    assert found is not None
    assert found.message == message


def test_a_headline_keeps_its_error_code() -> None:
    assert headline({"message": "m", "error_code": "CORRUPT_FILE"}, ("message",)) == Named("m", "CORRUPT_FILE")


@pytest.mark.parametrize(
    "fields", [{}, {"message": ""}, {"message": None, "error": False}, {"error": 0}, {"other": "x"}]
)
def test_a_reply_that_says_nothing_has_no_headline(fields: dict[str, Any]) -> None:
    assert headline(fields, ("message", "error", "detail")) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  a ", "a"),
        ("a\x00b", "ab"),
        ("\ud800", "?"),
        ("é", "é"),
        ("line one\nline two", "line one\nline two"),
        ("x" * 2000, "x" * 999 + "…"),
        (None, ""),
        (True, ""),
        ([], ""),
        ({"a": 1}, '{"a":1}'),
        (b"bytes", ""),
    ],
)
def test_text_is_fit_to_be_shown_and_kept(value: object, text: str) -> None:
    assert clean(value) == text
