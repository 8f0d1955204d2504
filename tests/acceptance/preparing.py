"""Run as a program in a data folder: makes the ledger, declares workspaces and issues tokens; told and telling in JSON.

`manage.py` could do each of these; all at once they take a tenth of the time.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def prepare(asked: dict[str, Any]) -> dict[str, str]:
    """The tokens by their workspace's slug, and one by `revoked` that is good no more."""
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from braze_tracker.recording.declaring import Declaration, declare
    from braze_tracker.recording.sessions import journal_hash_key
    from braze_tracker.recording.tokens import issue_token, revoke_token

    call_command("migrate", verbosity=0)
    now, told = timezone.now(), dict[str, str]()
    for name, endpoint, key in asked["workspaces"]:
        declaration = Declaration(name=name, rest_endpoint=endpoint, key=key)
        hash_key = journal_hash_key()
        workspace = declare(declaration, hash_key=hash_key, encryption_keys=settings.ENCRYPTION_KEYS, now=now)
        workspace.capture = asked["capture"]
        workspace.save()
        told[workspace.slug] = issue_token(workspace, "a test", by=None, now=now)[1]
    revoked, told["revoked"] = issue_token(workspace, "another test", by=None, now=now)
    revoke_token(revoked, by=None, now=now)
    return told


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "braze_tracker.settings")
    django.setup()
    sys.stdout.write(json.dumps(prepare(json.load(sys.stdin))))
