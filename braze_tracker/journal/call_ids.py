"""Ids of calls: UUIDs of version 7, which sort by time and need nobody to hand them out.

https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from itertools import count
from uuid import UUID

from braze_tracker.journal.lines import microseconds

_FIXED = 7 << 76 | 2 << 62
"""Version and variant."""


def _beginning() -> Callable[[], int]:
    """Each process counts on from a chance of its own: as unique as new chance for each id, without asking the kernel.

    It begins in the lower half of the 62 bits, so that it never comes to their end.
    """
    return count(_FIXED | int.from_bytes(os.urandom(8), "big") >> 3).__next__


class _Chance:
    next = staticmethod(_beginning())


def _after_fork() -> None:
    _Chance.next = staticmethod(_beginning())


os.register_at_fork(after_in_child=_after_fork)


def call_number(at_us: int) -> int:
    """The id as a whole number: milliseconds since 1970, then the rest of the microseconds, then 62 bits of chance."""
    milliseconds, rest = divmod(at_us, 1000)
    return (milliseconds & 0xFFFFFFFFFFFF) << 80 | (rest * 4096 // 1000) << 64 | _Chance.next()


def new_call_id(at: datetime) -> UUID:
    return UUID(int=call_number(microseconds(at)))
