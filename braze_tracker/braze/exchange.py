"""One request with its reply, or with the failure of the wire. A value: it knows nothing of how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Failure(StrEnum):
    """Why no whole reply came. Those in NEVER_LEFT prove that nothing left for Braze."""

    DNS = "dns"
    REFUSED = "connection_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TLS = "tls"
    READ_TIMEOUT = "read_timeout"
    CUT = "connection_cut"
    UNREADABLE = "unreadable_reply"
    WRITER_DIED = "writer_died"
    NO_ANSWER = "no_answer_recorded"


NEVER_LEFT = frozenset({Failure.DNS, Failure.REFUSED, Failure.CONNECT_TIMEOUT, Failure.TLS})
"""With these the request's first byte was never written: a repeat cannot double anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Neither ``status`` nor ``failure``: no reply yet. Both: the reply began and was cut.

    ``failure`` is a `Failure` value where we wrote it; any other text is taken as an unknown failure of the wire.
    """

    method: str
    url: str
    request_headers: Mapping[str, str] = field(default_factory=dict)
    request_body: bytes = b""
    status: int | None = None
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_body: bytes = b""
    failure: str | None = None
    started_at: datetime | None = None
    elapsed: timedelta | None = None
