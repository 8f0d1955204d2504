"""People and their roles: who may do what, and that somebody is always left who can give roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from braze_tracker.dashboard.roles import STAFF, Role
from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed

_MOST_NAMED = 5


class LastAdmin(ValueError):
    """Without this person nobody could give roles any more. The message says what to do first."""

    def __init__(self) -> None:
        super().__init__(_("This is the last administrator. Give another active user the role Admin first."))


@dataclass(frozen=True, slots=True)
class Person:
    user: User
    role: Role | None


def role_of(user: User) -> Role | None:
    """The highest role. A superuser is an administrator, whatever the groups say."""
    if user.is_superuser:
        return Role.ADMIN
    names = {group.name for group in user.groups.all()}
    return next((role for role in reversed(Role) if role.value in names), None)


def people() -> list[Person]:
    """Everybody, in the order of their names."""
    users = User.objects.prefetch_related("groups").order_by("-is_active", "username")
    return [Person(user, role_of(user)) for user in users]


def administrators() -> QuerySet[User]:
    """The active ones."""
    admins = Q(is_superuser=True) | Q(pk__in=User.objects.filter(groups__name=Role.ADMIN.value))
    return User.objects.filter(admins, is_active=True).order_by("username")


def to_ask() -> list[str]:
    """The names of those who can give a permission."""
    return list(administrators().values_list("username", flat=True)[:_MOST_NAMED])


@transaction.atomic
def give_role(user: User, role: Role | None, *, by: User | None, now: datetime) -> None:
    """The one role of the user from now on; other groups stay. Raises `LastAdmin`."""
    with _an_administrator_left():
        user.is_superuser = user.is_superuser and role is Role.ADMIN
        user.is_staff = role in STAFF
        user.save(update_fields=["is_superuser", "is_staff"])
        user.groups.remove(*Group.objects.filter(name__in=[one.value for one in Role]))
        if role is not None:
            user.groups.add(Group.objects.get(name=role.value))
    note(by, Deed.PERSON_CHANGED, _subject(user), at=now, detail=f"{user.username}: {role.value if role else '–'}")


@transaction.atomic
def add_person(user: User, role: Role, *, by: User | None, now: datetime) -> None:
    """Saves a user who has a name and a password and gives the role."""
    user.is_staff = role in STAFF
    user.save()
    user.groups.add(Group.objects.get(name=role.value))
    note(by, Deed.PERSON_ADDED, _subject(user), at=now, detail=f"{user.username}: {role.value}")


@transaction.atomic
def set_active(user: User, active: bool, *, by: User | None, now: datetime) -> None:
    """Who is not active is signed out at once and stays in the log. Raises `LastAdmin`."""
    with _an_administrator_left():
        user.is_active = active
        user.save(update_fields=["is_active"])
    detail = f"{user.username}: {'active' if active else 'not active'}"
    note(by, Deed.PERSON_CHANGED, _subject(user), at=now, detail=detail)


@transaction.atomic
def set_password(user: User, password: str, *, by: User | None, now: datetime) -> None:
    """One that Django's validators have let through. It ends the sessions that were begun with the old one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    note(by, Deed.PERSON_CHANGED, _subject(user), at=now, detail=f"{user.username}: new password")


@contextmanager
def _an_administrator_left() -> Iterator[None]:
    """Of two administrators who take each other's role at once, the second finds that they are the last one."""
    list(Group.objects.select_for_update().filter(name=Role.ADMIN.value))
    before = administrators().exists()
    yield
    if before and not administrators().exists():
        raise LastAdmin


def _subject(user: User) -> str:
    return f"user {user.pk}"
