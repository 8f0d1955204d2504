"""Sends from before the tracker, from a CSV file: every line is right, or nothing is imported and each wrong one named.

https://www.braze.com/docs/api/identifier_types
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from braze_tracker.recording.choices import SendSource
from braze_tracker.recording.models import Send, Workspace
from braze_tracker.recording.schedules import zone_of

COLUMNS = ("campaign_id", "send_id", "sent_at")
LONGEST_ID = 64
YEARS = range(2000, 2100)
"""A year beyond them is a slip."""
_SEEN = frozenset({SendSource.REPLY, SendSource.REQUEST})


@dataclass(frozen=True, slots=True)
class Imported:
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class Row:
    campaign_id: str
    send_id: str
    sent_at: datetime


class WrongFile(ValueError):
    """Nothing was imported. ``problems`` has one sentence a wrong line, each with its number."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_sends(lines: Iterable[str], workspace: Workspace) -> list[Row]:
    """The rows of the file; naive times are taken in the workspace's zone. Raises WrongFile."""
    reader = csv.DictReader(_without_mark(lines))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise WrongFile([f"line 1: the header must name {', '.join(COLUMNS)}; it lacks {', '.join(missing)}"])
    rows, problems = [], []
    try:
        for record in reader:
            row = _row(record, workspace)
            if isinstance(row, Row):
                rows.append(row)
            else:
                problems += [f"line {reader.line_num}: {problem}" for problem in row]
    except csv.Error as error:
        problems.append(f"line {reader.line_num}: {error}")
    if problems:
        raise WrongFile(problems)
    return rows


@transaction.atomic
def import_sends(rows: Iterable[Row], workspace: Workspace) -> Imported:
    """A send that only a file or /sends/id/create told of gets the file's time, one without a campaign the file's
    campaign. A use that the tracker saw counts from its last: an older line does not end a running follow-up."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=workspace.pk))
    created = updated = 0
    for row in {(row.campaign_id, row.send_id): row for row in rows}.values():
        if _update(row, workspace):
            updated += 1
        else:
            _create(row, workspace)
            created += 1
    return Imported(created, updated)


def _update(row: Row, workspace: Workspace) -> bool:
    known = Send.objects.filter(workspace=workspace, send_id=row.send_id)
    exact = known.filter(campaign_id=row.campaign_id).first() or known.filter(campaign_id="").first()
    if exact is None:
        return False
    exact.campaign_id = row.campaign_id
    if exact.source in _SEEN or (exact.source == SendSource.CREATED and exact.uses):
        exact.first_used_at = min(exact.first_used_at, row.sent_at)
        exact.sent_at = max(exact.sent_at, row.sent_at)
    else:
        exact.sent_at = row.sent_at
    exact.moved = True
    exact.save(update_fields=("campaign_id", "sent_at", "first_used_at", "moved"))
    return True


def _create(row: Row, workspace: Workspace) -> None:
    Send.objects.create(
        workspace=workspace,
        campaign_id=row.campaign_id,
        send_id=row.send_id,
        source=SendSource.IMPORTED,
        sent_at=row.sent_at,
        first_used_at=row.sent_at,
    )


def _without_mark(lines: Iterable[str]) -> Iterator[str]:
    """Spreadsheets begin a UTF-8 file with a byte order mark."""
    for number, line in enumerate(lines):
        yield line.removeprefix("﻿") if number == 0 else line


def _row(record: dict[str, str | None], workspace: Workspace) -> Row | list[str]:
    campaign_id, send_id, text = ((record[name] or "").strip() for name in COLUMNS)
    problems = [_id_problem("campaign_id", campaign_id), _id_problem("send_id", send_id)]
    sent_at = _moment(text, workspace)
    if sent_at is None:
        problems.append(
            f"sent_at {text!r} is not a date and time of this century: write it as in 2026-03-04T09:30:00+01:00"
        )
    found = [problem for problem in problems if problem]
    return found if found or sent_at is None else Row(campaign_id, send_id, sent_at)


def _id_problem(name: str, value: str) -> str:
    if not value:
        return f"{name} is empty"
    if len(value) > LONGEST_ID or not value.isascii() or not value.isprintable():
        return f"{name} {value[:80]!r} must be at most {LONGEST_ID} plain characters"
    return ""


def _moment(text: str, workspace: Workspace) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(workspace.time_zone))
        at = aware.astimezone(UTC)
        return at if at.year in YEARS else None
    except (ValueError, OverflowError):
        return None
