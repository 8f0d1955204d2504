"""Callers of the sandbox: with a session that records, and with one that does not."""

from __future__ import annotations

from pathlib import Path

import requests

from braze_tracker.braze import RecordingAdapter
from braze_tracker.journal import Journal
from braze_tracker.sandbox.server import RunningSandbox

UNHEARD = {"date", "x-request-id", "cf-ray", "x-ratelimit-remaining", "x-runtime"}
"""The headers that differ between two replies to the same question."""
TRACK = {"attributes": [{"external_id": "a", "first_name": "b"}]}


def recording(data: Path) -> requests.Session:
    session = requests.Session()
    session.mount("http://", RecordingAdapter(Journal(data / "journal")))
    return session


def said(session: requests.Session, sandbox: RunningSandbox) -> list[tuple[int, bytes, dict[str, str]]]:
    """What the sandbox says to a send, a mistake, a question and a wrong key."""
    key = {"Authorization": f"Bearer {sandbox.key}"}
    replies = [
        session.post(f"{sandbox.url}/users/track", json=TRACK, headers=key, timeout=10),
        session.post(f"{sandbox.url}/messages/send", json={"messages": {}}, headers=key, timeout=10),
        session.get(f"{sandbox.url}/campaigns/list", headers=key, timeout=10),
        session.post(f"{sandbox.url}/users/track", json=TRACK, headers={"Authorization": "Bearer wrong"}, timeout=10),
    ]
    return [(one.status_code, one.content, _comparable(one)) for one in replies]


def _comparable(reply: requests.Response) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name.lower() not in UNHEARD}


def a_broadcast(data: Path, sandbox: RunningSandbox) -> str:
    """The send_id that Braze gave it."""
    campaign = next(one for one in sandbox.campaigns if one.kind == "api" and "email" in one.channels)
    email = {
        "subject": "s",
        "body": "b",
        "from": "Shop <shop@example.com>",
        "message_variation_id": campaign.variation("email").id,
    }
    body = {"broadcast": True, "campaign_id": campaign.id, "messages": {"email": email}}
    key = {"Authorization": f"Bearer {sandbox.key}"}
    reply = recording(data).post(f"{sandbox.url}/messages/send", json=body, headers=key, timeout=10)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["send_id"])
