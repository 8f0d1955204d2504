"""Sample data beside what is real: new numbers, groups of its own, a workspace at rest."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from braze_tracker.analytics.models import SyncPlan
from braze_tracker.analytics.plans import due
from braze_tracker.recording.models import (
    ApiCall,
    ErrorGroup,
    ErrorOccurrence,
    HourlyCount,
    HourlyErrors,
    Send,
    Workspace,
)
from braze_tracker.recording.recounting import recount
from braze_tracker.samples.asking import KEPT_FOR
from braze_tracker.samples.putting import OF_SAMPLES, put
from braze_tracker.samples.written import read
from tests.recording.factories import a_workspace
from tests.samples.ledger import REFUSED, everything, furnish, scratch

NOW = datetime.now(UTC)


@pytest.fixture
def beside(db: None) -> tuple[Workspace, dict[str, list[dict[str, object]]]]:
    """A real workspace with the same errors, sends and campaign, and all there was before the sample came."""
    lines = scratch(NOW)
    real = a_workspace("Tulip shop")
    furnish(real, NOW)
    before = everything()
    with transaction.atomic():
        put(read(io.StringIO(lines)), now=NOW)
    return real, before


def sample() -> Workspace:
    return Workspace.objects.get(sample=True)


def test_no_real_row_is_touched(beside: tuple[Workspace, dict[str, list[dict[str, object]]]]) -> None:
    _real, before = beside
    after = everything()
    assert {name: len(rows) for name, rows in after.items()} != {name: len(rows) for name, rows in before.items()}
    for name, rows in before.items():
        assert [row for row in after[name] if row in rows] == rows


@pytest.mark.usefixtures("beside")
def test_its_errors_are_groups_of_their_own_under_the_same_words() -> None:
    groups = ErrorGroup.objects.filter(title=REFUSED).order_by("pk")
    assert [group.fingerprint_version for group in groups] == ["text-1", f"{OF_SAMPLES}text-1"]
    assert len({group.fingerprint for group in groups}) == 1
    for group in groups:
        assert group.calls == group.occurrences.count() == 1
        assert group.last_call == group.occurrences.get().call


@pytest.mark.usefixtures("beside")
def test_everything_of_it_belongs_to_its_workspace() -> None:
    place = sample()
    assert [ApiCall.objects.filter(workspace=place).count(), Send.objects.filter(workspace=place).count()] == [3, 2]
    assert set(SyncPlan.objects.filter(send__workspace=place).values_list("workspace", flat=True)) == {place.pk}
    young = Send.objects.get(workspace=place, send_id="young")
    assert young.first_call is not None
    assert young.first_call.workspace == place
    own = ErrorOccurrence.objects.filter(group__fingerprint_version__startswith=OF_SAMPLES)
    assert set(own.values_list("call__workspace", flat=True)) == {place.pk}
    assert set(HourlyErrors.objects.filter(group__in=own.values("group")).values_list("workspace")) == {(place.pk,)}
    assert HourlyCount.objects.filter(workspace=place).count() == 3


@pytest.mark.usefixtures("beside")
def test_kept_counts_are_right_with_it() -> None:
    assert not recount(repair=False, now=NOW)


@pytest.mark.usefixtures("beside")
def test_its_workspace_has_no_key_and_rests() -> None:
    place = sample()
    assert (place.name, place.slug, place.host) == ("Sample shop", "sample-shop", "sample.invalid")
    assert (place.declared, place.paused, place.key_env, place.key_encrypted) == (True, True, "", "")
    assert not place.keys.exists()


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize(
    "change", [{"paused": False}, {"key_env": "A_KEY"}, {"key_encrypted": "x"}, {"declared": False}]
)
def test_the_database_refuses_whatever_would_let_a_request_leave(change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Workspace.objects.filter(sample=True).update(**change)


@pytest.mark.usefixtures("beside")
def test_there_is_one_sample_at_most() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_workspace("Another", sample=True, paused=True)


@pytest.mark.usefixtures("beside")
def test_what_braze_would_drop_meanwhile_is_final_and_the_rest_is_tracked_and_never_due() -> None:
    plans = {plan.send.send_id: plan for plan in SyncPlan.objects.filter(workspace__sample=True)}
    assert {name: plan.state for name, plan in plans.items()} == {"young": "tracking", "old": "final"}
    assert plans["young"].dropped_at > NOW + KEPT_FOR + timedelta(days=2)
    later = NOW + timedelta(days=365)
    assert not due(later).filter(workspace__sample=True).exists()
    assert plans["young"].next_look_at == plans["young"].dropped_at


def test_a_real_shop_of_that_name_keeps_its_address(db: None) -> None:
    lines = scratch(NOW)
    a_workspace("Sample shop")
    put(read(io.StringIO(lines)), now=NOW)
    assert sample().slug == "sample-shop-2"
