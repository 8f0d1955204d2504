from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze.json_text import dump, dumper, has_doubled_names, parse

_documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(_documents, st.booleans())
def test_documents_are_written_as_the_standard_library_writes_them(document: Any, ascii_only: bool) -> None:
    usual = json.dumps(document, ensure_ascii=ascii_only, separators=(",", ":"))
    assert dumper(ascii_only=ascii_only)(document) == usual


@given(_documents, st.sampled_from([None, 2]), st.sampled_from(["", " ", "\n\t"]))
def test_texts_are_read_as_the_standard_library_reads_them(document: Any, indent: int | None, around: str) -> None:
    assert parse(around + json.dumps(document, indent=indent) + around) == document


@pytest.mark.parametrize("text", ["", "{", "[1,", '{"a":1}x', '{"a":}', "nul", "\x00", "[1]\x00", '{"a" 1}'])
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        dump({"a": object()})


@pytest.mark.parametrize("depth", [100_000])
def test_too_deep_a_document_is_a_recursion_error(depth: int) -> None:
    nested: Any = []
    for _ in range(depth):
        nested = [nested]
    with pytest.raises(RecursionError):
        dump(nested)
    with pytest.raises(RecursionError):
        parse("[" * depth)


@pytest.mark.parametrize(
    ("text", "doubled"),
    [
        ('{"a":1,"b":{"a":2}}', False),
        ('{"a":1,"a":1}', True),
        ('{ "a" : ": : :" , "b": [":"] }', False),
        ('[{"x":{"a":1, "a":2}}]', True),
        ('{"a":1,"\\u0061":2}', True),
        ('{"a":"\\u003a","b":1}', False),
        ('{"a":"\\u003a","a":1}', True),
        ('{"a":{"b":1},"a":2}', True),
        ("[]", False),
    ],
)
def test_a_field_named_twice_is_noticed_wherever_it_stands(text: str, doubled: bool) -> None:
    assert has_doubled_names(text, parse(text)) is doubled


@given(_documents, st.booleans())
def test_a_document_as_it_was_written_names_nothing_twice(document: Any, ascii_only: bool) -> None:
    assert not has_doubled_names(json.dumps(document, ensure_ascii=ascii_only), document)
