"""JSON laid out and coloured on the server: safe HTML out, whatever came in. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FOLD_AFTER = 400
"""Lines shown before the rest is folded away."""

_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=:)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<value>-?\d[\d.eE+-]*|\btrue\b|\bfalse\b|\bnull\b)'
)


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
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


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
