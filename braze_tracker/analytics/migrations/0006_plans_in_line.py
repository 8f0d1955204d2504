from datetime import UTC

from django.db import migrations, models
from django.db.models.functions import TruncDate

HELP = "the day of that in UTC, by which plans stand in line"


def days(apps, schema_editor):
    plans = apps.get_model("analytics", "SyncPlan")._default_manager
    plans.using(schema_editor.connection.alias).update(drops_on=TruncDate("dropped_at", tzinfo=UTC))


class Migration(migrations.Migration):
    """What is due is counted and taken by index, however much there is."""

    dependencies = [
        ("analytics", "0005_prune_schedule"),
        ("recording", "0018_sends_that_moved"),
    ]

    operations = [
        migrations.AddField(
            model_name="syncplan",
            name="drops_on",
            field=models.DateField(editable=False, help_text=HELP, null=True),
        ),
        migrations.RunPython(days, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="syncplan",
            name="drops_on",
            field=models.DateField(editable=False, help_text=HELP),
        ),
        migrations.RemoveIndex(model_name="syncplan", name="plan_workspace"),
        migrations.AddIndex(
            model_name="syncplan",
            index=models.Index(fields=["workspace", "state", "next_look_at"], name="plan_workspace_due"),
        ),
        migrations.AddIndex(
            model_name="syncplan",
            index=models.Index(
                condition=models.Q(("state", "tracking")),
                fields=["workspace", "drops_on", "next_look_at", "send"],
                name="plan_in_line",
            ),
        ),
    ]
