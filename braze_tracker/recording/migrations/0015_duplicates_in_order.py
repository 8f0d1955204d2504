from django.db import migrations, models


class Migration(migrations.Migration):
    """SQLite takes the short index for the list of possible duplicates only if it sorts as the long one does."""

    dependencies = [
        ("recording", "0014_endpoints_by_index"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="apicall", name="call_duplicate"),
        migrations.AddIndex(
            model_name="apicall",
            index=models.Index(
                condition=models.Q(("possible_duplicate", True)),
                fields=["-started_at", "-id"],
                name="call_duplicate",
            ),
        ),
    ]
