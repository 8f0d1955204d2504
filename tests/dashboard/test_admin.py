"""Users in the administration: what may not happen there either, and what is written down."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import AuditEntry
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> Client:
    client = Client()
    client.force_login(a_person("maya", Role.ADMIN))
    AuditEntry.objects.all().delete()
    return client


def change(client: Client, name: str, *roles: Role, **fields: Any) -> str:
    """Sends the form of a user as a browser would. Switches are on where they are named."""
    user = User.objects.get(username=name)
    groups = [Group.objects.get(name=role.value).pk for role in roles]
    joined = {"date_joined_0": "2026-03-04", "date_joined_1": "12:00:00"}
    sent = {"username": name, "groups": groups, **joined, **fields}
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), sent, follow=True).content.decode()


LAST = "This is the last administrator."


@pytest.mark.parametrize(
    ("roles", "fields"), [((Role.VIEWER,), {"is_active": "on"}), ((), {"is_active": "on"}), ((Role.ADMIN,), {})]
)
def test_the_last_administrator_stays_one(maya: Client, roles: tuple[Role, ...], fields: dict[str, str]) -> None:
    assert LAST in change(maya, "maya", *roles, **fields)
    assert maya.get("/settings/users/").status_code == 200


def test_with_another_one_the_role_can_go(maya: Client) -> None:
    a_person("other", Role.ADMIN)
    assert LAST not in change(maya, "maya", Role.OPERATOR, is_active="on", is_staff="on")
    assert maya.get("/settings/users/").status_code == 403


def test_changes_are_written_down_by_the_names_of_the_fields(maya: Client) -> None:
    a_person("tom", Role.VIEWER)
    change(maya, "tom", Role.ENGINEER, is_active="on", first_name="Thomas")
    entry = AuditEntry.objects.get(username="maya")
    assert (entry.deed, entry.subject) == ("person_changed", f"user {User.objects.get(username='tom').pk}")
    assert "groups" in entry.detail
    assert "Thomas" not in entry.detail


def test_nobody_is_deleted(maya: Client) -> None:
    tom = a_person("tom", Role.VIEWER)
    assert maya.post(reverse("admin:auth_user_delete", args=[tom.pk]), {"post": "yes"}).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": [tom.pk], "post": "yes"}
    maya.post(reverse("admin:auth_user_changelist"), sent)
    assert User.objects.filter(username="tom").exists()


def test_a_password_is_given_where_it_is_written_down(maya: Client) -> None:
    tom = a_person("tom", Role.VIEWER, password="a-long-word")
    sent = {"password1": "another-long-word", "password2": "another-long-word", "usable_password": "true"}
    reply = maya.post(reverse("admin:auth_user_password_change", args=[tom.pk]), sent)
    assert reply.headers["Location"] == reverse("user", args=[tom.pk])
    tom.refresh_from_db()
    assert tom.check_password("a-long-word")
    assert maya.get(reverse("admin:auth_user_password_change", args=[999_999])).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_the_groups_of_the_roles_stay_as_they_are(maya: Client, role: Role) -> None:
    group = Group.objects.get(name=role.value)
    had = group.permissions.count()
    sent = {"name": "nothing", "permissions": []}
    assert maya.post(reverse("admin:auth_group_change", args=[group.pk]), sent).status_code == 403
    assert maya.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}
    maya.post(reverse("admin:auth_group_changelist"), many)
    group.refresh_from_db()
    assert (group.name, group.permissions.count()) == (role.value, had)
    assert maya.get(reverse("admin:auth_group_change", args=[group.pk])).status_code == 200


def test_groups_of_ones_own_are_made_changed_and_deleted_and_each_is_written_down(maya: Client) -> None:
    bodies = Permission.objects.get(codename="view_callbody")
    maya.post(reverse("admin:auth_group_add"), {"name": "Readers", "permissions": []})
    group = Group.objects.get(name="Readers")
    maya.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "Readers", "permissions": [bodies.pk]})
    maya.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"})
    maya.post(reverse("admin:auth_group_add"), {"name": "Others", "permissions": []})
    others = Group.objects.get(name="Others")
    many = {"action": "delete_selected", "_selected_action": [others.pk], "post": "yes"}
    maya.post(reverse("admin:auth_group_changelist"), many)
    told = AuditEntry.objects.order_by("pk").values_list("deed", "subject", "detail")
    readers, gone = f"group {group.pk}", f"group {others.pk}"
    assert list(told) == [
        ("group_changed", readers, "Readers: name (administration)"),
        ("group_changed", readers, "Readers: permissions (administration)"),
        ("group_changed", readers, "Readers: deleted (administration)"),
        ("group_changed", gone, "Others: name (administration)"),
        ("group_changed", gone, "Others: deleted (administration)"),
    ]
    assert not Group.objects.exclude(name__in=[role.value for role in Role]).exists()
