from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SampleData",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "Asked for"),
                            ("there", "There"),
                            ("unwanted", "To be removed"),
                            ("failed", "Failed"),
                        ],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("loaded_at", models.DateTimeField(blank=True, null=True, verbose_name="loaded")),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                (
                    "hitch",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_started", "The process that makes it could not be started."),
                            ("ended", "The process that makes it ended too soon."),
                            ("slow", "It was not ready within five minutes."),
                            ("refused", "It could not be stored."),
                        ],
                        max_length=12,
                    ),
                ),
                ("detail", models.CharField(blank=True, help_text="what the process said last", max_length=300)),
            ],
            options={
                "verbose_name": "sample data",
                "verbose_name_plural": "sample data",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_sample_data")],
            },
        ),
    ]
