import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("recording", "0011_replays_in_the_audit_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplayBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("username", models.CharField(max_length=150, verbose_name="who")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("chosen", models.PositiveIntegerField(verbose_name="calls")),
                ("per_minute", models.PositiveSmallIntegerField(verbose_name="a minute")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("finished", "Finished"),
                            ("stopped", "Stopped"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "next_at",
                    models.DateTimeField(help_text="when the next call may leave: the clock that all workers share"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="recording.errorgroup",
                        verbose_name="error",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="recording.workspace",
                    ),
                ),
            ],
            options={
                "verbose_name": "replay of an error",
                "verbose_name_plural": "replays of errors",
                "ordering": ("-asked_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("original", models.UUIDField(verbose_name="original call")),
                (
                    "turn",
                    models.PositiveSmallIntegerField(help_text="how often the same call had been asked for before"),
                ),
                (
                    "call",
                    models.UUIDField(
                        blank=True, help_text="given before it leaves", null=True, unique=True, verbose_name="new call"
                    ),
                ),
                ("username", models.CharField(max_length=150, verbose_name="who")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("consequence", models.CharField(help_text="what the person who asked had confirmed", max_length=14)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting to be sent"), ("sent", "Sent"), ("refused", "Not sent")],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=20, verbose_name="why not")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replays",
                        to="delivery.replaybatch",
                    ),
                ),
            ],
            options={
                "verbose_name": "replay",
                "verbose_name_plural": "replays",
            },
        ),
        migrations.AddIndex(
            model_name="replaybatch",
            index=models.Index(
                condition=models.Q(("state__in", ("waiting", "running"))), fields=["next_at"], name="batch_going"
            ),
        ),
        migrations.AddIndex(
            model_name="replay",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["batch", "id"], name="replay_waiting"),
        ),
        migrations.AddConstraint(
            model_name="replay",
            constraint=models.UniqueConstraint(fields=("original", "turn"), name="one_replay_a_turn"),
        ),
    ]
