"""The row by which Celery beat has old rows removed, a day after it is made and daily. An operator may edit it."""

from django.db import migrations

NAME = "Remove what is older than it is to be kept"
TASK = "braze_tracker.analytics.tasks.prune_old_rows"


def create(apps, schema_editor):
    interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    task = apps.get_model("django_celery_beat", "PeriodicTask")
    if task.objects.filter(task=TASK).exists() or task.objects.filter(name=NAME).exists():
        return
    daily = interval.objects.filter(every=1, period="days").first()
    task.objects.create(
        name=NAME,
        task=TASK,
        interval=daily or interval.objects.create(every=1, period="days"),
        expire_seconds=3600,
        description="Created by braze-tracker. Editing or disabling it is kept.",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0004_campaign_schedule"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
