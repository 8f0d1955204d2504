"""Values that are hidden where a text repeats them as whole words. A few in most calls, thousands in some."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

_FEW = 32
_WORD = re.compile(r"\w+")


class KnownValues:
    """``values``: longest first, so that a part of one is not hidden before the whole."""

    def __init__(self, values: Iterable[str]) -> None:
        self.all = tuple(values)
        self._by_word = _by_rarest_word(self.all) if len(self.all) > _FEW else None

    def hidden_in(self, text: str, mask: Callable[[str], str], worth: Callable[[str], bool]) -> str:
        """The text with each value replaced by its mask, those that are not ``worth`` it aside."""
        for value in self.all if self._by_word is None else self._candidates(text, self._by_word):
            if value and value in text and worth(value):
                text = _without(text, value, mask(value))
        return text

    def _candidates(self, text: str, by_word: dict[str, list[str]]) -> list[str]:
        found = set(by_word[""])
        for word in set(_WORD.findall(text)):
            found.update(by_word.get(word, ()))
        return sorted(found, key=len, reverse=True)


def _by_rarest_word(values: tuple[str, ...]) -> dict[str, list[str]]:
    """So that ``user-17`` is looked for where there is a 17, and not wherever there is a user."""
    words = {value: _WORD.findall(value) for value in values}
    counts = Counter(word for found in words.values() for word in found)
    by_word: dict[str, list[str]] = defaultdict(list, {"": []})
    for value, found in words.items():
        by_word[min(found, key=counts.__getitem__, default="")].append(value)
    return by_word


def _without(text: str, value: str, mask: str) -> str:
    if text == value:
        return mask
    pieces: list[str] = []
    done, at = 0, text.find(value)
    while at >= 0:
        end = at + len(value)
        if _alone(text, at, end):
            pieces += text[done:at], mask
            done = end
        at = text.find(value, end if done == end else at + 1)
    return "".join((*pieces, text[done:])) if pieces else text


def _alone(text: str, begins: int, ends: int) -> bool:
    before, after = text[begins - 1 : begins], text[ends : ends + 1]
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")
