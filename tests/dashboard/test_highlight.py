"""Bodies are shown laid out and coloured, and nothing in them can become a part of the page."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.dashboard.highlight import listing


def test_json_is_laid_out_and_its_parts_are_named() -> None:
    shown = listing('{"a":"x","n":1.5,"t":true,"z":null}')
    assert shown.is_json
    assert shown.lines == 6
    assert '<span class="json-key">&quot;a&quot;</span>: <span class="json-text">&quot;x&quot;</span>' in shown.head
    assert shown.head.count("json-value") == 3


@pytest.mark.parametrize(
    "hostile",
    [
        '{"a":"</pre><script>alert(1)</script>"}',
        '{"<img src=x onerror=alert(1)>":1}',
        "<script>alert(1)</script>",
        '{"a":"\\u003cscript\\u003e"}',
        '{"a":"quote \\" <b>"}',
    ],
)
def test_markup_in_a_body_stays_text(hostile: str) -> None:
    shown = listing(hostile)
    assert "<script" not in shown.head
    assert "<img" not in shown.head
    assert "<b>" not in shown.head


@given(st.text(max_size=200))
def test_no_text_breaks_out(text: str) -> None:
    bare = str(listing(text).head)
    for tag in ('<span class="json-key">', '<span class="json-text">', '<span class="json-value">', "</span>"):
        bare = bare.replace(tag, "")
    assert "<" not in bare
    assert ">" not in bare


def test_what_is_not_json_is_shown_as_it_came() -> None:
    shown = listing("502 Bad Gateway")
    assert (shown.head, shown.is_json) == ("502 Bad Gateway", False)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ('{"total":84.90}', '{\n  "total": 84.90\n}'),
        ("[123456789012345678901234567890, 1E5, -0.0]", "[\n  123456789012345678901234567890,\n  1E5,\n  -0.0\n]"),
        ("9" * 5000, "9" * 5000),
        (r'{"a":"caf\u00e9 \/ {,}"}', '{\n  "a": "caf\\u00e9 \\/ {,}"\n}'),
        ('{"a":1,"a":2}', '{\n  "a": 1,\n  "a": 2\n}'),
        ('{ "a" : [ ], "b":{}, "c":[{}] }', '{\n  "a": [],\n  "b": {},\n  "c": [\n    {}\n  ]\n}'),
    ],
)
def test_every_value_is_shown_as_it_was_stored(stored: str, shown: str) -> None:
    assert bare(listing(stored).head) == shown


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=4), inside, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_json_is_laid_out_as_python_lays_it_out(value: object) -> None:
    assert bare(listing(json.dumps(value)).head) == json.dumps(value, indent=2)


def bare(html: str) -> str:
    return unescape(re.sub(r"</?span[^>]*>", "", html))


def test_deep_nesting_is_shown_as_it_came() -> None:
    assert not listing("[" * 100_000).is_json


def test_long_bodies_are_folded() -> None:
    shown = listing("[" + ",".join("1" for _ in range(500)) + "]")
    assert shown.lines == 502
    assert len(shown.head.splitlines()) == 400
    assert len(shown.rest.splitlines()) == 102
