"""The metrics of one gateway process: its tally under the names of a table. No database is asked."""

from __future__ import annotations

from collections.abc import Mapping

from braze_tracker.exposition import Metric, Sample, Values, exposition
from braze_tracker.gateway.tally import Tally

METRICS: tuple[Metric, ...] = (
    Metric("gateway_ready", "1 while workspaces are read and the journal can be written. At 0 see /-/ready."),
    Metric("gateway_calls_in_flight", "Calls that are being relayed."),
    Metric("gateway_calls_at_once", "As many are relayed at one time; more get a 503. Start another process before."),
    Metric("gateway_relayed_total", "Calls relayed, by Braze's status or the failure of the wire.", ("result",)),
    Metric("gateway_refused_total", "Requests that were not passed on, by our own status.", ("status",)),
    Metric("gateway_clients_left_total", "Clients that hung up before they had their reply. See their time-outs."),
    Metric(
        "gateway_recording_failures_total",
        "Relayed calls that were not noted. Free disk, and see the gateway's log.",
        ("kind",),
    ),
    Metric("gateway_workspaces_age_seconds", "Since workspaces and tokens were read. If it grows, see the database."),
)


def told(tally: Tally, *, at_once: int, ready: bool, age: float | None, failures: Mapping[str, int]) -> bytes:
    """``age``: seconds, None before the first reading. ``failures`` of recording, by kind."""
    values: Values = {
        "gateway_ready": _one(ready),
        "gateway_calls_in_flight": _one(tally.in_flight),
        "gateway_calls_at_once": _one(at_once),
        "gateway_relayed_total": _each(tally.relayed),
        "gateway_refused_total": _each(tally.refused),
        "gateway_clients_left_total": _one(tally.clients_left),
        "gateway_recording_failures_total": _each(failures),
        "gateway_workspaces_age_seconds": [] if age is None else _one(age),
    }
    return exposition(METRICS, values)


def _one(value: float) -> list[Sample]:
    return [((), float(value))]


def _each(counts: Mapping[str, int]) -> list[Sample]:
    return [((name,), count) for name, count in sorted(counts.items())]
