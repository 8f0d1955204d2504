"""How one reader wants the pages: kept in the database, carried in the session, so that no page asks for it.

Read at sign-in. What is empty is decided by the browser's cookies and language, or by the workspace.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import HttpRequest

KEY = "preference"
COLUMNS = ("language", "time_zone", "theme", "shortcuts")


def preference(request: HttpRequest) -> dict[str, Any]:
    """What this session's reader wants; empty for strangers and for those who want nothing in particular."""
    found = request.session.get(KEY)
    return found if isinstance(found, dict) else {}


def own_zone(request: HttpRequest) -> str:
    """The zone in which the reader wants all times; empty for the workspace's."""
    return str(preference(request).get("time_zone", ""))


def keep(request: HttpRequest, **changes: Any) -> None:
    """Keep what somebody who is signed in wants; ``changes`` are columns of `Preference`."""
    rows: Any = apps.get_model("dashboard", "Preference").objects
    row, _made = rows.update_or_create(user=request.user, defaults=changes)
    _carry(request, {name: getattr(row, name) for name in COLUMNS})


def recall(*, request: HttpRequest | None, user: Any, **_signal: Any) -> None:
    """``user`` signs in, wherever they do."""
    if request is not None:
        rows = apps.get_model("dashboard", "Preference").objects
        _carry(request, rows.filter(pk=user.pk).values(*COLUMNS).first())


def _carry(request: HttpRequest, wanted: dict[str, Any] | None) -> None:
    if wanted:
        request.session[KEY] = wanted
    else:
        request.session.pop(KEY, None)
