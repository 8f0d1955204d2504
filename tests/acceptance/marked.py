"""Calls that carry the key and a marked e-mail address in every place where a caller might put them."""

from __future__ import annotations

from urllib.parse import quote

import requests

from braze_tracker.braze import RecordingAdapter
from braze_tracker.journal import Journal
from tests.acceptance.keeping import Demo, eventually, rows

MARKED_EMAIL = "marked.person.7261@example.com"


def marked_calls(running: Demo, key: str) -> None:
    """Makes them through a journal of this process, and waits until the ledger has them."""
    journal = Journal(running.data / "journal")
    session = requests.Session()
    session.mount("http://", RecordingAdapter(journal))
    bearer = {"Authorization": f"Bearer {key}"}
    url = running.sandbox
    before = _calls(running)
    attributes = [{"external_id": MARKED_EMAIL, "email": MARKED_EMAIL, "note": f"write to {MARKED_EMAIL}"}]
    track = {
        "attributes": attributes,
        "events": [{"email": MARKED_EMAIL, "name": "x", "properties": {"a": [MARKED_EMAIL]}}],
    }
    message = {
        "external_user_ids": [MARKED_EMAIL],
        "messages": {"email": {"from": MARKED_EMAIL, "body": f"Hi {MARKED_EMAIL}"}},
    }
    session.post(f"{url}/users/track", json=track, headers=bearer, timeout=20)
    session.post(f"{url}/users/track", json={**track, "api_key": key}, headers=bearer, timeout=20)
    session.post(f"{url}/messages/send", json=message, headers=bearer, timeout=20)
    session.post(f"{url}/messages/send", data=f"{{ no json {MARKED_EMAIL} {key}", headers=bearer, timeout=20)
    session.post(f"{url}/messages/send", json=message, headers={"Authorization": f"Bearer {key}x"}, timeout=20)
    session.get(f"{url}/email/hard_bounces?email={quote(MARKED_EMAIL)}&api_key={key}", headers=bearer, timeout=20)
    session.get(f"{url}/users/{quote(MARKED_EMAIL)}", headers=bearer, timeout=20)
    journal.close()
    eventually(lambda: _calls(running) >= before + 7, 30, "the marked calls are in the ledger")


def _calls(running: Demo) -> int:
    query = (
        "SELECT COUNT(*) FROM recording_apicall WHERE endpoint LIKE '%users/track%' OR endpoint LIKE '%messages/send%'"
    )
    query += " OR url LIKE '%bounces%' OR url LIKE '/users/%'"
    return int(rows(running.data, query)[0][0])
