"""How sends grew with their age: the totals of every look, by the time since the send. Braze itself never shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from braze_tracker.analytics.models import LookResult, Snapshot
from braze_tracker.dashboard.queries_names import campaign_names
from braze_tracker.dashboard.queries_sends import SendRow, Totals, read_totals, send_row
from braze_tracker.recording.models import Send

MOST = 4
"""Sends side by side: more lines than that cannot be told apart."""
_MOST_LOOKS = 400
"""Of one send: the default schedule makes 115 in a fortnight."""
CHOICES = 12


@dataclass(frozen=True, slots=True)
class AgedTotals:
    age: timedelta
    totals: Totals


@dataclass(frozen=True, slots=True)
class Growth:
    """A send and its looks that found figures, youngest age first."""

    send: SendRow
    looks: tuple[AgedTotals, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``choices`` are the other sends of the same campaigns that have figures, newest first."""

    growths: tuple[Growth, ...]
    choices: tuple[SendRow, ...]


def comparison(chosen: Sequence[int], workspace: int | None) -> Comparison:
    """The chosen sends that there are, in the order of choosing; without any, the newest sends to choose from."""
    sends = list(Send.objects.filter(pk__in=chosen[:MOST]).select_related("plan"))
    others = Send.objects.select_related("plan").filter(plan__last_figures_at__isnull=False)
    others = others.exclude(pk__in=[send.pk for send in sends])
    if sends:
        others = others.filter(campaign_id__in={send.campaign_id for send in sends})
    if workspace:
        others = others.filter(workspace=workspace)
    found = list(others.order_by("-sent_at", "-pk")[:CHOICES])
    names = campaign_names(send.campaign_id for send in (*sends, *found))
    by_key = {send.pk: send_row(send, names) for send in sends}
    rows = [by_key[key] for key in chosen if key in by_key]
    return Comparison(growths(rows), tuple(send_row(send, names) for send in found))


def growths(sends: Sequence[SendRow]) -> tuple[Growth, ...]:
    looks: dict[int, list[tuple[datetime, Totals]]] = defaultdict(list)
    rows = Snapshot.objects.filter(send__in=[send.id for send in sends], result=LookResult.FIGURES)
    found = rows.order_by("send", "at", "pk").values_list("send_id", "at", "totals")
    for key, at, kept in found[: MOST * _MOST_LOOKS]:
        looks[key].append((at, read_totals(kept)))
    return tuple(growth(send, looks[send.id]) for send in sends)


def growth(send: SendRow, looks: Sequence[tuple[datetime, Totals]]) -> Growth:
    """``looks`` with the totals that each of them found, oldest first."""
    return Growth(send, tuple(AgedTotals(at - send.sent_at, totals) for at, totals in looks))
