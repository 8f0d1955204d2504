"""What the stand-in for Braze answered, beside what the ledger holds: pure comparing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

ACCEPTED = {"success", "non_fatal", "queued"}
SYNC = "sync"


@dataclass(frozen=True)
class Answer:
    """One request that was received whole, and what was said to it."""

    mark: str
    """Empty: one of the tracker's own looks."""
    request_id: str
    status: int


@dataclass(frozen=True)
class Row:
    """One call of the ledger."""

    mark: str
    request_id: str
    outcome: str
    status: int | None
    origin: str


@dataclass(frozen=True)
class Proof:
    """Empty where every answer is in the ledger once, as it was."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    """Calls that say something else than what was answered, or that were never answered and are called accepted."""
    open: list[str] = field(default_factory=list)
    """Calls that were answered and still wait for their ending."""

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.untrue or self.open)


def compare(answers: Sequence[Answer], rows: Sequence[Row], excused: Set[str] = frozenset()) -> Proof:
    """``rows`` may hold more calls than were answered. ``excused``: marks, or ids of looks, that need not be there."""
    marks = Counter(row.mark for row in rows if row.mark)
    ids = Counter(row.request_id for row in rows if row.request_id)
    asked = [answer for answer in answers if answer.mark]
    waiting = {row.mark for row in rows if row.outcome == "pending"}
    return Proof(
        lost=[one.mark for one in asked if one.mark not in marks and one.mark not in excused]
        + _lost_looks((one for one in answers if one.request_id not in excused), rows, ids),
        doubled=[name for counted in (marks, ids) for name, times in counted.items() if times > 1],
        untrue=list(_untrue(answers, rows)),
        open=[one.mark for one in asked if one.mark in waiting and one.mark not in excused],
    )


def _lost_looks(answers: Iterable[Answer], rows: Iterable[Row], known: Counter[str]) -> list[str]:
    """A look whose worker died before it heard the reply is there without the reply's id: matched by number."""
    unheard = [answer.request_id for answer in answers if not answer.mark and answer.request_id not in known]
    unknown = sum(row.origin == SYNC and not row.request_id for row in rows)
    return unheard[unknown:]


def _untrue(answers: Iterable[Answer], rows: Iterable[Row]) -> Iterable[str]:
    said = {answer.request_id: answer for answer in answers}
    for row in rows:
        answer = said.get(row.request_id)
        if answer is None and row.outcome in ACCEPTED:
            yield f"{row.mark or row.request_id}: {row.outcome}, and nobody answered it"
        elif answer is not None and (row.status, row.mark) != (answer.status, answer.mark):
            yield f"{row.mark}: {row.status}, and {answer.status} was said to {answer.mark}"


def doubled_looks(looks: Iterable[tuple[str, float, float]]) -> list[str]:
    """Sends at which a look began before the one before it was over. ``looks``: send, first and last second."""
    latest: dict[str, float] = {}
    found = []
    for send, begun, ended in sorted(looks, key=lambda one: one[1]):
        if begun < latest.get(send, float("-inf")):
            found.append(send)
        latest[send] = max(ended, latest.get(send, ended))
    return found


def stale(truth: Iterable[dict[str, Any]], kept: Iterable[Sequence[Any]]) -> list[str]:
    """Braze's own days of a send beside the rows that are kept of it: places where a whole number differs."""
    known = {(day, channel, variation): metrics for day, channel, variation, metrics in kept}
    return [
        f"{day['time']} {channel} {entry['variation_name']} {name}"
        for day in truth
        for channel, entries in day["messages"].items()
        for entry in entries
        for name, value in entry.items()
        if type(value) is int and value != known.get((day["time"], channel, entry["variation_api_id"]), {}).get(name, 0)
    ]
