"""A small made-up ledger as lines, real rows to stand beside it, and all that a database holds as values."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from braze_tracker.analytics.models import CampaignFigures, CampaignPlan
from braze_tracker.recording.models import AuditEntry, CallRecipient, Workspace
from braze_tracker.samples.models import SampleData
from braze_tracker.samples.written import write
from tests.dashboard.factories import a_followed_send
from tests.recording.factories import a_call, a_workspace, an_error

REFUSED = "The campaign_id is not valid"
SKIPPED = "Some external ids are unknown"
CAMPAIGN = "8f3f0a6e-5a4c-4d1c-9d5e-0f7a1b2c3d4e"
CHANGED_BY_ASKING = {"AuditEntry", "PeriodicTask", "PeriodicTasks", "SampleData"}


def scratch(now: datetime) -> str:
    """The lines of a ledger of its own: to be asked for while this one is empty, and gone again afterwards."""
    with transaction.atomic():
        furnish(a_workspace("Shop", key_env="SHOP_KEY"), now)
        out = io.StringIO()
        write(out)
        transaction.set_rollback(True)
    return out.getvalue()


def furnish(place: Workspace, now: datetime) -> None:
    """Three calls, two errors, a young and an old send with figures, a campaign with figures of its own."""
    a_call(place, at=now - timedelta(hours=1), origin="sync")
    refused = a_call(place, at=now - timedelta(hours=2), outcome="fatal_client", request='{"a":1}', reply="{}")
    skipped = a_call(place, at=now - timedelta(hours=3), outcome="non_fatal", campaign_id=CAMPAIGN)
    CallRecipient.objects.create(call=refused, digest=-17)
    an_error(refused, message=REFUSED)
    an_error(skipped, message=SKIPPED, severity="non_fatal")
    for name, age, call in (("young", timedelta(hours=3), skipped), ("old", timedelta(days=7), None)):
        a_followed_send(workspace=place, at=now - age, send_id=name, campaign_id=CAMPAIGN, first_call=call)
    plan = CampaignPlan.objects.create(workspace=place, campaign_id=CAMPAIGN, called_at=now)
    CampaignFigures.objects.create(plan=plan, day=now.date(), metrics={"sent": 3}, first_at=now, changed_at=now)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Each row of each model, but for what asking for sample data itself writes down."""
    models = [model for model in apps.get_models() if model.__name__ not in CHANGED_BY_ASKING]
    return {model.__name__: _rows(model) for model in models}


def _rows(model: type[Model]) -> list[dict[str, Any]]:
    return [dict(row) for row in model._default_manager.order_by("pk").values()]


def deeds() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("subject", "detail"))


def state() -> str:
    """Of the one row; empty where there is none."""
    return SampleData.objects.values_list("state", flat=True).first() or ""
