"""Who may do what, asked of the database once a request: Django asks for a person's own permissions and for those of
the roles one after the other.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User


class OneLookBackend(ModelBackend):
    """Django's own, with all permissions of a person in one statement."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not isinstance(user_obj, User) or not user_obj.is_active or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        kept: set[str] | None = getattr(user_obj, "_perm_cache", None)
        if kept is None:
            kept = _permissions(user_obj)
            setattr(user_obj, "_perm_cache", kept)  # noqa: B010  # where Django's own keeps them; no attribute of a User's
        return kept


def _permissions(user: User) -> set[str]:
    names = Permission.objects.order_by().values_list("content_type__app_label", "codename")
    own, of_roles = names.filter(user=user), names.filter(group__user=user)
    return {f"{app}.{name}" for app, name in own.union(of_roles)}
