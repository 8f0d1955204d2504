from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recording", "0010_recipients_and_minutes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="deed",
            field=models.CharField(
                choices=[
                    ("body_viewed", "viewed the bodies of a call"),
                    ("workspace_changed", "changed a workspace"),
                    ("key_changed", "changed a workspace's key"),
                    ("token_issued", "issued a token"),
                    ("token_revoked", "revoked a token"),
                    ("looked", "looked at a send now"),
                    ("resolved", "resolved an error"),
                    ("muted", "muted an error"),
                    ("reopened", "opened an error again"),
                    ("commented", "wrote about an error"),
                    ("schedule_changed", "changed a schedule"),
                    ("replayed", "asked for a replay"),
                    ("replay_stopped", "stopped a replay"),
                    ("person_added", "added a user"),
                    ("person_changed", "changed a user"),
                    ("group_changed", "changed a group"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
    ]
