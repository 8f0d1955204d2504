"""Who may do what: the same as Django says, in one statement."""

from __future__ import annotations

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission, User
from pytest_django import DjangoAssertNumQueries

from braze_tracker.dashboard.backend import OneLookBackend
from braze_tracker.dashboard.roles import Role
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    """As the next request reads it: nothing is remembered."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_what_django_says(role: Role, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = a_person("ines", role)
    person.user_permissions.add(Permission.objects.get(codename="add_token"))
    asked = fresh(person)
    with django_assert_num_queries(1):
        may = OneLookBackend().get_all_permissions(asked)
        assert OneLookBackend().has_perm(asked, "recording.add_token")
        assert OneLookBackend().has_module_perms(asked, "recording")
    assert may == ModelBackend().get_all_permissions(fresh(person))
    assert {"recording.add_token", "recording.view_apicall"} <= may


@pytest.mark.parametrize("role", list(Role))
def test_a_request_reads_somebody_together_with_what_they_may(
    role: Role, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = a_person("ines", role)
    person.user_permissions.add(Permission.objects.get(codename="add_token"))
    a_person("tom", Role.ADMIN)
    with django_assert_num_queries(1):
        found = OneLookBackend().get_user(person.pk)
        assert found == person
        may = OneLookBackend().get_all_permissions(found)
    assert may == ModelBackend().get_all_permissions(fresh(person))


def test_nobody_is_read_for_an_id_without_an_account_or_with_a_closed_one() -> None:
    person = a_person("ines", Role.ADMIN)
    assert OneLookBackend().get_user(person.pk + 1) is None
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert OneLookBackend().get_user(person.pk) is None
    chief = User.objects.create_superuser("maya")
    found = OneLookBackend().get_user(chief.pk)
    assert found
    assert found.has_perm("recording.add_token")


def test_who_is_deactivated_may_nothing_and_a_superuser_everything() -> None:
    person = a_person("ines", Role.ADMIN)
    person.is_active = False
    chief = User.objects.create_superuser("maya")
    assert OneLookBackend().get_all_permissions(person) == set()
    assert OneLookBackend().get_all_permissions(AnonymousUser()) == set()
    assert OneLookBackend().get_all_permissions(chief) == ModelBackend().get_all_permissions(fresh(chief))
