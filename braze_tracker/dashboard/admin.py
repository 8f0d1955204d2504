"""Users in the admin: the last administrator stays one, nobody is deleted, and every change is in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from braze_tracker.dashboard.people import LastAdmin, administrators
from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed

if TYPE_CHECKING:
    ChangeForm = UserChangeForm[User]
    AnyUserAdmin = UserAdmin[User]
else:
    # Django's own classes take no type argument when they run.
    ChangeForm = UserChangeForm
    AnyUserAdmin = UserAdmin


class PersonForm(ChangeForm):
    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        admins = told.get("groups", ())
        stays = told.get("is_superuser") or any(group.name == Role.ADMIN.value for group in admins)
        others = administrators().exclude(pk=self.instance.pk)
        if not (stays and told.get("is_active")) and not others.exists():
            raise ValidationError(str(LastAdmin()))
        return told


class PersonAdmin(AnyUserAdmin):
    form = PersonForm
    readonly_fields = ("last_login", "date_joined")

    def save_related(self, request: HttpRequest, form: forms.BaseForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        person: User = form.instance  # type: ignore[attr-defined]  # a model's form has one
        deed = Deed.PERSON_CHANGED if change else Deed.PERSON_ADDED
        detail = f"{person.username}: {', '.join(form.changed_data) or '–'} (administration)"
        note(request.user, deed, f"user {person.pk}", at=timezone.now(), detail=detail)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Passwords are given on the page of the user, which writes it down."""
        person = self.get_object(request, id)
        if person is None:
            raise Http404
        return redirect("user", key=person.pk)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who has done something stays in the log; deactivate instead."""
        return False


class OwnGroupAdmin(GroupAdmin):
    """The four roles follow their table; without the group of the Admins nobody could give roles."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """A role's permissions are shown as words, and each says which table it is of."""
        return super().get_queryset(request).prefetch_related("permissions__content_type")

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return not _is_role(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return not _is_role(obj) and super().has_delete_permission(request, obj)

    def save_related(self, request: HttpRequest, form: forms.BaseForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        group: Group = form.instance  # type: ignore[attr-defined]  # a model's form has one
        _note(request, group, ", ".join(form.changed_data) or "–")

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        _note(request, obj, "deleted")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        for group in queryset:
            _note(request, group, "deleted")
        super().delete_queryset(request, queryset)


def _is_role(group: Group | None) -> bool:
    return group is not None and group.name in {role.value for role in Role}


def _note(request: HttpRequest, group: Group, what: str) -> None:
    subject, detail = f"group {group.pk}", f"{group.name}: {what} (administration)"
    note(request.user, Deed.GROUP_CHANGED, subject, at=timezone.now(), detail=detail)


admin.site.unregister([User, Group])
admin.site.register(User, PersonAdmin)
admin.site.register(Group, OwnGroupAdmin)
