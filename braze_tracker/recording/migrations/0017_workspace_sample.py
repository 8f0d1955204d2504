from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recording", "0016_months_of_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="sample",
            field=models.BooleanField(
                default=False,
                db_default=False,
                editable=False,
                help_text="made up, and never asked about at Braze",
                verbose_name="sample data",
            ),
        ),
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
                    ("samples_changed", "loaded or removed sample data"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AddConstraint(
            model_name="workspace",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sample", True)), fields=("sample",), name="one_sample_workspace"
            ),
        ),
        migrations.AddConstraint(
            model_name="workspace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sample", False),
                    models.Q(("declared", True), ("key_encrypted", ""), ("key_env", ""), ("paused", True)),
                    _connector="OR",
                ),
                name="a_sample_has_no_key_and_rests",
            ),
        ),
    ]
