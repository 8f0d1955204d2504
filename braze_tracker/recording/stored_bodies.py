"""The stored bodies of a call: from what a change brings to a row, and from a row to what a page shows.

The one place where whole bodies are encrypted, and the one through which bodies are read.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from braze_tracker.braze.captured import BodyState, CapturedBody, CaptureLevel
from braze_tracker.braze.essence import reply_essence, request_essence
from braze_tracker.recording.bodies import Bodies, Side, pack, unpack
from braze_tracker.recording.capture import WholeBody, both, kept
from braze_tracker.recording.models import CallBody
from braze_tracker.recording.sealed import open_bytes, open_sealed, seal_bytes

_LOCKED = Side({}, CapturedBody("", BodyState.LOCKED))
LOCKED = Bodies(_LOCKED, _LOCKED)
"""What is shown of bodies whose key is gone."""


def unseal(text: str) -> str | None:
    """Opens what this installation's journals have sealed."""
    return open_sealed(text, settings.ENCRYPTION_KEYS)


def body_row(key: UUID, bodies: Bodies, level: CaptureLevel, *, known: bool) -> dict[str, object] | None:
    """A row of `CallBody`; None where what is stored may not be touched.

    ``known``: the request is stored already, and stays as it is whatever the level is now.
    """
    asked, answer = bodies.request, bodies.reply
    if asked.body.state is BodyState.LOCKED:
        return None
    request = kept(asked.body, CaptureLevel.FULL if known else level, request_essence)
    reply = kept(answer.body, level, reply_essence) if answer else None
    content = pack(Bodies(Side(asked.headers, request), Side(answer.headers, reply) if answer and reply else None))
    sealed = isinstance(request, WholeBody) or isinstance(reply, WholeBody)
    if sealed:
        content = seal_bytes(content, settings.ENCRYPTION_KEYS)
    return {"call_id": key, "content": content, "sealed": sealed}


def read_bodies(stored: CallBody) -> Bodies:
    """Encrypted ones come as `WholeBody`; `LOCKED` where their key is gone. Raises ValueError for no body at all."""
    if not stored.sealed:
        return unpack(stored.content)
    content = open_bytes(bytes(stored.content), settings.ENCRYPTION_KEYS)
    if content is None:
        return LOCKED
    opened = unpack(content)
    return Bodies(_whole(opened.request), _whole(opened.reply) if opened.reply else None)


def _whole(side: Side) -> Side:
    body = side.body
    return Side(side.headers, WholeBody(body.content, body.state, body.size))


def bodies_of(key: UUID) -> Bodies | None:
    """What is kept of a call's bodies; None where nothing is, or nothing that can be read."""
    return readable(CallBody.objects.filter(pk=key).first())


def readable(stored: CallBody | None) -> Bodies | None:
    """The same of a row that was fetched with its call."""
    try:
        return read_bodies(stored) if stored else None
    except ValueError:  # a body that cannot be read hides nothing else of the call
        return None


def remembered_bodies(stored: CallBody) -> Bodies:
    """For a call whose ending comes later: what was stored whole stays so. Raises ValueError."""
    bodies = read_bodies(stored)
    body = bodies.request.body
    if not isinstance(body, WholeBody):
        return bodies
    return Bodies(Side(bodies.request.headers, both(body, body)), bodies.reply)
