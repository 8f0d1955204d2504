"""What the ledger keeps of a body: the workspace's level holds, whatever its writers kept. Pure: a rule and its values.

Judging comes before it: a call is judged by all that its lines tell, also by what is not kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from braze_tracker.braze.captured import BodyState, CapturedBody, CaptureLevel
from braze_tracker.braze.json_text import dump, parse
from braze_tracker.journal import Ending, Intent
from braze_tracker.journal.whole import Unseal, open_body

Essence = Callable[[Any], dict[str, Any]]
"""`request_essence` or `reply_essence`."""

L = TypeVar("L", Intent, Ending)


@dataclass(slots=True)
class WholeBody(CapturedBody):
    """A body of level FULL: it may be stored encrypted, and not otherwise."""


@dataclass(slots=True)
class OpenedBody(CapturedBody):
    """A body of which both is known: ``content`` is masked, ``whole`` is not."""

    whole: WholeBody = field(default_factory=WholeBody)


def opened(line: L, unseal: Unseal) -> L:
    """The line with its body opened. One that the keys do not open comes with its essence."""
    if not line.body.sealed:
        return line
    masked, whole = open_body(line.body, unseal)
    return replace(line, body=masked if whole is None else both(masked, whole))


def both(masked: CapturedBody, whole: CapturedBody) -> OpenedBody:
    return OpenedBody(
        masked.content, masked.state, masked.size, whole=WholeBody(whole.content, whole.state, whole.size)
    )


def kept(body: CapturedBody, level: CaptureLevel, essence: Essence) -> CapturedBody:
    """Never more than the level allows, and never more than the writer kept; a `WholeBody` is to be encrypted.

    ========  ==================  ===============  =======================
    level     whole and masked    whole or masked  essence, empty, omitted
    ========  ==================  ===============  =======================
    metadata  essence             essence          as it is
    masked    masked              as it is         as it is
    full      whole               as it is         as it is
    ========  ==================  ===============  =======================
    """
    if level is CaptureLevel.FULL and isinstance(body, OpenedBody):
        return body.whole
    if level is CaptureLevel.METADATA and body.state in (BodyState.WHOLE, BodyState.MASKED):
        return _reduced(body, essence)
    return body


def _reduced(body: CapturedBody, essence: Essence) -> CapturedBody:
    """Nothing of a text that is no JSON document."""
    try:
        document = parse(body.content)
        content = dump(essence(document)) if isinstance(document, (dict, list)) else ""
    except (ValueError, RecursionError):
        content = ""
    return CapturedBody(content, BodyState.ESSENCE if content else BodyState.OMITTED, body.size)
