"""Asks Braze what a workspace's key may do, by harmless reads at once, and keeps the answer without the key.

Threads only speak HTTP; the key goes to declared hosts and nowhere else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from django.conf import settings
from django.utils.dateparse import parse_datetime

from braze_tracker.analytics import budget, reasons
from braze_tracker.analytics.doors import Door, door_of
from braze_tracker.analytics.key_findings import (
    CAMPAIGN_DETAILS,
    CAMPAIGN_FIGURES,
    NAMES,
    SENTENCES,
    SERIES,
    Finding,
    KeyVerdict,
    Probe,
    conclude,
    permissions,
    probes,
    read_answer,
)
from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.recorder import Origin
from braze_tracker.braze.replies import read_body
from braze_tracker.recording.models import Send, Workspace
from braze_tracker.recording.sessions import recorded_session

log = logging.getLogger(__name__)

TIMEOUT = (3.0, 5.0)
"""Seconds to connect, and to wait for the next byte: somebody waits for the page."""
LONGEST = 10.0
"""Seconds after which a read that has not come back counts as silent."""


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """``permissions``: name → granted, denied or unknown. ``message`` is an English sentence that is translated where
    it is shown."""

    at: datetime
    verdict: KeyVerdict
    permissions: Mapping[str, str] = field(default_factory=dict)
    message: str = ""

    def row(self) -> dict[str, Any]:
        """As `Workspace.key_check` keeps it."""
        return {
            "at": self.at.isoformat(),
            "verdict": self.verdict.value,
            "permissions": dict(self.permissions),
            "message": self.message,
        }


def read_check(row: Mapping[str, Any]) -> KeyCheck | None:
    """The check that a workspace keeps; None where none was made."""
    at = parse_datetime(str(row.get("at", "")))
    if at is None or row.get("verdict") not in list(KeyVerdict):
        return None
    return KeyCheck(at, KeyVerdict(row["verdict"]), row.get("permissions", {}), row.get("message", ""))


def check_key(workspace: Workspace, *, now: datetime, hosts: Mapping[str, str], longest: float = LONGEST) -> KeyCheck:
    """Asks, keeps the answer in the workspace, and lets looks that a refused key held back go on.

    ``hosts`` are those that may get a key (`instances.declared_hosts`).
    """
    door = door_of(workspace)
    check = _before_any_call(workspace, door, now, hosts)
    if check is None:
        found = _ask(probes(settings.SEND_SERIES_PATH, _a_pair(workspace)), door, longest)
        verdict = conclude(found)
        check = KeyCheck(now, verdict, permissions(found), SENTENCES[verdict])
    if _keep(workspace, check):
        _let_go_on(workspace, check)
    return check


def find_instance(
    workspace: Workspace, candidates: Mapping[str, str], *, longest: float = LONGEST
) -> dict[str, Finding]:
    """host → what it says of the workspace's key, by one read of the campaign list at each of ``candidates``
    (host → base URL). Empty where there is no usable key.

    Not recorded: each refusal would stand in the ledger as traffic of a workspace at that instance.
    """
    door = door_of(workspace)
    if door.auth is None:
        return {}
    doors = {host: Door(base, door.auth) for host, base in candidates.items()}
    probe = Probe(NAMES, "/campaigns/list", {"page": "0"})
    with requests.Session() as session:
        wire = Wire(session, TIMEOUT)
        return _at_once({host: _question(wire, one, probe) for host, one in doors.items()}, longest)


def _before_any_call(workspace: Workspace, door: Door, now: datetime, hosts: Mapping[str, str]) -> KeyCheck | None:
    verdict = None
    if door.shut == reasons.NO_KEY:
        verdict = KeyVerdict.NO_VARIABLE if workspace.key_env else KeyVerdict.NO_KEY
    elif door.auth is None:
        verdict = KeyVerdict.MALFORMED
    elif hosts.get(workspace.host) != door.base:
        verdict = KeyVerdict.UNLISTED
    return None if verdict is None else KeyCheck(now, verdict, message=SENTENCES[verdict])


def _a_pair(workspace: Workspace) -> tuple[str, str] | None:
    """A send that Braze knows makes the question one that leaves no error behind."""
    sends = Send.objects.filter(workspace=workspace).exclude(campaign_id="").order_by("-sent_at")
    return sends.values_list("campaign_id", "send_id").first()


def _ask(asked: Sequence[Probe], door: Door, longest: float) -> dict[str, Finding]:
    with closing(recorded_session(origin=Origin.SYNC, pool_size=len(asked))) as session:
        wire = Wire(session, TIMEOUT)
        return _at_once({probe.permission: _question(wire, door, probe) for probe in asked}, longest)


def _question(wire: Wire, door: Door, probe: Probe) -> Callable[[], Finding]:
    def ask() -> Finding:
        try:
            reply = wire.get(door.base + probe.path, probe.query, door.auth)
        except requests.RequestException:
            return Finding.SILENT
        body = read_body(reply.content)
        told = body.fields.get("message") or body.fields.get("error") or ""
        return read_answer(reply.status_code, str(told) if body.readable else None)

    return ask


def _at_once(questions: Mapping[str, Callable[[], Finding]], longest: float) -> dict[str, Finding]:
    pool = ThreadPoolExecutor(max(len(questions), 1), thread_name_prefix="key-check")
    try:
        asked = {name: pool.submit(ask) for name, ask in questions.items()}
        done, _late = wait(asked.values(), timeout=longest)
        return {name: _came_back(one) if one in done else Finding.SILENT for name, one in asked.items()}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _came_back(asked: Future[Finding]) -> Finding:
    if (failure := asked.exception()) is None:
        return asked.result()
    log.error("A read of the key check broke off", exc_info=failure)
    return Finding.SILENT


def _keep(workspace: Workspace, check: KeyCheck) -> bool:
    """Not where the key or the host was changed meanwhile."""
    same = Workspace.objects.filter(
        pk=workspace.pk,
        host=workspace.host,
        key_env=workspace.key_env,
        key_encrypted=workspace.key_encrypted,
    )
    return bool(same.update(key_check=check.row()))


_BY_KEY = (reasons.NO_KEY, reasons.UNUSABLE_KEY, reasons.KEY_REFUSED)


def _held_back(permission: str) -> tuple[str, tuple[str, ...]]:
    """The budget that is paused while the permission is missing, and the reasons that have gone with the proof."""
    held = {
        SERIES: (identify("GET", settings.SEND_SERIES_PATH).pool, (*_BY_KEY, reasons.NOT_ALLOWED)),
        NAMES: (NAMES, (reasons.NO_LIST,)),
        CAMPAIGN_FIGURES: (identify("GET", "/campaigns/data_series").pool, (*_BY_KEY, reasons.NO_CAMPAIGN_FIGURES)),
        CAMPAIGN_DETAILS: (CAMPAIGN_DETAILS, (reasons.NO_DETAILS,)),
    }
    return held.get(permission, ("", ()))


def _let_go_on(workspace: Workspace, check: KeyCheck) -> None:
    for permission, state in check.permissions.items():
        pool, because = _held_back(permission)
        if state == Finding.GRANTED and because:
            budget.end_pause(workspace.pk, pool, because)
