"""The groups that are the tracker's roles. What each may do follows from a table, after every migration."""

from django.db import migrations

ROLES = ("Viewer", "Engineer", "Operator", "Admin")


def create(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for name in ROLES:
        groups.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
