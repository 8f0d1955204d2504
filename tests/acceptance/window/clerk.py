"""Run as a program in a data folder, beside the pages that it serves: makes what they show, and lets calls come in.

Told a deed a line in JSON, and answers a line each. The tests themselves drive a browser, and have no database.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import django


def begin(sandbox: str, key: str) -> dict[str, Any]:
    """All that pages show, and whom they know. The roles' sessions, and a row of each kind."""
    from tests.acceptance.window import furniture

    return furniture.furnish(sandbox, key)


def empty() -> None:
    """The ledger and the style sheets of a tracker that nobody has used yet."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def calls(url: str, key: str, asked: list[dict[str, Any]]) -> int:
    """Each as an application makes it, through a session that records, at its moment. All in the ledger at the end."""
    from braze_tracker.demo.told_clock import ToldClock
    from braze_tracker.recording.sessions import recorded_session

    clock = ToldClock(datetime.fromisoformat(asked[0]["at"]))
    with closing(recorded_session(clock=clock)) as session:
        for one in asked:
            clock.tell(datetime.fromisoformat(one["at"]))
            headers = {"Authorization": f"Bearer {key}"}
            session.post(url + one["path"], json=one["body"], headers=headers, timeout=20)
    return drained()


def drained() -> int:
    """What has come in is in the ledger; how many calls that were."""
    from django.conf import settings
    from django.utils import timezone

    from braze_tracker.recording.drain import drain

    return drain(settings.JOURNAL_DIR, now=timezone.now()).calls


def time_goes_by(minutes: int) -> None:
    """As if what people did had been done so much earlier."""
    from django.db.models import F

    from braze_tracker.recording.models import AuditEntry, ErrorGroup

    earlier = timedelta(minutes=minutes)
    for name in ("muted_until", "state_changed_at", "first_seen", "last_seen"):
        ErrorGroup.objects.exclude(**{name: None}).update(**{name: F(name) - earlier})
    AuditEntry.objects.update(at=F("at") - earlier)


def broken() -> None:
    """The pages fail from now on: what they ask first is gone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE auth_user RENAME TO gone")


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed for deed in (begin, empty, calls, drained, time_goes_by, broken)
}  # fmt: skip


def obey(line: str) -> Any:
    name, words = json.loads(line)
    return DEEDS[name](**words)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "braze_tracker.settings")
    django.setup()
    # what is printed on the way is no answer
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        answers.write(json.dumps(obey(line)) + "\n")
        answers.flush()
