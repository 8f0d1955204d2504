"""The follow-up of a grown tracker: ten thousand sends with plans, figures and looks, and campaigns of their own."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from django.apps import apps

from benchmarks import growth_kinds as like
from benchmarks.growth_dialects import dialect, fill, spread
from braze_tracker.analytics.totals import Row, totals

FIGURES = 14 * 3
LOOKS = 60
AUDIT = 20_000
_METRICS = {
    "sent": 4000,
    "delivered": 3900,
    "unique_opens": 900,
    "unique_clicks": 120,
    "conversions": 12,
    "revenue": "310.50",
}
_TOTALS = totals([Row(date(2026, 1, 1), "email", _METRICS)])


def follow_up(first: datetime, until: datetime) -> None:
    _sends()
    _plans(until)
    _figures_and_looks()
    _campaigns(until)
    _audit(first, until)


def _table(name: str) -> str:
    app, _dot, model = name.partition(".")
    return str(apps.get_model(app, model)._meta.db_table)


def _sends() -> None:
    columns = {
        "workspace_id": "workspace_id", "campaign_id": "campaign_id", "send_id": "send_id", "source": "'reply'",
        "sent_at": "max(started_at)", "first_used_at": "min(started_at)", "uses": "count(*)", "scheduled": "FALSE",
        "schedule_id": "''", "cancelled_at": "NULL", "first_call_id": "NULL", "moved": "FALSE",
    }  # fmt: skip
    fill(_table("recording.Send"), columns, f"{_table('recording.ApiCall')} WHERE send_id <> '' GROUP BY 1, 2, 3")


def _text(value: object) -> str:
    text: str = dialect().json.format(text=f"'{json.dumps(value)}'")
    return text


def _following(now: str) -> dict[str, str]:
    """What both kinds of plan have; every hundredth fails."""
    failing = "CASE WHEN id % 100 = 0 THEN {} ELSE {} END".format
    return {
        "leased_until": "NULL", "lease": "NULL", "looks": str(LOOKS), "failures": failing(3, 0),
        "failing_since": failing(now, "NULL"), "last_look_at": now, "last_figures_at": now,
        "last_error": failing("'429 Too many requests'", "''"), "channels": _text(["email", "ios_push"]),
    }  # fmt: skip


def _plans(until: datetime) -> None:
    """Fourteen days long a send is tracked; then it is final."""
    say, now = dialect(), _moment(until)
    ended, dropped = f"sent_at < {_moment(until - timedelta(days=14))}", say.later.format(at="sent_at", hours=14 * 24)
    columns = {
        **_following(now), "send_id": "id", "workspace_id": "workspace_id", "planned_for": "sent_at",
        "state": f"CASE WHEN {ended} THEN 'final' ELSE 'tracking' END",
        "next_look_at": f"CASE WHEN {ended} THEN NULL ELSE {now} END",
        "dropped_at": dropped, "drops_on": say.day.format(at=dropped), "totals": _text(_TOTALS),
    }  # fmt: skip
    fill(_table("analytics.SyncPlan"), columns, _table("recording.Send"))


def _moment(at: datetime) -> str:
    moment: str = dialect().moment.format(ms=round(at.timestamp() * 1000))
    return moment


def _figures_and_looks() -> None:
    say, send = dialect(), _table("recording.Send")
    hours = "({n} * 336 / {of})".format
    figures = {
        "send_id": "id", "day": say.day.format(at=say.later.format(at="sent_at", hours="(n / 3 * 24)")),
        "channel": "CASE WHEN n % 3 = 0 THEN '' ELSE 'email' END", "variation": "CAST(n % 3 AS text)",
        "variation_name": "CASE WHEN n % 3 = 0 THEN '' ELSE 'Variant ' || (n % 3) END", "position": "n % 3",
        "metrics": _text(_METRICS), "restated": 0, "first_at": "sent_at", "changed_at": "sent_at",
    }  # fmt: skip
    fill(_table("analytics.DailyFigures"), figures, f"{send} CROSS JOIN {say.numbers(FIGURES)} ORDER BY id, n")
    looks = {
        "send_id": "id", "at": say.later.format(at="sent_at", hours=hours(n="n", of=LOOKS)), "result": "'figures'",
        "status": 200, "error": "''", "elapsed_us": f"90000 + {spread('n', 90000)}", "rows": FIGURES,
        "changed": "n % 4", "totals": _text(_TOTALS),
    }  # fmt: skip
    fill(_table("analytics.Snapshot"), looks, f"{send} CROSS JOIN {say.numbers(LOOKS)} ORDER BY 2")


def _campaigns(until: datetime) -> None:
    say, call = dialect(), _table("recording.ApiCall")
    last = "workspace_id, campaign_id, max(started_at) called"
    known = f"(SELECT {last} FROM {call} WHERE campaign_id <> '' GROUP BY 1, 2) k"
    names = {
        "workspace_id": "workspace_id", "campaign_id": "campaign_id", "name": "'Campaign ' || substr(campaign_id, 33)",
        "seen_at": "called", "variations": _text({"1": "Variant 1"}), "detailed_at": "called",
    }  # fmt: skip
    fill(_table("analytics.Campaign"), names, known)
    now = _moment(until)
    plans = {
        **{name: text.replace("id %", "workspace_id %") for name, text in _following(now).items()},
        "workspace_id": "workspace_id", "campaign_id": "campaign_id", "called_at": "called", "next_look_at": now,
        "totals": _text(_TOTALS), "sent": _text([4000] * 14),
    }  # fmt: skip
    fill(_table("analytics.CampaignPlan"), plans, known)
    days = {
        "plan_id": "id", "day": say.day.format(at=say.later.format(at="called_at", hours="(-24 * n)")),
        "channel": "'email'", "variation": "'1'", "variation_name": "'Variant 1'",
        "position": 0, "metrics": _text(_METRICS), "restated": 0,
        "first_at": "called_at", "changed_at": "called_at",
    }  # fmt: skip
    fill(_table("analytics.CampaignFigures"), days, f"{_table('analytics.CampaignPlan')} CROSS JOIN {say.numbers(30)}")


def _audit(first: datetime, until: datetime) -> None:
    start, end = round(first.timestamp() * 1000), round(until.timestamp() * 1000)
    columns = {
        "at": dialect().moment.format(ms=f"{start} + n * {(end - start) // AUDIT}"), "user_id": "NULL",
        "username": "'reader-' || (n % 40)", "deed": "'body_viewed'", "subject": f"'error ' || (n % {like.GROUPS})",
        "detail": "''",
    }  # fmt: skip
    fill(_table("recording.AuditEntry"), columns, dialect().numbers(AUDIT))
