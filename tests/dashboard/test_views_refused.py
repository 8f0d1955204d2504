"""The page for whoever may not: it names what is missing, the role that has it, and whom to ask."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from braze_tracker.dashboard.roles import Role
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db


def refusal(user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    page = client.get(path)
    assert page.status_code == 403
    return " ".join(page.content.decode().split())


def test_a_missing_permission_is_named_with_its_role_and_its_givers() -> None:
    a_person("maya", Role.ADMIN)
    page = refusal(a_person("tom", Role.VIEWER), "/admin/")
    assert "It needs the permission <b>Open the administration</b>. The role Admin has what is needed." in page
    assert "Administrators here: <b>maya</b>" in page
    assert "Sign out tom" in page


def test_several_missing_permissions_need_the_highest_of_their_roles() -> None:
    own = Group.objects.create(name="Own")
    own.permissions.add(Permission.objects.get(codename="view_heartbeat"))
    tom = a_person("tom")
    tom.groups.add(own)
    page = refusal(tom, "/")
    assert "the permissions <b>View API calls</b>, <b>View errors</b>, <b>View sends</b>. The role Viewer" in page
    assert "Ask an administrator for the permission it needs." in page


def test_who_has_no_role_is_told_so_on_every_page() -> None:
    a_person("maya", Role.ADMIN)
    tom = a_person("tom")
    for path in ("/", "/calls/", "/sync/", "/admin/"):
        page = refusal(tom, path)
        assert "Your account has no role yet" in page
        assert "Ask an administrator for a role" in page
        assert "<b>maya</b>" in page


def test_a_refusal_of_djangos_own_is_told_in_general() -> None:
    tom = a_person("tom", Role.OPERATOR)
    User.objects.filter(pk=tom.pk).update(is_staff=True)
    page = refusal(tom, "/admin/auth/user/")
    assert "Your account may not do this" in page
    assert "Ask an administrator for the permission it needs." in page
