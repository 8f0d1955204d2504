"""Ids of calls: UUIDs of version 7, which sort by time and need nobody to hand them out.

https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def new_call_id(at: datetime) -> UUID:
    """Milliseconds, then the rest of the microseconds, then 62 random bits."""
    milliseconds, rest = divmod((at - _EPOCH) // _MICROSECOND, 1000)
    fraction = rest * 4096 // 1000
    chance = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=(milliseconds & 0xFFFFFFFFFFFF) << 80 | 7 << 76 | fraction << 64 | 2 << 62 | chance)
