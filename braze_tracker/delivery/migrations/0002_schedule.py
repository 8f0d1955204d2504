"""The row by which Celery beat has the worker look for replays. An operator may edit it: what exists is left as it is."""

from django.db import migrations

NAME = "Send replays"
TASK = "braze_tracker.delivery.tasks.send_replays"


def create(apps, schema_editor):
    interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    task = apps.get_model("django_celery_beat", "PeriodicTask")
    if task.objects.filter(task=TASK).exists() or task.objects.filter(name=NAME).exists():
        return
    often = interval.objects.filter(every=5, period="seconds").first()
    task.objects.create(
        name=NAME,
        task=TASK,
        interval=often or interval.objects.create(every=5, period="seconds"),
        expire_seconds=5,
        description="Created by braze-tracker. Editing or disabling it is kept.",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0001_replays"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
