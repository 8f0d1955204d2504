"""Named, versioned ways of grouping errors. Pure.

A version is never changed once it has been released: a better way of grouping is a new function under a new name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trait:
    """What an error is grouped by. ``code`` is the catalogue's; ``status`` is None where no reply came."""

    severity: str
    status: int | None
    family: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    version: str
    digest: str
    title: str
    """The message with its variable parts replaced, for a reader."""


_VARIABLE = (
    (r"https?://[^\s\"'<>]+", "<url>"),
    (r"(?<![\w.+•-])[\w.+•-]+@(?:[\w•-]+\.)*[\w•-]+", "<email>"),
    (r"•••[0-9a-f]*", "<value>"),
    (r"\"[^\"]*\"|“[^”]*”|«[^»]*»|`[^`]*`", "<value>"),
    (r"(?<!\w)'[^']*'(?!\w)", "<value>"),
    (r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", "<id>"),
    (r"(?<![\w<])[+-]?\d[\d.,:]*(?![\w>-])", "<number>"),
    (r"(?<![\w-])[\w-]*\d[\w-]*", "<id>"),
)
_VALUE = re.compile("|".join(f"({pattern})" for pattern, _ in _VARIABLE), re.IGNORECASE)
_NAMES = tuple(name for _, name in _VARIABLE)
_KIND = r"<(?:url|email|value|id|number)>"
_OBJECT = re.compile(r"\{[^{}]*\}")
_LIST = re.compile(rf"({_KIND})(?:(?:\s*(?:[,;|:]|=>|\band\b|\bor\b)\s*|\s+){_KIND})+")
_ANY = re.compile(_KIND)
_SPACE = re.compile(r"\s+")
_LONGEST = 500


def normalise(message: str) -> str:
    """The message with ids, numbers, addresses and quoted or masked values replaced; a list of such is one."""
    text = _VALUE.sub(lambda found: _NAMES[(found.lastindex or 1) - 1], message[:_LONGEST])
    text = _LIST.sub(r"\1", _OBJECT.sub("<value>", text))
    return _SPACE.sub(" ", text).strip()


def text_1(trait: Trait) -> Fingerprint:
    """Severity, status class and endpoint family, with the catalogue's code or else the normalised message."""
    title = normalise(trait.message)
    status = f"{trait.status // 100}xx" if trait.status else "wire"
    said = f"code:{trait.code}" if trait.code else "text:" + _ANY.sub("<>", title).casefold()
    parts = "\x1f".join((trait.severity, status, trait.family, said))
    return Fingerprint("text-1", hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest(), title)


VERSIONS: dict[str, Callable[[Trait], Fingerprint]] = {"text-1": text_1}
CURRENT = "text-1"


def fingerprint(trait: Trait) -> Fingerprint:
    return VERSIONS[CURRENT](trait)
