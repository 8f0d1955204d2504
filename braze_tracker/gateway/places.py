"""What the gateway knows of workspaces and tokens at one moment. Values, which hold keys in memory: nothing shows them.

They know neither the database they were read from nor the requests they decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from braze_tracker.braze.captured import CaptureLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A workspace: where its calls go, the key that opens it, and how much of them may be kept."""

    slug: str
    host: str
    base: str = ""
    """``scheme://host[:port]``; empty while the host is not among those that may be called."""
    key: str = field(default="", repr=False)
    level: CaptureLevel = CaptureLevel.MASKED


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Snapshot:
    """Workspaces by the ways in which a request can name them."""

    by_slug: Mapping[str, Place] = field(default_factory=dict)
    """Declared ones only."""
    by_key: Mapping[str, Place] = field(default_factory=dict)
    """By the keyed hash of a Braze key."""
    by_token: Mapping[str, Place] = field(default_factory=dict)
    """By the digest of a token that was not revoked."""

    def only_base(self) -> str:
        """Where all declared workspaces are, if they are in one place."""
        bases = {place.base for place in self.by_slug.values()}
        return bases.pop() if len(bases) == 1 else ""
