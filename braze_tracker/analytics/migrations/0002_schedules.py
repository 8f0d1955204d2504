"""The rows by which Celery beat wakes the follow-up. An operator may edit them: what exists is left as it is."""

from django.db import migrations

PREFIX = "braze_tracker.analytics.tasks."
SCHEDULES = (
    ("Follow due sends", "follow_due_sends", 15, "seconds", 15),
    ("Plan every send", "plan_every_send", 1, "hours", 3600),
    ("Learn campaign names", "learn_campaigns", 1, "hours", 3600),
)


def create(apps, schema_editor):
    interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    task = apps.get_model("django_celery_beat", "PeriodicTask")
    for name, function, every, period, expires in SCHEDULES:
        if task.objects.filter(task=PREFIX + function).exists() or task.objects.filter(name=name).exists():
            continue
        found = interval.objects.filter(every=every, period=period).first()
        task.objects.create(
            name=name,
            task=PREFIX + function,
            interval=found or interval.objects.create(every=every, period=period),
            expire_seconds=expires,
            description="Created by braze-tracker. Editing or disabling it is kept.",
        )


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0001_follow_up"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
