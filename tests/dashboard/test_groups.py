"""The groups of a migrated database, and what a later migration does to them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db.migrations.state import StateApps

from braze_tracker.dashboard.groups import apply_roles
from braze_tracker.dashboard.roles import Role, permissions

pytestmark = pytest.mark.django_db


def granted(role: Role) -> set[str]:
    rows = Group.objects.get(name=role.value).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


@pytest.mark.parametrize("role", list(Role))
def test_a_fresh_database_has_the_four_roles_with_all_that_they_may_do(role: Role) -> None:
    assert granted(role) == permissions(role)


def test_after_a_migration_a_role_is_again_what_the_table_says() -> None:
    viewer = Group.objects.get(name="Viewer")
    viewer.permissions.remove(Permission.objects.get(codename="view_send"))
    viewer.permissions.add(Permission.objects.get(codename="view_token"))
    Group.objects.get(name="Engineer").delete()
    call_command("migrate", verbosity=0)
    assert granted(Role.VIEWER) == permissions(Role.VIEWER)
    assert granted(Role.ENGINEER) == permissions(Role.ENGINEER)


def test_groups_of_an_operators_own_stay_as_they_are() -> None:
    own = Group.objects.create(name="Auditors")
    own.permissions.add(Permission.objects.get(codename="view_auditentry"))
    apply_roles(apps=apps, using="default")
    assert [one.codename for one in own.permissions.all()] == ["view_auditentry"]


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_its_roles_again() -> None:
    Group.objects.all().delete()
    call_command("flush", interactive=False, verbosity=0)
    assert granted(Role.OPERATOR) == permissions(Role.OPERATOR)


def test_a_database_that_has_no_groups_yet_is_left_alone() -> None:
    apply_roles(apps=StateApps([], {}), using="default")
    assert Group.objects.count() == 4
