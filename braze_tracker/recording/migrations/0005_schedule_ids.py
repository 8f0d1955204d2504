"""Sends stored before they kept their schedule get it from their first call, a short transaction at a time."""

from django.db import migrations, transaction

MOST = 1000


def fill(apps, schema_editor):
    database = schema_editor.connection.alias
    sends = apps.get_model("recording", "Send").objects.using(database)
    without, last = sends.filter(scheduled=True, schedule_id="").select_related("first_call"), 0
    while chunk := list(without.filter(pk__gt=last).order_by("pk")[:MOST]):
        known = [send for send in chunk if send.first_call and send.first_call.schedule_id]
        for send in known:
            send.schedule_id = send.first_call.schedule_id
        with transaction.atomic(using=database):
            sends.bulk_update(known, ("schedule_id",))
        last = chunk[-1].pk


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("recording", "0004_kept_for_a_time")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
