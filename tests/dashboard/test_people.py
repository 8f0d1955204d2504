"""Roles of people: one each, written to the audit log, and never the last administrator's gone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User

from braze_tracker.dashboard.people import (
    LastAdmin,
    add_person,
    administrators,
    give_role,
    people,
    role_of,
    set_active,
    to_ask,
)
from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import AuditEntry
from tests.dashboard.factories import a_person, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return a_person("maya", Role.ADMIN)


@pytest.mark.parametrize(
    ("role", "staff"),
    [(None, False), (Role.VIEWER, False), (Role.ENGINEER, False), (Role.OPERATOR, False), (Role.ADMIN, True)],
)
def test_a_role_is_a_group_and_says_who_may_open_the_administration(role: Role | None, staff: bool, maya: User) -> None:
    tom = a_person("tom")
    give_role(tom, role, by=maya, now=now())
    tom.refresh_from_db()
    assert (role_of(tom), tom.is_staff, tom.is_superuser) == (role, staff, False)
    assert set(tom.groups.values_list("name", flat=True)) == ({role.value} if role else set())


def test_a_new_role_takes_the_place_of_the_old_one_and_leaves_other_groups(maya: User) -> None:
    tom = a_person("tom", Role.OPERATOR)
    tom.groups.add(Group.objects.create(name="Auditors"))
    give_role(tom, Role.VIEWER, by=maya, now=now())
    assert set(tom.groups.values_list("name", flat=True)) == {"Auditors", "Viewer"}


def test_of_several_roles_the_highest_counts() -> None:
    tom = a_person("tom", Role.VIEWER)
    tom.groups.add(Group.objects.get(name="Engineer"))
    assert role_of(tom) is Role.ENGINEER


def test_a_superuser_is_an_administrator_until_another_role_is_given(maya: User) -> None:
    root = User.objects.create_superuser("root")
    assert role_of(root) is Role.ADMIN
    give_role(root, Role.ADMIN, by=maya, now=now())
    assert User.objects.get(pk=root.pk).is_superuser
    give_role(root, Role.VIEWER, by=maya, now=now())
    root = User.objects.get(pk=root.pk)
    assert (root.is_superuser, role_of(root)) == (False, Role.VIEWER)


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.OPERATOR])
def test_the_last_administrator_stays_one(maya: User, role: Role | None) -> None:
    with pytest.raises(LastAdmin, match="Give another active user the role Admin first"):
        give_role(maya, role, by=maya, now=now())
    with pytest.raises(LastAdmin):
        set_active(maya, False, by=maya, now=now())
    maya = User.objects.get(pk=maya.pk)
    assert (role_of(maya), maya.is_active, maya.is_staff) == (Role.ADMIN, True, True)


def test_an_administrator_who_cannot_sign_in_does_not_count(maya: User) -> None:
    other = a_person("other", Role.ADMIN)
    set_active(other, False, by=maya, now=now())
    with pytest.raises(LastAdmin):
        give_role(maya, Role.VIEWER, by=maya, now=now())
    set_active(other, True, by=maya, now=now())
    give_role(maya, Role.VIEWER, by=maya, now=now())
    assert to_ask() == ["other"]


def test_a_new_person_has_a_role_from_the_beginning(maya: User) -> None:
    tom = User(username="tom")
    tom.set_password("a-long-word")
    add_person(tom, Role.ADMIN, by=maya, now=now())
    assert (role_of(tom), tom.is_staff) == (Role.ADMIN, True)
    entry = AuditEntry.objects.get(deed="person_added")
    assert (entry.username, entry.subject, entry.detail) == ("maya", f"user {tom.pk}", "tom: Admin")


def test_changes_are_in_the_audit_log(maya: User) -> None:
    tom = a_person("tom")
    AuditEntry.objects.all().delete()
    give_role(tom, Role.ENGINEER, by=maya, now=now())
    give_role(tom, None, by=maya, now=now())
    set_active(tom, False, by=maya, now=now())
    told = AuditEntry.objects.order_by("pk").values_list("username", "deed", "detail")
    assert list(told) == [
        ("maya", "person_changed", "tom: Engineer"),
        ("maya", "person_changed", "tom: –"),
        ("maya", "person_changed", "tom: not active"),
    ]


def test_everybody_is_listed_with_a_role_and_those_who_may_not_sign_in_last(maya: User) -> None:
    gone = a_person("anna", Role.VIEWER)
    set_active(gone, False, by=maya, now=now())
    a_person("tom")
    assert [(one.user.username, one.role) for one in people()] == [
        ("maya", Role.ADMIN),
        ("tom", None),
        ("anna", Role.VIEWER),
    ]
    assert [one.username for one in administrators()] == ["maya"]
