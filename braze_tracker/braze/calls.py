"""What a caller of the client asked, and what it gets back. Values only: they know nothing of how a call is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from braze_tracker.braze.outcomes import Verdict


@dataclass(frozen=True, slots=True)
class BrazeRequest:
    """One intention, without the key. Fields that may hold people's data stay out of its ``repr``."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: object = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class BrazeReply:
    """Braze's answer, read and judged. Its ``repr`` shows how it was judged and nobody's data."""

    status: int
    data: Any = field(repr=False)
    """The body as parsed JSON; None when it was empty or not JSON."""
    verdict: Verdict
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)
    """The body as it came, for `DataSeries.parse`, which keeps money exact."""
