"""Nothing is left of it, whatever became of it meanwhile; nothing else goes."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import CASCADE, Model

from braze_tracker.delivery.models import Replay, ReplayBatch
from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.models import ApiCall, ErrorGroup, Send, Token, Workspace
from braze_tracker.samples.putting import OF_SAMPLES, put
from braze_tracker.samples.removing import remove
from braze_tracker.samples.written import read
from tests.analytics.factories import a_budget
from tests.delivery.factories import a_replay
from tests.recording.factories import a_workspace
from tests.samples.ledger import deeds, everything, furnish, scratch

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def before() -> dict[str, list[dict[str, object]]]:
    """All there was before the sample came; then it is there."""
    lines = scratch(NOW)
    furnish(a_workspace("Tulip shop"), NOW)
    found = everything()
    put(read(io.StringIO(lines)), now=NOW)
    return found


def test_every_table_is_what_it_was(before: dict[str, list[dict[str, object]]]) -> None:
    assert remove()
    assert everything() == before


def test_what_people_did_with_it_goes_too(before: dict[str, list[dict[str, object]]]) -> None:
    maya = User.objects.create_user("maya")
    place, group = Workspace.objects.get(sample=True), _group(sample=True)
    call, send = ApiCall.objects.filter(workspace=place)[0], Send.objects.filter(workspace=place)[0]
    for deed, subject in (
        (Deed.BODY_VIEWED, f"call {call.pk}"),
        (Deed.RESOLVED, f"error {group.pk}"),
        (Deed.LOOKED, f"send {send.pk}"),
    ):
        note(maya, deed, subject, at=NOW)
    real = _group(sample=False)
    note(maya, Deed.RESOLVED, f"error {real.pk}", at=NOW)
    batch = ReplayBatch.objects.create(
        group=group, workspace=place, username="maya", asked_at=NOW, chosen=1, per_minute=1, next_at=NOW
    )
    a_replay(call, batch=batch, state="refused")
    a_budget(place)
    Token.objects.create(workspace=place, name="shop", digest="d" * 64, created_at=NOW)
    assert remove()
    assert deeds() == [(f"error {real.pk}", "")]
    assert not Replay.objects.exists()
    assert {**everything(), "User": []} == {**before, "User": []}


@pytest.mark.usefixtures("before")
def test_what_was_done_to_a_real_workspace_while_it_had_that_slug_stays_in_the_audit_log() -> None:
    slug = Workspace.objects.get(sample=True).slug
    note(None, Deed.KEY_CHANGED, f"workspace {slug}", at=NOW)
    assert remove()
    assert deeds() == [(f"workspace {slug}", "")]


def _group(*, sample: bool) -> ErrorGroup:
    groups = ErrorGroup.objects.all()
    of_it = groups.filter(fingerprint_version__startswith=OF_SAMPLES)
    return (of_it if sample else groups.exclude(pk__in=of_it))[0]


@pytest.mark.parametrize("steps", range(8))
def test_interrupted_anywhere_it_is_finished_by_the_next_run(
    before: dict[str, list[dict[str, object]]], steps: int
) -> None:
    left = iter([True] * steps)
    whole = remove(going=lambda: next(left, False))
    assert whole == (not Workspace.objects.filter(sample=True).exists())
    assert remove()
    assert everything() == before


def test_where_there_is_none_nothing_goes() -> None:
    furnish(a_workspace("Tulip shop"), NOW)
    before = everything()
    assert remove()
    assert everything() == before


def test_groups_whose_workspace_is_gone_already_go_too(before: dict[str, list[dict[str, object]]]) -> None:
    assert remove()
    ErrorGroup.objects.create(
        fingerprint="f", fingerprint_version=f"{OF_SAMPLES}text-1", severity="fatal", title="x",
        endpoint_family="messages", first_seen=NOW, last_seen=NOW,
    )  # fmt: skip
    assert remove()
    assert everything() == before


REMOVED_BEFORE: set[str] = {"ApiCall", "Send"}
"""Kinds that a workspace cannot be deleted with: they go first, in short transactions."""


def test_whatever_else_refers_to_a_workspace_goes_with_it() -> None:
    others = [field for model in apps.get_models() for field in _references_to(model, Workspace)]
    assert {field.model.__name__ for field in others if field.remote_field.on_delete is not CASCADE} == REMOVED_BEFORE


def _references_to(model: type[Model], of: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.related_model is of]
