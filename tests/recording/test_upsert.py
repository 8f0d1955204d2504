from __future__ import annotations

from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from braze_tracker.recording.models import ApiCall, CallBody, ErrorGroup, HourlyCount, Send
from braze_tracker.recording.upsert import ADD, EARLIEST, LATEST, NEW, insert, update, upsert
from tests.recording.factories import NOW, a_call, a_send, a_workspace, an_error, an_id, later

pytestmark = pytest.mark.django_db

KEY = ("hour", "workspace_id", "endpoint", "origin", "outcome")


def a_row(calls: int = 1, outcome: str = "success") -> dict[str, Any]:
    key = {"hour": NOW, "workspace_id": a_workspace().pk, "endpoint": "POST /x", "origin": "client"}
    return {**key, "outcome": outcome, "calls": calls, "elapsed_us": 10 * calls}


def count(*rows: dict[str, Any]) -> None:
    upsert(HourlyCount, rows, key=KEY, on_conflict={"calls": ADD, "elapsed_us": ADD})


def test_no_rows_are_no_statement() -> None:
    count()
    update(Send, [])
    insert(Send, [])


def test_new_rows_are_inserted_and_known_ones_added_to() -> None:
    count(a_row(2), a_row(3, "queued"))
    count(a_row(5), a_row(-1, "queued"))
    assert dict(HourlyCount.objects.values_list("outcome", "calls")) == {"success": 7, "queued": 2}
    assert HourlyCount.objects.get(outcome="success").hour == NOW


def test_one_statement_may_meet_a_key_twice() -> None:
    count(a_row(2), a_row(3))
    assert HourlyCount.objects.get().calls == 5


def test_without_changes_a_known_row_stays() -> None:
    count(a_row(2))
    upsert(HourlyCount, [a_row(9)], key=KEY, on_conflict={})
    assert HourlyCount.objects.get().calls == 2


def test_columns_can_be_replaced() -> None:
    count(a_row(2))
    upsert(HourlyCount, [a_row(9)], key=KEY, on_conflict={"calls": NEW})
    assert HourlyCount.objects.values_list("calls", "elapsed_us").get() == (9, 20)


@pytest.mark.parametrize(("hours", "first", "last"), [(-1, -1, 0), (0, 0, 0), (1, 0, 1)])
def test_the_earliest_and_the_latest_win(hours: int, first: int, last: int) -> None:
    group = an_error().group
    row = {field.attname: getattr(group, field.attname) for field in ErrorGroup._meta.concrete_fields} | {
        "first_seen": later(hours=hours),
        "last_seen": later(hours=hours),
    }
    upsert(ErrorGroup, [row], key=("id",), on_conflict={"first_seen": EARLIEST, "last_seen": LATEST})
    group.refresh_from_db()
    assert (group.first_seen, group.last_seen) == (later(hours=first), later(hours=last))


def test_rows_are_updated_by_their_id() -> None:
    one, other = a_send(), a_send()
    update(Send, [{"id": one.pk, "uses": 7, "sent_at": later(days=1)}])
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.uses, one.sent_at, other.uses) == (7, later(days=1), 1)


def a_call_row(**other: Any) -> dict[str, Any]:
    call = a_call(limit_reset_at=later(hours=1), message="Größe\tund\nZeile \\. \\N")
    row = {field.attname: getattr(call, field.attname) for field in ApiCall._meta.concrete_fields}
    return row | {"id": an_id(), **other}


def test_every_kind_of_value_is_inserted_as_django_would() -> None:
    """Text with the signs that COPY gives a meaning, moments, ids, truth, nothing, bytes."""
    row = a_call_row(attempt=3)
    insert(ApiCall, [row])
    insert(CallBody, [{"call_id": row["id"], "content": b"\x00\xff\\x", "sealed": False}])
    call = ApiCall.objects.get(pk=row["id"])
    assert {name: getattr(call, name) for name in row} == row
    assert bytes(call.stored_body.content) == b"\x00\xff\\x"


def test_inserting_what_is_there_is_refused_and_leaves_nothing() -> None:
    known = a_call_row()
    insert(ApiCall, [known])
    fresh = known | {"id": an_id()}
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(ApiCall, [fresh, known])
    assert not ApiCall.objects.filter(pk=fresh["id"]).exists()


@pytest.mark.parametrize(
    "wrong", [{"limit_total": 2**70}, {"attempt": 2**16 + 1}, {"message": "\0"}, {"error_count": -1}]
)
def test_what_a_column_cannot_hold_is_a_mistake_of_the_data(wrong: dict[str, Any]) -> None:
    """The drain looks for the one line in a batch by this kind of error."""
    if connection.vendor == "sqlite" and wrong.keys() & {"attempt", "message"}:
        pytest.skip("SQLite keeps any number and any letter.")
    with pytest.raises((DataError, IntegrityError, OverflowError)), transaction.atomic():
        insert(ApiCall, [a_call_row(), a_call_row(**wrong)])
