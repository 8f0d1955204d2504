"""Who somebody is and what they may do, asked of the database in one statement a request: Django asks for the person,
their own permissions and those of their roles one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission, User
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from braze_tracker.dashboard.queries_counts import answer, as_rows, listed


class OneLookBackend(ModelBackend):
    """Django's own, with all permissions of a person in one statement: in the one that reads them, at a request."""

    def get_user(self, user_id: int) -> User | None:
        sql, values = answer(listed(_names(user_id), *_NAME))
        user = User._default_manager.annotate(may=RawSQL(sql, values)).filter(pk=user_id).first()  # noqa: S611  # compiled by the ORM, values bound
        if user is None or not self.user_can_authenticate(user):
            return None
        if not user.is_superuser:
            _remember(user, _joined(as_rows(user.may)))
        return user

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not isinstance(user_obj, User) or not user_obj.is_active or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        kept: set[str] | None = getattr(user_obj, "_perm_cache", None)
        if kept is None:
            kept = _joined(_names(user_obj.pk).values_list(*_NAME))
            _remember(user_obj, kept)
        return kept


_NAME = ("app", "codename")


def _names(user_id: int) -> QuerySet[Permission]:
    own = User.user_permissions.through.objects.filter(user=user_id).values("permission")
    of_roles = Group.permissions.through.objects.filter(group__user=user_id).values("permission")
    granted = Permission.objects.filter(Q(pk__in=own) | Q(pk__in=of_roles)).order_by()
    return granted.annotate(app=F("content_type__app_label"))


def _joined(names: Iterable[Sequence[str]]) -> set[str]:
    return {f"{app}.{name}" for app, name in names}


def _remember(user: User, names: set[str]) -> None:
    setattr(user, "_perm_cache", names)  # noqa: B010  # where Django's own keeps them; no attribute of a User's
