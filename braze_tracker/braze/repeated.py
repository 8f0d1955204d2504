"""Which of the values hidden in a request a text repeats. A request may hold thousands, and a text be long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import Any

from braze_tracker.braze.json_text import dump

_MANY = 500
_LONG = 10_000
_WORD = re.compile(r"\w+")
_SPELLED_OTHERWISE = re.compile(r'["/\\\x00-\x1f\x7f]')


def repeated(hidden: Set[str], text: str, document: Any = None) -> list[str]:
    """Longest first, and perhaps some more. ``document``: what a JSON text says; without it an escaped text may repeat
    everything."""
    if not hidden:
        return []
    if "\\" in text:
        found: Iterable[str] = _in_escaped(hidden, text, document)
    else:
        found = _in(hidden, text)
    return sorted(found, key=len, reverse=True)


def _in_escaped(hidden: Set[str], text: str, document: Any) -> Iterable[str]:
    """Also what stands in the document as it is, and whatever JSON spells otherwise in any case."""
    if document is None:
        return hidden
    try:
        spelled = f"{text}\n{dump(document)}"
    except RecursionError:
        return hidden
    return {*_in(hidden, spelled), *(value for value in hidden if _SPELLED_OTHERWISE.search(value))}


def _in(hidden: Set[str], text: str) -> list[str]:
    if len(hidden) < _MANY or len(text) < _LONG:
        return [value for value in hidden if value in text]
    # values are hidden where they stand as whole words, so that each word of theirs is one of the text
    words = set(_WORD.findall(text))
    return [value for value in hidden if words.issuperset(_WORD.findall(value))]
