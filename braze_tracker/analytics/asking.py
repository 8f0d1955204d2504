"""Reads beside the looks: what campaigns are called and made of. Quiet where the key may not read it.

They share the looks' rate limit, wait while the looks are paused, and leave a refused permission alone for a day.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests

from braze_tracker.analytics import budget
from braze_tracker.analytics.doors import Door
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.endpoints import identify
from braze_tracker.recording.models import Workspace

log = logging.getLogger(__name__)

REFUSED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Question:
    path: str
    permission: str
    """Also the name of the budget row that remembers a refusal: refusing this says nothing about figures."""
    refused: str
    """What that row says then."""


def ask(
    question: Question,
    workspace: Workspace,
    wire: Wire,
    door: Door,
    query: Mapping[str, str],
    now: datetime,
    rules: Rules,
) -> dict[str, Any]:
    """The JSON object that Braze answers; empty where it may not be asked now, or answers none."""
    if door.auth is None or not _may_ask(question, workspace, now, rules):
        return {}
    try:
        reply = wire.get(door.base + question.path, query, door.auth)
    except requests.RequestException as error:
        log.warning(
            "%s of %s could not be read: %s",
            question.path,
            workspace,
            type(error).__name__,
            extra={"workspace": workspace.pk},
        )
        return {}
    if reply.status_code in (401, 403):
        budget.hold(workspace.pk, question.permission, now, REFUSED_FOR, question.refused)
    if reply.status_code != 200:
        return {}
    budget.resume(workspace.pk, question.permission)
    return _object(reply.content)


def _may_ask(question: Question, workspace: Workspace, now: datetime, rules: Rules) -> bool:
    """It waits while the looks are paused: they find out when that is over."""
    pool = identify("GET", question.path).pool
    if budget.is_paused(workspace.pk, pool) or not _reserved(workspace, question.permission, now, rules):
        return False
    return _reserved(workspace, pool, now, rules)


def _reserved(workspace: Workspace, pool: str, now: datetime, rules: Rules) -> bool:
    return bool(budget.reserve(workspace.pk, pool, 1, now=now, share=rules.share).looks)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
