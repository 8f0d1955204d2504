"""Users in the admin: the last administrator stays one, nobody is deleted, and every change is in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
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

    def save_related(self, request: HttpRequest, form: forms.BaseForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        person: User = form.instance  # type: ignore[attr-defined]  # a model's form has one
        deed = Deed.PERSON_CHANGED if change else Deed.PERSON_ADDED
        detail = f"{person.username}: {', '.join(form.changed_data) or '–'} (administration)"
        note(request.user, deed, f"user {person.pk}", at=timezone.now(), detail=detail)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who has done something stays in the log; deactivate instead."""
        return False


admin.site.unregister(User)
admin.site.register(User, PersonAdmin)
