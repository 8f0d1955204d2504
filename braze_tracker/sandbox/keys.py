"""REST API keys and what they may do (https://www.braze.com/docs/api/basics/).

A key is right or wrong as a whole; a permission is a name such as `messages.send`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from braze_tracker.sandbox.wire import Reply, refused

READ_SERIES = frozenset({"sends.data_series", "campaigns.data_series"})
_EMPTY_LIMITS = tuple((f"x-ratelimit-{name}", "") for name in ("limit", "remaining", "reset"))


@dataclass(frozen=True)
class ApiKey:
    """`permissions` None means all of them; a `disabled` key belongs to an account that was switched off."""

    value: str
    permissions: frozenset[str] | None = None
    disabled: bool = False

    def may(self, permission: str) -> bool:
        return self.permissions is None or permission in self.permissions


def new_key() -> ApiKey:
    return ApiKey(str(uuid.uuid4()))


class KeyRing:
    """The keys given (one new key with all permissions if none), a limited one and one of a closed account."""

    def __init__(self, keys: Iterable[ApiKey | str] | None = None) -> None:
        held = [key if isinstance(key, ApiKey) else ApiKey(key) for key in keys or ()]
        self.keys = tuple(held) or (new_key(),)
        self.limited = ApiKey(new_key().value, READ_SERIES)
        self.disabled = ApiKey(new_key().value, disabled=True)
        self._by_value = {key.value: key for key in (*self.keys, self.limited, self.disabled)}

    def find(self, authorization: str) -> ApiKey | Reply:
        """The key that an Authorization header carries, or the 401 or 403 that it deserves."""
        scheme, _, value = authorization.partition(" ")
        key = self._by_value.get(value.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            # Braze echoes what it was given, and sends its rate-limit headers empty.
            return Reply(401, {"message": f"Invalid API key: {value or authorization}"}, headers=_EMPTY_LIMITS)
        if key.disabled:
            return refused(403, "Forbidden")
        return key
