"""What the ledger has learnt since the last look, as lines of text. It reads, and knows nothing of the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from braze_tracker.analytics.models import Snapshot
from braze_tracker.dashboard.filters import CallFilter, Period
from braze_tracker.dashboard.queries_matching import matching
from braze_tracker.recording.models import ApiCall, Send, Workspace

WINDOW = timedelta(seconds=60)
"""How long after its start a call may still become known: its writer, the wire and the drain take their time."""
MOST = 500
SHOWN = ("sent", "delivered", "opens", "clicks", "conversions", "revenue")


@dataclass(frozen=True, slots=True)
class News:
    word: str
    """An outcome, a look's result, or ``send``."""
    text: str


@dataclass(slots=True)
class Tail:
    """Begins with what comes after its making. A filter lets calls through, and nothing else."""

    wanted: CallFilter | None = None
    since: datetime = field(default_factory=timezone.now)
    _seen: dict[UUID, datetime] = field(default_factory=dict)
    _send: int = field(default_factory=lambda: _last(Send))
    _look: int = field(default_factory=lambda: _last(Snapshot))

    def past(self) -> Iterator[News]:
        """The calls of the filter's range that began before this tail, oldest first, however many."""
        if self.wanted is None or self.wanted.period.since >= self.since:
            return
        for call in self._matching(self.wanted.period.since, self.since).iterator(chunk_size=MOST):
            yield News(call.outcome, _call(call))

    def news(self) -> list[News]:
        return [*self._calls()] if self.wanted else [*self._calls(), *self._sends(), *self._looks()]

    def _calls(self) -> Iterator[News]:
        now = timezone.now()
        edge = max(self.since, now - WINDOW)
        self._forget(edge)
        recent = self._matching(edge, now + WINDOW).exclude(outcome="pending")
        for call in recent.exclude(id__in=list(self._seen))[:MOST]:
            self._seen[call.id] = call.started_at
            yield News(call.outcome, _call(call))

    def _matching(self, since: datetime, until: datetime) -> QuerySet[ApiCall]:
        period = Period("", since, until)
        wanted = replace(self.wanted, period=period) if self.wanted else CallFilter(period)
        calls = matching(wanted).order_by("started_at", "id")
        return calls.filter(outcome__in=wanted.outcomes) if wanted.outcomes else calls

    def _forget(self, edge: datetime) -> None:
        self._seen = {call: at for call, at in self._seen.items() if at >= edge}

    def _sends(self) -> Iterator[News]:
        """Sample data is no news, nor are its looks."""
        for send in Send.objects.filter(id__gt=self._send).exclude(workspace__in=_samples()).order_by("id")[:MOST]:
            self._send = send.id
            yield News("send", f"{'send':<13} {send.send_id} will be followed until Braze drops its figures")

    def _looks(self) -> Iterator[News]:
        looks = Snapshot.objects.filter(id__gt=self._look).exclude(send__workspace__in=_samples())
        for look in looks.select_related("send").order_by("id")[:MOST]:
            self._look = look.id
            yield News(look.result, f"{'look':<13} {look.send.send_id} {look.error or _totals(look.totals)}")


def _samples() -> QuerySet[Workspace]:
    return Workspace.objects.filter(sample=True)


def _last(model: type[Send | Snapshot]) -> int:
    return int(model.objects.order_by("-id").values_list("id", flat=True).first() or 0)


def _call(call: ApiCall) -> str:
    status = f"{call.status or '–'!s:>3}"
    took = f"{call.elapsed_us / 1000:,.0f} ms" if call.elapsed_us is not None else ""
    words = (f"{call.outcome:<13} {status} {call.endpoint}", took, call.send_id, call.message)
    return "  ".join(word for word in words if word)


def _totals(totals: Mapping[str, Any]) -> str:
    numbers = {name: totals.get(name) for name in SHOWN}
    shown = ", ".join(f"{name} {number}" for name, number in numbers.items() if number not in (0, "0", None))
    return shown or "no figures yet"
