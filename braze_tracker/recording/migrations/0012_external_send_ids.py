from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recording", "0011_replays_in_the_audit_log"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="apicall",
            index=models.Index(
                condition=models.Q(("external_send_id", ""), _negated=True),
                fields=["external_send_id"],
                name="call_external",
            ),
        ),
    ]
