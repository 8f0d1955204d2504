"""Totals of calls that only grow, begun with what was counted by the hour."""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ORIGINS = [("client", "Client"), ("gateway", "Gateway"), ("sync", "Sync"), ("replay", "Replay")]

OUTCOMES = [
    ("success", "Success"),
    ("queued", "Queued"),
    ("non_fatal", "Non-fatal"),
    ("unknown", "Unknown"),
    ("rate_limited", "Rate limited"),
    ("fatal_client", "Fatal, client"),
    ("fatal_server", "Fatal, server"),
    ("pending", "Pending"),
]


def counted_so_far(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    hourly, totals = apps.get_model("recording", "HourlyCount"), apps.get_model("recording", "CallTotal")
    rows = hourly.objects.exclude(outcome="pending").order_by("workspace", "origin", "outcome")
    counted = rows.values_list("workspace_id", "origin", "outcome").annotate(models.Sum("calls"))
    totals.objects.bulk_create(
        totals(workspace_id=workspace, origin=origin, outcome=outcome, calls=calls)
        for workspace, origin, outcome, calls in counted
        if calls > 0
    )


class Migration(migrations.Migration):
    dependencies = [("recording", "0012_external_send_ids")]
    operations = [
        migrations.CreateModel(
            name="CallTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(choices=ORIGINS, max_length=8)),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=12)),
                ("calls", models.BigIntegerField(default=0)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="recording.workspace",
                    ),
                ),
            ],
            options={
                "verbose_name": "call total",
                "verbose_name_plural": "call totals",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "origin", "outcome"), name="one_call_total")
                ],
            },
        ),
        migrations.RunPython(counted_so_far, migrations.RunPython.noop),
    ]
