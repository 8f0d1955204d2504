"""A shop whose Braze is the sandbox, and calls of it that may be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from braze_tracker.delivery.models import Replay
from braze_tracker.recording.models import ApiCall, Workspace
from braze_tracker.recording.sealed import seal
from tests.recording.factories import NOW, a_call, a_workspace

BODY = '{"attributes": [{"external_id": "a", "first_name": "b"}]}'
HOSTS: Mapping[str, str] = {"rest.iad-01.braze.com": "https://rest.iad-01.braze.com"}


def a_shop(sandbox: Any = None, **fields: Any) -> Workspace:
    """With a key that is stored; without a sandbox at a host that nobody calls."""
    at = {"host": sandbox.url.partition("://")[2], "rest_endpoint": sandbox.url} if sandbox else {}
    key = seal(sandbox.key if sandbox else "a-key", settings.ENCRYPTION_KEYS)
    return a_workspace("Tulip shop", **{**at, "key_encrypted": key, "capture": "full", **fields})


def hosts_of(place: Workspace) -> dict[str, str]:
    return {place.host: place.rest_endpoint}


def a_refused(place: Workspace, *, at: datetime = NOW, request: str = BODY, **fields: Any) -> ApiCall:
    """A call of which nothing was done, kept whole."""
    values = {"outcome": "fatal_client", "sent": "nothing", "endpoint": "POST /users/track"}
    return a_call(place, at=at, request=request, **{**values, **fields})


def a_replay(original: ApiCall, **fields: Any) -> Replay:
    values: dict[str, Any] = {
        "turn": Replay.objects.filter(original=original.pk).count(), "username": "olga", "asked_at": timezone.now(),
        "consequence": "nothing_sent",
    }  # fmt: skip
    return Replay.objects.create(original=original.pk, **(values | fields))


def somebody(name: str = "olga") -> User:
    return User.objects.get_or_create(username=name)[0]
