import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recording", "0009_groups_in_the_audit_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallRecipient",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "call_id", "digest", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "digest",
                    models.IntegerField(help_text="the eight hex digits of the masked value, as a signed number"),
                ),
                (
                    "call",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="recording.apicall",
                    ),
                ),
            ],
            options={
                "verbose_name": "call recipient",
                "verbose_name_plural": "call recipients",
                "indexes": [models.Index(fields=["digest", "-call"], name="recipient_calls")],
            },
        ),
        migrations.CreateModel(
            name="MinuteCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minute", models.DateTimeField()),
                (
                    "origin",
                    models.CharField(
                        choices=[("client", "Client"), ("gateway", "Gateway"), ("sync", "Sync"), ("replay", "Replay")],
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("success", "Success"),
                            ("queued", "Queued"),
                            ("non_fatal", "Non-fatal"),
                            ("unknown", "Unknown"),
                            ("rate_limited", "Rate limited"),
                            ("fatal_client", "Fatal, client"),
                            ("fatal_server", "Fatal, server"),
                            ("pending", "Pending"),
                        ],
                        max_length=12,
                    ),
                ),
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
                "verbose_name": "minute count",
                "verbose_name_plural": "minute counts",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("minute", "workspace", "origin", "outcome"), name="one_minute_count"
                    )
                ],
            },
        ),
    ]
