"""Campaigns that are called are followed by their own series, too: plans, figures, and the names of variations."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0002_schedules"),
        ("recording", "0002_any_client"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="detailed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="campaign",
            name="variations",
            field=models.JSONField(default=dict, help_text="variation id → its name"),
        ),
        migrations.CreateModel(
            name="CampaignPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("next_look_at", models.DateTimeField(blank=True, null=True, verbose_name="next look")),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("lease", models.UUIDField(blank=True, null=True)),
                ("looks", models.PositiveIntegerField(default=0, verbose_name="looks")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="failures in a row")),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("last_look_at", models.DateTimeField(blank=True, null=True, verbose_name="last look")),
                ("last_figures_at", models.DateTimeField(blank=True, null=True, verbose_name="last figures")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="last error")),
                ("channels", models.JSONField(default=list)),
                ("campaign_id", models.CharField(max_length=64)),
                (
                    "called_at",
                    models.DateTimeField(help_text="followed until 30 days after it", verbose_name="last call"),
                ),
                (
                    "totals",
                    models.JSONField(
                        default=dict,
                        help_text="of the 14 days up to the last look; money as text",
                        verbose_name="totals",
                    ),
                ),
                ("sent", models.JSONField(default=list, help_text="sent on each of these days")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="recording.workspace"
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign plan",
                "verbose_name_plural": "campaign plans",
            },
        ),
        migrations.CreateModel(
            name="CampaignFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("channel", models.CharField(blank=True, max_length=64, verbose_name="channel")),
                (
                    "variation",
                    models.CharField(blank=True, help_text="variation id, else name, else position", max_length=191),
                ),
                ("variation_name", models.CharField(blank=True, max_length=255, verbose_name="variation")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "metrics",
                    models.JSONField(help_text="name → whole number, or exact decimal text", verbose_name="metrics"),
                ),
                (
                    "restated",
                    models.PositiveIntegerField(
                        default=0, help_text="how often Braze lowered a figure", verbose_name="restated"
                    ),
                ),
                ("first_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="analytics.campaignplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign figures",
                "verbose_name_plural": "campaign figures",
            },
        ),
        migrations.AddIndex(
            model_name="campaignplan",
            index=models.Index(fields=["next_look_at"], name="campaign_plan_due"),
        ),
        migrations.AddIndex(
            model_name="campaignplan",
            index=models.Index(fields=["campaign_id"], name="campaign_plan_id"),
        ),
        migrations.AddIndex(
            model_name="campaignplan",
            index=models.Index(fields=["-called_at"], name="campaign_plan_called"),
        ),
        migrations.AddConstraint(
            model_name="campaignplan",
            constraint=models.UniqueConstraint(fields=("workspace", "campaign_id"), name="one_campaign_plan_an_id"),
        ),
        migrations.AddConstraint(
            model_name="campaignfigures",
            constraint=models.UniqueConstraint(
                fields=("plan", "day", "channel", "variation"), name="one_row_a_campaign_day_channel_variation"
            ),
        ),
    ]
