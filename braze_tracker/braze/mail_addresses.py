"""E-mail addresses inside running text, found in one pass from sign to sign: whoever writes the text chooses how long
it is, and an expression that tries every beginning takes minutes for 60 KB of letters before an ``@``."""

from __future__ import annotations

import re
from collections.abc import Callable

_DOMAIN = re.compile(r"(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_MARKS = frozenset("_.+'!#$*^~-")
"""What may stand in a local part beside letters and digits, and does in practice."""


def without_addresses(text: str, mask: Callable[[str], str]) -> str:
    """Each address replaced by what ``mask`` gives for it, ``%40`` being read as ``@``."""
    pieces: list[str] = []
    done = 0
    for domain in _DOMAIN.finditer(text):
        begins = _beginning(text, done, domain.start())
        if begins < domain.start():
            pieces += text[done:begins], mask(f"{text[begins : domain.start()]}@{_behind_sign(domain[0])}")
            done = domain.end()
    return "".join((*pieces, text[done:])) if pieces else text


def _beginning(text: str, least: int, sign: int) -> int:
    """Where the local part begins that ends before ``sign``: at a letter or a digit."""
    at = sign
    while at > least and (text[at - 1].isalnum() or text[at - 1] in _MARKS):
        at -= 1
    while at < sign and not (text[at].isalnum() or text[at] == "_"):
        at += 1
    return at


def _behind_sign(domain: str) -> str:
    return domain[1:] if domain[0] == "@" else domain[3:]
