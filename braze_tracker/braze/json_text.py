"""JSON to and from text with the standard library's own machines, made once: its wrappers make a new one for each call.

It knows nothing of what the documents mean.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from json import encoder
from typing import Any

_READ = json.JSONDecoder()
_scan: Callable[[str, int], tuple[Any, int]] = vars(_READ)["scan_once"]
_BLANK = " \t\n\r"


def parse(text: str) -> Any:
    """As `json.loads`. Raises ValueError and RecursionError."""
    try:
        document, end = _scan(text, 0)
    except StopIteration:
        return _READ.decode(text)
    return document if end == len(text) or not text[end:].strip(_BLANK) else _READ.decode(text)


def has_doubled_names(text: str, document: Any) -> bool:
    """Whether an object in this JSON text names a field twice, of which its document kept only the last."""
    if "\\u" not in text:
        # every field has one colon, and the texts keep theirs: what was dropped is missing
        return text.count(":") != dump(document).count(":")
    doubled = False

    def count(fields: list[tuple[str, Any]]) -> None:
        nonlocal doubled
        doubled = doubled or len({name for name, _ in fields}) != len(fields)

    json.loads(text, object_pairs_hook=count)
    return doubled


def dumper(*, ascii_only: bool) -> Callable[[Any], str]:
    """A function that writes a document compactly. It raises RecursionError."""
    plain = json.JSONEncoder(ensure_ascii=ascii_only, separators=(",", ":"), check_circular=False).encode
    quote = encoder.encode_basestring_ascii if ascii_only else encoder.encode_basestring
    make: Any = getattr(encoder, "c_make_encoder", None)
    try:
        pieces = make(None, _refuse, quote, None, ":", ",", False, False, True)
        pieces({"": [0.5]}, 0)
    except TypeError:
        # another interpreter, or a release that makes it otherwise: the same text, more slowly
        return plain

    return lambda document: "".join(pieces(document, 0))


def _refuse(value: Any) -> Any:
    raise TypeError(f"{type(value).__name__} is not JSON")


dump = dumper(ascii_only=False)
"""Every letter as it is."""
