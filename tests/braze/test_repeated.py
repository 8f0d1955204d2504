from __future__ import annotations

import json
from typing import Any

import pytest

from braze_tracker.braze.repeated import repeated

MANY = frozenset(f"user {number}" for number in range(20_000))


@pytest.mark.parametrize(
    ("hidden", "text", "document", "found"),
    [
        (set(), "anything", None, []),
        ({"ab", "abc", "x"}, "abc is unknown", None, ["abc", "ab"]),
        ({"é"}, "no é", None, ["é"]),
        ({"é", "x"}, '{"m":"no \\u00e9"}', {"m": "no é"}, ["é"]),
        ({'a"b', "x"}, '{"m":"no a\\"b"}', {"m": 'no a"b'}, ['a"b']),
        ({"a/b", "x"}, '{"m":"no a\\/b"}', {"m": "no a/b"}, ["a/b"]),
        ({"long", "x"}, "no \\u00e9", None, ["long", "x"]),
    ],
)
def test_the_values_that_a_text_repeats_come_longest_first(
    hidden: set[str], text: str, document: Any, found: list[str]
) -> None:
    assert repeated(hidden, text, document) == found


@pytest.mark.parametrize("size", [0, 20_000])
def test_of_thousands_of_values_those_are_found_that_stand_in_the_text(size: int) -> None:
    text = "p " * size + "errors: 'user 19999' is unknown, and (user 7) too"
    assert set(repeated(MANY, text)) >= {"user 19999", "user 7"}
    assert "user 123" not in repeated(MANY, text)


def test_a_document_too_deep_to_be_written_may_repeat_everything() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert repeated({"a", "bc"}, json.dumps("\\"), deep) == ["bc", "a"]
