"""One press, and a tracker without traffic is full; another, and every table is what it was. All parts are the real
ones: the process that makes the sample, its own Braze over HTTP, its own journal and ledger.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from braze_tracker.analytics.models import Campaign, Snapshot, SyncPlan
from braze_tracker.recording.models import ApiCall, ErrorGroup, Workspace
from braze_tracker.recording.recounting import recount
from braze_tracker.samples.asking import standing
from braze_tracker.samples.tasks import tend_samples
from tests.recording.factories import a_workspace
from tests.samples.ledger import everything, furnish

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(400)]

EVERY_OUTCOME = {"success", "queued", "non_fatal", "fatal_client", "rate_limited", "fatal_server", "unknown"}
PAGES = ("/", "/calls/", "/errors/", "/sends/", "/campaigns/", "/sync/", "/setup/", "/settings/workspaces/")


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("maya"))
    return client


def test_loaded_looked_at_and_removed(reader: Client, settings: Settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    furnish(a_workspace("Tulip shop"), datetime.now(UTC))
    before, journal = everything(), _journal()

    reader.post("/setup/samples/")
    tend_samples()
    found = standing(datetime.now(UTC))
    assert (found.stage, found.hitch, found.detail) == ("there", "", "")
    _is_full()
    assert not recount(repair=False)
    assert _journal() == journal
    for path in PAGES:
        page = reader.get(path).content.decode()
        assert "With sample data" in page
        assert 'role="alert"' not in page
    assert "Flash sale" in reader.get("/campaigns/?ws=sample-shop").content.decode()

    reader.post("/setup/samples/remove/")
    tend_samples()
    assert standing(datetime.now(UTC)).stage == "none"
    after = everything()
    assert {name: rows for name, rows in after.items() if name not in _OF_THE_READER} == {
        name: rows for name, rows in before.items() if name not in _OF_THE_READER
    }


_OF_THE_READER = {"Session", "User"}


def _is_full() -> None:
    """A few days of everything, of which nothing is a made-up trouble of the tracker's own."""
    place = Workspace.objects.get(sample=True)
    calls = ApiCall.objects.filter(workspace=place)
    assert calls.exclude(origin="sync").count() > 1000
    assert set(calls.values_list("outcome", flat=True)) == EVERY_OUTCOME
    assert len({at.date() for at in calls.values_list("started_at", flat=True)}) >= 8
    assert ErrorGroup.objects.filter(fingerprint_version__startswith="sample/").count() > 20
    plans = SyncPlan.objects.filter(workspace=place)
    assert (
        {"tracking", "final"} <= set(plans.values_list("state", flat=True)) <= {"tracking", "final", "needs_campaign"}
    )
    assert not plans.filter(failures__gt=0).exists()
    assert Snapshot.objects.filter(send__workspace=place, result="figures").count() > 100
    assert Campaign.objects.filter(workspace=place).count() > 5


def _journal() -> list[str]:
    return sorted(str(path) for path in configured.JOURNAL_DIR.rglob("*"))
