"""Whether the tracker can do its work: database, migrations, and the parts that must be running.

The words are those of the gateway's own `/-/ready`; nothing secret stands among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from braze_tracker.dashboard.queries_health import Part, parts
from braze_tracker.dashboard.troubles import START

Reason = Mapping[str, object]
"""``what`` is missing, a ``text`` that says what to do, and ``since`` when."""
AWAY = "The database does not answer. See that it runs and that DATABASE_URL is right."
UNMIGRATED = "Migrations are missing. Run python manage.py migrate."


def readiness(now: datetime) -> tuple[int, Mapping[str, object]]:
    """The status, and a JSON object: a yes or no for each condition, and a reason with its moment for each no."""
    try:
        missing = _missing()
        found = () if missing else parts(now)
    except Error:
        return _told({"database_reachable": False}, [{"what": "database", "text": AWAY, "since": None}])
    if missing:
        reason: Reason = {"what": "migrations", "text": UNMIGRATED, "since": None, "missing": missing}
        return _told({"database_reachable": True, "migrated": False}, [reason])
    needed = [part for part in found if part.name in START]
    conditions = {"database_reachable": True, "migrated": True}
    conditions |= {f"{part.name}_at_work": not part.silent for part in needed}
    return _told(conditions, [_silence(part) for part in needed if part.silent])


def _told(conditions: Mapping[str, bool], reasons: Sequence[Reason]) -> tuple[int, Mapping[str, object]]:
    return 503 if reasons else 200, {"ready": not reasons, **conditions, "reasons": reasons}


def _silence(part: Part) -> Reason:
    state = "is silent" if part.seen else "has not been seen yet"
    since = part.seen.isoformat(timespec="seconds") if part.seen else None
    return {"what": part.name, "text": f"The {part.name} {state}. Start it: {START[part.name]}", "since": since}


def _missing() -> list[str]:
    """Migrations of this version that the database has not seen. One of a later version does no harm here."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _known() if (app, name) not in applied)


@cache
def _known() -> frozenset[tuple[str, str]]:
    """Without squashed ones: those that they replace stand for them."""
    loader = MigrationLoader(None)
    return frozenset(key for key, migration in loader.disk_migrations.items() if not migration.replaces)
