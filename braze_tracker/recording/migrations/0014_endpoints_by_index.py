from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recording", "0013_call_totals"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="hourlycount",
            index=models.Index(fields=["endpoint", "workspace"], name="hourly_endpoint"),
        ),
    ]
