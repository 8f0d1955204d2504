"""The row by which Celery beat has the worker look after sample data: hourly, and made due by whoever asks for it."""

from django.db import migrations

NAME = "Look after sample data"
TASK = "braze_tracker.samples.tasks.tend_samples"


def create(apps, schema_editor):
    interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    task = apps.get_model("django_celery_beat", "PeriodicTask")
    if task.objects.filter(task=TASK).exists() or task.objects.filter(name=NAME).exists():
        return
    hourly = interval.objects.filter(every=1, period="hours").first()
    task.objects.create(
        name=NAME,
        task=TASK,
        interval=hourly or interval.objects.create(every=1, period="hours"),
        expire_seconds=3600,
        description="Created by braze-tracker. Editing or disabling it is kept.",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("samples", "0001_sample_data"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
