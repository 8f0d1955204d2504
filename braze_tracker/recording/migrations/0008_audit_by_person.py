from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recording", "0007_schedules_in_the_audit_log")]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["username", "-at"], name="audit_who"),
        ),
    ]
