"""Fills an empty database with calls as sixty days of use leave them, and with all that hangs on calls.

Rows are made by the database itself, indexes afterwards; counts are counted from the rows, so they agree with them.
`python -m benchmarks.growth --calls 1000000` fills what DATABASE_URL (or BRAZE_TRACKER_DATA) names.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from benchmarks import growth_kinds as like
from benchmarks.growth_dialects import dialect, fill, run, spread
from benchmarks.growth_sends import follow_up
from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.recording.bodies import Bodies, Side, pack

DAYS = 60
SENDS = 10_000
BODIES = 100_000
PEOPLE = 500_000
_LATE_INDEXES = ("ApiCall", "CallRecipient", "ErrorOccurrence", "HourlyErrors")


def grow(calls: int, *, until: datetime, days: int = DAYS) -> None:
    """``calls`` up to ``until``. The database must be migrated and empty."""
    first = until - timedelta(days=days)
    with _bulk():
        _workspaces(first)
        _groups(first)
        add_calls(calls, first, until)
        _counts(until)
    _last_calls()
    follow_up(first, until)
    if connection.vendor == "postgresql":
        run("VACUUM ANALYZE")  # as autovacuum leaves it
    connection.close()


def add_calls(calls: int, first: datetime, until: datetime) -> None:
    """More of them, with their errors, recipients and bodies, but counted nowhere. There must be none in that time."""
    _kinds()
    _calls(calls, first, until)
    _beside_calls(calls, first, until)
    run("DROP TABLE bench_kinds")


@contextmanager
def _bulk() -> Iterator[None]:
    """Without checks of what is right by making, and with indexes made at the end."""
    if connection.vendor == "postgresql":
        run("SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
    else:
        for pragma in ("foreign_keys = OFF", "journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
            run(f"PRAGMA {pragma}")
    late = [(model, index) for model in map(_model, _LATE_INDEXES) for index in model._meta.indexes]
    with connection.schema_editor(atomic=False) as editor:
        for model, index in late:
            editor.remove_index(model, index)
    yield
    with connection.schema_editor(atomic=False) as editor:
        for model, index in late:
            editor.add_index(model, index)


def _model(name: str) -> type[models.Model]:
    return apps.get_model("recording", name)


def _table(name: str) -> str:
    return _model(name)._meta.db_table


def _workspaces(first: datetime) -> None:
    names = [*like.DECLARED, *(f"Small {number:02}" for number in range(like.SMALL))]
    model, host = _model("Workspace"), "rest.iad-01.braze.com"
    made = [
        model(slug=name.lower().replace(" ", "-"), name=name, host=host, rest_endpoint=f"https://{host}",
              declared=name in like.DECLARED)
        for name in names
    ]  # fmt: skip
    model._default_manager.bulk_create(made)
    keys = [_model("ApiKey")(workspace=one, host=host, fingerprint=f"{one.pk:064}", first_seen=first) for one in made]
    _model("ApiKey")._default_manager.bulk_create(keys)


def _kinds() -> None:
    workspaces = list(_model("Workspace")._default_manager.order_by("pk").values_list("pk", flat=True))
    run(
        "CREATE TABLE bench_kinds (slot bigint PRIMARY KEY, workspace bigint, origin text, endpoint text, "
        "outcome text, status int, message text, campaign text, sending int)"
    )
    rows = [
        (one.slot, workspaces[one.workspace], one.origin, one.endpoint, one.outcome, one.status, one.message,
         one.campaign, int(one.endpoint in like.SENDING))
        for one in like.kinds(len(workspaces))
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO bench_kinds VALUES ({', '.join(['%s'] * 9)})", rows)


def _groups(first: datetime) -> None:
    model = _model("ErrorGroup")
    states = ("open", "open", "open", "open", "muted", "resolved")
    model._default_manager.bulk_create(
        [
            model(
                fingerprint=f"{number:064}", fingerprint_version="1", severity=one.severity, status=one.status,
                title=one.title, sample=one.title, endpoint_family="messages", state=states[number % len(states)],
                first_seen=first, last_seen=first,
            )
            for number, one in enumerate(like.groups())
        ]
    )  # fmt: skip


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _began(calls: int, first: datetime, until: datetime) -> str:
    return f"({_ms(first)} + n * {_ms(until) - _ms(first)} / {calls})"


def _calls(calls: int, first: datetime, until: datetime) -> None:
    """Three calls a send name it; what sends has a dispatch_id, what was answered a request id."""
    say, began, each = dialect(), _began(calls, first, until), max(1, calls // SENDS)
    some_id = f"replace(CAST({say.random_id} AS text), '-', '')"
    columns = {
        "id": say.ordered_id.format(ms=began, n="n"), "operation": say.random_id, "attempt": 1,
        **{name: name for name in ("origin", "endpoint", "outcome", "status", "message")},
        **dict.fromkeys(("failure", "sent", "retry", "canvas_id", "external_send_id"), "''"),
        "workspace_id": "workspace", "key_last4": "'7f3a'", "readable": "TRUE",
        "url": "substr(endpoint, CASE WHEN endpoint LIKE 'POST%' THEN 6 ELSE 5 END)",
        "error_count": "CASE WHEN message = '' THEN 0 ELSE 1 END",
        "started_at": say.moment.format(ms=began), "elapsed_us": f"40000 + {spread('n', 200000)}",
        "campaign_id": "campaign",
        "send_id": f"CASE WHEN sending = 1 AND n % {each} < 3 THEN 'send-' || (n / {each}) ELSE '' END",
        "dispatch_id": f"CASE WHEN sending = 1 AND status IS NOT NULL THEN {some_id} ELSE '' END",
        "schedule_id": f"CASE WHEN endpoint LIKE '%schedule%' THEN {some_id} ELSE '' END",
        "request_id": f"CASE WHEN status IS NULL THEN '' ELSE {some_id} END",
        "limit_total": "250000", "limit_remaining": spread("n", 250000), "limit_reset_at": "NULL",
        "request_digest": f"CASE WHEN sending = 1 THEN {spread('n + 7', 16777216)} * 4294967296 ELSE NULL END",
        "possible_duplicate": f"{spread('n + 3', 5000)} = 0",
    }  # fmt: skip
    fill(_table("ApiCall"), columns, f"{say.numbers(calls)} JOIN bench_kinds ON slot = {spread('n', like.KINDS)}")


def _beside_calls(calls: int, first: datetime, until: datetime) -> None:
    say, call = dialect(), _table("ApiCall")
    within = f"started_at >= {say.moment.format(ms=_ms(first))} AND started_at < {say.moment.format(ms=_ms(until))}"
    occurrence = {
        "group_id": "g.id", "call_id": "c.id", "at": "c.started_at", "items": 1, "message": "c.message",
        "input_array": "''", "index": "NULL",
    }  # fmt: skip
    fill(
        _table("ErrorOccurrence"),
        occurrence,
        f"{call} c JOIN {_table('ErrorGroup')} g ON g.title = c.message WHERE {within}",
    )
    person = f"{spread('n + 5', PEOPLE)} * 4099 - 1000000000"
    key = say.ordered_id.format(ms=_began(calls, first, until), n="n")
    fill(_table("CallRecipient"), {"call_id": key, "digest": person}, say.numbers(calls))
    asked = {"campaign_id": like.campaign_id(1), "recipients": [{"external_user_id": "•••1a2b3c4d"}]}
    packed = pack(
        Bodies(_side(asked), _side({"message": "success", "dispatch_id": "4a2d6c1e6e9a4f1c8b7e1c2d3e4f5a6b"}))
    )
    body = {"call_id": "id", "content": say.blob.format(hex=packed.hex()), "sealed": "FALSE"}
    fill(_table("CallBody"), body, f"(SELECT id FROM {call} WHERE {within} ORDER BY id DESC LIMIT {BODIES}) newest")


def _side(document: Mapping[str, object]) -> Side:
    text = json.dumps({**document, "messages": "Your parcel left our house today. " * 30}, ensure_ascii=False)
    return Side({"content-type": "application/json"}, CapturedBody(text, BodyState.WHOLE, len(text)))


def _counts(until: datetime) -> None:
    """Counted from the rows, so they are right."""
    say, call = dialect(), _table("ApiCall")
    hour, minute = say.hour.format(at="started_at"), say.minute.format(at="started_at")
    key = {"workspace_id": "workspace_id", "origin": "origin", "outcome": "outcome", "calls": "count(*)"}
    hourly = {"hour": hour, "endpoint": "endpoint", **key, "elapsed_us": "sum(elapsed_us)"}
    fill(_table("HourlyCount"), hourly, f"{call} GROUP BY 1, 2, 3, 4, 5")
    lately = say.moment.format(ms=_ms(until - timedelta(days=2)))
    fill(_table("MinuteCount"), {"minute": minute, **key}, f"{call} WHERE started_at >= {lately} GROUP BY 1, 2, 3, 4")
    errors = {"group_id": "g.id", "hour": hour, "workspace_id": "workspace_id", "calls": "count(*)"}
    groups = f"{call} c JOIN {_table('ErrorGroup')} g ON g.title = c.message"
    fill(_table("HourlyErrors"), errors, f"{groups} GROUP BY 1, 2, 3")


def _last_calls() -> None:
    """What a group keeps of its calls."""
    group, seen = (
        _table("ErrorGroup"),
        f"FROM {_table('ErrorOccurrence')} o WHERE o.group_id = {_table('ErrorGroup')}.id",
    )
    run(
        f"UPDATE {group} SET calls = (SELECT count(*) {seen}), "
        f"first_seen = coalesce((SELECT min(at) {seen}), first_seen), "
        f"last_seen = coalesce((SELECT max(at) {seen}), last_seen), "
        f"last_call_id = (SELECT o.call_id {seen} ORDER BY o.at DESC LIMIT 1)"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", type=int, default=100_000)
    calls = arguments.parse_args().calls
    os.environ["DJANGO_SETTINGS_MODULE"] = "braze_tracker.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    grow(calls, until=datetime.now(UTC))
    print(f"{calls} calls in {time.perf_counter() - began:.0f} s, {connection.vendor}")


if __name__ == "__main__":
    main()
