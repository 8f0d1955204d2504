"""Rows as lines, and which kinds of rows are sample data."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.base import DeserializationError
from django.db.models import Model

from braze_tracker.recording.models import ApiCall, CallBody, CallRecipient, ErrorGroup, Send, Workspace
from braze_tracker.samples.written import KINDS, read, write
from tests.recording.factories import a_call, a_workspace
from tests.samples.ledger import furnish, scratch

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

NO_SAMPLE: dict[str, str] = {
    "ApiKey": "a real key must never lead to sample data",
    "Token": "it would open nothing",
    "Budget": "a sample's sends are never looked at",
    "CallTotal": "metrics are of real calls",
    "OpenIntent": "no call of the past waits for its ending",
    "Replay": "nobody asked for one",
    "ReplayBatch": "nobody asked for one",
}
"""Kinds of rows of a workspace that are none of its sample data, and why."""


def _of_a_workspace() -> set[type[Model]]:
    """Every kind of row that refers to a workspace, or to one that does."""
    found: set[type[Model]] = {Workspace, ErrorGroup}
    while True:
        more = {
            model
            for model in apps.get_models()
            if any(field.related_model in found for field in model._meta.concrete_fields) and not model._meta.proxy
        }
        if more <= found:
            return found
        found |= more


def test_every_kind_of_row_of_a_workspace_is_sample_data_or_left_out_for_a_reason() -> None:
    of_it = {model.__name__ for model in _of_a_workspace()} | {"Replay"}
    assert of_it == {kind.__name__ for kind in KINDS} | NO_SAMPLE.keys()


def test_each_kind_refers_to_none_that_comes_after_it() -> None:
    for place, kind in enumerate(KINDS):
        told = {field.related_model for field in kind._meta.concrete_fields if field.related_model}
        assert told <= set(KINDS[: place + 1])


@pytest.mark.django_db
def test_what_is_read_is_what_was_written() -> None:
    furnish(a_workspace("Shop"), NOW)
    out = io.StringIO()
    write(out)
    found = list(read(io.StringIO(out.getvalue())))
    assert {type(row) for row in found} == set(KINDS)
    for kind in (ApiCall, CallBody, Send):
        kept: list[dict[str, Any]] = [dict(row) for row in kind._default_manager.order_by("pk").values()]
        told = sorted((row for row in found if type(row) is kind), key=lambda row: str(row.pk))
        assert [{name: getattr(row, name) for name in kept[0]} for row in told] == kept


@pytest.mark.django_db
def test_reading_stores_nothing_and_a_scratch_is_gone_again() -> None:
    assert len(list(read(io.StringIO(scratch(NOW))))) > 20
    assert not Workspace.objects.exists()
    assert not CallRecipient.objects.exists()


@pytest.mark.django_db
def test_only_what_is_asked_for_is_written() -> None:
    call, _other = a_call(at=NOW), a_call(at=NOW)
    out = io.StringIO()
    write(out, [ApiCall.objects.filter(pk=call.pk)])
    assert [row.pk for row in read(io.StringIO(out.getvalue()))] == [call.pk]


@pytest.mark.parametrize("line", ['{"model": "recording.nothing", "pk": 1, "fields": {}}', "{", "[]"])
def test_a_line_of_something_else_is_refused(line: str) -> None:
    with pytest.raises((DeserializationError, ValueError, TypeError)):
        list(read(io.StringIO(line)))
