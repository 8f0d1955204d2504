"""JSON laid out and coloured on the server: safe HTML out, whatever came in. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FOLD_AFTER = 400
"""Lines shown before the rest is folded away."""

_STRING = r'"(?:[^"\\]|\\.)*"'
_VALUE = r"-?\d[\d.eE+-]*|-?Infinity|NaN|true|false|null"
_TOKEN = re.compile(rf"(?P<key>{_STRING})(?=:)|(?P<text>{_STRING})|(?P<value>{_VALUE})")
_PIECE = re.compile(rf"{_STRING}|{_VALUE}|[{{}}\[\],:]")


@dataclass(frozen=True, slots=True)
class Listing:
    """``head`` and ``rest`` are safe HTML; ``rest`` is what lies behind the fold."""

    head: SafeString
    rest: SafeString
    lines: int
    is_json: bool


def listing(text: str, fold_after: int = FOLD_AFTER) -> Listing:
    """Text that is not JSON is shown as it came, escaped."""
    laid_out = _laid_out(text)
    lines = (text if laid_out is None else laid_out).splitlines()
    paint = escape if laid_out is None else _coloured
    head, rest = "\n".join(lines[:fold_after]), "\n".join(lines[fold_after:])
    return Listing(_safe(paint(head)), _safe(paint(rest)), len(lines), laid_out is not None)


def _laid_out(text: str) -> str | None:
    """Only the space between the pieces changes: ``84.90`` stays ``84.90``, and no digit of a long number is lost."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    return "".join(_pieces(_PIECE.findall(text)))


def _pieces(pieces: list[str]) -> Iterator[str]:
    depth = 0
    for piece, after in pairwise([*pieces, ""]):
        closing = after in ("}", "]")
        if piece in ("{", "["):
            depth += 1
        depth -= closing
        yield ": " if piece == ":" else piece
        if (piece in ("{", "[") and not closing) or piece == "," or (closing and piece not in ("{", "[")):
            yield "\n" + "  " * depth


def _coloured(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _TOKEN.finditer(text):
        parts.append(escape(text[end : match.start()]))
        parts.append(f'<span class="json-{match.lastgroup}">{escape(match.group())}</span>')
        end = match.end()
    parts.append(escape(text[end:]))
    return "".join(parts)


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  # every piece above was escaped on its own
