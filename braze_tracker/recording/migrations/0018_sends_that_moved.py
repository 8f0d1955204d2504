from django.db import migrations, models

HELP = "new or changed, and not yet seen by whoever follows it"


class Migration(migrations.Migration):
    """Sends that are there have been seen, and those that were not are found by the hourly comparison."""

    dependencies = [
        ("recording", "0017_workspace_sample"),
    ]

    operations = [
        migrations.AddField(
            model_name="send",
            name="moved",
            field=models.BooleanField(default=False, editable=False, help_text=HELP),
        ),
        migrations.AlterField(
            model_name="send",
            name="moved",
            field=models.BooleanField(default=True, db_default=True, editable=False, help_text=HELP),
        ),
        migrations.AddIndex(
            model_name="send",
            index=models.Index(condition=models.Q(("moved", True)), fields=["id"], name="send_moved"),
        ),
    ]
