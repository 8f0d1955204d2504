"""The roles as Django's groups: after every migration each of the four has exactly what the table says."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps

from braze_tracker.dashboard.roles import Role, permissions


def apply_roles(*, using: str, apps: Apps = installed, **signal: Any) -> None:
    """Makes what is missing, so that a permission of a later version reaches the roles. Safe to run again.

    A tracker that wants another mix makes groups of its own; these four follow the table.
    """
    try:
        group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:  # a migration back to before there were groups
        return
    rows = permission.objects.using(using).values_list("content_type__app_label", "codename", "pk")
    known = {f"{app}.{codename}": pk for app, codename, pk in rows}
    for role in Role:
        one, _made = group.objects.using(using).get_or_create(name=role.value)
        one.permissions.set([known[name] for name in permissions(role) if name in known])
