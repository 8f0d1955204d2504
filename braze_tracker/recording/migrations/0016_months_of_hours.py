from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recording", "0015_duplicates_in_order"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="hourlycount",
            index=models.Index(fields=["hour", "outcome", "origin", "workspace", "calls"], name="hourly_sums"),
        ),
    ]
