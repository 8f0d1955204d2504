from __future__ import annotations

from typing import TypeVar

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from braze_tracker.recording.models import (
    ApiCall,
    ErrorOccurrence,
    FatalErrors,
    HourlyCount,
    HourlyErrors,
    NonFatalErrors,
    OpenIntent,
    Send,
)
from tests.recording.factories import NOW, a_call, a_key, a_send, a_workspace, an_error, later

pytestmark = pytest.mark.django_db

M = TypeVar("M", bound=Model)


def rows() -> list[Model]:
    call = a_call(outcome="fatal_client", request="{}")
    error = an_error(call)
    return [
        a_workspace(),
        a_key(),
        call,
        call.stored_body,
        error,
        error.group,
        FatalErrors.objects.get(),
        NonFatalErrors(title="x"),
        a_send(),
        HourlyCount.objects.get(),
        HourlyErrors.objects.get(),
        OpenIntent(call=call, writer="w", deadline=NOW),
    ]


def test_every_row_has_a_name_for_a_reader() -> None:
    assert all(str(row) and "object (" not in str(row) for row in rows())


def test_one_send_is_one_row() -> None:
    send = a_send()
    with pytest.raises(IntegrityError), transaction.atomic():
        a_send(send_id=send.send_id)


def test_a_call_has_one_occurrence_a_group() -> None:
    error = an_error()
    with pytest.raises(IntegrityError), transaction.atomic():
        ErrorOccurrence.objects.create(group=error.group, call=error.call, at=NOW, message="again")


def test_calls_come_newest_first() -> None:
    older, newer = a_call(), a_call(at=later(hours=1))
    assert list(ApiCall.objects.all()) == [newer, older]


@pytest.mark.parametrize("found", [{"send_id": "s"}, {"campaign_id": "c"}, {"dispatch_id": "d"}, {"request_id": "r"}])
def test_calls_are_found_by_their_ids_through_an_index(found: dict[str, str]) -> None:
    a_call(**found)  # type: ignore[arg-type]
    assert ApiCall.objects.filter(**found).count() == 1
    if connection.vendor == "sqlite":
        assert "USING INDEX call_" in ApiCall.objects.filter(**found).explain()


def test_sends_come_latest_first() -> None:
    older, newer = a_send(), a_send(at=later(days=1))
    assert list(Send.objects.all()) == [newer, older]


def test_a_drain_of_the_version_before_still_stores_workspaces_and_sends() -> None:
    workspace = _stored_without("sample", a_workspace("Lille"))
    assert not workspace.sample
    assert _stored_without("moved", a_send(workspace)).moved


def _stored_without(column: str, row: M) -> M:
    """The same row again, deleted and written by a program that knows no such column."""
    fields = [field for field in row._meta.concrete_fields if field.column != column]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    columns, places = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    key = row.pk
    row.delete()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({places})", values)
    return type(row)._default_manager.get(pk=key)
